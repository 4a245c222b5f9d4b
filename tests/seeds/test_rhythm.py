"""People of the demo keep office hours, days off and nights."""

from datetime import date, datetime
from random import Random
from statistics import median

import pytest

from core.deadlines.limits import Limit, LimitUnit
from seeds.demo.rhythm import ZONE, Rhythm, at_night, minutes, on_rounds

RHYTHM = Rhythm()


@pytest.mark.parametrize(
    ("day", "busyness"),
    (
        (date(2026, 9, 28), 110),  # Monday
        (date(2026, 9, 26), 50),  # a Saturday off for Mid-Autumn, as quiet as a Sunday
        (date(2026, 10, 1), 50),  # a Thursday of the golden week
        (date(2026, 10, 10), 110),  # a make-up Saturday, as busy as a Monday
        (date(2026, 10, 17), 62),  # an ordinary Saturday
    ),
)
def test_a_day_is_as_busy_as_what_it_counts_for(day: date, busyness: int) -> None:
    assert RHYTHM.busyness(day) == busyness


def test_part_of_a_working_limit_ends_in_office_hours() -> None:
    friday = datetime(2026, 10, 16, 17, 0, tzinfo=ZONE)
    limit = Limit(2, LimitUnit.WORKING_HOUR)

    # One hour is left on Friday; the other is Monday's first.
    assert RHYTHM.within(friday, limit, 0.5) == datetime(2026, 10, 16, 18, 0, tzinfo=ZONE)
    assert RHYTHM.within(friday, limit, 0.75) == datetime(2026, 10, 19, 8, 30, tzinfo=ZONE)
    assert RHYTHM.due(friday, limit) == datetime(2026, 10, 19, 9, 0, tzinfo=ZONE)


def test_a_short_while_is_mostly_near_what_is_typical() -> None:
    rng = Random(1)
    drawn = [minutes(rng, 4).total_seconds() / 60 for _ in range(1000)]

    assert 3.7 < median(drawn) < 4.3
    assert sum(one > 12 for one in drawn) < 30
    assert min(drawn) > 0


@pytest.mark.parametrize(
    ("hour", "minute", "asleep"),
    ((7, 29, True), (7, 30, False), (12, 0, False), (21, 0, False), (21, 1, True), (0, 0, True)),
)
def test_the_street_sleeps_from_nine_to_half_past_seven(
    hour: int, minute: int, *, asleep: bool
) -> None:
    assert at_night(datetime(2026, 10, 16, hour, minute, tzinfo=ZONE)) is asleep


@pytest.mark.parametrize(
    ("moment", "morning"),
    (
        (datetime(2026, 10, 16, 23, 0, tzinfo=ZONE), date(2026, 10, 17)),
        (datetime(2026, 10, 16, 3, 0, tzinfo=ZONE), date(2026, 10, 16)),
    ),
)
def test_gridders_go_on_in_the_next_morning(moment: datetime, morning: date) -> None:
    later = on_rounds(Random(1), moment).astimezone(ZONE)

    assert later.date() == morning
    assert 7 <= later.hour <= 10
    assert on_rounds(Random(1), later) == later
