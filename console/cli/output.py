"""Writing data: one list of columns for tables, JSON, JSON lines and CSV.

Tables have words for people and go through `neutralise`; the other formats have the values
themselves. JSON keeps every character but writes those that could command a terminal as
escapes, so that nothing read from it differs from what is stored.
"""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import chain, islice
from typing import Any, Final, Generic, TextIO, TypeVar

from console.cli.asked import Asked, Format
from console.present.words import _
from core.kernel.text import Align, neutralise, pad, width

Row = TypeVar("Row")

MEASURED: Final = 200
"""Rows that decide how wide the columns of a table are; more follow in the same columns."""

_GAP: Final = "  "
_NARROWEST: Final = 8
_COMFORTABLE: Final = 20
_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_COMMANDING: Final = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    "|[\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its key for programs, its title and cells for people.

    A column without a key is for people only; one without a title, which is looked up in
    the catalogue when shown, for programs only. ``cell`` makes the words of a table from a
    row, the value itself when not given. Where a terminal is too narrow, ``spare`` columns
    are left out and then ``roomy`` ones cut.
    """

    key: str
    value: Callable[[Row], Any]
    title: str = ""
    cell: Callable[[Row], str] | None = None
    align: Align = "left"
    roomy: bool = False
    spare: bool = False

    def shown(self, row: Row) -> str:
        """Return the cell of a table."""
        return self.cell(row) if self.cell else plain(self.value(row))


def write_rows(
    rows: Iterable[Row], columns: Sequence[Column[Row]], asked: Asked, out: TextIO | None = None
) -> None:
    """Write ``rows`` as asked, each as soon as it is there."""
    out = out or sys.stdout
    if asked.format is Format.TABLE:
        _write_table(rows, [column for column in columns if column.title], out)
        return
    keyed = [column for column in columns if column.key]
    if asked.format is Format.CSV:
        _write_csv(rows, keyed, out, bom=asked.bom)
    else:
        objects = ({column.key: column.value(row) for column in keyed} for row in rows)
        write_objects(objects, asked, out)


def write_objects(
    objects: Iterable[dict[str, Any]], asked: Asked, out: TextIO | None = None
) -> None:
    """Write objects as one JSON array, or one a line."""
    out = out or sys.stdout
    texts = map(json_text, objects)
    if asked.format is Format.JSONL:
        for text in texts:
            out.write(text + "\n")
    else:
        write_array(texts, out)


def write_array(texts: Iterable[str], out: TextIO | None = None) -> None:
    """Write texts that are JSON already as one array, each as soon as it is there."""
    out = out or sys.stdout
    opening = "["
    for text in texts:
        out.write(f"{opening}\n  {text}")
        opening = ","
    out.write("[]\n" if opening == "[" else "\n]\n")


def write_object(one: dict[str, Any], out: TextIO | None = None) -> None:
    """Write a single object on a line of its own."""
    (out or sys.stdout).write(json_text(one) + "\n")


def json_text(value: object) -> str:
    """Return ``value`` as JSON that is harmless to print and loses no character."""
    text = json.dumps(value, ensure_ascii=False, default=plain)
    return _COMMANDING.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def plain(value: object) -> str:
    """Return a single value as text."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _write_csv(
    rows: Iterable[Row], columns: Sequence[Column[Row]], out: TextIO, *, bom: bool
) -> None:
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([csv_cell(column.value(row)) for column in columns])


def csv_cell(value: object) -> object:
    """Return what to write of ``value``: text that a spreadsheet would run begins with ``'``.

    Numbers stay numbers; a text that merely looks like one (``-12``) is a text.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float):
        return value
    text = plain(value)
    return ("'" if _FORMULA.match(text) else "") + neutralise(text, lines=True)


def _write_table(rows: Iterable[Row], columns: Sequence[Column[Row]], out: TextIO) -> None:
    shown = ([neutralise(column.shown(row)) for column in columns] for row in rows)
    first = list(islice(shown, MEASURED))
    if not first:
        return
    titles = [_(column.title) for column in columns]
    widths = [max(map(width, cells)) for cells in zip(titles, *first, strict=True)]
    on_terminal = out.isatty()
    if on_terminal:
        widths = _fitted(widths, columns)
    lines = chain([titles], first, shown)
    out.writelines(line + "\n" for line in _laid_out(lines, widths, columns, cutting=on_terminal))


def _laid_out(
    lines: Iterable[Sequence[str]],
    widths: Sequence[int],
    columns: Sequence[Column[Any]],
    *,
    cutting: bool,
) -> Iterator[str]:
    for cells in lines:
        laid = []
        for cell, cells_wide, column in zip(cells, widths, columns, strict=True):
            if not cells_wide:
                continue
            # A pipe gets everything: a longer cell further down only pushes its own line.
            fits = cutting or width(cell) <= cells_wide
            laid.append(pad(cell, cells_wide, column.align) if fits else cell)
        yield _GAP.join(laid).rstrip()


def _fitted(widths: Sequence[int], columns: Sequence[Column[Any]]) -> list[int]:
    """Make a line fit the terminal; a column left out is of width 0."""
    import shutil

    fitted = list(widths)
    room = shutil.get_terminal_size((100, 24)).columns
    for place in reversed(range(len(columns))):
        if columns[place].spare and _over(fitted, columns, room, _COMFORTABLE) > 0:
            fitted[place] = 0
    while (over := _over(fitted, columns, room)) > 0:
        roomy = [place for place, column in enumerate(columns) if column.roomy and fitted[place]]
        widest = max(roomy, key=lambda place: fitted[place], default=None)
        if widest is None or fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= min(over, 1)
    return fitted


def _over(
    widths: Sequence[int], columns: Sequence[Column[Any]], room: int, roomy: int | None = None
) -> int:
    """Return how many cells too wide a line is, roomy columns taken as at most ``roomy``."""
    kept = [
        min(cells, roomy) if roomy and column.roomy else cells
        for cells, column in zip(widths, columns, strict=True)
        if cells
    ]
    return sum(kept) + len(_GAP) * (len(kept) - 1) - room


def write_facts(facts: Iterable[tuple[str, str]], out: TextIO | None = None) -> None:
    """Write names and values under each other, for a single object on a screen."""
    out = out or sys.stdout
    rows = [(_(name), neutralise(value, lines=True)) for name, value in facts]
    names = max((width(name) for name, _value in rows), default=0)
    for name, value in rows:
        first, *rest = value.split("\n")
        out.write(f"{pad(name, names)}{_GAP}{first}".rstrip() + "\n")
        for line in rest:
            out.write(f"{' ' * names}{_GAP}{line}\n")


__all__ = [
    "Column",
    "csv_cell",
    "json_text",
    "plain",
    "write_array",
    "write_facts",
    "write_object",
    "write_objects",
    "write_rows",
]
