"""A stopped clock stops; an extension counts on."""

from datetime import date, datetime, time

import pytest

from core.deadlines.engine import Counting, Deadlines, Due, Extension, Pause
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, LimitUnit, parse_limit
from core.kernel.errors import Invalid
from tests.core.deadlines.china import at, desk, local

WORKING_DAY = LimitUnit.WORKING_DAY


def shifted(due_at: str, unit: LimitUnit, paused_from: str, resumed_at: str) -> str:
    return local(desk().shift_for_pause(at(due_at), unit, at(paused_from), at(resumed_at)).due_at)


@pytest.mark.parametrize(
    ("due_at", "unit", "paused_from", "resumed_at", "expected"),
    (
        # 2026-10-12 is a Monday, the 17th and 18th are a weekend.
        ("10-14 18:00", "working_day", "10-13 10:00", "10-13 11:00", "10-15 18:00"),
        ("10-14 18:00", "working_day", "10-13 08:00", "10-13 18:00", "10-15 18:00"),
        ("10-14 18:00", "working_day", "10-13 08:00", "10-14 08:01", "10-16 18:00"),
        ("10-14 18:00", "working_day", "10-13 17:00", "10-14 09:00", "10-15 18:00"),
        ("10-16 18:00", "working_day", "10-16 17:00", "10-19 09:00", "10-19 18:00"),
        ("10-14 11:00", "working_hour", "10-13 10:00", "10-13 11:00", "10-14 12:00"),
        ("10-14 11:00", "working_hour", "10-13 10:00", "10-13 10:59", "10-14 11:59"),
        ("10-14 11:00", "working_hour", "10-13 11:00", "10-13 15:00", "10-14 15:00"),
        ("10-14 17:00", "working_hour", "10-13 11:00", "10-13 12:00", "10-14 18:00"),
        ("10-16 17:00", "working_hour", "10-16 16:00", "10-19 10:00", "10-19 11:00"),
        ("10-14 11:00", "hour", "10-13 22:00", "10-14 02:30", "10-14 15:30"),
        ("10-16 23:30", "minute", "10-16 23:20", "10-16 23:50", "10-17 00:00"),
        ("10-15 00:00", "day", "10-13 10:00", "10-13 11:00", "10-16 00:00"),  # 24:00 of the 15th
        ("10-15 00:00", "day", "10-13 10:00", "10-14 10:00", "10-16 00:00"),
        ("10-15 00:00", "day", "10-13 10:00", "10-14 10:01", "10-17 00:00"),
        ("10-17 00:00", "day", "10-16 10:00", "10-16 10:01", "10-20 00:00"),  # past the weekend
    ),
)
def test_the_due_time_moves_by_the_time_the_clock_stood(
    due_at: str, unit: str, paused_from: str, resumed_at: str, expected: str
) -> None:
    year = "2026-"
    answer = shifted(year + due_at, LimitUnit(unit), year + paused_from, year + resumed_at)
    assert answer == year + expected


@pytest.mark.parametrize("unit", (LimitUnit.WORKING_DAY, LimitUnit.WORKING_HOUR))
@pytest.mark.parametrize(
    ("paused_from", "resumed_at"),
    (
        ("2026-10-16 18:00", "2026-10-19 08:00"),
        ("2026-10-01 00:00", "2026-10-08 08:00"),
        ("2026-10-13 12:00", "2026-10-13 14:00"),
        ("2026-10-13 10:00", "2026-10-13 10:00"),
    ),
)
def test_a_pause_without_working_time_moves_nothing(
    unit: LimitUnit, paused_from: str, resumed_at: str
) -> None:
    assert shifted("2026-10-20 18:00", unit, paused_from, resumed_at) == "2026-10-20 18:00"


@pytest.mark.parametrize("unit", (*LimitUnit,))
def test_a_pause_of_no_time_moves_nothing(unit: LimitUnit) -> None:
    moment = "2026-10-13 10:00"
    # Not even a due time that the rules would put elsewhere.
    assert shifted("2026-10-17 03:00", unit, moment, moment) == "2026-10-17 03:00"


@pytest.mark.parametrize("unit", (*LimitUnit,))
@pytest.mark.parametrize(
    ("paused_from", "resumed_at"),
    (
        ("2026-10-13 09:00", "2026-10-13 10:00"),
        ("2026-10-13 09:00", "2026-10-16 17:30"),
        ("2026-10-14 20:00", "2026-10-19 09:00"),
    ),
)
def test_a_late_case_resumes_exactly_as_late_as_it_was_paused(
    unit: LimitUnit, paused_from: str, resumed_at: str
) -> None:
    due_at, began, ended = at("2026-10-12 18:00"), at(paused_from), at(resumed_at)
    moved = desk().shift_for_pause(due_at, unit, began, ended).due_at
    late_for = desk().elapsed(due_at, began, unit)
    assert desk().elapsed(moved, ended, unit) == late_for


def test_lateness_is_not_rounded_away() -> None:
    # Due on Monday 18:00; an hour into Tuesday the clock stands for one hour.
    answer = shifted("2026-10-12 18:00", WORKING_DAY, "2026-10-13 09:00", "2026-10-13 10:00")
    assert answer == "2026-10-13 09:00"


