"""Delimited text from anybody's spreadsheet as rows with the line each stands on.

Titles above the header, blank lines, byte order marks, full-width digits, commas, tabs and
semicolons are all met in the field; what cannot be understood is named by line and column.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, NamedTuple, Protocol

from core.imports.columns import Fit, Layout, fit
from core.imports.encodings import Encoding, Opener, detect
from core.imports.result import RefusedRow
from core.kernel.errors import Invalid
from core.kernel.words import N_

DELIMITERS: Final = (",", "\t", ";")
HEADER_WITHIN: Final = 20
"""Lines from the top among which the header is sought."""

_EDGES: Final = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_FORMULA_TEXT: Final = re.compile(r'^="(.*)"$', re.DOTALL)
_QUOTES: Final = ("'", "’")
_LEADING_QUOTE: Final = re.compile(r"^['’](?=[\d+])")


class TableRow(NamedTuple):
    """One row below the header: its line, and its cells in the order of the layout.

    A field without a column is the empty text. A tuple, for an import makes one for each of
    several hundred thousand rows.
    """

    line: int
    cells: tuple[str, ...]


class _Csv(Protocol):
    line_num: int

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class _Header:
    line: int
    delimiter: str
    cells: tuple[str, ...]
    fit: Fit


class Table:
    """A file understood as a table; going through it again reads it again."""

    def __init__(
        self, opener: Opener, name: str, encoding: Encoding, header: _Header, layout: Layout
    ) -> None:
        self._opener = opener
        self._header = header
        self._layout = layout
        self.name = name
        self.encoding = encoding.codec
        self.sha256 = encoding.sha256

    @property
    def columns(self) -> Mapping[str, str]:
        """Field to header, as it stands in the file."""
        return {
            field: self._header.cells[place].strip(_EDGES)
            for field, place in self._header.fit.places.items()
        }

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers of columns that the import does not read."""
        used = set(self._header.fit.places.values())
        return tuple(
            cell.strip(_EDGES)
            for place, cell in enumerate(self._header.cells)
            if place not in used and cell.strip(_EDGES)
        )

    def __iter__(self) -> Iterator[TableRow | RefusedRow]:
        width = len(self._header.cells)
        places = [self._header.fit.places.get(column.field, -1) for column in self._layout]
        pick = itemgetter(*places)
        for line, record in self._records():
            if isinstance(record, RefusedRow):
                yield record
                continue
            cells = [cell if cell.isalnum() else tidy(cell) for cell in record]
            if len(cells) > width:
                spare = next(filter(None, cells[width:]), None)
                if spare is not None:
                    yield _row_fault(
                        line, spare, N_("The row has more cells than the header has columns.")
                    )
                    continue
                del cells[width:]
            if any(cells):
                # One empty cell at the end for the columns that the file does not have.
                cells.extend("" for _ in range(width - len(cells) + 1))
                yield TableRow(line, pick(cells))

    def _records(self) -> Iterator[tuple[int, list[str] | RefusedRow]]:
        with _text(self._opener, self.encoding) as text:
            for _ in range(self._header.line):
                text.readline()
            reader: _Csv = csv.reader(text, delimiter=self._header.delimiter, strict=True)
            while True:
                line = self._header.line + reader.line_num + 1
                try:
                    yield line, next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield line, _unreadable(line, error)


def read_table(opener: Opener, name: str, layout: Layout) -> Table:
    """Find encoding, delimiter and header of the file ``name``.

    Raises:
        Invalid: when it cannot be read as text, or no header with the required columns is
            found; the sentence says which column is missing, and on which line was looked.
    """
    encoding = detect(opener, name)
    header = _find_header(_top(opener, encoding.codec), layout)
    if header is None:
        raise Invalid(
            N_("No header was found in %(file)s: it needs the columns %(columns)s."),
            field="file",
            file=name,
            columns=", ".join(column.names[0] for column in layout if column.required),
        )
    if header.fit.missing:
        raise Invalid(
            N_("The header on line %(line)s of %(file)s has no column %(columns)s."),
            field="file",
            file=name,
            line=header.line,
            columns=", ".join(column.names[0] for column in header.fit.missing),
        )
    if header.fit.twice:
        raise Invalid(
            N_("The header on line %(line)s of %(file)s has the column %(column)s twice."),
            field="file",
            file=name,
            line=header.line,
            column=header.cells[header.fit.places[header.fit.twice[0]]],
        )
    return Table(opener, name, encoding, header, layout)


def tidy(cell: str) -> str:
    """Take off what spreadsheets put around a value: spaces of any width, ``="…"``, ``'``."""
    cell = cell.strip(_EDGES)
    if cell.startswith("="):
        cell = _FORMULA_TEXT.sub(r"\1", cell).strip(_EDGES)
    return _LEADING_QUOTE.sub("", cell) if cell.startswith(_QUOTES) else cell


def narrowed(text: str) -> str:
    """Return ``text`` with full-width digits, letters and signs made plain."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _text(opener: Opener, codec: str) -> io.TextIOWrapper:
    # newline="" as csv asks; an editor counts \r\n once, and so does this.
    return io.TextIOWrapper(opener(), codec, newline="")


def _top(opener: Opener, codec: str) -> list[str]:
    with _text(opener, codec) as text:
        return [line for _, line in zip(range(HEADER_WITHIN), text, strict=False)]


def _find_header(lines: list[str], layout: Layout) -> _Header | None:
    """Return the first line with all required columns, else the one with the most columns.

    Where headings were merged over two lines, an empty cell takes the heading above it.
    """
    best: _Header | None = None
    for delimiter in DELIMITERS:
        above: list[str] = []
        for number, line in enumerate(lines, start=1):
            cells = next(csv.reader([line], delimiter=delimiter), [])
            for candidate in (cells, _filled(cells, above)):
                found = _Header(number, delimiter, tuple(candidate), fit(layout, candidate))
                if _better(found, best):
                    best = found
            above = cells
    return best if best and best.fit.places else None


def _filled(cells: list[str], above: list[str]) -> list[str]:
    if not any(cells):
        return cells
    padded = cells + [""] * (len(above) - len(cells))
    return [
        cell if cell.strip(_EDGES) or place >= len(above) else above[place]
        for place, cell in enumerate(padded)
    ]


def _better(found: _Header, best: _Header | None) -> bool:
    return best is None or _worth(found.fit) > _worth(best.fit)


def _worth(found: Fit) -> tuple[bool, int]:
    return not found.missing, len(found.places)


def _row_fault(line: int, value: str, template: str, **params: Any) -> RefusedRow:
    return RefusedRow(line, "", value, template, params)


def _unreadable(line: int, error: csv.Error) -> RefusedRow:
    said = str(error)
    if "limit" in said or "unexpected end" in said:
        return _row_fault(line, "", N_("A quotation mark opened on this line is not closed."))
    return _row_fault(line, "", N_("A quotation mark stands in the middle of a cell."))
