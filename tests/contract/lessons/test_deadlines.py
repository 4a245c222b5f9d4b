"""Lessons 1 to 12, on deadlines, as cases live through them; the engine's own stand in the core.

Each test is named after the lesson and tells in its first line who suffered it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.cases.commands import (
    CancelCase,
    DispatchCase,
    EscalateCase,
    FailCheck,
    FileCase,
    MergeCase,
    PassCheck,
    ReceiveCase,
    ReopenCase,
    ResolveCase,
    ResumeCase,
    ReturnCase,
    SuspendCase,
    TransferCase,
    UnmergeCase,
)
from core.deadlines.calendar import DayKind
from core.kernel.command import Command
from storage.database import Database
from storage.readers.explain import ExplainReader
from storage.readers.policies import PolicyReader
from storage.readers.queue import QueueReader
from tests.contract.cases.test_calendar_import import (
    YEAR_2027,
    announce,
    due_of,
    in_handling,
    instant,
    year,
)
from tests.contract.cases.test_handling import filed
from tests.contract.cases.test_policies import apply, sweep
from tests.databases import MakeDatabase
from tests.district import (
    COMMITTEE,
    DISPATCHER,
    ENFORCEMENT,
    GRIDDER,
    LITTER,
    MANHOLE,
    SAFETY,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.stored import case_fields, everything_in, history, payloads

HANGZHOU = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Read ``09-30 15:00`` as a local time of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=HANGZHOU).astimezone(UTC)


def do(district: District, *commands: Command, by: str = DISPATCHER) -> None:
    for command in commands:
        district.desk.execute(command, by=by)


def due(district: District, number: str) -> datetime | None:
    """Return when handling is due."""
    return instant(case_fields(district.transactions, number)["handle_due_at"])


def pause(district: District, number: str, start: str, end: str) -> None:
    """Suspend a case for a time."""
    district.clock.move_to(at(start))
    until = at(end).astimezone(HANGZHOU).date() + timedelta(days=1)
    do(district, SuspendCase(number=number, until=until, reason="待鉴定"), by=SUPERVISOR)
    district.clock.move_to(at(end))
    do(district, ResumeCase(number=number), by=SUPERVISOR)


def in_working_hours(district: District) -> str:
    """Let a unit handle a manhole under the condition that gives four working hours."""
    number = district.report(item_code=MANHOLE).number
    do(
        district,
        FileCase(number=number, item_code=MANHOLE, condition=2),
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReceiveCase(number=number),
    )
    return number


def late_cases(district: District, how_many: int) -> list[str]:
    """Let three working days of a community pass: late on Friday 18 September."""
    numbers = [in_handling(district) for _ in range(how_many)]
    district.clock.move_to(at("09-18 09:00"))
    return numbers


def late_now(database: Database, district: District) -> int:
    lanes = QueueReader(database, district.desk.scope(by=DISPATCHER)).lanes(district.clock())
    return sum(lane.late for lane in lanes)


def test_lesson_01_a_case_is_due_on_a_sunday_that_is_worked(district: District) -> None:
    """glpi#467: no way to make a weekend day a working day."""
    # Sunday 20 September makes up for a day off: Friday, Sunday and Monday are counted.
    district.clock.move_to(at("09-17 15:00"))
    assert due(district, in_handling(district)) == at("09-21 18:00")
    # Two days less to go, and the Sunday itself is the due day.
    district.clock.move_to(at("09-16 15:00"))
    assert due(district, in_handling(district)) == at("09-20 18:00")


def test_lesson_02_a_year_not_announced_is_estimated_until_it_is(district: District) -> None:
    """chinese-calendar#101: the days off of a year come late, and other days than foreseen."""
    district.clock.move_to(at("12-29 10:00"))
    number = in_handling(district)
    assert due_of(district, number) == (datetime(2027, 1, 1, 10, tzinfo=UTC), True)

    announce(district, YEAR_2027)

    assert due_of(district, number) == (datetime(2027, 1, 4, 10, tzinfo=UTC), False)


def test_lesson_03_a_case_shows_every_day_that_it_skipped(
    database: Database, district: District
) -> None:
    """zammad#390: a feed of holidays that nobody keeps made six days of two, unseen."""
    district.clock.move_to(at("09-30 15:00"))
    number = in_handling(district)

    reader = ExplainReader(database, district.desk.scope(by=DISPATCHER))
    days = {day.day: day for day in reader.case(number).days}

    skipped = [day for day, told in days.items() if told.kind is DayKind.DAY_OFF]
    assert skipped == [date(2026, 10, day) for day in range(1, 8)]
    counted = [day for day, told in days.items() if told.counted]
    assert counted == [date(2026, 10, day) for day in (8, 9, 10)]


