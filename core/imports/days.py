"""The calendar of announced years from a file: one row for each day that is not as usual."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from core.deadlines.calendar import DayKind, WorkCalendar
from core.imports.cells import to_day, to_word
from core.imports.columns import Column, Layout
from core.imports.commands import CalendarDayRow, CalendarYearRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader, refused
from core.imports.tables import Table, read_table
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_

DAY_COLUMNS: Final[Layout] = (
    Column("on", ("日期", "放假日期", "date", "day", "on"), required=True),
    Column("kind", ("类型", "类别", "种类", "kind", "type"), required=True),
    Column("name", ("名称", "节日", "节假日", "假日名称", "name", "holiday"), required=True),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
)

KIND_WORDS: Final[Mapping[str, str]] = {
    "放假": "day_off",
    "休": "day_off",
    "休息日": "day_off",
    "节假日": "day_off",
    "dayoff": "day_off",
    "holiday": "day_off",
    "补班": "make_up_day",
    "班": "make_up_day",
    "上班": "make_up_day",
    "调休上班": "make_up_day",
    "makeupday": "make_up_day",
    "workday": "make_up_day",
}


class DayFileRow(NamedTuple):
    """One row of the file."""

    line: int
    on: date
    kind: str
    name: str
    name_en: str


def _day(field: str, text: str) -> date:
    day = to_day(field, text)
    if day is None:
        raise FieldFault(field, N_("It is missing."))
    return day


def _kind(field: str, text: str) -> str:
    kind = to_word(field, text, KIND_WORDS)
    if kind is None:
        raise FieldFault(field, N_("It is missing."))
    return kind


def _name(_field: str, text: str) -> str:
    return text


_READERS: Final[dict[str, Reader]] = {
    "on": _day,
    "kind": _kind,
    "name": _name,
    "name_en": _name,
}


def read_calendar_file(opener: Opener, name: str) -> Table:
    """Understand a file of days as a table.

    Raises:
        Invalid: it is no text in a known encoding, or lacks a column.
    """
    return read_table(opener, name, DAY_COLUMNS)


def calendar_years(table: Table, source: str) -> Iterable[CalendarYearRow | RefusedRow]:
    """Return the years that a file announces, whole, and every row that cannot be.

    A day that stands twice, or that contradicts its weekday, is refused by its line.
    """
    lines: dict[date, int] = {}
    years: dict[int, tuple[int, list[CalendarDayRow]]] = {}
    for row in FileRows(table, DAY_COLUMNS, _READERS, DayFileRow):
        if isinstance(row, RefusedRow):
            yield row
            continue
        wrong = list(_faults(row, lines))
        yield from (
            refused(row.line, fault.field, getattr(row, fault.field), fault, table.columns)
            for fault in wrong
        )
        if not wrong:
            _, days = years.setdefault(row.on.year, (row.line, []))
            days.append(CalendarDayRow(row.on, row.kind, row.name, row.name_en))
    for year, (line, days) in sorted(years.items()):
        yield CalendarYearRow(line, year, source, tuple(sorted(days)))


def _faults(row: DayFileRow, lines: dict[date, int]) -> Iterator[FieldFault]:
    first = lines.setdefault(row.on, row.line)
    if first != row.line:
        yield FieldFault("on", N_("It stands on line %(line)s already."), line=first)
        return
    try:
        WorkCalendar({row.on: DayKind(row.kind)})
    except Invalid as error:
        yield FieldFault("kind", error.template, **error.params)