def test_a_pause_that_begins_as_the_case_falls_due_is_in_time() -> None:
    answer = shifted("2026-10-12 18:00", WORKING_DAY, "2026-10-12 18:00", "2026-10-13 09:00")
    assert answer == "2026-10-13 18:00"


def test_counting_minutes_a_pause_is_not_rounded() -> None:
    deadlines = desk(counting=Counting.MINUTES)
    answer = deadlines.shift_for_pause(
        at("2026-10-14 11:00"), WORKING_DAY, at("2026-10-13 10:00"), at("2026-10-13 11:30")
    )
    assert local(answer.due_at) == "2026-10-14 14:30"


def test_a_pause_is_measured_in_the_hours_of_its_own_season() -> None:
    hours = OfficeHours(
        [
            (date(2026, 5, 1), ((time(8), time(12)),)),
            (date(2026, 10, 1), ((time(10), time(12)),)),
        ]
    )
    # Four hours of a summer day are two winter days of two hours each.
    answer = desk(hours).shift_for_pause(
        at("2026-10-08 12:00"), WORKING_DAY, at("2026-09-30 08:00"), at("2026-09-30 12:00")
    )
    assert local(answer.due_at) == "2026-10-10 12:00"


def test_a_pause_into_an_unannounced_year_is_an_estimate() -> None:
    due_at, paused_from = at("2026-12-30 18:00"), at("2026-12-29 17:00")
    answers = [
        desk().shift_for_pause(due_at, unit, paused_from, resumed_at).estimated
        for unit in (WORKING_DAY, LimitUnit.HOUR)
        for resumed_at in (at("2026-12-30 09:00"), at("2027-01-04 09:00"))
    ]
    assert answers == [False, True, False, False]


def test_a_late_case_paused_in_an_unannounced_year_is_an_estimate() -> None:
    answer = desk().shift_for_pause(
        at("2026-12-28 18:00"), WORKING_DAY, at("2027-01-04 09:00"), at("2027-01-04 10:00")
    )
    assert (local(answer.due_at), answer.estimated) == ("2026-12-29 09:00", True)


def test_a_target_reached_as_the_clock_stops_is_reached_then() -> None:
    start, limit = at("2026-10-12 08:00"), Limit(10, LimitUnit.HOUR)
    pause = Pause(at("2026-10-12 16:00"), at("2026-10-12 20:00"))
    reckoned = desk().reckon(start, limit, [pause])
    assert [local(reckoned.target_at), local(reckoned.due_at)] == [
        "2026-10-12 16:00",
        "2026-10-12 22:00",
    ]


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        shifted("2026-10-14 18:00", WORKING_DAY, "2026-10-13 10:00", "2026-10-13 09:00")
    assert str(refused.value) == (
        "The pause from 2026-10-13T10:00:00+08:00 ends before it begins,"
        " at 2026-10-13T09:00:00+08:00."
    )


@pytest.mark.parametrize(
    ("due_at", "limit", "expected"),
    (
        ("2026-10-10 18:00", "3 working_day", "2026-10-14 18:00"),
        ("2026-10-14 11:00", "1 working_hour", "2026-10-14 12:00"),
        ("2026-10-14 12:00", "1 working_hour", "2026-10-14 15:00"),
        ("2026-10-02 01:30", "2 hour", "2026-10-02 03:30"),
        ("2026-10-14 00:00", "1 day", "2026-10-15 00:00"),  # 24:00 of the 13th, then the 14th
        ("2026-10-17 00:00", "1 day", "2026-10-20 00:00"),
        ("2026-10-13 00:00", "1 working_day", "2026-10-13 18:00"),  # 24:00 of Monday
    ),
)
def test_an_extension_counts_on_from_the_old_due_time(
    due_at: str, limit: str, expected: str
) -> None:
    assert local(desk().extend(at(due_at), parse_limit(limit)).due_at) == expected


@pytest.mark.parametrize("unit", (*LimitUnit,))
def test_an_extension_of_zero_moves_nothing(unit: LimitUnit) -> None:
    due_at = at("2026-10-12 18:00")
    assert desk().extend(due_at, Limit(0, unit)) == Due(due_at, estimated=False)


def test_an_extension_into_an_unannounced_year_is_an_estimate() -> None:
    due_at = at("2026-12-30 18:00")
    estimated = [desk().extend(due_at, Limit(n, WORKING_DAY)).estimated for n in (1, 2)]
    assert estimated == [False, True]


def test_pauses_and_extensions_apply_in_the_order_of_time() -> None:
    start, limit = at("2026-10-12 10:00"), Limit(3, WORKING_DAY)  # due Thursday 18:00
    pause = Pause(at("2026-10-13 10:00"), at("2026-10-13 11:00"))  # Friday 18:00
    extension = Extension(at("2026-10-14 09:00"), Limit(1, WORKING_DAY))  # Monday 18:00
    reckoned = desk().reckon(start, limit, [pause], [extension])
    assert local(reckoned.due_at) == "2026-10-19 18:00"
    # Office time from start to due time is 46 hours, one of them paused: 36 hours are the share.
    assert local(reckoned.target_at) == "2026-10-16 17:00"