def test_lesson_03_hours_that_run_always_ask_no_feed_of_holidays(district: District) -> None:
    """zammad#390, the other way round: twenty-four hours stay twenty-four in a holiday."""
    district.clock.move_to(at("10-01 15:00"))
    number = filed(district, LITTER)
    do(district, DispatchCase(number=number, gridder_number=GRIDDER))
    assert due(district, number) == at("10-02 15:00")


def test_lesson_04_a_pause_adds_the_working_time_in_it_and_no_other(district: District) -> None:
    """glpi#10594: a pause over a weekend moved the due time by the whole weekend."""
    days, hours = in_handling(district), in_working_hours(district)
    assert (due(district, days), due(district, hours)) == (at("09-17 18:00"), at("09-14 15:00"))

    pause(district, hours, "09-14 11:00", "09-15 09:00")
    pause(district, days, "09-16 18:00", "09-17 08:00")

    # Six hours of Monday and Tuesday were office time: 11 to 12, 14 to 18 and 8 to 9.
    assert due(district, hours) == at("09-15 11:00")
    assert due(district, days) == at("09-17 18:00")


def test_lesson_04_a_pause_over_a_holiday_adds_no_day_of_it(district: District) -> None:
    """frappe/helpdesk PR 2449: the time on hold was counted from the wrong end."""
    district.clock.move_to(at("09-29 10:00"))
    number = in_handling(district)
    assert due(district, number) == at("10-09 18:00")

    pause(district, number, "09-30 18:00", "10-08 08:00")

    assert due(district, number) == at("10-09 18:00")


def test_lesson_05_changing_unit_keeps_the_pause_already_earned(district: District) -> None:
    """glpi#6902, #15605: another agreement counted from the beginning and forgot the pause."""
    number = in_handling(district, STALLS, ENFORCEMENT)
    pause(district, number, "09-15 08:00", "09-16 18:00")
    assert due(district, number) == at("09-24 18:00")

    do(district, TransferCase(number=number, unit_code=SAFETY, reason="职责划转"))
    assert due(district, number) == at("09-24 18:00")
    do(district, ReturnCase(number=number, reason="非本单位职责"))
    do(district, DispatchCase(number=number, unit_code=ENFORCEMENT))
    assert due(district, number) == at("09-24 18:00")


def test_lesson_05_changing_tier_keeps_the_pause_already_earned(district: District) -> None:
    """glpi#6902, #15605: what stood still is never charged to the tier above."""
    paused, unpaused = in_handling(district), in_handling(district)
    pause(district, paused, "09-15 08:00", "09-16 18:00")
    for number in (paused, unpaused):
        do(district, EscalateCase(number=number, reason="多次劝导无效", unit_code=ENFORCEMENT))

    # The street has its seven working days from Wednesday evening, whatever was before.
    assert due(district, paused) == due(district, unpaused) == at("09-24 18:00")
    assert case_fields(district.transactions, paused)["suspension_count"] == 1
    told = payloads(district.transactions, paused)[-1]["stopped"]
    # On record: the community's clock would have run for two days more, Friday and Sunday.
    assert [(one["stage"], one["due_at"]) for one in told] == [
        ("handle", at("09-20 18:00").isoformat())
    ]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_lesson_06_no_warning_is_meant_for_the_night(
    district: District, policies: PolicyReader, hour: int
) -> None:
    """Glpi PR 22678, #15429: warned at midnight instead of ten, or at the very creation."""
    district.clock.move_to(at("09-14 00:00") + timedelta(hours=hour))
    for number in (in_handling(district), in_working_hours(district)):
        case = case_fields(district.transactions, number)
        target = instant(case["handle_target_at"])
        assert target is not None
        local = target.astimezone(HANGZHOU)
        assert 8 <= local.hour < 18 or (local.hour, local.minute) == (18, 0)
    assert policies.due(district.clock()) == ()


