"""Tables for people: laid out in cells, cut and toned on a terminal, whole in a pipe."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, TextIO, TypeVar

from console.cli.columns import Column
from console.present.tones import Said, Tone
from console.present.words import _
from core.kernel.text import pad, width

Row = TypeVar("Row")

MEASURED: Final = 200
"""Rows that decide how wide the columns of a table are; more follow in the same columns."""

GAP: Final = "  "
NARROWEST: Final = 8
COMFORTABLE: Final = 20
WIDEST: Final = 60
"""Cells that a column of a piped table is padded to; what is longer pushes its own line only."""

STYLES: Final[Mapping[Tone, str]] = {
    Tone.STRONG: "bold",
    Tone.DIM: "dim",
    Tone.FAINT: "dim",
    Tone.ACCENT: "cyan",
    Tone.LATE: "bold red",
    Tone.SOON: "yellow",
    Tone.TODAY: "cyan",
    Tone.GOOD: "green",
    Tone.NEWS: "blue",
}

Cells = Sequence[Said]


def write_table(rows: Iterable[Row], columns: Sequence[Column[Row]], out: TextIO) -> None:
    """Write a table; of no rows, nothing."""
    shown = ([column.said(row) for column in columns] for row in rows)
    first = list(islice(shown, MEASURED))
    if not first:
        return
    titles = [Said(_(column.title), Tone.DIM) for column in columns]
    measured = zip(titles, *first, strict=True)
    widths = [max(width(said.text) for said in cells) for cells in measured]
    lines: Iterable[Cells] = chain([titles], first, shown)
    if out.isatty():
        _write_on_terminal(_laid_out(lines, fitted(widths, columns), columns, cutting=True), out)
        return
    widths = [min(cells, WIDEST) for cells in widths]
    out.writelines(
        GAP.join(said.text for said in cells).rstrip() + "\n"
        for cells in _laid_out(lines, widths, columns, cutting=False)
    )


def _write_on_terminal(lines: Iterable[Cells], out: TextIO) -> None:
    # Rich knows what colours a terminal has and whether they are wanted (NO_COLOR).
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for cells in lines:
        text = Text(GAP).join(Text(said.text, STYLES.get(said.tone, "")) for said in cells)
        text.rstrip()
        console.print(text, soft_wrap=True)


def _laid_out(
    lines: Iterable[Cells],
    widths: Sequence[int],
    columns: Sequence[Column[Any]],
    *,
    cutting: bool,
) -> Iterator[Cells]:
    for cells in lines:
        yield [
            Said(_fill(said.text, room, column, cutting=cutting), said.tone)
            for said, room, column in zip(cells, widths, columns, strict=True)
            if room
        ]


def _fill(text: str, room: int, column: Column[Any], *, cutting: bool) -> str:
    return pad(text, room, column.align) if cutting or width(text) <= room else text


def fitted(widths: Sequence[int], columns: Sequence[Column[Any]]) -> list[int]:
    """Make a line fit the terminal; a column left out is of width 0."""
    fitting = list(widths)
    room = shutil.get_terminal_size((100, 24)).columns
    for place in reversed(range(len(columns))):
        if columns[place].spare and _over(fitting, columns, room, COMFORTABLE) > 0:
            fitting[place] = 0
    while _over(fitting, columns, room) > 0:
        roomy = [place for place, column in enumerate(columns) if column.roomy and fitting[place]]
        widest = max(roomy, key=lambda place: fitting[place], default=None)
        if widest is None or fitting[widest] <= NARROWEST:
            break
        fitting[widest] -= 1
    return fitting


def _over(
    widths: Sequence[int], columns: Sequence[Column[Any]], room: int, roomy: int | None = None
) -> int:
    """Return how many cells too wide a line is, roomy columns taken as at most ``roomy``."""
    kept = [
        min(cells, roomy) if roomy and column.roomy else cells
        for cells, column in zip(widths, columns, strict=True)
        if cells
    ]
    return sum(kept) + len(GAP) * (len(kept) - 1) - room
