"""Why a due time is what it is, day by day."""

import json

import pytest

from core.deadlines.engine import Counting, Extension, Pause
from core.deadlines.explanation import Explanation
from core.deadlines.limits import Limit, LimitUnit, parse_limit
from tests.core.deadlines.china import at, desk

WORKING_DAY = LimitUnit.WORKING_DAY


def told(explanation: Explanation) -> list[str]:
    """Write each day as ``10-08 working_day 1``, then paused minutes and notes."""
    lines = []
    for day in explanation.days:
        words = [f"{day.day:%m-%d}", day.kind.value]
        words += [str(day.counted_amount)] if day.counted else ["-"]
        words += [f"stood {day.paused_minutes}"] if day.paused_minutes else []
        lines.append(" ".join([*words, *(note.value for note in day.notes)]))
    return lines


def test_three_working_days_over_the_national_day_are_told_day_by_day() -> None:
    explained = desk().explain(at("2026-09-30 15:00"), parse_limit("3 working_day"))
    assert told(explained) == [
        "09-30 working_day - start",
        *(f"10-0{day} day_off -" for day in range(1, 8)),
        "10-08 working_day 1",
        "10-09 working_day 2",
        "10-10 make_up_day 3 due",
    ]


def test_an_explanation_is_json_with_local_times() -> None:
    explained = desk().explain(at("2026-10-09 15:00"), parse_limit("1 working_day"))
    assert json.loads(json.dumps(explained.as_json())) == {
        "start": "2026-10-09T15:00:00+08:00",
        "limit": "1 working_day",
        "counting": "days",
        "due_at": "2026-10-10T18:00:00+08:00",
        "target_at": "2026-10-10T15:48:00+08:00",
        "estimated": False,
        "counted_in": "day",
        "days": [
            {
                "date": "2026-10-09",
                "kind": "working_day",
                "counted": False,
                "counted_amount": 0,
                "paused_minutes": 0,
                "notes": ["start"],
            },
            {
                "date": "2026-10-10",
                "kind": "make_up_day",
                "counted": True,
                "counted_amount": 1,
                "paused_minutes": 0,
                "notes": ["due"],
            },
        ],
    }


def test_working_hours_are_told_in_office_minutes() -> None:
    explained = desk().explain(at("2026-10-09 17:30"), parse_limit("9 working_hour"))
    assert told(explained) == [
        "10-09 working_day 30 start",
        "10-10 make_up_day 480",
        "10-11 weekend -",
        "10-12 working_day 30 due",
    ]


def test_plain_hours_count_on_days_off() -> None:
    explained = desk().explain(at("2026-09-30 22:00"), parse_limit("28 hour"))
    assert told(explained) == [
        "09-30 working_day 120 start",
        "10-01 day_off 1440",
        "10-02 day_off 120 due",
    ]
    assert explained.as_json()["counted_in"] == "minute"


def test_what_is_due_at_midnight_ends_the_day_before() -> None:
    explained = desk().explain(at("2026-10-12 23:00"), parse_limit("60 minute"))
    assert told(explained) == ["10-12 working_day 60 start due"]


def test_a_limit_without_length_has_one_day() -> None:
    explained = desk().explain(at("2026-10-12 00:00"), parse_limit("0 hour"))
    assert told(explained) == ["10-12 working_day - start due"]


def test_days_say_that_the_last_one_was_moved() -> None:
    explained = desk().explain(at("2026-10-15 09:00"), parse_limit("2 day"))
    assert told(explained) == [
        "10-15 working_day - start",
        "10-16 working_day 1",
        "10-17 weekend 2",
        "10-18 weekend - moved",
        "10-19 working_day - moved due",
    ]


def test_the_same_day_when_over_is_moved_to_the_next() -> None:
    explained = desk().explain(at("2026-10-16 18:01"), parse_limit("0 working_day"))
    assert told(explained) == [
        "10-16 working_day - start",
        "10-17 weekend - moved",
        "10-18 weekend - moved",
        "10-19 working_day - moved due",
    ]


def test_a_day_on_which_the_clock_stood_has_no_number() -> None:
    waiting = Pause(at("2026-10-13 14:00"), at("2026-10-16 10:00"))
    explained = desk().explain(at("2026-10-12 09:00"), Limit(3, WORKING_DAY), [waiting])
    # 22 hours of office time: from Thursday the 15th to Tuesday the 20th.
    assert told(explained) == [
        "10-12 working_day - start",
        "10-13 working_day - stood 240 paused",
        "10-14 working_day - stood 480 paused",
        "10-15 working_day - stood 480 paused",
        "10-16 working_day 1 stood 120 paused",
        "10-17 weekend -",
        "10-18 weekend -",
        "10-19 working_day 2",
        "10-20 working_day 3 due",
    ]


def test_a_pause_on_the_day_of_the_start_costs_the_next_day() -> None:
    waiting = Pause(at("2026-10-12 10:00"), at("2026-10-12 11:00"))
    explained = desk().explain(at("2026-10-12 09:00"), Limit(1, WORKING_DAY), [waiting])
    assert told(explained) == [
        "10-12 working_day - stood 60 start paused",
        "10-13 working_day - paused",
        "10-14 working_day 1 due",
    ]


def test_a_pause_from_after_hours_costs_the_next_day_worked() -> None:
    waiting = Pause(at("2026-10-16 18:30"), at("2026-10-19 20:00"))
    explained = desk().explain(at("2026-10-15 09:00"), Limit(2, WORKING_DAY), [waiting])
    assert told(explained) == [
        "10-15 working_day - start",
        "10-16 working_day 1",
        "10-17 weekend -",
        "10-18 weekend -",
        "10-19 working_day - stood 480 paused",
        "10-20 working_day 2 due",
    ]


