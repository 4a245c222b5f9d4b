"""A report as plain text and as Markdown, their tables aligned by display width."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from console.present.words import _
from console.reporting.document import Document, Head, Table, headline_table
from core.kernel.text import cut, pad, width

_GAP: Final = "  "
_WIDEST: Final = 56
"""Cells of a column of plain text; what is longer is cut in tables with more columns after it."""
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#~&])")


def text_of(document: Document) -> str:
    """Return a report as plain text."""
    return "\n".join(line.rstrip() for line in _text_lines(document)) + "\n"


def _text_lines(document: Document) -> Iterator[str]:
    yield f"{document.place} {document.title}"
    yield document.subtitle
    yield ""
    names = max(width(name) for name, _value in document.facts)
    for name, value in document.facts:
        yield f"{pad(name, names)}{_GAP}{value}"
    for table in _all_tables(document):
        yield ""
        yield table.title
        yield "─" * width(table.title)
        if not table.rows:
            yield table.empty
            continue
        yield from _rows(table)
        if table.note:
            yield table.note
    yield ""
    yield document.foot


def _all_tables(document: Document) -> Iterator[Table]:
    heads = (_("Figure"), _("Value"), _("Of these"), _("Of all"))
    yield headline_table(document, _("Headline"), heads)
    yield from document.tables


def _rows(table: Table) -> Iterator[str]:
    cells = [[cell.text for cell in row] for row in table.rows]
    widths = _widths(table.heads, cells)
    last = len(widths) - 1
    widths = [room if n == last else min(room, _WIDEST) for n, room in enumerate(widths)]
    for row in ([head.title for head in table.heads], *cells):
        yield _GAP.join(
            pad(cut(text, room), room, head.align)
            for text, room, head in zip(row, widths, table.heads, strict=True)
        )


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(heads[n].title), *(width(row[n]) for row in rows)) for n in range(len(heads))]


def markdown_of(document: Document) -> str:
    """Return a report as Markdown; what cases say cannot become markup."""
    return "\n".join(_markdown_lines(document)) + "\n"


def _markdown_lines(document: Document) -> Iterator[str]:
    yield f"# {_told(document.place)} {_told(document.title)}"
    yield ""
    yield _told(document.subtitle)
    yield ""
    for name, value in document.facts:
        yield f"- **{_told(name)}** {_told(value)}"
    for table in _all_tables(document):
        yield ""
        yield f"## {_told(table.title)}"
        yield ""
        if not table.rows:
            yield _told(table.empty)
            continue
        yield from _markdown_rows(table)
        if table.note:
            yield ""
            yield _told(table.note)
    yield ""
    yield _told(document.foot)


def _markdown_rows(table: Table) -> Iterator[str]:
    heads = [Head(_told(head.title), head.align) for head in table.heads]
    rows = [[_told(cell.text) for cell in row] for row in table.rows]
    widths = [max(3, room) for room in _widths(heads, rows)]
    aligned = list(zip(heads, widths, strict=True))
    yield _line([pad(head.title, room, head.align) for head, room in aligned])
    yield _line(
        ["-" * (room - 1) + ":" if head.align == "right" else "-" * room for head, room in aligned]
    )
    for row in rows:
        cells = zip(row, aligned, strict=True)
        yield _line([pad(text, room, head.align) for text, (head, room) in cells])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _told(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