@pytest.mark.parametrize("kept", range(5))
def test_lesson_07_a_district_may_work_on_one_weekday_only(district: District, kept: int) -> None:
    """osTicket#6739: wrong unless Monday and Thursday are worked."""
    closed = tuple(day for day in _days_of(2027) if day.weekday() != kept)
    announce(district, year(2027, off=closed))
    district.clock.move_to(datetime(2027, 3, 1, 10, tzinfo=HANGZHOU).astimezone(UTC))

    due_at = due(district, in_handling(district))

    worked = [day for day in _days_of(2027) if day not in closed and day > date(2027, 3, 1)]
    assert due_at == datetime.combine(worked[2], at("01-01 18:00").timetz()).replace(tzinfo=UTC)


def _days_of(number: int) -> Iterator[date]:
    day = date(number, 1, 1)
    while day.year == number:
        yield day
        day += timedelta(days=1)


def test_lesson_07_the_lunch_break_is_not_worked(district: District) -> None:
    """osTicket#6847: a lunch break breaks the due date."""
    for start, end in (("11:00", "17:00"), ("11:59", "17:59"), ("12:30", "18:00")):
        district.clock.move_to(at(f"09-14 {start}"))
        assert due(district, in_working_hours(district)) == at(f"09-14 {end}")


def test_lesson_08_late_is_not_a_flag_that_sticks(
    database: Database, district: District, policies: PolicyReader
) -> None:
    """osTicket#5160, zammad#4353: late long after the due time had moved, and still mailing."""
    suspended, merged, cancelled = late_cases(district, 3)
    assert late_now(database, district) == 3
    other = filed(district)

    until = date(2026, 10, 30)
    do(district, SuspendCase(number=suspended, until=until, reason="待判决"), by=SUPERVISOR)
    do(district, MergeCase(number=merged, into=other))
    do(district, CancelCase(number=cancelled, reason="重复录入"), by=SUPERVISOR)

    assert late_now(database, district) == 0
    assert policies.due(district.clock()) == ()


def test_lesson_08_a_calendar_that_moves_the_due_time_makes_late_cases_timely(
    database: Database, district: District
) -> None:
    """osTicket#5160: the overdue flag outlived the date it came from."""
    district.clock.move_to(at("12-29 10:00"))
    in_handling(district)
    district.clock.move_to(datetime(2027, 1, 2, 2, tzinfo=UTC))
    assert late_now(database, district) == 1

    announce(district, YEAR_2027)

    assert late_now(database, district) == 0


def test_lesson_08_a_reopened_case_is_not_late_for_its_first_life(
    database: Database, district: District, policies: PolicyReader
) -> None:
    """zammad#2082, #188: reopened tickets escalated by the clock of before."""
    (number,) = late_cases(district, 1)
    do(
        district,
        ResolveCase(number=number, result="已调解"),
        PassCheck(number=number, rating=2),
    )
    assert case_fields(district.transactions, number)["handled_late"]

    do(district, ReopenCase(number=number, reason="群众不满意"), by=SUPERVISOR)
    assert case_fields(district.transactions, number)["handled_late"] is None
    do(district, DispatchCase(number=number, unit_code=COMMITTEE))

    assert late_now(database, district) == 0
    assert policies.due(district.clock()) == ()


def test_lesson_08_an_unmerged_case_is_not_late_for_the_time_it_was_merged(
    database: Database, district: District
) -> None:
    """zammad#904: a merged ticket escalated."""
    number, other = in_handling(district), filed(district)
    do(district, MergeCase(number=number, into=other))
    district.clock.move_to(at("09-21 18:00"))
    do(district, CancelCase(number=other, reason="重复录入"), by=SUPERVISOR)
    do(district, UnmergeCase(number=number, reason="并错"))
    assert late_now(database, district) == 0


def test_lesson_09_only_suspension_stops_the_handling_clock(
    district: District, policies: PolicyReader
) -> None:
    """osTicket#3034, open since 2016: let a status pause the clock."""
    waiting, suspended = in_handling(district), in_handling(district)
    do(
        district,
        SuspendCase(number=suspended, until=date(2026, 9, 30), reason="等材料"),
        by=SUPERVISOR,
    )
    district.clock.move_to(at("09-16 18:00"))
    do(district, ResumeCase(number=suspended), by=SUPERVISOR)
    do(district, ResolveCase(number=waiting, result="已调解"))
    district.clock.move_to(at("09-17 09:00"))
    do(district, FailCheck(number=waiting, reason="未到位"))

    # Two working days and most of a third stood still; waiting for a check gave nothing.
    assert due(district, suspended) == at("09-21 18:00")
    assert due(district, waiting) == at("09-17 18:00")
    assert {action.clock.number for action in policies.due(at("09-18 09:00"))} == {waiting}


