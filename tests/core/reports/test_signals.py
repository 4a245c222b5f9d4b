"""The rules of early warning and padding, at their very edges."""

import doctest
from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType

import pytest

from core.reports import intervals, padding, periods, warnings
from core.reports.nightly import Named
from core.reports.padding import OnTheSpot, SameText, bursting, even, trivial, worded_alike
from core.reports.periods import Kind, Span, compared_with, last_whole, span_of
from core.reports.warnings import (
    Pace,
    Silence,
    WeeklyCount,
    rising_items,
    silent_grids,
    slowing_units,
    usual_at_most,
)

STALLS = Named("E0401", "占道经营")
STREET = Named("330108001", "西兴街道")
SOMEBODY = Named("BJ00001", "王*")


@pytest.mark.parametrize(
    ("module", "shown"),
    (
        (warnings, {"usual_at_most", "rising_items", "slowing_units", "silent_grids",
                    "repeated_places"}),
        (padding, {"trivial", "worded_alike", "even", "bursting"}),
        (intervals, {"interval_of"}),
        (periods, {"span_of"}),
    ),
)  # fmt: skip
def test_every_rule_does_what_its_worked_example_says(module: ModuleType, shown: set[str]) -> None:
    examples = doctest.DocTestFinder().find(module)
    assert {found.name.rpartition(".")[2] for found in examples if found.examples} == shown
    assert doctest.testmod(module).failed == 0


def rising(now: int, before: tuple[int, ...], whole: tuple[int, ...], whole_now: int) -> bool:
    everything = {STREET.key: WeeklyCount(Named("", ""), STREET, whole_now, whole)}
    return bool(rising_items([WeeklyCount(STALLS, STREET, now, before)], everything))


def test_an_item_rises_only_beyond_chance_and_beyond_every_week_before() -> None:
    weeks = (3, 2, 4, 3, 9, 3, 2, 3)
    assert usual_at_most(3.0) == 10
    assert not rising(10, weeks, (50,) * 8, 50)
    assert rising(11, weeks, (50,) * 8, 50)
    assert not rising(14, (3, 2, 4, 3, 14, 3, 2, 3), (50,) * 8, 50)


def test_what_rises_with_everything_else_is_not_told() -> None:
    assert rising(14, (4,) * 8, (50,) * 8, 50)
    assert not rising(14, (4,) * 8, (50,) * 8, 150)


def test_a_young_district_and_a_handful_of_cases_tell_nothing() -> None:
    assert rising(9, (0, 0, 0, 0, 1, 1, 1, 1), (0, 0, 0, 0, 9, 9, 9, 9), 9)
    assert not rising(9, (0, 0, 0, 0, 0, 1, 1, 1), (0, 0, 0, 0, 0, 9, 9, 9), 9)
    assert not rising(4, (0,) * 8, (9,) * 8, 9)


def test_a_unit_is_slow_only_with_enough_cases_and_beyond_its_band() -> None:
    def slow(now: list[float], before: list[float]) -> bool:
        return bool(slowing_units([Pace(STALLS, now, before)]))

    assert slow([0.61] * 5, [0.4] * 10)
    assert not slow([0.6] * 5, [0.4] * 10)
    assert not slow([0.61] * 4, [0.4] * 10)
    assert not slow([0.61] * 5, [0.4] * 9)
    assert not slow([0.61] * 5, [0.4] * 6 + [0.7] * 4)  # a quarter took as long before


def test_a_grid_is_silent_only_longer_than_chance_has_it() -> None:
    # One report every three days: exp(-13 / 3) is 1.3 %, exp(-14 / 3) is 0.9 %.
    told = [silent_grids([Silence(STALLS, 20, 60, days)]) for days in (13, 14)]
    assert [len(signals) for signals in told] == [0, 1]
    assert silent_grids([Silence(STALLS, 4, 4, 80)]) == ()


@pytest.mark.parametrize(
    ("rule", "below", "above"),
    (
        (
            trivial,
            [OnTheSpot(STREET, 20, 18), OnTheSpot(STREET, 19, 19), OnTheSpot(STREET, 0, 0)],
            [OnTheSpot(STREET, 20, 19)],
        ),
        (worded_alike, [SameText(SOMEBODY, "无异常", 2)], [SameText(SOMEBODY, "无异常", 3)]),
    ),
)
def test_padding_is_told_from_its_edge_on(
    rule: Callable[..., object], below: object, above: object
) -> None:
    assert rule(below) == ()
    assert rule(above) != ()


def days(counts: dict[int, int]) -> dict[Named, dict[date, int]]:
    return {SOMEBODY: {date(2026, 9, day): number for day, number in counts.items()}}


def test_two_a_day_is_told_when_it_is_nothing_but_two_a_day() -> None:
    until = date(2026, 9, 28)
    assert even(days(dict.fromkeys(range(1, 11), 2)), until) != ()
    assert even(days(dict.fromkeys(range(1, 10), 2)), until) == ()
    assert even(days(dict.fromkeys(range(1, 9), 2) | {9: 3, 10: 1}), until) == ()
    assert even(days(dict.fromkeys(range(1, 11), 2)), until + timedelta(days=1)) == ()


def test_a_burst_is_looked_for_when_a_month_ends_and_only_then() -> None:
    burst = days({1: 4, 28: 3, 29: 3, 30: 1})
    assert bursting(burst, date(2026, 9, 30)) != ()
    assert bursting(burst, date(2026, 9, 27)) == ()
    assert bursting(days({1: 5, 28: 5}), date(2026, 9, 30)) == ()
    assert bursting(days({1: 4, 28: 5}), date(2026, 9, 30)) == ()


def test_a_report_stands_beside_the_days_that_compare() -> None:
    night = span_of(Kind.NIGHTLY, date(2026, 3, 1), date(2026, 3, 2))
    assert compared_with(Kind.NIGHTLY, night) == {
        "day_before": Span(date(2026, 2, 28), date(2026, 2, 28)),
        "day_of_last_week": Span(date(2026, 2, 22), date(2026, 2, 22)),
    }
    week = span_of(Kind.WEEKLY, date(2026, 9, 16), date(2026, 9, 17))
    assert week == Span(date(2026, 9, 14), date(2026, 9, 17))
    assert compared_with(Kind.WEEKLY, week) == {
        "week_before": Span(date(2026, 9, 7), date(2026, 9, 13)),
        "four_weeks_before": Span(date(2026, 8, 17), date(2026, 8, 23)),
    }
    month = span_of(Kind.MONTHLY, date(2028, 2, 29), date(2028, 3, 5))
    assert month == Span(date(2028, 2, 1), date(2028, 2, 29))
    assert compared_with(Kind.MONTHLY, month) == {
        "month_before": Span(date(2028, 1, 1), date(2028, 1, 31)),
        "year_before": Span(date(2027, 2, 1), date(2027, 2, 28)),
    }


def test_the_last_whole_span_is_over() -> None:
    monday, first = date(2026, 9, 14), date(2026, 10, 1)
    assert last_whole(Kind.NIGHTLY, monday) == date(2026, 9, 13)
    assert last_whole(Kind.WEEKLY, monday) == date(2026, 9, 13)
    assert last_whole(Kind.WEEKLY, monday - timedelta(days=1)) == date(2026, 9, 6)
    assert last_whole(Kind.MONTHLY, first) == date(2026, 9, 30)
    assert last_whole(Kind.MONTHLY, date(2026, 9, 30)) == date(2026, 8, 31)
