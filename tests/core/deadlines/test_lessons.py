"""What users of other systems suffered, and must not suffer here; numbered as in the papers.

Here the engine is asked alone; cases live through the same lessons in `tests.contract.lessons`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.deadlines.calendar import DayKind, WorkCalendar, build_calendar
from core.deadlines.engine import Deadlines, Pause
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, LimitUnit, parse_limit
from tests.core.deadlines.china import (
    ANNOUNCED,
    DAYS_OFF,
    MAKE_UP_DAYS,
    SHANGHAI,
    at,
    china,
    desk,
    due,
    local,
)

OFFICE_UNITS = (LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY)


def test_lesson_01_weekend_that_is_a_working_day() -> None:
    calendar = build_calendar([(date(2026, 10, 10), DayKind.MAKE_UP_DAY)], [2026])
    assert due(Deadlines(calendar), "2026-10-09 15:00", "1 working_day") == "2026-10-10 18:00"
    for day in MAKE_UP_DAYS:
        before = datetime(day.year, day.month, day.day, 7, tzinfo=SHANGHAI)
        answer = desk().due(before, Limit(1, LimitUnit.WORKING_HOUR)).due_at
        assert answer == before + timedelta(hours=2)


def test_lesson_02_unannounced_year_is_counted_with_weekends_and_marked() -> None:
    start, limit = at("2027-09-30 15:00"), parse_limit("3 working_day")
    answer = desk().due(start, limit)
    assert (local(answer.due_at), answer.estimated) == ("2027-10-05 18:00", True)
    # Once the year is announced the same question has its final answer.
    week = [(date(2027, 10, day), DayKind.DAY_OFF) for day in range(1, 8)]
    known = Deadlines(build_calendar(week, [2027])).due(start, limit)
    assert (local(known.due_at), known.estimated) == ("2027-10-12 18:00", False)


def test_lesson_02_a_day_off_and_a_make_up_day_have_different_names() -> None:
    explained = desk().explain(at("2026-10-07 12:00"), parse_limit("3 working_day"))
    kinds = {day.day.day: day.kind.value for day in explained.days}
    assert (kinds[7], kinds[10]) == ("day_off", "make_up_day")


def test_lesson_03_every_day_that_was_skipped_is_shown() -> None:
    explained = desk().explain(at("2026-09-30 15:00"), parse_limit("3 working_day"))
    skipped = [day.day for day in explained.days if day.kind is DayKind.DAY_OFF]
    assert skipped == [date(2026, 10, day) for day in range(1, 8)]
    assert not any(day.counted for day in explained.days if day.day in skipped)


def test_lesson_04_a_weekend_pause_adds_no_working_time() -> None:
    friday, monday = at("2026-10-16 18:00"), at("2026-10-19 08:00")
    for unit in OFFICE_UNITS:
        due_at = at("2026-10-20 18:00")
        assert desk().shift_for_pause(due_at, unit, friday, monday).due_at == due_at


def test_lesson_04_a_pause_over_a_holiday_adds_its_working_hours_only() -> None:
    paused_from, resumed_at = at("2026-09-30 17:00"), at("2026-10-08 09:00")
    answer = desk().shift_for_pause(
        at("2026-10-09 10:00"), LimitUnit.WORKING_HOUR, paused_from, resumed_at
    )
    assert local(answer.due_at) == "2026-10-09 12:00"


def test_lesson_05_another_limit_keeps_the_pause_already_earned() -> None:
    start = at("2026-10-12 09:00")
    pause = Pause(at("2026-10-13 08:00"), at("2026-10-14 18:00"))
    for days in (3, 7):
        limit = Limit(days, LimitUnit.WORKING_DAY)
        two_more = Limit(days + 2, LimitUnit.WORKING_DAY)
        assert desk().reckon(start, limit, [pause]).due_at == desk().due(start, two_more).due_at


def test_lesson_06_a_warning_before_the_deadline_is_never_rung_at_night() -> None:
    for hour in range(24):
        start = at(f"2026-10-09 {hour:02}:00")
        for limit in (Limit(8, LimitUnit.WORKING_HOUR), Limit(3, LimitUnit.WORKING_DAY)):
            target_at = desk().target(start, limit).due_at
            just_before = target_at - timedelta(minutes=1)
            assert desk().working_time(just_before, target_at) == timedelta(minutes=1)
            assert start < target_at < desk().due(start, limit).due_at


@pytest.mark.parametrize("kept", range(5))
def test_lesson_07_any_set_of_weekdays_will_do(kept: int) -> None:
    # Only one weekday is ever worked, as in a village that opens on market days.
    first = date(2026, 1, 1)
    closed = [first + timedelta(days=n) for n in range(365)]
    days = {day: DayKind.DAY_OFF for day in closed if day.weekday() != kept}
    answer = Deadlines(WorkCalendar(days, [2026])).due(
        at("2026-05-01 10:00"), Limit(4, LimitUnit.WORKING_DAY)
    )
    worked = [day for day in closed if day > date(2026, 5, 1) and day.weekday() == kept]
    assert answer.due_at.astimezone(SHANGHAI).date() == worked[3]


def test_lesson_07_a_lunch_break_is_left_out_exactly() -> None:
    assert due(desk(), "2026-10-12 11:59", "1 working_hour") == "2026-10-12 14:59"
    assert due(desk(), "2026-10-12 13:00", "1 working_hour") == "2026-10-12 15:00"


def test_lesson_10_nothing_in_office_time_falls_due_at_midnight_or_on_a_weekend() -> None:
    start = at("2026-09-24 00:00")
    for hours in range(0, 24 * 20, 7):
        for unit in OFFICE_UNITS:
            answer = desk().due(start + timedelta(hours=hours), Limit(2, unit)).due_at
            moment = answer.astimezone(SHANGHAI)
            assert china().is_working(moment.date())
            assert 8 < moment.hour + moment.minute / 60 <= 18


def test_lesson_11_answers_are_instants_and_the_local_day_decides() -> None:
    # 16:30 in UTC on Thursday is half past midnight on Friday at the desk.
    asked = datetime(2026, 10, 8, 16, 30, tzinfo=UTC)
    answer = desk().due(asked, parse_limit("1 working_day")).due_at
    assert answer == datetime(2026, 10, 10, 10, tzinfo=UTC)


def test_lesson_11_a_clock_change_moves_nothing_by_an_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    deadlines = Deadlines(WorkCalendar({}, [2026]), zone=berlin)
    # Clocks go back in the night to Sunday 25 October.
    friday = datetime(2026, 10, 23, 15, tzinfo=berlin)
    for limit, ends in (("2 working_day", (27, 18)), ("5 working_hour", (26, 10))):
        due_at = deadlines.due(friday, parse_limit(limit)).due_at.astimezone(berlin)
        assert (due_at.day, due_at.hour, due_at.minute) == (*ends, 0)
    # Hours that always run are sixty minutes each, that night too.
    saturday = datetime(2026, 10, 24, 15, tzinfo=berlin)
    due_at = deadlines.due(saturday, parse_limit("24 hour")).due_at
    assert due_at.astimezone(berlin).hour == 14


def test_lesson_12_excluding_days_never_makes_anything_due_sooner() -> None:
    open_all_week = Deadlines(WorkCalendar({}, ANNOUNCED))
    only_off = Deadlines(WorkCalendar(dict.fromkeys(DAYS_OFF, DayKind.DAY_OFF), ANNOUNCED))
    for day in range(0, 365, 3):
        start = at("2026-01-01 10:00") + timedelta(days=day)
        for unit in LimitUnit:
            limit = Limit(3, unit)
            assert only_off.due(start, limit).due_at >= open_all_week.due(start, limit).due_at


def test_lesson_36_twenty_five_working_days_are_no_trouble() -> None:
    assert due(desk(), "2026-09-30 15:00", "25 working_day") == "2026-11-10 18:00"
    assert due(desk(), "2026-09-30 15:00", "250 working_day") == "2027-09-21 18:00"


def test_lesson_37_nothing_falls_due_inside_a_holiday() -> None:
    for hours in range(24 * 8):
        start = at("2026-09-30 00:00") + timedelta(hours=hours)
        for limit in ("1 working_day", "1 day", "9 working_hour"):
            answer = desk().due(start, parse_limit(limit)).due_at
            last_minute = answer.astimezone(SHANGHAI) - timedelta(minutes=1)
            assert last_minute.date() not in DAYS_OFF


def test_lesson_40_a_start_on_a_day_off_is_right_too() -> None:
    for start in ("2026-10-03 10:00", "2026-10-07 23:59", "2026-10-01 00:00"):
        assert due(desk(), start, "3 working_day") == "2026-10-10 18:00"


def test_the_desk_of_a_street_may_keep_other_hours() -> None:
    street = OfficeHours([(date(2026, 1, 1), ((time(8), time(17)),))])
    assert due(desk(street), "2026-09-30 15:00", "3 working_day") == "2026-10-10 17:00"
