"""Days off and make-up working days, for the years that have been announced."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from chinese_calendar.constants import Holiday, holidays, workdays

FIRST_YEAR: Final = 2024


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day of an announcement: a day off, weekends within it included, or a make-up day."""

    on: date
    kind: Literal["day_off", "make_up_day"]
    name_zh: str
    name_en: str


def calendar_years() -> tuple[tuple[int, tuple[CalendarEntry, ...]], ...]:
    """Return the entries of every year from 2024 to the last one the library knows.

    The tables of the library are read rather than its questions asked one day at a time:
    a year without days off in them has not been announced, and nothing is guessed for it.
    """
    return tuple((year, _entries(year)) for year in range(FIRST_YEAR, max(holidays).year + 1))


def _entries(year: int) -> tuple[CalendarEntry, ...]:
    off = (_entry(day, "day_off", name) for day, name in holidays.items() if day.year == year)
    made_up = (
        _entry(day, "make_up_day", name) for day, name in workdays.items() if day.year == year
    )
    return tuple(sorted((*off, *made_up), key=lambda entry: entry.on))


def _entry(on: date, kind: Literal["day_off", "make_up_day"], name_en: str) -> CalendarEntry:
    return CalendarEntry(on, kind, Holiday(name_en).chinese, name_en)
