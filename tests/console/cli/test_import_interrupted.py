"""An import that somebody stops leaves nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.console.cli.test_imports import rows_of
from tests.house.tree import ROOT

ROWS = "".join(f"330108001001{n:03d},第{n}网格,310\n" for n in range(100, 900))

STANDING_STILL = """
import signal, sys, time
import console.cli.imports, console.cli.progress

# Who is started in the background by a shell is deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
tell = console.cli.progress._tell_log

def tell_and_wait(*told):
    tell(*told)
    # Not signal.pause(): a signal that came just before it would be waited for in vain.
    for _ in range(1200):
        time.sleep(0.05)

console.cli.progress._tell_log = tell_and_wait
console.cli.progress.OFTEN = console.cli.imports.SELDOM = 100
from console.entry import run
sys.exit(run(sys.argv[1:]))
"""
"""The program, but that it waits for a signal once it has told how many rows it has read."""


def test_ctrl_c_takes_nothing_in_and_says_no_fault(db: str, tmp_path: Path) -> None:
    path = tmp_path / "grids.csv"
    path.write_text("编码,名称,户数\n" + ROWS, "utf-8")
    before = rows_of(db, "SELECT * FROM area")
    importing = subprocess.Popen(
        [sys.executable, "-c", STANDING_STILL, "--db", db, "--as", "admin", "--lang", "en",
         "import", "grids", str(path), "--commit"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )  # fmt: skip
    with importing:
        assert importing.stderr is not None
        assert importing.stderr.readline().startswith("Rows read: 100 of ")
        importing.send_signal(signal.SIGINT)
        out, err = importing.communicate(timeout=60)
    assert (importing.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert rows_of(db, "SELECT * FROM area") == before
    assert rows_of(db, "SELECT * FROM import_run") == []
