"""Start, keys, mouse, resize, kill -9 in a real terminal."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.district import DISPATCHER
from tests.terminal.program import DOWN, SEND, TAB, desk_on

FAULTS = "griddesk/faults.log"


def versions(url: str) -> list[int]:
    """Return the version of every case: how many entries its history has."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return [row[0] for row in connection.execute("SELECT version FROM cases ORDER BY id")]


def test_the_desk_starts_in_the_work_and_gives_the_terminal_back(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件", "● 实时", "井盖破损")
        terminal.press("q")
        assert terminal.ended() == 0
        # The other screen is left, the cursor is shown, the mouse is let go.
        for given_back in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"):
            assert given_back in terminal.written.rpartition(b"\x1b[?1049h")[2]
    assert not (state / FAULTS).exists()


def test_keys_do_what_they_say(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件", "上报")
        terminal.press("n")
        terminal.sees("备注", "^S")
        terminal.press("已联系街道", SEND)
        terminal.sees("已备注")
        terminal.press("q")
        assert terminal.ended() == 0
    assert versions(url) == [2, 1, 1]


def test_the_mouse_works(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state, size=(200, 50)) as terminal:
        terminal.sees("3 件", "视图", "时限")
        terminal.click_on("时限")
        terminal.sees_no("视图")
        terminal.click_on("队列")
        terminal.sees("视图", "1 / 3")
        terminal.press(DOWN)
        terminal.sees("2 / 3")


def test_any_size_at_any_moment_is_painted_whole(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件")
        for size in ((80, 24), (20, 5), (200, 60), (1, 1), (120, 40), (61, 13), (100, 30)):
            terminal.resize(*size)
        terminal.sees("3 件", "? 帮助", "占道经营")
        terminal.press("n")
        terminal.sees("^S")
        terminal.resize(40, 10)
        terminal.resize(120, 40)
        terminal.sees("^S", "3 件")


def test_a_report_half_typed_when_the_terminal_dies_is_there_again(url: str, state: Path) -> None:
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件")
        terminal.press("+", TAB, TAB)
        terminal.sees("^S")
        terminal.press("𠮷先生来电反映路灯不亮")
        terminal.sees("𠮷先生来电反映路灯不亮")
        terminal.until(lambda: list(state.rglob("drafts/*.json")), "the draft")
        terminal.kill()
    assert versions(url) == [1, 1, 1]
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件")
        terminal.press("+")
        terminal.sees("𠮷先生来电反映路灯不亮")
