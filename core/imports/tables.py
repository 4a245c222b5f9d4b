"""The table in anybody's file: its header, its rows, and what stands around them.

Titles above the header, blank rows and columns, footers, full-width digits, what spreadsheets
put around values: all are met in the field. What cannot be understood is named by line and
column.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, NamedTuple, Protocol

from core.imports.columns import Fit, Layout, fit, folded, letters
from core.imports.encodings import Opener, detect, first_look
from core.imports.result import RefusedRow
from core.imports.texts import Part, read_text
from core.imports.workbooks import SIGNATURES, read_workbook
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_

HEADER_WITHIN: Final = 20
"""Lines from the top among which the header is sought."""
LONGEST_CELL: Final = 32_767
"""Characters that a spreadsheet allows in a cell."""

_EDGES: Final = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_FORMULA_TEXT: Final = re.compile(r'^="([^"]*)"$', re.DOTALL)
_QUOTES: Final = ("'", "’")
_LEADING_QUOTE: Final = re.compile(r"^['’](?=[\d+\-=@＝＋－＠\t\r\n])")
_UNTIDY: Final = _EDGES + "'’=#"
"""What is found in a row of which some cell may need `tidy`; in most there is none of it."""
_ODD: Final = ("=", "#")
_ERRORS: Final = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_FOOTERS: Final = re.compile(
    "(合计|总计|小计|共计|总数|汇总)[:：]?$"
    "|(制表|填表|填报|编制|审核|复核|审批|统计|负责|经办|主管|报送|联系|打印|单位)[^:：]{0,6}[:：]"
    "|(制表人|填表人|审核人|填表日期|制表日期|填报日期|单位盖章|盖章)"
    "|(注|备注|说明|填表说明)[:：]"
    r"|第\d+页|共\d+页"
)
"""How the text of a line begins that stands below a table and is no row of it."""
_FOOTER_WORDS: Final = frozenset(("total", "Total", "TOTAL", "sum", "Sum", "SUM"))

Profiles = Callable[[Sequence[str]], Mapping[str, str] | None]
"""Knows what was said of the columns of a header before, or nothing."""


class TableRow(NamedTuple):
    """One row below the header: its line, and its cells in the order of the layout.

    A field without a column is the empty text. A tuple, for an import makes one for each of
    several hundred thousand rows.
    """

    line: int
    cells: tuple[str, ...]


class Block(NamedTuple):
    """Rows that are read as they stand, cell below cell, so that a column is judged at once.

    ``columns`` are in the order of the layout; a field without a column is all empty texts.
    """

    lines: Sequence[int]
    columns: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[TableRow]:
        """Give the rows one by one."""
        return map(TableRow, self.lines, zip(*self.columns, strict=True))


class FoundColumn(NamedTuple):
    """A column that is read: what a spreadsheet calls it, its header, its field."""

    letter: str
    header: str
    field: str


def _no_profile(_header: Sequence[str]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read where that does not follow from itself.

    ``sheet`` names one of several, ``said`` leads from headers to fields for this file, and
    ``profiles`` does so for every header it was said of before.
    """

    sheet: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    profiles: Profiles = _no_profile


AS_IT_IS: Final = Reading()


class Sheet(Protocol):
    """Cells of a file in rows; ``name`` is empty where a file has but one sheet."""

    name: str
    hidden: bool
    delimiter: str
    rows: int

    def top(self) -> Iterator[tuple[int, list[str]]]:
        """Give the lines at the top among which the header may be."""
        ...

    def below(self, line: int) -> Iterator[Part]:
        """Give the lines below ``line``."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a file; ``encoding`` is empty for workbooks."""

    name: str
    sha256: str
    format: str
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class _Header:
    sheet: Sheet
    line: int
    cells: tuple[str, ...]
    fit: Fit
    recalled: bool


