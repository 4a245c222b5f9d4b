"""Writing data: one list of columns for tables, JSON, JSON lines and CSV.

Tables have words for people and go through `neutralise`; the other formats have the values
themselves. JSON keeps every character but writes those that could command a terminal as
escapes, so that nothing read from it differs from what is stored.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final, TextIO, TypeVar

from console.cli.asked import Asked, Format
from console.cli.columns import Column
from console.present.data import csv_cell, json_text
from console.present.words import _
from core.kernel.text import neutralise, pad, width

Row = TypeVar("Row")

_GAP: Final = "  "


def write_rows(
    rows: Iterable[Row], columns: Sequence[Column[Row]], asked: Asked, out: TextIO | None = None
) -> None:
    """Write ``rows`` as asked, each as soon as it is there."""
    out = out or sys.stdout
    if asked.format is Format.TABLE:
        from console.cli.tables import write_table

        write_table(rows, [column for column in columns if column.title], out)
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


def _write_csv(
    rows: Iterable[Row], columns: Sequence[Column[Row]], out: TextIO, *, bom: bool
) -> None:
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([csv_cell(column.value(row)) for column in columns])


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
    "csv_cell",
    "json_text",
    "write_array",
    "write_facts",
    "write_object",
    "write_objects",
    "write_rows",
]
