"""What kind of day a day is, and which calendars are refused."""

from datetime import date

import pytest

from core.deadlines.calendar import DayKind, WorkCalendar, build_calendar
from core.kernel.errors import Invalid
from tests.core.deadlines.china import ANNOUNCED, DAYS_OFF, MAKE_UP_DAYS, china

OFF, MAKE_UP = DayKind.DAY_OFF, DayKind.MAKE_UP_DAY


@pytest.mark.parametrize(
    ("day", "kind", "working"),
    (
        (date(2026, 9, 30), DayKind.WORKING_DAY, True),
        (date(2026, 10, 1), DayKind.DAY_OFF, False),
        (date(2026, 10, 3), DayKind.DAY_OFF, False),  # a Saturday inside a holiday
        (date(2026, 10, 10), DayKind.MAKE_UP_DAY, True),
        (date(2026, 10, 11), DayKind.WEEKEND, False),
        (date(2027, 10, 1), DayKind.WORKING_DAY, True),  # nobody has announced 2027
        (date(1990, 1, 6), DayKind.WEEKEND, False),
        (date(2200, 12, 31), DayKind.WORKING_DAY, True),
    ),
)
def test_a_day_is_what_the_calendar_or_its_weekday_says(
    day: date, kind: DayKind, *, working: bool
) -> None:
    assert china().kind(day) is kind
    assert china().is_working(day) is working


def test_the_real_days_of_2026_are_those_of_the_notice() -> None:
    spans = ("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927")
    off = {
        date(2026, int(span[:2]), day)
        for span in (*spans, "1001-1007")
        for day in range(int(span[2:4]), int(span[7:]) + 1)
    }
    assert {day for day in DAYS_OFF if day.year == 2026} == off
    work = ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    assert {day for day in MAKE_UP_DAYS if day.year == 2026} == {date(2026, *day) for day in work}


def test_a_year_is_announced_or_not() -> None:
    assert [china().is_announced(year) for year in (2023, 2024, 2026, 2027)] == [
        False,
        True,
        True,
        False,
    ]
    assert china().announced == ANNOUNCED


def test_a_make_up_day_in_the_week_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        WorkCalendar({date(2026, 10, 8): MAKE_UP})
    assert str(refused.value) == (
        "2026-10-08 is neither a Saturday nor a Sunday: it is worked anyway and cannot be a"
        " make-up day."
    )


def test_a_working_saturday_and_a_day_off_on_saturday_are_no_errors() -> None:
    calendar = WorkCalendar({date(2026, 10, 10): MAKE_UP, date(2026, 10, 3): OFF})
    assert calendar.is_working(date(2026, 10, 10))
    assert not calendar.is_working(date(2026, 10, 3))


def test_a_day_with_two_kinds_is_refused() -> None:
    day = date(2026, 10, 10)
    with pytest.raises(Invalid) as refused:
        build_calendar([(day, MAKE_UP), (day, OFF)], [2026])
    assert str(refused.value) == (
        "2026-10-10 is listed both as make_up_day and as day_off; keep one of them."
    )


def test_a_day_listed_twice_alike_is_one_day() -> None:
    day = date(2026, 10, 1)
    assert dict(build_calendar([(day, OFF), (day, OFF)], [2026]).days) == {day: OFF}


@pytest.mark.parametrize("kind", (DayKind.WORKING_DAY, DayKind.WEEKEND))
def test_only_exceptions_are_listed(kind: DayKind) -> None:
    with pytest.raises(Invalid, match=f"2026-10-08 is listed as {kind.value}; list only"):
        WorkCalendar({date(2026, 10, 8): kind})


def test_a_calendar_does_not_change_with_the_list_it_was_made_of() -> None:
    days = {date(2026, 10, 1): OFF}
    calendar = WorkCalendar(days, [2026])
    days[date(2026, 10, 2)] = OFF
    assert calendar.is_working(date(2026, 10, 2))
    with pytest.raises(TypeError):
        calendar.days[date(2026, 10, 2)] = OFF  # type: ignore[index]