class Table:
    """A file understood as a table; going through it again reads it again."""

    def __init__(self, file: File, header: _Header, layout: Layout) -> None:
        self._header = header
        self._layout = layout
        self._left_out: list[tuple[int, str]] = []
        self._required = [header.fit.places[column.field] for column in layout if column.required]
        self.header = tuple(cell.strip(_EDGES) for cell in header.cells)
        self._leads = {*_FOOTER_WORDS, self.header[0]}
        self._width = len(header.cells)
        self._places = tuple(header.fit.places.get(column.field, -1) for column in layout)
        self.file = file
        self.name = file.name
        self.encoding = file.encoding
        self.sha256 = file.sha256
        self.sheet = header.sheet.name
        self.rows = header.sheet.rows
        self.recalled = header.recalled

    @property
    def header_line(self) -> int:
        """The line that the header stands on, 0 when it stands on none."""
        return self._header.line

    @property
    def columns(self) -> Mapping[str, str]:
        """Field to header, as it stands in the file."""
        return {found.field: found.header for found in self.found}

    @property
    def found(self) -> tuple[FoundColumn, ...]:
        """The columns that are read, from left to right."""
        places = sorted((place, name) for name, place in self._header.fit.places.items())
        return tuple(FoundColumn(letters(at), self.header[at], name) for at, name in places)

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers of columns that the import does not read."""
        used = set(self._header.fit.places.values())
        return tuple(cell for place, cell in enumerate(self.header) if place not in used and cell)

    @property
    def left_out(self) -> tuple[tuple[int, str], ...]:
        """Lines and texts of footers and repeated headers that were passed over last time."""
        return tuple(self._left_out)

    def __iter__(self) -> Iterator[TableRow | RefusedRow]:
        for part in self.blocks():
            yield from part.rows() if isinstance(part, Block) else part

    def blocks(self) -> Iterator[Block | list[TableRow | RefusedRow]]:
        """Give the rows, many at once: in most files nearly all need nothing done to them."""
        self._left_out.clear()
        for part in self._header.sheet.below(self._header.line):
            yield self._block(part) or [
                row for each in zip(*part, strict=True) for row in self._understood(*each)
            ]

    def _block(self, part: Part) -> Block | None:
        """Return rows as they stand, or nothing when there may be anything about one of them."""
        records: Sequence[Any] = part.records
        if set(map(type, records)) != {list} or set(map(len, records)) != {self._width}:
            return None
        cells = tuple(chain.from_iterable(records))
        text = "".join(cells)
        if _is_untidy(text) or (len(text) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL):
            return None
        columns = tuple(cells[at :: self._width] for at in range(self._width))
        leads = columns[0]
        lead = "".join(leads)
        plain = all(leads) and lead.isascii() and lead.isalnum() and self._leads.isdisjoint(leads)
        if not plain:
            return None  # a blank line, a footer or the header again may be among them
        none = ("",) * len(records)
        return Block(part.lines, tuple(columns[at] if at >= 0 else none for at in self._places))

    def _understood(
        self, line: int, record: list[str] | RefusedRow
    ) -> Sequence[TableRow | RefusedRow]:
        """Return the row that a record is, what is wrong with it, or nothing."""
        if isinstance(record, RefusedRow):
            return (record,)
        cells, faults = self._tidied(line, record)
        if faults:
            return faults
        spare = next(filter(None, cells[self._width :]), None)
        if spare is not None:
            template = N_("The row has more cells than the header has columns.")
            return (RefusedRow(line, "", spare, template, {}),)
        cells = cells[: self._width] + [""] * (self._width - len(cells))
        if not any(cells):
            return ()
        if self._is_no_row(cells):
            self._left_out.append((line, " ".join(filter(None, cells))))
            return ()
        return (TableRow(line, tuple(cells[at] if at >= 0 else "" for at in self._places)),)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Give every row below the header as it stands in the file."""
        for part in self._header.sheet.below(self._header.line):
            for line, record in zip(*part, strict=True):
                if not isinstance(record, RefusedRow):
                    yield line, record

    def _tidied(self, line: int, record: list[str]) -> tuple[list[str], list[RefusedRow]]:
        """Return the cells of a row as they are meant, and those that are no values."""
        text = "".join(record)
        if len(text) <= LONGEST_CELL and not _is_untidy(text):
            return record, []
        try:
            return [tidy(cell) for cell in record], []
        except FieldFault:
            faults = list(self._odd_cells(line, record))
            return ([] if faults else [tidy(cell) for cell in record]), faults

    def _odd_cells(self, line: int, record: list[str]) -> Iterator[RefusedRow]:
        """Refuse cells that are no values where they are read, and empty them elsewhere."""
        places = set(self._header.fit.places.values())
        for place, cell in enumerate(record):
            try:
                tidy(cell)
            except FieldFault as fault:
                record[place] = ""
                if place in places:
                    header = self.header[place]
                    yield RefusedRow(line, header, cell[:80], fault.template, fault.params)

    def _is_no_row(self, cells: list[str]) -> bool:
        """Tell a footer, or the header again, from a row of the table.

        A footer begins with a word that footers begin with, and leaves a required column
        empty or stands in one itself.
        """
        lead = cells[0]
        if lead.isascii() and lead.isalnum() and lead not in self._leads:
            return False  # nearly all of them, and quick
        first = next(place for place, cell in enumerate(cells) if cell)
        if cells[first] == self.header[first]:
            return cells == list(self.header)
        may_be = first in self._required or not all(cells[place] for place in self._required)
        return may_be and _is_footer(cells[first])


