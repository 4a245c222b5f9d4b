"""A due time in one line: the limit, the end, and what was passed over."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from console.present.explaining import in_one_line
from console.present.words import CHINESE, use_language
from core.deadlines.calendar import DayKind, build_calendar
from core.deadlines.engine import Counting, Deadlines
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import parse_limit
from tests.district import DAYS_OFF_2026, MAKE_UP_DAYS_2026

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEADLINES = Deadlines(
    build_calendar(
        [
            *((day, DayKind.DAY_OFF) for day in DAYS_OFF_2026),
            *((day, DayKind.MAKE_UP_DAY) for day in MAKE_UP_DAYS_2026),
        ],
        [2026],
    ),
    OfficeHours(),
    SHANGHAI,
    Counting.DAYS,
)


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


def told(start: datetime, limit: str) -> str:
    return in_one_line(DEADLINES.explain(start, parse_limit(limit)), start)


def test_golden_week_is_passed_over_in_words() -> None:
    start = datetime(2026, 9, 30, 7, 0, tzinfo=UTC)
    assert told(start, "3 working_day") == ("3 个工作日，至 10-10 周六 18:00；不计 放假 7 天")


def test_a_running_limit_passes_nothing_over() -> None:
    start = datetime(2026, 10, 1, 15, 30, tzinfo=UTC)
    assert told(start, "2 hour") == "2 小时，至 10-02 周五 01:30"


def test_an_unannounced_year_is_said_to_be_estimated() -> None:
    start = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    assert told(start, "3 working_day") == (
        "3 个工作日，至 2027-01-04 周一 18:00；不计 周末 2 天；预估，该年放假安排未公布"
    )
    assert date(2027, 1, 4).weekday() == 0