def test_lesson_10_nothing_is_set_off_on_a_weekend_or_at_midnight(
    district: District, policies: PolicyReader
) -> None:
    """zammad#4432: alarms through the weekend."""
    for hours in range(0, 24 * 5, 5):
        district.clock.move_to(at("09-14 00:00") + timedelta(hours=hours))
        in_handling(district)
        in_handling(district, STALLS, ENFORCEMENT)

    actions = policies.due(at("12-31 00:00"))

    assert len(actions) > 100
    for action in actions:
        moment = action.meant_at.astimezone(HANGZHOU)
        assert 8 <= moment.hour <= 18
        # Saturday 10 October and Sunday 20 September are worked.
        assert moment.weekday() < 5 or (moment.month, moment.day) in {(10, 10), (9, 20)}


def test_lesson_10_a_chain_that_was_cut_by_a_restart_goes_on(
    district: District, policies: PolicyReader, make_database: MakeDatabase
) -> None:
    """Grafana OnCall#1206: a chain stopped at a step and never went on."""
    number = in_handling(district, STALLS, ENFORCEMENT)
    district.clock.move_to(at("09-25 09:00"))
    first, *_ = policies.due(district.clock())
    apply(district, first)

    # The machine goes down here; another process starts from what is stored.
    restarted = PolicyReader(make_database())

    assert sweep(district, restarted) == [("2-late", "done"), ("3-up", "done")]
    verbs = [entry.verb for entry in history(district.transactions, number)]
    assert verbs[-3:] == ["note", "urge", "escalate"]
    assert sweep(district, restarted) == []


def test_lesson_11_the_local_day_of_a_case_decides_and_the_instant_is_kept(
    district: District,
) -> None:
    """Grafana OnCall#2781: shown as UTC, stored as something else."""
    # 16:30 in UTC on Monday is half past midnight on Tuesday at the desk.
    district.clock.move_to(datetime(2026, 9, 14, 16, 30, tzinfo=UTC))
    number = in_handling(district)
    case = case_fields(district.transactions, number)
    assert instant(case["handle_started_at"]) == datetime(2026, 9, 14, 16, 30, tzinfo=UTC)
    assert instant(case["handle_due_at"]) == datetime(2026, 9, 18, 10, 0, tzinfo=UTC)

    # An end at 24:00 belongs to the day that it ends, wherever the server stands.
    do(district, SuspendCase(number=number, until=date(2026, 9, 30), reason="待判"), by=SUPERVISOR)
    stored = case_fields(district.transactions, number)
    assert instant(stored["due_at"]) == datetime(2026, 9, 29, 16, 0, tzinfo=UTC)
    assert str(stored["due_on"]) == "2026-09-30"


def test_lesson_12_days_off_never_make_an_escalation_sooner(
    district: District, policies: PolicyReader
) -> None:
    """django-helpdesk counted backwards: leaving out a weekend escalated earlier."""
    # Seven working days from Sunday 20 September end in the evening before the holiday.
    district.clock.move_to(at("09-20 10:00"))
    number = in_handling(district, STALLS, ENFORCEMENT)
    assert due(district, number) == at("09-30 18:00")
    district.clock.move_to(at("09-30 18:00"))
    assert [rule for rule, _ in sweep(district, policies)] == ["1-warn", "2-late"]

    # A working day late is the end of the first day that is worked, not a day of the holiday.
    for day in range(1, 8):
        district.clock.move_to(at(f"10-0{day} 23:59"))
        assert sweep(district, policies) == []
    district.clock.move_to(at("10-08 18:00"))
    assert sweep(district, policies) == [("3-up", "done")]


def test_lesson_12_a_notice_changes_nothing_of_the_case(
    district: District, policies: PolicyReader
) -> None:
    """django-helpdesk's notify-only run saved a lowered priority."""
    number = in_handling(district, STALLS, ENFORCEMENT)
    before = case_fields(district.transactions, number)
    others = everything_in(district.transactions)["case_timer"]
    # Five of seven working days end on Sunday 20 September, which is worked.
    district.clock.move_to(at("09-20 18:00"))

    assert sweep(district, policies) == [("1-warn", "done")]

    after = case_fields(district.transactions, number)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"version", "history_hash"}
    assert everything_in(district.transactions)["case_timer"] == others
