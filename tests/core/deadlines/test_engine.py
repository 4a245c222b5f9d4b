"""The rules of counting, each with dates that a person can check."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.engine import Counting, Deadlines, Due
from core.deadlines.limits import Limit, LimitUnit, parse_limit
from core.kernel.errors import Invalid
from tests.core.deadlines.china import at, china, desk, due, local


def test_three_working_days_from_before_the_national_day_end_on_a_working_saturday() -> None:
    answer = desk().due(at("2026-09-30 15:00"), parse_limit("3 working_day"))
    assert answer == Due(datetime(2026, 10, 10, 10, tzinfo=UTC), estimated=False)
    assert answer.due_at.tzinfo is UTC


def test_two_urgent_hours_run_through_the_night_of_a_holiday() -> None:
    assert due(desk(), "2026-10-01 23:30", "2 hour") == "2026-10-02 01:30"


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        # 2026-10-08 is a Thursday; Saturday the 10th is worked, Sunday the 11th is not.
        ("2026-10-08 00:00", "1 working_day", "2026-10-09 18:00"),
        ("2026-10-08 07:00", "1 working_day", "2026-10-09 18:00"),
        ("2026-10-08 23:59", "1 working_day", "2026-10-09 18:00"),
        ("2026-10-11 12:00", "1 working_day", "2026-10-12 18:00"),
        ("2026-10-08 09:00", "25 working_day", "2026-11-11 18:00"),
        ("2026-12-31 09:00", "1 working_day", "2027-01-01 18:00"),
    ),
)
def test_the_day_of_the_start_is_no_working_day_of_the_limit(
    start: str, limit: str, expected: str
) -> None:
    assert due(desk(), start, limit) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        ("2026-10-08 09:00", "2 working_hour", "2026-10-08 11:00"),
        ("2026-10-08 11:00", "2 working_hour", "2026-10-08 15:00"),  # lunch from 12 to 14
        ("2026-10-08 10:00", "2 working_hour", "2026-10-08 12:00"),  # not at 14:00
        ("2026-10-08 16:00", "2 working_hour", "2026-10-08 18:00"),  # not the next morning
        ("2026-10-08 16:01", "2 working_hour", "2026-10-09 08:01"),
        ("2026-10-08 12:30", "1 working_hour", "2026-10-08 15:00"),
        ("2026-10-08 18:00", "1 working_hour", "2026-10-09 09:00"),
        ("2026-10-08 03:00", "8 working_hour", "2026-10-08 18:00"),
        ("2026-10-01 10:00", "1 working_hour", "2026-10-08 09:00"),
        ("2026-10-09 17:30", "9 working_hour", "2026-10-12 08:30"),  # Saturday the 10th is worked
    ),
)
def test_working_hours_run_only_while_the_office_is_open(
    start: str, limit: str, expected: str
) -> None:
    assert due(desk(), start, limit) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        ("2026-10-12 09:00", "1 day", "2026-10-14 00:00"),  # 24:00 of the 13th
        ("2026-10-12 00:00", "1 day", "2026-10-14 00:00"),
        ("2026-10-12 23:59", "1 day", "2026-10-14 00:00"),
        ("2026-10-16 09:00", "1 day", "2026-10-20 00:00"),  # a Saturday: Monday the 19th
        ("2026-09-30 09:00", "1 day", "2026-10-09 00:00"),  # a day off: Thursday the 8th
        ("2026-10-09 09:00", "1 day", "2026-10-11 00:00"),  # the make-up Saturday stays
        ("2026-09-30 09:00", "8 day", "2026-10-09 00:00"),  # days off inside are counted
    ),
)
def test_days_end_at_24_00_and_never_on_a_day_off(start: str, limit: str, expected: str) -> None:
    assert due(desk(), start, limit) == expected


def test_minutes_run_always() -> None:
    assert due(desk(), "2026-09-30 23:50", "15 minute") == "2026-10-01 00:05"


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        ("2026-10-12 09:30", "1 working_day", "2026-10-13 09:30"),
        ("2026-10-12 08:00", "1 working_day", "2026-10-12 18:00"),
        ("2026-09-30 15:00", "3 working_day", "2026-10-10 15:00"),
        ("2026-09-30 20:00", "3 working_day", "2026-10-10 18:00"),
        ("2026-10-12 09:30", "1 day", "2026-10-14 00:00"),  # days are days in both families
        ("2026-10-12 09:30", "3 working_hour", "2026-10-12 14:30"),
    ),
)
def test_counting_minutes_a_working_day_is_eight_office_hours(
    start: str, limit: str, expected: str
) -> None:
    assert due(desk(counting=Counting.MINUTES), start, limit) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        ("2026-10-01 10:00", "0 minute", "2026-10-01 10:00"),
        ("2026-10-01 10:00", "0 hour", "2026-10-01 10:00"),
        ("2026-10-08 10:00", "0 working_hour", "2026-10-08 10:00"),
        ("2026-10-08 12:00", "0 working_hour", "2026-10-08 14:00"),
        ("2026-10-01 10:00", "0 working_hour", "2026-10-08 08:00"),
        ("2026-10-08 10:00", "0 working_day", "2026-10-08 18:00"),
        ("2026-10-08 18:00", "0 working_day", "2026-10-08 18:00"),
        ("2026-10-08 18:01", "0 working_day", "2026-10-09 18:00"),
        ("2026-10-01 10:00", "0 working_day", "2026-10-08 18:00"),
        ("2026-10-08 23:00", "0 day", "2026-10-09 00:00"),
        ("2026-10-01 10:00", "0 day", "2026-10-09 00:00"),
    ),
)
def test_a_limit_of_zero_is_due_at_once_but_never_while_the_office_is_shut(
    start: str, limit: str, expected: str
) -> None:
    assert due(desk(), start, limit) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    (
        ("2026-10-08 09:00", "15 minute", "2026-10-08 09:12"),
        ("2026-10-08 09:00", "24 hour", "2026-10-09 04:12"),
        ("2026-10-08 09:00", "5 working_hour", "2026-10-08 15:00"),
        # Office time from Wednesday 15:00 to Saturday 18:00 is 27 hours: 21 h 36 min of it.
        ("2026-09-30 15:00", "3 working_day", "2026-10-10 10:36"),
        # Plain time from Monday 12:00 to Friday 24:00 is 108 hours: 86 h 24 min of it.
        ("2026-10-12 12:00", "4 day", "2026-10-16 02:24"),
        ("2026-10-01 10:00", "0 working_day", "2026-10-08 16:24"),
        ("2026-10-08 18:00", "0 working_day", "2026-10-08 18:00"),
        ("2026-10-01 10:00", "0 working_hour", "2026-10-01 10:00"),
    ),
)
def test_the_target_is_four_fifths_of_the_time_the_clock_runs(
    start: str, limit: str, expected: str
) -> None:
    assert local(desk().target(at(start), parse_limit(limit)).due_at) == expected


def test_a_target_of_its_own_is_a_second_due_time() -> None:
    start, five, seven = at("2026-09-30 15:00"), Limit(5, LimitUnit.WORKING_DAY), "7 working_day"
    reckoned = desk().reckon(start, parse_limit(seven), target=five)
    assert reckoned.target_at == desk().due(start, five).due_at
    assert local(reckoned.target_at) == "2026-10-13 18:00"
    assert local(reckoned.due_at) == "2026-10-15 18:00"


@pytest.mark.parametrize("share", (0, 101, -80))
def test_a_share_that_is_no_share_is_refused(share: int) -> None:
    with pytest.raises(Invalid, match="give a share from 1 to 100"):
        desk().target(at("2026-10-08 09:00"), parse_limit("1 hour"), share)


def test_the_whole_share_is_the_due_time() -> None:
    start, limit = at("2026-09-30 15:00"), parse_limit("3 working_day")
    assert desk().target(start, limit, 100) == desk().due(start, limit)


@pytest.mark.parametrize(
    ("start", "limit", "estimated"),
    (
        ("2026-12-30 10:00", "1 working_day", False),
        ("2026-12-31 10:00", "1 working_day", True),
        ("2026-12-30 10:00", "1 day", False),  # 24:00 of 31 December is not 2027 yet
        ("2026-12-31 10:00", "1 day", True),
        ("2026-12-31 17:00", "1 working_hour", False),
        ("2026-12-31 17:00", "2 working_hour", True),
        ("2026-12-31 23:00", "2 hour", False),  # asks no calendar
        ("2026-12-31 23:00", "90 minute", False),
        ("2023-12-31 10:00", "1 working_day", True),  # so was the day of the start
        ("2024-01-01 10:00", "1 working_day", False),
        ("2024-01-01 10:00", "700 working_day", False),
        ("2023-12-31 10:00", "1100 day", True),
    ),
)
def test_what_touches_an_unannounced_year_is_an_estimate(
    start: str, limit: str, *, estimated: bool
) -> None:
    assert desk().due(at(start), parse_limit(limit)).estimated is estimated
    assert desk().target(at(start), parse_limit(limit)).estimated is estimated


def test_a_gap_between_announced_years_is_an_estimate() -> None:
    deadlines = Deadlines(WorkCalendar({}, [2024, 2026]))
    assert deadlines.due(at("2024-06-01 10:00"), Limit(500, LimitUnit.WORKING_DAY)).estimated


def test_seconds_are_kept() -> None:
    began = datetime(2026, 10, 8, 17, 59, 30, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    answer = desk().due(began, parse_limit("1 working_hour")).due_at
    assert local(answer) == "2026-10-09 08:59:30.000005"


def test_the_offset_of_the_start_does_not_matter_but_its_instant() -> None:
    limit = parse_limit("1 working_day")
    # 23:00 in UTC is 07:00 of the next day in Shanghai.
    assert local(desk().due(datetime(2026, 10, 8, 23, tzinfo=UTC), limit).due_at) == (
        "2026-10-10 18:00"
    )
    in_new_york = datetime(2026, 10, 8, 19, tzinfo=ZoneInfo("America/New_York"))
    assert local(desk().due(in_new_york, limit).due_at) == "2026-10-10 18:00"


def test_working_time_is_read_off_the_wall_when_the_clock_changes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    deadlines = Deadlines(WorkCalendar({}), zone=berlin)
    friday = datetime(2026, 10, 23, 15, tzinfo=berlin)  # clocks go back on Sunday the 25th
    answer = deadlines.due(friday, parse_limit("4 working_hour")).due_at
    assert answer == datetime(2026, 10, 26, 9, tzinfo=berlin)
    assert answer == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert deadlines.due(friday, parse_limit("2 day")).due_at == datetime(
        2026, 10, 26, 23, tzinfo=UTC
    )


def test_a_day_on_which_the_clock_changes_may_be_worked() -> None:
    berlin, sunday = ZoneInfo("Europe/Berlin"), date(2026, 10, 25)
    calendar = WorkCalendar({sunday: DayKind.MAKE_UP_DAY}, [2026])
    start = datetime(2026, 10, 24, 12, tzinfo=berlin)
    for limit in ("1 working_day", "8 working_hour"):
        answer = Deadlines(calendar, zone=berlin).due(start, parse_limit(limit)).due_at
        assert answer == datetime(2026, 10, 25, 17, tzinfo=UTC)  # 18:00 in winter time


def test_elapsed_time_is_that_of_the_unit() -> None:
    friday, monday = at("2026-10-16 17:00"), at("2026-10-19 09:30")
    plain, office = timedelta(days=2, hours=16, minutes=30), timedelta(hours=2, minutes=30)
    elapsed = {unit: desk().elapsed(friday, monday, unit) for unit in LimitUnit}
    assert elapsed == {
        LimitUnit.MINUTE: plain,
        LimitUnit.HOUR: plain,
        LimitUnit.DAY: plain,
        LimitUnit.WORKING_HOUR: office,
        LimitUnit.WORKING_DAY: office,
    }
    assert desk().working_time(friday, monday) == office
    assert desk().working_time(monday, friday) == -office


def test_a_start_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 10, 8, 9)  # noqa: DTZ001  what is refused
    with pytest.raises(Invalid) as refused:
        desk().due(naive, parse_limit("1 hour"))
    assert str(refused.value) == (
        "The time 2026-10-08T09:00:00 has no zone; write it with an offset, such as +08:00."
    )
    assert [*refused.value.fields] == ["start"]


@pytest.mark.parametrize("year", (1, 1899, 3000, 9999))
def test_a_start_beyond_all_calendars_is_refused(year: int) -> None:
    for zone in (UTC, ZoneInfo("Asia/Shanghai")):
        with pytest.raises(Invalid, match="lies outside the years 1900 to 2999"):
            desk().due(datetime(year, 6, 1, tzinfo=zone), parse_limit("1 day"))


@pytest.mark.parametrize("limit", ("400 working_day", "400 day", "4000 working_hour"))
def test_a_due_time_beyond_all_calendars_is_refused(limit: str) -> None:
    with pytest.raises(Invalid, match="Deadlines are reckoned from 1900 to 2999"):
        desk().due(at("2999-06-01 10:00"), parse_limit(limit))


def test_the_desk_of_china_needs_no_zone_and_no_hours() -> None:
    deadlines = Deadlines(china())
    assert (deadlines.zone.key, deadlines.counting) == ("Asia/Shanghai", Counting.DAYS)
    assert due(deadlines, "2026-09-30 15:00", "3 working_day") == "2026-10-10 18:00"
