"""The calendar of the district: what each day of a year is, and what falls due on it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.ledger import FIRST_YEAR, LAST_YEAR
from core.deadlines.models import CalendarYear
from core.deadlines.rows import DayRow, MonthRow, YearRow
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.counting import due_by_day
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CALENDAR_DAYS

_YEARS = CalendarYear.__table__  # type: ignore[attr-defined]
_Names = Mapping[date, tuple[str, str]]


class CalendarReader:
    """Reads the calendar, which is one for the district: every jurisdiction sees all of it.

    What falls due is counted inside the jurisdiction alone.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def announced(self) -> tuple[int, ...]:
        """Return the years whose days off are known, earliest first."""
        years = _YEARS.c.year
        with self._database.reading() as connection:
            return tuple(connection.scalars(select(years).order_by(years)))

    def year(self, year: int) -> YearRow:
        """Return every day of a year.

        Raises:
            Invalid: the year lies outside those that deadlines are reckoned in.
        """
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Invalid(
                N_("The calendar goes from %(first)s to %(last)s; %(year)s lies outside."),
                field="year",
                first=str(FIRST_YEAR),
                last=str(LAST_YEAR),
                year=str(year),
            )
        day, known = CALENDAR_DAYS.c, _YEARS.c
        of_year = day.day.between(date(year, 1, 1), date(year, 12, 31))
        with self._database.reading() as connection:
            listed = connection.execute(
                select(day.day, day.kind, day.name, day.name_en).where(of_year)
            ).all()
            source = connection.scalar(select(known.source).where(known.year == year))
        calendar = WorkCalendar({row.day: DayKind(row.kind) for row in listed})
        names = {row.day: (row.name, row.name_en) for row in listed}
        return YearRow(
            year=year,
            announced=source is not None,
            source=source or "",
            months=tuple(_month(calendar, names, year, month) for month in range(1, 13)),
        )

    def due(self, first: date, last: date) -> Mapping[date, int]:
        """Count the open cases by the local day of their soonest clock, both ends included.

        A day on which nothing falls due is left out. What is due before now is late.
        """
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.recent(connection).scheme)
            return due_by_day(connection, place, first, last) if place else {}


def _month(calendar: WorkCalendar, names: _Names, year: int, month: int) -> MonthRow:
    _, length = monthrange(year, month)
    days = (date(year, month, day) for day in range(1, length + 1))
    return MonthRow(
        month, tuple(DayRow(day, calendar.kind(day), *names.get(day, ("", ""))) for day in days)
    )
