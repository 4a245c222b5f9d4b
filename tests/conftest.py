"""What holds for every test: loopback only, nothing of the user's, a known number of examples."""

import gc
import os
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from console.present.words import ENGLISH, use_language
from tests.folders import quickest_folder
from tests.statements import share_compiled_statements

# Neither deadline nor health check may watch the clock: machines are shared and noisy.
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=100, print_blob=True, **UNTIMED)
settings.register_profile("nightly", max_examples=5000, print_blob=True, **UNTIMED)
# For `make mutants`: that a test fails is all that is asked, not the smallest reason.
settings.register_profile(
    "hunting", max_examples=100, phases=(Phase.explicit, Phase.generate), database=None, **UNTIMED
)
settings.load_profile("default")  # another: pytest --hypothesis-profile nightly


LONGEST = ("tests/seeds/test_figures_of_the_demo.py", "tests/machine", "tests/terminal")
"""Begun first, so that at the end nobody waits for one of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests before all others."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Keep the thousands of tests that were collected out of every later garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # seldom: memory is there, and a fifth of the time went by


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how much random life there was, when there was any and nothing was found wrong."""
    passed = terminalreporter.stats.get("passed", [])
    told = [value for report in passed for name, value in report.user_properties if name == "lives"]
    if told:
        lives, cases, verbs = (
            sum(one[what] for one in told) for what in ("lives", "cases", "verbs")
        )
        shares = ", ".join(f"{one['lives']:,} on {one['database']}" for one in told)
        terminalreporter.write_line(
            f"{lives:,} random lives ({shares}) with {cases:,} cases and {verbs:,} verbs done: "
            "no invariant broken"
        )


def is_loopback(host: object) -> bool:
    """Tell whether ``host``, a name or an address, stays on this machine."""
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def stay_on_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail a test that reaches for another machine; an audit hook, so no import escapes it.

    Unix sockets have a path for an address and are left alone.
    """
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not is_loopback(host):
        # An outcome of pytest is no Exception, so no edge of the program swallows it.
        pytest.fail(f"a test reached for {host}; tests stay on loopback")


sys.addaudithook(stay_on_loopback)

share_compiled_statements()

# What pytest calls so is where the folders of tests are made, by their workers too.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quickest_folder()))


@pytest.fixture(scope="session", autouse=True)
def nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the user's settings, databases and terminal wishes from every test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            ours = name.startswith("GRIDDESK_") and not name.startswith("GRIDDESK_TESTS_")
            if ours or name in {"NO_COLOR", "FORCE_COLOR", "LANGUAGE", "COLUMNS", "LINES"}:
                patch.delenv(name)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        yield


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begin every test in English, whatever the one before it spoke; another asks for it."""
    use_language(ENGLISH)