def read_table(opener: Opener, name: str, layout: Layout, reading: Reading = AS_IT_IS) -> Table:
    """Find format, encoding, sheet and header of the file ``name``.

    Raises:
        Invalid: when it cannot be read, no header with the required columns is found, or
            several sheets have one; the sentence says where was looked and what is missing.
    """
    _check_fields(reading, layout)
    file, sheets = _open(opener, name)
    headers = _headers(_chosen(sheets, reading, name), layout, reading)
    header = max(headers, key=_worth, default=None)
    if header is None or not header.fit.places:
        raise Invalid(
            N_("No header was found in %(file)s: it needs the columns %(columns)s."),
            field="file",
            file=name,
            columns=", ".join(column.names[0] for column in layout if column.required),
        )
    _refuse_ambiguity(headers, name)
    _refuse_faults(header, name)
    _check_said(header, reading, name)
    return Table(file, header, layout)


def tidy(cell: str) -> str:
    """Take off what spreadsheets put around a value: spaces of any width, ``="…"``, ``'``.

    Raises:
        FieldFault: the cell is a formula or an error and not a value, or beyond all measure.
    """
    cell = cell.strip(_EDGES)
    if cell.startswith(_ODD):
        found = _FORMULA_TEXT.match(cell)
        if found:
            return _LEADING_QUOTE.sub("", found.group(1).strip(_EDGES))
        if cell.startswith("="):
            raise FieldFault("", N_("It is a formula; put its value there."))
        if cell in _ERRORS:
            raise FieldFault("", N_("It is the error of a formula; put a value there."))
    if len(cell) > LONGEST_CELL:
        raise FieldFault("", N_("It is longer than %(most)s characters."), most=LONGEST_CELL)
    return _LEADING_QUOTE.sub("", cell) if cell.startswith(_QUOTES) else cell


def _is_untidy(text: str) -> bool:
    """Say whether there may be anything for `tidy` to do about the cells of ``text``."""
    return any(map(text.__contains__, _UNTIDY))  # five times as quick as a regular expression


