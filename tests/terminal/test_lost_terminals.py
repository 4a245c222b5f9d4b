"""A terminal, or a page, that goes away under the desk: it leaves, and keeps what was typed."""

import json
import os
import select
import subprocess
import time
from pathlib import Path

import pytest

from console.terminal import HUNG_UP
from tests.district import DISPATCHER
from tests.house.tree import ROOT
from tests.terminal.program import DESK, PATIENCE, desk_on
from tests.terminal.test_desk import FAULTS

TYPED = "𠮷先生来电反映路灯不亮"


def drafts_in(state: Path) -> str:
    """Return what the drafts say that are kept."""
    return "".join(
        json.loads(f.read_text("utf-8")).get("matter", "") for f in state.rglob("drafts/*.json")
    )


def test_a_desk_whose_terminal_is_gone_leaves(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state, hears_hang_up=False) as terminal:
        terminal.sees("3 件", "● 实时")
        assert terminal.hang_up() == HUNG_UP
    assert not (state / FAULTS).exists()


def test_what_was_typed_at_a_terminal_that_is_gone_is_there_again(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state, hears_hang_up=False) as terminal:
        terminal.sees("3 件")
        terminal.press("+", "\t", "\t")
        terminal.sees("^S")
        terminal.press(TYPED)
        terminal.until(lambda: TYPED in drafts_in(state), "the draft")
        assert terminal.hang_up() == HUNG_UP
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件")
        terminal.press("+")
        terminal.sees(TYPED)


def test_a_desk_that_is_recorded_leaves_too_and_its_recording_can_be_played(
    url: str, state: Path, tmp_path: Path
) -> None:
    cast = tmp_path / "shift.cast"
    with desk_on(url, DISPATCHER, state, "--record", str(cast), hears_hang_up=False) as terminal:
        terminal.sees("3 ")
        assert terminal.hang_up() == HUNG_UP
    assert cast.read_text("utf-8").endswith("\n")


@pytest.mark.parametrize("gone", (("stdin",), ("stdout",), ("stdin", "stdout")))
def test_a_desk_whose_server_is_gone_leaves(url: str, state: Path, gone: tuple[str, ...]) -> None:
    variables = {
        **os.environ,
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "GRIDDESK_LANG": "zh",
        "GRIDDESK_SETTINGS": str(state / "settings.toml"),
        "XDG_STATE_HOME": str(state),
    }
    with subprocess.Popen(
        [*DESK, "--db", url, "--as", DISPATCHER],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as desk:
        try:
            wait_for_the_queue(desk)
            for end in gone:
                getattr(desk, end).close()
            assert desk.wait(PATIENCE) == HUNG_UP
        finally:
            desk.kill()
    assert not (state / FAULTS).exists()


def wait_for_the_queue(desk: "subprocess.Popen[bytes]") -> None:
    """Wait until a served desk has painted its cases."""
    assert desk.stdout is not None
    ends, painted = time.monotonic() + PATIENCE, b""
    while "井盖破损".encode() not in painted:
        assert select.select([desk.stdout], [], [], ends - time.monotonic())[0], "nothing painted"
        painted += os.read(desk.stdout.fileno(), 1 << 16)