def test_each_pause_costs_its_own_days() -> None:
    hour = Pause(at("2026-10-13 10:00"), at("2026-10-13 11:00"))
    half_a_day = Pause(at("2026-10-15 14:00"), at("2026-10-15 18:00"))
    limit = Limit(3, WORKING_DAY)
    explained = desk().explain(at("2026-10-12 09:00"), limit, [hour, half_a_day])
    assert told(explained) == [
        "10-12 working_day - start",
        "10-13 working_day - stood 60 paused",
        "10-14 working_day 1",
        "10-15 working_day - stood 240 paused",
        "10-16 working_day 2",
        "10-17 weekend -",
        "10-18 weekend -",
        "10-19 working_day 3 due",
    ]


def test_two_pauses_on_one_day_cost_two_days() -> None:
    first = Pause(at("2026-10-13 10:00"), at("2026-10-13 11:00"))
    second = Pause(at("2026-10-13 15:00"), at("2026-10-13 16:00"))
    limit = Limit(1, WORKING_DAY)
    explained = desk().explain(at("2026-10-12 09:00"), limit, [first, second])
    assert told(explained)[1:] == [
        "10-13 working_day - stood 120 paused",
        "10-14 working_day - paused",
        "10-15 working_day 1 due",
    ]


def test_the_days_of_an_extension_say_so() -> None:
    more = Extension(at("2026-10-13 09:00"), Limit(2, WORKING_DAY))
    explained = desk().explain(at("2026-10-12 09:00"), Limit(1, WORKING_DAY), (), [more])
    assert told(explained) == [
        "10-12 working_day - start",
        "10-13 working_day 1",
        "10-14 working_day 2 extended",
        "10-15 working_day 3 extended due",
    ]


def test_days_extended_after_a_move_go_on_after_it() -> None:
    more = Extension(at("2026-10-16 09:00"), Limit(1, LimitUnit.DAY))
    explained = desk().explain(at("2026-10-15 09:00"), Limit(2, LimitUnit.DAY), (), [more])
    assert told(explained)[2:] == [
        "10-17 weekend 2",
        "10-18 weekend - moved",
        "10-19 working_day - moved",
        "10-20 working_day 3 extended due",
    ]


def test_a_case_paused_when_late_shows_the_days_given_back() -> None:
    # Due on the 13th; the clock stood for all of Thursday, when the case was late already.
    late = Pause(at("2026-10-15 08:00"), at("2026-10-15 18:00"))
    explained = desk().explain(at("2026-10-12 09:00"), Limit(1, WORKING_DAY), [late])
    assert told(explained) == [
        "10-12 working_day - start",
        "10-13 working_day 1",
        "10-14 working_day - paused due",
    ]


def test_office_minutes_leave_out_those_that_were_paused() -> None:
    waiting = Pause(at("2026-10-12 11:00"), at("2026-10-12 15:00"))
    more = Extension(at("2026-10-12 16:00"), Limit(2, LimitUnit.WORKING_HOUR))
    limit = Limit(4, LimitUnit.WORKING_HOUR)
    explained = desk().explain(at("2026-10-12 10:00"), limit, [waiting], [more])
    assert told(explained) == [
        "10-12 working_day 240 stood 120 start paused",
        "10-13 working_day 120 extended due",
    ]


def test_a_weekend_inside_an_extension_is_not_extended() -> None:
    more = Extension(at("2026-10-16 16:30"), Limit(4, LimitUnit.WORKING_HOUR))
    limit = Limit(1, LimitUnit.WORKING_HOUR)
    explained = desk().explain(at("2026-10-16 16:00"), limit, (), [more])
    assert told(explained) == [
        "10-16 working_day 120 start extended",
        "10-17 weekend -",
        "10-18 weekend -",
        "10-19 working_day 180 extended due",
    ]


def test_office_minutes_given_back_to_a_late_case_are_not_counted() -> None:
    late = Pause(at("2026-10-14 08:00"), at("2026-10-14 10:00"))
    limit = Limit(8, LimitUnit.WORKING_HOUR)
    explained = desk().explain(at("2026-10-12 08:00"), limit, [late])
    assert told(explained) == [
        "10-12 working_day 480 start",
        "10-13 working_day - paused due",
    ]


def test_half_minutes_add_up_to_the_limit() -> None:
    start = at("2026-10-12 17:30").replace(second=30)
    explained = desk().explain(start, parse_limit("1 working_hour"))
    assert told(explained) == ["10-12 working_day 29 start", "10-13 working_day 31 due"]


@pytest.mark.parametrize(
    ("counting", "counted_in"), ((Counting.DAYS, "day"), (Counting.MINUTES, "minute"))
)
def test_an_explanation_says_what_it_counts_in(counting: Counting, counted_in: str) -> None:
    explained = desk(counting=counting).explain(
        at("2026-10-12 09:00"), parse_limit("2 working_day")
    )
    assert explained.as_json()["counting"] == counting.value
    assert explained.as_json()["counted_in"] == counted_in


def test_an_estimate_is_explained_as_one() -> None:
    explained = desk().explain(at("2026-12-31 09:00"), parse_limit("1 working_day"))
    assert explained.as_json()["estimated"] is True
    assert told(explained)[-1] == "01-01 working_day 1 due"