def narrowed(text: str) -> str:
    """Return ``text`` with full-width digits, letters and signs made plain."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _open(opener: Opener, name: str) -> tuple[File, Sequence[Sheet]]:
    """Tell by its content what a file is, and return its sheets."""
    sample, sha256 = first_look(opener)
    if not sample:
        raise Invalid(N_("The file %(file)s is empty."), field="file", file=name)
    if sample.startswith(SIGNATURES):
        kind, sheets = read_workbook(opener, name, HEADER_WITHIN)
        return File(name, sha256, kind), sheets
    encoding = detect(opener, sample, name)
    kind, texts = read_text(opener, encoding, sample, HEADER_WITHIN)
    return File(name, sha256, kind, encoding.codec), texts


def _chosen(sheets: Sequence[Sheet], reading: Reading, name: str) -> Iterable[Sheet]:
    """Return the sheet that was named, else all that can be seen."""
    if not reading.sheet:
        return [sheet for sheet in sheets if not sheet.hidden]
    for sheet in sheets:
        if sheet.name == reading.sheet:
            return [sheet]
    raise Invalid(
        N_("%(file)s has no sheet %(sheet)s; its sheets are %(sheets)s."),
        field="sheet",
        file=name,
        sheet=reading.sheet,
        sheets=", ".join(sheet.name for sheet in sheets) or "-",
    )


def _headers(sheets: Iterable[Sheet], layout: Layout, reading: Reading) -> list[_Header]:
    """Return the best header of each sheet."""
    return [
        max(found, key=_worth)
        for sheet in sheets
        if (found := list(_candidates(sheet, layout, reading)))
    ]


def _candidates(sheet: Sheet, layout: Layout, reading: Reading) -> Iterator[_Header]:
    """Give each line of the top as a header.

    Where headings were merged over two lines, an empty cell takes the heading above it.
    """
    above: list[str] = []
    for line, cells in sheet.top():
        for candidate in (cells, _filled(cells, above)):
            recalled = None if reading.said else reading.profiles(candidate)
            found = fit(layout, candidate, reading.said or recalled)
            yield _Header(sheet, line, tuple(candidate), found, recalled is not None)
        above = cells


def _filled(cells: list[str], above: list[str]) -> list[str]:
    if not any(cells):
        return cells
    padded = cells + [""] * (len(above) - len(cells))
    return [
        cell if cell.strip(_EDGES) or place >= len(above) else above[place]
        for place, cell in enumerate(padded)
    ]


def _worth(header: _Header) -> tuple[bool, int]:
    return not header.fit.missing, len(header.fit.places)


def _refuse_ambiguity(headers: Iterable[_Header], name: str) -> None:
    whole = [header.sheet.name for header in headers if not header.fit.missing]
    if len([sheet for sheet in whole if sheet]) > 1:
        raise Invalid(
            N_(
                "Several sheets of %(file)s have the columns: %(sheets)s. Say which one with "
                "--sheet."
            ),
            field="sheet",
            file=name,
            sheets=", ".join(whole),
        )


def _refuse_faults(header: _Header, name: str) -> None:
    told: dict[str, Any] = {"file": name, "line": header.line}
    if header.fit.missing:
        missing = ", ".join(column.names[0] for column in header.fit.missing)
        raise Invalid(
            N_("The header on line %(line)s of %(file)s has no column %(columns)s.")
            if header.line
            else N_("The first lines of %(file)s have no key %(columns)s."),
            field="file",
            columns=missing,
            **told,
        )
    if header.fit.twice:
        raise Invalid(
            N_("The header on line %(line)s of %(file)s has the column %(column)s twice."),
            field="file",
            column=header.cells[header.fit.places[header.fit.twice[0]]],
            **told,
        )


def _check_fields(reading: Reading, layout: Layout) -> None:
    fields = [column.field for column in layout]
    for name in reading.said.values():
        if name and name not in fields:
            raise Invalid(
                N_("%(field_name)s is no field of this import; the fields are %(fields)s."),
                field="map",
                field_name=name,
                fields=", ".join(fields),
            )


def _check_said(header: _Header, reading: Reading, name: str) -> None:
    known = {folded(cell) for cell in header.cells}
    for said in reading.said:
        if folded(said) not in known:
            raise Invalid(
                N_("%(file)s has no column %(column)s; its columns are %(columns)s."),
                field="map",
                file=name,
                column=said,
                columns=", ".join(
                    cell.strip(_EDGES) for cell in header.cells if cell.strip(_EDGES)
                ),
            )


def _is_footer(text: str) -> bool:
    if text.isascii():
        return text.rstrip(":") in _FOOTER_WORDS
    return bool(_FOOTERS.match(narrowed(text).replace(" ", "")))
