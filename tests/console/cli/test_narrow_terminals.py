"""The tables of an operator's day fit a terminal of 80 columns, in either language."""

from pathlib import Path

import pytest

from core.kernel.text import width
from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.console.cli.test_assess import PROFILES
from tests.district import ADMIN, SUPERVISOR
from tests.upstreams import EVENTS

CELLS = 80


@pytest.fixture
def busy(desk: Griddesk, tmp_path: Path) -> Griddesk:
    """A district that has taken files in, undone one, and sent something upstream."""
    mapping = tmp_path / "city-events-of-the-district.yaml"
    mapping.write_text(EVENTS.replace("code: events", "code: city-events-daily"), "utf-8")
    assert desk("upstream", "run", str(mapping), "-o", str(tmp_path), by=SUPERVISOR).code == 4
    profiles = tmp_path / "profiles.csv"
    profiles.write_text(PROFILES, "utf-8")
    grids = SAMPLES / "grids_semicolon.csv"
    for kind, path in (("grids", grids), ("profiles", profiles)):
        assert desk("import", kind, str(path), "--commit", by=ADMIN).code == 0
    assert desk("import", "undo", "1", "--commit", by=ADMIN).code == 0
    return desk


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize(
    "command", (("upstream", "status"), ("import", "list"), ("assess", "profiles"))
)
def test_a_table_fits(
    command: tuple[str, ...], lang: str, busy: Griddesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(CELLS))
    monkeypatch.setenv("TERM", "dumb")
    told = busy(*command, by=ADMIN, lang=lang).out.splitlines()
    assert len(told) > 1
    assert max(map(width, told)) <= CELLS, told
