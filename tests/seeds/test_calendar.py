"""The calendar holds announced years, whole and exact, and no others."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from seeds.standard.calendar import CalendarEntry, calendar_years

YEARS = dict(calendar_years())
SATURDAY = 5


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=nth) for nth in range((last - first).days + 1)]


def on(year: int, kind: str) -> list[date]:
    return [entry.on for entry in YEARS[year] if entry.kind == kind]


def test_2026_is_off_on_the_33_days_of_the_announcement() -> None:
    assert on(2026, "day_off") == [
        *days(date(2026, 1, 1), date(2026, 1, 3)),
        *days(date(2026, 2, 15), date(2026, 2, 23)),
        *days(date(2026, 4, 4), date(2026, 4, 6)),
        *days(date(2026, 5, 1), date(2026, 5, 5)),
        *days(date(2026, 6, 19), date(2026, 6, 21)),
        *days(date(2026, 9, 25), date(2026, 9, 27)),
        *days(date(2026, 10, 1), date(2026, 10, 7)),
    ]
    assert len(on(2026, "day_off")) == 33


@pytest.mark.parametrize(
    ("year", "made_up"),
    (
        (2024, [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]),
        (2025, [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)]),
        (2026, [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]),
    ),
)
def test_the_make_up_days_of_a_year_are_those_announced(
    year: int, made_up: list[tuple[int, int]]
) -> None:
    assert on(year, "make_up_day") == [date(year, month, day) for month, day in made_up]


def test_every_make_up_day_falls_on_a_weekend() -> None:
    for year in YEARS:
        assert [day for day in on(year, "make_up_day") if day.weekday() < SATURDAY] == []


def test_the_years_run_from_2024_to_the_last_one_the_library_answers_for() -> None:
    first, last = min(YEARS), max(YEARS)
    assert first == 2024
    assert list(YEARS) == list(range(first, last + 1))
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(last + 1, 1, 1))


def test_the_entries_agree_with_the_library_on_every_day_of_every_year() -> None:
    for year, entries in YEARS.items():
        kinds = {entry.on: entry.kind for entry in entries}
        for day in days(date(year, 1, 1), date(year, 12, 31)):
            weekday_default = "make_up_day" if day.weekday() < SATURDAY else "day_off"
            works = kinds.get(day, weekday_default) == "make_up_day"
            assert works == chinese_calendar.is_workday(day), day


def test_a_day_is_named_in_both_languages() -> None:
    assert YEARS[2026][-1] == CalendarEntry(
        date(2026, 10, 10), "make_up_day", "国庆节", "National Day"
    )
