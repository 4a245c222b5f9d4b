"""Which open clocks a new calendar moves, and to when; pure.

A clock is reckoned anew from what led to its due time: start, limit, pauses and extensions.
What ran or stood before the change counts by the new calendar too, since a due time is what
the law says of the whole span; whether a clock that has stopped was late was judged when it
stopped, and stays.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from core.deadlines.calendar import WorkCalendar
from core.deadlines.engine import Deadlines, Extension, Pause, Reckoning
from core.deadlines.limits import Limit, LimitUnit

RUN_ALWAYS: Final = (LimitUnit.MINUTE, LimitUnit.HOUR)
"""Units whose clocks ask no calendar."""


class DueMove(NamedTuple):
    """One open clock that ends, warns or is estimated otherwise by a new calendar.

    A tuple, for one import may move several hundred thousand. ``call`` is the number of the
    call that the clock belongs to, 0 for a clock of the case itself.
    """

    number: str
    stage: str
    call: int
    due_before: datetime
    due_after: datetime
    target_before: datetime
    target_after: datetime
    estimated_before: bool
    estimated_after: bool


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A clock that runs: how it stands, and what its times were reckoned from."""

    started_at: datetime
    limit: Limit
    stands: Reckoning
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    target: Limit | None = None


class CalendarChange:
    """A calendar about to replace that of ``before``, and what it does to clocks.

    ``deadlines`` counts by the new one; office hours, zone and counting stay as they were.
    """

    def __init__(self, before: Deadlines, calendar: WorkCalendar) -> None:
        self.deadlines = Deadlines(calendar, before.hours, before.zone, before.counting)
        self._days = tuple(sorted(_changed_days(before.calendar, calendar)))

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are worked now and were not, or the other way round, earliest first.

        Every day of a year that is announced only now is one of them: what was reckoned over
        it is no estimate any more.
        """
        return self._days

    def touches(self, begins_at: datetime, ends_at: datetime) -> bool:
        """Say whether any of the local days from one instant to another has changed."""
        first = begins_at.astimezone(self.deadlines.zone).date()
        place = bisect_left(self._days, first)
        if place == len(self._days):
            return False
        return self._days[place] <= ends_at.astimezone(self.deadlines.zone).date()

    def reckon(self, clock: OpenClock) -> Reckoning | None:
        """Return where the clock stands by the new calendar; ``None`` where it stood before."""
        if clock.limit.unit in RUN_ALWAYS:
            return None
        reckoned = self.deadlines.reckon(
            clock.started_at, clock.limit, clock.pauses, clock.extensions, target=clock.target
        )
        return None if reckoned == clock.stands else reckoned


def _changed_days(before: WorkCalendar, after: WorkCalendar) -> Iterable[date]:
    listed = before.days.keys() | after.days.keys()
    days = {day for day in listed if before.is_working(day) is not after.is_working(day)}
    for year in before.announced ^ after.announced:
        first = date(year, 1, 1)
        length = (date(year, 12, 31) - first).days + 1
        days.update(first + timedelta(days=day) for day in range(length))
    return days
