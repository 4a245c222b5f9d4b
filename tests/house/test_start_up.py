"""What must not be loaded: the promise of a quick command line rests on late imports."""

import re
import subprocess
import sys
from typing import Final

import pytest

from tests.house.tree import ROOT

NOT_FOR_HELP: Final = {
    "alembic",
    "apscheduler",
    "numpy",
    "psycopg",
    "pydantic",
    "shapely",
    "sqlalchemy",
    "sqlmodel",
    "textual",
}


def packages_loaded_by(*arguments: str, code: int = 0) -> set[str]:
    """Run griddesk in a fresh process and return the top-level packages it imported."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "console", *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == code, run.stdout + run.stderr[-2000:]
    names = re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", run.stderr, re.MULTILINE)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("arguments", (["--help"], ["--version"]))
def test_help_and_version_load_no_database_and_no_screen(arguments: list[str]) -> None:
    loaded = packages_loaded_by(*arguments)
    assert "console" in loaded
    assert loaded & NOT_FOR_HELP == set()
