"""Records a dispatcher who handles ten cases of the demo, as an asciicast.

The real program on a real terminal records itself (`griddesk desk --record`), names and typed
words masked as always; hands and eyes take the time that those of a practised dispatcher take.
Run it as `python docs/shift.py ten-cases.cast`, play it with `griddesk replay ten-cases.cast`. It
needs what `docs/pictures.py` needs, but no fonts.
"""
# ruff: noqa: INP001  a tool beside the documents, no package

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from pictures import ENTER, LISTED, Scene, Terminal, make_demo

STROKE: Final = 0.12
"""Seconds from key to key."""
LOOK: Final = 1.5
"""Seconds for reading what a key has brought."""


def main() -> None:
    """Record the shift and say how long it took."""
    if len(sys.argv) != 2:  # noqa: PLR2004  the program and the file
        raise SystemExit("name the file to record into")
    cast = Path(sys.argv[1])
    scene = Scene("shift", more=("--record", str(cast)))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        make_demo(database, scene.moment)
        terminal = Terminal(scene, database, Path(folder))
        terminal.settle(LISTED)
        begun = time.monotonic()
        _ten_cases(terminal)
        took = time.monotonic() - begun
        terminal.press("q")
        terminal.wait()
    sys.stdout.write(f"ten cases in {took:.0f} s, {cast.stat().st_size / 1000:.0f} kB\n")


def _ten_cases(terminal: Terminal) -> None:
    """Dispatch six; verify, file and dispatch one of the hotline; pass the check of three."""
    _filter(terminal, "state:filed", "全部   6 件")
    for _ in range(6):
        _do(terminal, "a", "^S")
        _do(terminal, ENTER, "已派遣")
    _filter(terminal, "state:reported source:hotline", "全部   1 件")
    _do(terminal, "v", "^S")
    _do(terminal, "1\x13", "已核实")
    _do(terminal, "f", "^S")
    _do(terminal, "下水道", "▌ S0039")
    _do(terminal, ENTER, "已立案")
    _filter(terminal, "state:filed", "全部   1 件")
    _do(terminal, "a", "^S")
    _do(terminal, ENTER, "已派遣")
    _filter(terminal, "state:resolved", "待核查")
    for rating in "454":
        _do(terminal, "p", "^S")
        _do(terminal, rating + ENTER, "核查已通过")


def _filter(terminal: Terminal, line: str, until: str) -> None:
    # What is typed is masked on the screen, too, while it is recorded.
    _do(terminal, "/" + "\x15" + line, "Tab")
    _do(terminal, ENTER, until)


def _do(terminal: Terminal, keys: str, until: str) -> None:
    for key in keys:
        terminal.press(key)
        terminal.rest(STROKE)
    terminal.settle(until)
    terminal.rest(LOOK)


if __name__ == "__main__":
    main()