def test_a_pause_that_ends_as_an_extension_is_granted_comes_first() -> None:
    start, limit = at("2026-10-15 09:00"), Limit(1, LimitUnit.DAY)  # 24:00 of Friday the 16th
    resumed_at = at("2026-10-16 10:00")
    pause = Pause(at("2026-10-16 09:00"), resumed_at)  # Saturday, so 24:00 of Monday the 19th
    extension = Extension(resumed_at, Limit(2, LimitUnit.DAY))
    reckoned = desk().reckon(start, limit, [pause], [extension])
    assert local(reckoned.due_at) == "2026-10-22 00:00"  # 24:00 of Wednesday


def test_a_target_of_its_own_moves_with_the_due_time() -> None:
    start = at("2026-10-12 10:00")
    pause = Pause(at("2026-10-13 10:00"), at("2026-10-13 11:00"))
    five, seven = Limit(5, WORKING_DAY), Limit(7, WORKING_DAY)
    reckoned = desk().reckon(start, seven, [pause], target=five)
    assert [local(reckoned.target_at), local(reckoned.due_at)] == [
        "2026-10-20 18:00",
        "2026-10-22 18:00",
    ]


def test_a_pause_after_the_target_leaves_the_target_passed() -> None:
    start, limit = at("2026-10-12 08:00"), Limit(8, LimitUnit.HOUR)
    late = Pause(at("2026-10-12 15:00"), at("2026-10-13 15:00"))
    early = Pause(at("2026-10-12 09:00"), at("2026-10-13 09:00"))
    targets = [local(desk().reckon(start, limit, [p]).target_at) for p in (late, early)]
    assert targets == ["2026-10-12 14:24", "2026-10-13 14:24"]


def test_a_start_with_seconds_is_paused_to_the_second() -> None:
    zone = at("2026-10-12 08:00").tzinfo
    answer = desk().shift_for_pause(
        datetime(2026, 10, 13, 11, 59, 30, tzinfo=zone),
        LimitUnit.WORKING_HOUR,
        datetime(2026, 10, 12, 11, 59, 50, tzinfo=zone),
        datetime(2026, 10, 12, 14, 0, 25, tzinfo=zone),
    )
    assert local(answer.due_at) == "2026-10-13 14:00:05"


@pytest.mark.parametrize(
    ("spans", "sentence"),
    (
        (
            [("2026-10-12 09:00", "2026-10-12 11:00")],
            "The pause from 2026-10-12T09:00:00+08:00 begins before the clock was running.",
        ),
        (
            [
                ("2026-10-13 09:00", "2026-10-13 11:00"),
                ("2026-10-13 10:00", "2026-10-13 12:00"),
            ],
            "The pause from 2026-10-13T10:00:00+08:00 begins before the clock was running.",
        ),
    ),
)
def test_a_clock_cannot_be_stopped_while_it_stands(
    spans: list[tuple[str, str]], sentence: str
) -> None:
    pauses = [Pause(at(begins), at(ends)) for begins, ends in spans]
    with pytest.raises(Invalid) as refused:
        desk().reckon(at("2026-10-12 10:00"), Limit(3, WORKING_DAY), pauses)
    assert str(refused.value) == sentence


def test_an_extension_in_another_unit_is_refused() -> None:
    extension = Extension(at("2026-10-13 09:00"), Limit(24, LimitUnit.HOUR))
    with pytest.raises(Invalid) as refused:
        desk().explain(at("2026-10-12 10:00"), Limit(3, WORKING_DAY), (), [extension])
    assert (
        str(refused.value) == "3 working_day cannot be extended by 24 hour; give both in one unit."
    )


def test_an_extension_before_the_start_is_refused() -> None:
    extension = Extension(at("2026-10-11 09:00"), Limit(1, WORKING_DAY))
    with pytest.raises(Invalid, match="was granted before the clock started"):
        desk().reckon(at("2026-10-12 10:00"), Limit(3, WORKING_DAY), (), [extension])


def test_every_instant_needs_a_zone() -> None:
    deadlines: Deadlines = desk()
    aware, naive = at("2026-10-13 10:00"), at("2026-10-13 10:00").replace(tzinfo=None)
    limit = Limit(1, WORKING_DAY)
    for ask in (
        lambda: deadlines.shift_for_pause(naive, WORKING_DAY, aware, aware),
        lambda: deadlines.shift_for_pause(aware, WORKING_DAY, naive, aware),
        lambda: deadlines.shift_for_pause(aware, WORKING_DAY, aware, naive),
        lambda: deadlines.extend(naive, limit),
        lambda: deadlines.elapsed(naive, aware, WORKING_DAY),
        lambda: deadlines.elapsed(aware, naive, WORKING_DAY),
        lambda: deadlines.reckon(aware, limit, [Pause(aware, naive)]),
        lambda: deadlines.explain(aware, limit, (), [Extension(naive, limit)]),
    ):
        with pytest.raises(Invalid, match="has no zone"):
            ask()
