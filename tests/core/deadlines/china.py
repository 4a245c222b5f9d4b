"""The real calendar of 2024 to 2026 for the tests; nobody has announced 2027."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from core.deadlines.calendar import DayKind, WorkCalendar, build_calendar
from core.deadlines.engine import Counting, Deadlines
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import parse_limit

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
ANNOUNCED: Final = frozenset({2024, 2025, 2026})
DAYS_OFF: Final[frozenset[date]] = frozenset(
    day for day in constants.holidays if day.year in ANNOUNCED
)
MAKE_UP_DAYS: Final[frozenset[date]] = frozenset(
    day for day in constants.workdays if day.year in ANNOUNCED
)


def china() -> WorkCalendar:
    return build_calendar(
        [
            *((day, DayKind.DAY_OFF) for day in DAYS_OFF),
            *((day, DayKind.MAKE_UP_DAY) for day in MAKE_UP_DAYS),
        ],
        ANNOUNCED,
    )


def desk(hours: OfficeHours | None = None, counting: Counting = Counting.DAYS) -> Deadlines:
    return Deadlines(china(), hours, SHANGHAI, counting)


def at(text: str) -> datetime:
    """Read ``2026-09-30 15:00`` as a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(deadlines: Deadlines, start: str, limit: str) -> str:
    """Ask with local texts and answer with one, as ``2026-10-10 18:00``."""
    return local(deadlines.due(at(start), parse_limit(limit)).due_at)


def local(moment: datetime) -> str:
    """Write an instant as local time, to the minute if it is on one."""
    text = f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S.%f}"
    return text.removesuffix(".000000").removesuffix(":00")
