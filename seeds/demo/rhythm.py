"""When people do things: at their desks, on their rounds, within their limits."""

from datetime import date, datetime, time, timedelta
from math import exp
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from core.deadlines.calendar import DayKind, build_calendar
from core.deadlines.engine import Deadlines
from core.deadlines.limits import Limit
from seeds.demo.matters import WEEKDAY_WEIGHTS
from seeds.standard.calendar import calendar_years

ZONE: Final = ZoneInfo("Asia/Shanghai")
ROUNDS_FROM: Final = time(7, 30)
ROUNDS_TO: Final = time(21, 0)
"""Between these times of day gridders are out and the desks of the streets are manned."""

_SUNDAY: Final = 6
_MONDAY: Final = 0


class Rhythm:
    """The working days and hours of the demo's district, by the engine of the product."""

    def __init__(self) -> None:
        announced = calendar_years()
        entries = ((day.on, DayKind(day.kind)) for _, days in announced for day in days)
        self._calendar = build_calendar(entries, (year for year, _ in announced))
        self._deadlines = Deadlines(self._calendar, zone=ZONE)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """Return when ``limit`` from ``start`` is due."""
        return self._deadlines.due(start, limit).due_at

    def within(self, start: datetime, limit: Limit, share: float) -> datetime:
        """Return when ``share`` (0 to 1) of the time that ``limit`` gives from ``start`` is used.

        In office hours for a limit that is counted in them, at any hour otherwise.
        """
        return self._deadlines.target(start, limit, max(round(share * 100), 1)).due_at

    def busyness(self, day: date) -> int:
        """Return how busy a day is, an ordinary weekday being about 100."""
        kind = self._calendar.kind(day)
        if kind is DayKind.DAY_OFF:
            return WEEKDAY_WEIGHTS[_SUNDAY]
        if kind is DayKind.MAKE_UP_DAY:
            return WEEKDAY_WEIGHTS[_MONDAY]
        return WEEKDAY_WEIGHTS[day.weekday()]


def minutes(rng: Random, typical: float) -> timedelta:
    """Draw a short while: mostly near ``typical`` minutes, seldom more than three times that."""
    return timedelta(seconds=round(60 * typical * exp(rng.gauss(0.0, 0.5))))


def on_rounds(rng: Random, moment: datetime) -> datetime:
    """Return ``moment``, or the next morning when gridders are asleep by then."""
    if not at_night(moment):
        return moment
    local = moment.astimezone(ZONE)
    morning = local.date() + timedelta(days=local.time() > ROUNDS_TO)
    return datetime.combine(morning, ROUNDS_FROM, ZONE) + minutes(rng, 25)


def at_night(moment: datetime) -> bool:
    """Say whether only the district's desk is awake."""
    return not ROUNDS_FROM <= moment.astimezone(ZONE).time() <= ROUNDS_TO
