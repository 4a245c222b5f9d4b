"""The page on commands says what the program says."""

import runpy
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from console.cli.asked import Asked
from console.cli.exits import ExitCode
from console.entry import app
from core.imports.columns import (
    GRID_COLUMNS,
    OPERATOR_COLUMNS,
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    fit,
)
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "commands.md"


@pytest.fixture(scope="module")
def tool() -> Iterator[dict[str, Any]]:
    """The tool that writes the page; the width it asks for is taken back at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "96")
        yield runpy.run_path(str(ROOT / "docs" / "commands.py"))


def test_the_reference_is_the_programs_own_help(tool: dict[str, Any]) -> None:
    written = PAGE.read_text("utf-8")
    assert written == tool["page"](written), "run python docs/commands.py"


def test_every_exit_code_is_told() -> None:
    page = PAGE.read_text("utf-8")
    assert [code for code in ExitCode if f"\n| {code.value} | " not in page] == []


def test_every_example_is_a_command_that_is_understood(tool: dict[str, Any]) -> None:
    examples = [line.strip() for line in _examples(tool["reference"]())]
    assert len(examples) > 30
    for example in examples:
        words = shlex.split(example.partition(" > ")[0].rpartition("| ")[2])
        assert words.pop(0) == "griddesk", example
        _understand(get_command(app), words, Asked())


def _examples(text: str) -> Iterator[str]:
    within = False
    for line in text.splitlines():
        within = line == "Examples:" or (within and line.startswith("  "))
        if within and line != "Examples:":
            yield line


def _understand(command: Any, words: list[str], asked: Any) -> None:
    """Read a command line to its end without carrying it out."""
    context = command.make_context("griddesk", words, obj=asked)
    while hasattr(context.command, "resolve_command"):
        rest = [*context._protected_args, *context.args]  # noqa: SLF001  no other way to read on
        name, verb, rest = context.command.resolve_command(context, rest)
        context = verb.make_context(name, rest, parent=context)


@pytest.mark.parametrize(
    ("title", "layout"),
    (
        ("grids", GRID_COLUMNS),
        ("staff", STAFF_COLUMNS),
        ("units", UNIT_COLUMNS),
        ("operators", OPERATOR_COLUMNS),
    ),
)
def test_every_header_told_is_understood(title: str, layout: Any) -> None:
    page = PAGE.read_text("utf-8")
    table = page.partition(f"| {title} | 中文 | English |\n")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[1:]]
    cells = [cell.partition("(")[0] for row in rows for cell in row if "required" not in cell]
    told = [
        word
        for cell in cells
        for part in cell.replace("|", "").split(",")
        for word in (part.split() if not part.isascii() else [part.strip()])
        if word
    ]
    assert len(told) >= 10
    assert [word for word in told if not fit(layout, [word]).places] == []
