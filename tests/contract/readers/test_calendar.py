"""The calendar day by day: what each day is, whether the year is known, and what falls due."""

from collections import Counter
from datetime import date

import pytest

from core.deadlines.calendar import DayKind
from core.deadlines.models import CalendarDay, CalendarYear
from core.deadlines.rows import DayRow
from core.kernel.errors import Invalid
from storage.database import Database
from storage.readers.calendar import CalendarReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import SCOPES
from tests.contract.readers.plainly import day_of

DAYS = (
    (date(2026, 10, 1), "day_off", "国庆节", "National Day"),
    (date(2026, 10, 3), "day_off", "国庆节", "National Day"),
    (date(2026, 10, 10), "make_up_day", "国庆节", "National Day"),
    (date(2025, 12, 31), "day_off", "去年", "Last year"),
)


@pytest.fixture
def announced(database: Database) -> Database:
    """A database that knows a few days of 2026."""
    with database.transactions.writing() as session:
        session.add(CalendarYear(year=2026, source="国办通知"))
        session.add(CalendarYear(year=2025, source=""))
        for day, kind, name, name_en in DAYS:
            session.add(CalendarDay(on=day, kind=kind, name=name, name_en=name_en))
    return database


def test_an_announced_year_shows_days_off_and_make_up_days_by_name(announced: Database) -> None:
    year = CalendarReader(announced, SCOPES["district"]).year(2026)

    assert (year.year, year.announced, year.source) == (2026, True, "国办通知")
    assert [len(month.days) for month in year.months] == [
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]  # fmt: skip
    october = year.months[9]
    assert october.month == 10
    assert october.days[:4] == (
        DayRow(date(2026, 10, 1), DayKind.DAY_OFF, "国庆节", "National Day"),
        DayRow(date(2026, 10, 2), DayKind.WORKING_DAY),
        DayRow(date(2026, 10, 3), DayKind.DAY_OFF, "国庆节", "National Day"),
        DayRow(date(2026, 10, 4), DayKind.WEEKEND),
    )
    made_up = DayRow(date(2026, 10, 10), DayKind.MAKE_UP_DAY, "国庆节", "National Day")
    assert october.days[9] == made_up
    assert made_up.is_worked
    # 22 days from Monday to Friday, one of them off, and a Saturday made up.
    assert october.working_days == 22
    assert year.working_days == 261


def test_a_year_that_nobody_has_announced_knows_weekends_only(announced: Database) -> None:
    year = CalendarReader(announced, SCOPES["grid"]).year(2028)
    assert (year.announced, year.source) == (False, "")
    assert len(year.months[1].days) == 29
    kinds = {day.kind for month in year.months for day in month.days}
    assert kinds == {DayKind.WORKING_DAY, DayKind.WEEKEND}
    assert year.working_days == 260


def test_a_year_may_be_announced_without_saying_from_where(announced: Database) -> None:
    year = CalendarReader(announced, SCOPES["street"]).year(2025)
    assert (year.announced, year.source) == (True, "")
    assert year.months[11].days[30].name == "去年"


def test_the_announced_years_are_listed(announced: Database) -> None:
    assert CalendarReader(announced, SCOPES["district"]).announced() == (2025, 2026)


@pytest.mark.parametrize("year", (1899, 3000))
def test_a_year_that_cannot_be_reckoned_in_is_refused(database: Database, year: int) -> None:
    with pytest.raises(Invalid, match=f"from 1900 to 2999; {year} lies outside"):
        CalendarReader(database, SCOPES["district"]).year(year)


@pytest.mark.parametrize("name", tuple(SCOPES))
def test_what_falls_due_on_a_day_is_counted_inside_the_jurisdiction(
    written: Written, name: str
) -> None:
    reader = CalendarReader(written.database, SCOPES[name])
    inside = [case for case in written.data.within(SCOPES[name]) if case.ended_at is None]
    days = Counter(day_of(case) for case in inside)

    assert reader.due(date(2026, 1, 1), date(2027, 12, 31)) == days
    for day in days:
        assert reader.due(day, day) == {day: days[day]}


def test_a_span_without_anything_due_counts_nothing(written: Written) -> None:
    reader = CalendarReader(written.database, SCOPES["district"])
    assert reader.due(date(2031, 1, 1), date(2031, 12, 31)) == {}
