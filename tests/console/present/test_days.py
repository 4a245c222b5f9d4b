"""A day of the calendar in words: what it is, why, and what falls due, never by colour alone."""

from datetime import date

import pytest

from console.present.days import (
    day_in_one_line,
    due_of,
    how_many_due,
    kind_of,
    name_of,
    reasons_of,
)
from console.present.tones import Said, Tone
from console.present.words import CHINESE, use_language
from core.deadlines.calendar import DayKind
from core.deadlines.rows import DayRow, YearRow

THURSDAY = date(2026, 10, 1)
NATIONAL_DAY = DayRow(THURSDAY, DayKind.DAY_OFF, "国庆节", "National Day")
MADE_UP = DayRow(date(2026, 10, 10), DayKind.MAKE_UP_DAY, "国庆节")
SATURDAY = DayRow(date(2026, 10, 17), DayKind.WEEKEND)
MONDAY = DayRow(date(2026, 10, 19), DayKind.WORKING_DAY)
ANNOUNCED = YearRow(2026, announced=True, source="国办通知", months=())
UNKNOWN = YearRow(2028, announced=False, source="", months=())


def test_every_kind_that_is_no_plain_working_day_has_a_word() -> None:
    days = (NATIONAL_DAY, MADE_UP, SATURDAY, MONDAY)
    assert [kind_of(day).text for day in days] == ["day off", "make-up", "weekend", ""]
    use_language(CHINESE)
    assert [kind_of(day).text for day in days] == ["放假", "补班", "周末", ""]


def test_a_day_is_named_in_the_language_spoken_where_it_has_such_a_name() -> None:
    assert [name_of(day) for day in (NATIONAL_DAY, MADE_UP, MONDAY)] == [
        "National Day", "国庆节", "",
    ]  # fmt: skip
    use_language(CHINESE)
    assert name_of(NATIONAL_DAY) == "国庆节"


def test_a_day_is_told_in_one_line() -> None:
    assert (
        day_in_one_line(NATIONAL_DAY, estimated=False) == "2026-10-01 Thu · day off · National Day"
    )
    assert day_in_one_line(SATURDAY, estimated=True) == "2026-10-17 Sat · weekend · ~estimated"


@pytest.mark.parametrize(
    ("count", "day", "said"),
    (
        (0, 1, Said("")),
        (12, 1, Said("▲12 late", Tone.LATE)),
        (3, 2, Said("◆3 due", Tone.SOON)),
        (1234, 3, Said("1,234 due")),
    ),
)
def test_what_falls_due_is_told_with_a_sign_and_a_word(count: int, day: int, said: Said) -> None:
    assert due_of(count, date(2026, 10, day), today=date(2026, 10, 2)) == said


def test_a_day_is_explained_with_where_it_was_announced() -> None:
    assert reasons_of(NATIONAL_DAY, ANNOUNCED) == (
        "A day off: clocks of working days and working hours stand still.",
        "It belongs to: National Day.",
        "Announced in: 国办通知",
    )
    assert reasons_of(MADE_UP, ANNOUNCED)[0] == (
        "A make-up working day: worked although it is a Sat, and clocks run."
    )


def test_a_day_of_a_year_that_nobody_has_announced_says_so() -> None:
    assert reasons_of(MONDAY, UNKNOWN) == (
        "A working day: clocks of working days and working hours run.",
        (
            "The days off of 2028 are not announced yet. "
            "Only weekends are known, and what is due then is an estimate."
        ),
    )


def test_the_cases_of_a_day_are_told_in_a_sentence() -> None:
    today = date(2026, 10, 2)
    told = [how_many_due(n, date(2026, 10, d), today) for n, d in ((0, 1), (1, 1), (2, 1), (1, 2))]
    assert told == [
        "No open case falls due on this day.",
        "1 open case was due on this day.",
        "2 open cases were due on this day.",
        "1 open case falls due on this day.",
    ]
