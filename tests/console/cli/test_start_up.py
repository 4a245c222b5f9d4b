"""What short commands must not load: they are run often, and by people who wait."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.house.test_start_up import packages_loaded_by
from tests.house.tree import ROOT

DATABASE: Final = {"alembic", "psycopg", "pydantic", "sqlalchemy", "sqlmodel"}
GEOMETRY: Final = {"numpy", "shapely"}
SCREEN: Final = {"apscheduler", "rich", "textual"}


@pytest.mark.parametrize(
    "arguments",
    (
        ("--help",),
        ("case", "--help"),
        ("case", "escalate", "--help"),
        ("import", "staff", "--help"),
        ("report", "nightly", "--help"),
        ("--version",),
        (
            "calendar", "due", "--start", "2026-09-30T15:00+08:00",
            "--limit", "3 working_day",
        ),
    ),
    ids=" ".join,
)  # fmt: skip
def test_help_and_due_times_load_no_database_and_no_screen(arguments: tuple[str, ...]) -> None:
    assert packages_loaded_by(*arguments) & (DATABASE | SCREEN) == set()


def test_status_loads_no_database_library_and_no_screen(db: str) -> None:
    assert packages_loaded_by("--db", db, "status") & (DATABASE | SCREEN) == set()


@pytest.mark.parametrize(
    "arguments", (("case", "list"), ("case", "show", "1"), ("timers",), ("explain", "1"))
)
def test_reading_loads_no_screen_and_no_geometry(arguments: tuple[str, ...], db: str) -> None:
    loaded = packages_loaded_by("--db", db, "--as", "zhangmin", *arguments)
    assert "sqlalchemy" in loaded
    assert loaded & (SCREEN | GEOMETRY) == set()


def completed(words: str) -> list[str]:
    """Return what bash is offered after ``words``."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "console"],
        cwd=ROOT,
        env=os.environ
        | {
            "_GRIDDESK_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
            "LANG": "C",
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    for name in DATABASE | SCREEN:
        assert f"| {name}\n" not in ended.stderr
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    (
        ("griddesk ca", ["case", "calendar"]),
        ("griddesk case esc", ["escalate"]),
        ("griddesk case list --sta", ["--state", "--stage"]),
        ("griddesk case list --state ha", ["handling"]),
        ("griddesk case reject 1 --reason o", ["off_list"]),
        ("griddesk --db x.db case list --form", ["--format"]),
        ("griddesk case list --format j", ["json", "jsonl"]),
    ),
)
def test_the_shell_completes_without_loading_a_database(words: str, offered: list[str]) -> None:
    assert sorted(completed(words)) == sorted(offered)


WHATEVER_SHELL = "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"
"""Believe what is asked for: the tests may be run from no shell at all."""


def test_the_completion_script_is_offered(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "console", "--show-completion", "bash"],
        cwd=ROOT,
        env=os.environ
        | {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "_GRIDDESK_COMPLETE=complete_bash" in ended.stdout + ended.stderr
