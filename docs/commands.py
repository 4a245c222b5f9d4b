"""Writes the reference part of `commands.md` from the program's own help.

Run it as `python docs/commands.py` after a command has changed; a test compares the two.
"""
# ruff: noqa: INP001  a tool beside the documents, no package

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from console.cli.asked import Asked
from console.entry import PROGRAM, app
from console.present.words import ENGLISH, use_language

PAGE: Final = Path(__file__).parent / "commands.md"
MARK: Final = "<!-- What follows is written by docs/commands.py. -->"
CELLS: Final = "96"


def reference() -> str:
    """Return the help of every command, nouns in the order of the root."""
    os.environ["COLUMNS"] = CELLS
    use_language(ENGLISH)
    return "\n".join(_sections())


def _sections() -> Iterator[str]:
    root: Any = typer.main.get_command(app)
    context: Any = root.make_context(PROGRAM, [], resilient_parsing=True, obj=Asked())
    yield from _section(root, context, common=True)
    for noun in root.list_commands(context):
        command = root.get_command(context, noun)
        within: Any = command.make_context(noun, [], parent=context, resilient_parsing=True)
        yield from _section(command, within)
        for verb in getattr(command, "list_commands", lambda _: ())(within):
            inner = command.get_command(within, verb)
            yield from _section(
                inner, inner.make_context(verb, [], parent=within, resilient_parsing=True)
            )


def _section(command: Any, context: Any, *, common: bool = False) -> Iterator[str]:
    text = command.get_help(context)
    if not common:
        text = _without_common_options(text)
    yield f"\n### `{context.command_path}`\n\n```text\n{text.strip()}\n```"


def _without_common_options(text: str) -> str:
    """Leave out what is the same everywhere and stands with the root."""
    before, title, after = text.partition("\nOptions of every command:\n")
    if not title:
        return text
    return before + "\n" + after.partition("\n\n")[2]


def page(written: str) -> str:
    """Return the whole page: what people wrote down to the mark, and the reference."""
    head, mark, _rest = written.partition(MARK)
    if not mark:
        msg = f"{PAGE.name} has lost its mark: {MARK}"
        raise ValueError(msg)
    return f"{head}{MARK}\n{reference()}\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
