"""Random keys and mouse at the demo in a real terminal: no crash, and every promise holds.

`make fuzz` does a hundred thousand things where this does two thousand.
"""

from pathlib import Path

from console.launch.demo import SEAT
from tests.terminal.hands import broken_promises, faults_told, let_loose, make_demo

EVENTS = 2_000
SEED = 22


def test_random_hands_crash_nothing_and_break_no_promise(tmp_path: Path, state: Path) -> None:
    url = make_demo(tmp_path / "demo.db", days=1)

    let_loose(url, SEAT, state, EVENTS, SEED)

    assert faults_told(state) == ""
    assert broken_promises(url) == []
