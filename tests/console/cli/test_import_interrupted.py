"""An import that somebody stops leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.console.cli.test_imports import rows_of
from tests.house.tree import ROOT

ROWS = "".join(f"330108001001{n % 1000:03d},第{n}网格,310\n" for n in range(200_000))


def test_ctrl_c_takes_nothing_in_and_says_no_fault(db: str, tmp_path: Path) -> None:
    path = tmp_path / "grids.csv"
    path.write_text("编码,名称,户数\n" + ROWS, "utf-8")
    before = rows_of(db, "SELECT * FROM area")
    importing = subprocess.Popen(
        [sys.executable, "-m", "console", "--db", db, "--as", "admin", "--lang", "en",
         "import", "grids", str(path), "--commit"],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with importing:
        assert importing.stderr is not None
        assert importing.stderr.readline().startswith("Rows read: 100,000 of 200,00")
        importing.send_signal(signal.SIGINT)
        out, err = importing.communicate(timeout=60)
    assert (importing.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert rows_of(db, "SELECT * FROM area") == before
    assert rows_of(db, "SELECT * FROM import_run") == []
