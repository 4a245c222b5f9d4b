"""Office hours by season."""

from datetime import date, time

import pytest

from core.deadlines.hours import OfficeHours, Spell
from core.kernel.errors import Invalid
from tests.core.deadlines.china import desk, due

STANDARD = ((time(8), time(12)), (time(14), time(18)))
SUMMER = ((time(8), time(12)), (time(14, 30), time(18, 30)))
WINTER = ((time(8, 30), time(12)), (time(13, 30), time(17)))
SEASONS = OfficeHours([(date(2026, 10, 1), WINTER), (date(2026, 5, 1), SUMMER)])


@pytest.mark.parametrize(
    ("day", "spells"),
    (
        (date(1990, 1, 1), STANDARD),
        (date(2026, 4, 30), STANDARD),
        (date(2026, 5, 1), SUMMER),
        (date(2026, 9, 30), SUMMER),
        (date(2026, 10, 1), WINTER),
        (date(2200, 1, 1), WINTER),
    ),
)
def test_the_hours_of_a_day_are_those_valid_from_the_latest_date(
    day: date, spells: tuple[Spell, ...]
) -> None:
    assert SEASONS.on(day) == spells


def test_without_dates_the_standard_hours_hold() -> None:
    assert OfficeHours().on(date(2026, 10, 10)) == STANDARD


def test_a_limit_counted_into_winter_closes_with_the_winter_hours() -> None:
    assert due(desk(SEASONS), "2026-09-30 15:00", "3 working_day") == "2026-10-10 17:00"
    assert due(desk(SEASONS), "2026-09-29 15:00", "1 working_day") == "2026-09-30 18:30"


def test_working_hours_run_on_across_the_change_of_season() -> None:
    # One hour and a half left of summer's Wednesday, then 08:30 on Thursday the 8th.
    assert due(desk(SEASONS), "2026-09-30 17:00", "2 working_hour") == "2026-10-08 09:00"


def test_new_hours_hold_on_their_very_first_day() -> None:
    hours = OfficeHours([(date(2026, 10, 13), WINTER)])
    assert due(desk(hours), "2026-10-12 15:00", "1 working_day") == "2026-10-13 17:00"
    assert due(desk(hours), "2026-10-12 17:30", "1 working_hour") == "2026-10-13 09:00"


def test_an_evening_desk_may_close_at_midnight() -> None:
    hours = OfficeHours([(date(2026, 1, 1), ((time(9), time(12)), (time(18), time(0))))])
    assert due(desk(hours), "2026-10-08 10:00", "1 working_day") == "2026-10-10 00:00"
    assert due(desk(hours), "2026-10-08 23:00", "2 working_hour") == "2026-10-09 10:00"
    assert due(desk(hours), "2026-10-08 23:00", "1 working_hour") == "2026-10-09 00:00"


@pytest.mark.parametrize(
    ("spells", "sentence"),
    (
        ((), "The office hours from 2026-05-01 are empty; give at least one spell."),
        (
            ((time(12), time(8)),),
            "The office hours from 2026-05-01 close at 08:00, before they open.",
        ),
        (
            ((time(8), time(8)),),
            "The office hours from 2026-05-01 close at 08:00, before they open.",
        ),
        (
            ((time(8), time(0)), (time(14), time(18))),
            "The office hours from 2026-05-01 close at 00:00, before they open.",
        ),
        (
            ((time(8), time(12)), (time(11), time(18))),
            (
                "The office hours from 2026-05-01 overlap at 11:00;"
                " list the spells in order, each after the one before."
            ),
        ),
        (
            ((time(14), time(18)), (time(8), time(12))),
            (
                "The office hours from 2026-05-01 overlap at 08:00;"
                " list the spells in order, each after the one before."
            ),
        ),
    ),
)
def test_hours_that_cannot_be_kept_are_refused(spells: tuple[Spell, ...], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        OfficeHours([(date(2026, 5, 1), spells)])
    assert str(refused.value) == sentence


def test_two_sets_of_hours_from_one_day_are_refused() -> None:
    with pytest.raises(Invalid, match="Two sets of office hours begin on 2026-05-01"):
        OfficeHours([(date(2026, 5, 1), SUMMER), (date(2026, 5, 1), WINTER)])
