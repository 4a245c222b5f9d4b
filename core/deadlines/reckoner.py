"""The one computation behind a due time and its explanation: legs from a start to a due time."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.deadlines.calendar import WorkCalendar
from core.deadlines.hours import OfficeHours
from core.deadlines.ledger import FIRST_YEAR, LAST_YEAR, WHOLE_DAY, Ledger, Wall
from core.deadlines.limits import Limit, LimitUnit
from core.kernel.errors import Invalid
from core.kernel.words import N_

MINUTE: Final = 60_000_000  # microseconds
HOUR: Final = 60 * MINUTE
TICK: Final = timedelta(microseconds=1)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Counting(StrEnum):
    """The two families in practice: count working days, or 480 working minutes for each."""

    DAYS = "days"
    MINUTES = "minutes"


class Pace(Enum):
    """How the clock of a unit runs."""

    PLAIN = "always, by the second"
    OFFICE = "in office hours, by the second"
    WORKING_DAYS = "by working days, due at the close of business"
    CALENDAR_DAYS = "by calendar days, due at 24:00"

    @property
    def by_days(self) -> bool:
        """Whether whole days are counted, so that a due time is the end of a day."""
        return self is Pace.WORKING_DAYS or self is Pace.CALENDAR_DAYS

    @property
    def in_office_hours(self) -> bool:
        """Whether time runs only while the office is open."""
        return self is Pace.OFFICE or self is Pace.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, in UTC.

    ``estimated`` says that a year was touched whose days off nobody has announced yet.
    """

    due_at: datetime
    estimated: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A time through which a clock stood. For a clock that still stands, resume it now."""

    paused_from: datetime
    resumed_at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """More time granted, in the unit of the limit."""

    granted_at: datetime
    limit: Limit


class Leg(NamedTuple):
    """One step of a due time: the limit itself, a pause or an extension.

    ``nominal`` and ``landing`` are ordinals of days: the due time fell on ``nominal`` and, if
    that day is off, was moved to ``landing``. Midnight ends a day rather than beginning one.
    """

    due_at: datetime
    estimated: bool
    nominal: int
    landing: int


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that led to a due time, in UTC.

    The first leg is the limit; each later one is the pause or extension at its place in
    ``steps``.
    """

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    steps: tuple[Pause | Extension, ...]
    legs: tuple[Leg, ...]

    @property
    def due_at(self) -> datetime:
        """Where the last leg ends."""
        return self.legs[-1].due_at

    @property
    def estimated(self) -> bool:
        """Whether any leg touched a year that is not announced."""
        return any(leg.estimated for leg in self.legs)


class Reckoner:
    """Counts legs, and measures time in the pace of a unit."""

    def __init__(
        self, calendar: WorkCalendar, hours: OfficeHours, zone: ZoneInfo, counting: Counting
    ) -> None:
        # Each unbroken run of announced years, by the ordinals of its first and last day.
        years = calendar.announced
        self._known_from = sorted(
            date(year, 1, 1).toordinal() for year in years if year - 1 not in years
        )
        self._known_to = sorted(
            date(year, 12, 31).toordinal() for year in years if year + 1 not in years
        )
        self.ledger = Ledger(calendar, hours, zone)
        self._paces = {
            LimitUnit.MINUTE: (Pace.PLAIN, MINUTE),
            LimitUnit.HOUR: (Pace.PLAIN, HOUR),
            LimitUnit.WORKING_HOUR: (Pace.OFFICE, HOUR),
            LimitUnit.WORKING_DAY: (Pace.OFFICE, 8 * HOUR)
            if counting is Counting.MINUTES
            else (Pace.WORKING_DAYS, 0),
            LimitUnit.DAY: (Pace.CALENDAR_DAYS, 0),
        }

    def pace(self, unit: LimitUnit) -> Pace:
        """Return how the clock of ``unit`` runs."""
        return self._paces[unit][0]

    def span(self, limit: Limit) -> int:
        """Return the microseconds of a limit whose pace is not by days."""
        return self._paces[limit.unit][1] * limit.amount

    def count(self, start: datetime, limit: Limit) -> Leg:
        """Count a limit from an instant in UTC."""
        pace, unit = self._paces[limit.unit]
        if pace is Pace.PLAIN:
            return Leg(
                start + timedelta(microseconds=unit * limit.amount),
                estimated=False,
                nominal=0,
                landing=0,
            )
        wall = self.ledger.wall(start)
        if pace is Pace.OFFICE:
            return self._count_office_time(wall, unit * limit.amount)
        if pace is Pace.WORKING_DAYS:
            return self._count_working_days(wall, limit.amount)
        return self._end_of_day(wall.day, wall.day + limit.amount)

    def extend(self, due_at: datetime, limit: Limit) -> Leg:
        """Count ``limit`` on from an old due time; midnight is the end of the day it ends."""
        pace = self.pace(limit.unit)
        if limit.amount == 0:
            return self._unmoved(due_at, pace)
        return self.count(due_at - TICK if pace.by_days else due_at, limit)

    def pause(self, due_at: datetime, unit: LimitUnit, pause: Pause) -> Leg:
        """Move a due time by the time through which its clock stood.

        A due time counted by days is then rounded up to the end of its day, unless it had
        passed before the pause began: rounding would forgive lateness already incurred.
        """
        pace = self.pace(unit)
        stood = self.measure(pace, pause.paused_from, pause.resumed_at)
        if pace is Pace.PLAIN:
            return Leg(
                due_at + timedelta(microseconds=stood), estimated=False, nominal=0, landing=0
            )
        if stood:
            leg = self._moved(due_at, pace, stood, rounded=pause.paused_from <= due_at)
        else:
            leg = self._unmoved(due_at, pace)
        if pace.in_office_hours:
            days = [self.ledger.wall(at).day for at in (pause.paused_from, pause.resumed_at)]
            guessed = self._estimated(min(days), max(days))
            leg = leg._replace(estimated=leg.estimated or guessed)
        return leg

    def course(
        self,
        start: datetime,
        limit: Limit,
        pauses: Iterable[Pause] = (),
        extensions: Iterable[Extension] = (),
    ) -> Course:
        """Apply the limit, then pauses as they ended and extensions as they were granted.

        When a pause ends as an extension is granted, the pause is first.

        Raises:
            Invalid: when pauses overlap or are out of order, when something precedes the
                start, or when an extension has another unit than the limit.
        """
        start = in_utc(start)
        stood = tuple(_pauses_in_utc(start, pauses))
        granted = tuple(_extensions_in_utc(start, limit, extensions))
        leg = self.count(start, limit)
        legs = [leg]
        steps: list[Pause | Extension] = sorted([*stood, *granted], key=_taken_at)
        for step in steps:
            if isinstance(step, Pause):
                leg = self.pause(leg.due_at, limit.unit, step)
            else:
                leg = self.extend(leg.due_at, step.limit)
            legs.append(leg)
        return Course(start, limit, stood, granted, tuple(steps), tuple(legs))

    def run_by(self, course: Course, share: int) -> datetime:
        """Return when ``share`` per cent of the time up to the due time has run, pauses aside."""
        pace = self.pace(course.limit.unit)
        position = self._position
        at = position(pace, course.start)
        stood = [
            (position(pace, pause.paused_from), position(pace, pause.resumed_at))
            for pause in course.pauses
        ]
        left = position(pace, course.due_at) - at
        for paused_from, resumed_at in stood:
            left -= resumed_at - paused_from
        left = left * share // 100
        if left == 0:
            return course.start
        for paused_from, resumed_at in stood:
            if paused_from - at >= left:
                break
            left -= paused_from - at
            at = resumed_at
        return self._moment(pace, at + left)

    def measure(self, pace: Pace, start: datetime, end: datetime) -> int:
        """Return the microseconds that run in ``pace``, negative when ``end`` is the earlier."""
        return self._position(pace, end) - self._position(pace, start)

    def day_of(self, due_at: datetime) -> int:
        """Return the ordinal of the local day that a due time belongs to: midnight ends a day."""
        return self.ledger.wall(due_at - TICK).day

    def _position(self, pace: Pace, at: datetime) -> int:
        """Return where ``at`` stands on the clock of ``pace``, in microseconds."""
        if pace.in_office_hours:
            return self.ledger.mark(self.ledger.wall(at))
        return (at - _EPOCH) // TICK

    def _moment(self, pace: Pace, position: int) -> datetime:
        """Return the earliest instant at a position, which must lie after a known instant."""
        if pace.in_office_hours:
            return self.ledger.instant(*self.ledger.moment_of(position))
        return _EPOCH + timedelta(microseconds=position)

    def _count_office_time(self, wall: Wall, micros: int) -> Leg:
        ledger = self.ledger
        end = ledger.moment_of(ledger.mark(wall) + micros) if micros else ledger.open_from(wall)
        return Leg(ledger.instant(*end), self._estimated(wall.day, end.day), end.day, end.day)

    def _count_working_days(self, wall: Wall, amount: int) -> Leg:
        ledger = self.ledger
        if amount:
            nominal = landing = ledger.working_day(wall.day + 1, amount - 1)
        else:
            nominal = landing = wall.day
            if not ledger.is_working(wall.day) or wall.micros > ledger.shut(wall.day):
                landing = ledger.working_day(wall.day + 1)
        return Leg(ledger.close(landing), self._estimated(wall.day, landing), nominal, landing)

    def _end_of_day(self, first: int, nominal: int) -> Leg:
        landing = self.ledger.working_day(nominal)
        due_at = self.ledger.instant(landing, WHOLE_DAY)
        return Leg(due_at, self._estimated(first, landing), nominal, landing)

    def _moved(self, due_at: datetime, pace: Pace, stood: int, *, rounded: bool) -> Leg:
        old = self.day_of(due_at)
        moved = self._moment(pace, self._position(pace, due_at) + stood)
        day = self.day_of(moved)
        if rounded and pace is Pace.CALENDAR_DAYS:
            return self._end_of_day(old, day)
        if rounded and pace is Pace.WORKING_DAYS:
            moved = self.ledger.close(day)
        return Leg(moved, self._estimated(old, day), day, day)

    def _unmoved(self, due_at: datetime, pace: Pace) -> Leg:
        if pace is Pace.PLAIN:
            return Leg(due_at, estimated=False, nominal=0, landing=0)
        day = self.day_of(due_at)
        return Leg(due_at, self._estimated(day, day), day, day)

    def _estimated(self, first: int, last: int) -> bool:
        """Tell whether any of these days lies in a year that nobody has announced."""
        spell = bisect_right(self._known_from, first) - 1
        return spell < 0 or self._known_to[spell] < last


def in_utc(moment: datetime, field: str = "start") -> datetime:
    """Return ``moment`` in UTC.

    Raises:
        Invalid: when it has no time zone, or no deadline can be reckoned from it.
    """
    if moment.tzinfo is UTC and FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Invalid(
            N_("The time %(moment)s has no zone; write it with an offset, such as +08:00."),
            field=field,
            moment=moment.isoformat(),
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Invalid(
            N_("The time %(moment)s lies outside the years %(first)s to %(last)s."),
            field=field,
            moment=moment.isoformat(),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    return moment.astimezone(UTC)


def pause_in_utc(pause: Pause) -> Pause:
    """Return the pause in UTC.

    Raises:
        Invalid: when it ends before it begins, or has no time zone.
    """
    paused_from = in_utc(pause.paused_from, "pause")
    resumed_at = in_utc(pause.resumed_at, "pause")
    if resumed_at < paused_from:
        raise Invalid(
            N_("The pause from %(paused_from)s ends before it begins, at %(resumed_at)s."),
            field="pause",
            paused_from=pause.paused_from.isoformat(),
            resumed_at=pause.resumed_at.isoformat(),
        )
    return Pause(paused_from, resumed_at)


def _taken_at(step: Pause | Extension) -> datetime:
    return step.resumed_at if isinstance(step, Pause) else step.granted_at


def _pauses_in_utc(start: datetime, pauses: Iterable[Pause]) -> Iterator[Pause]:
    free_from = start
    for given in pauses:
        pause = pause_in_utc(given)
        if pause.paused_from < free_from:
            raise Invalid(
                N_("The pause from %(paused_from)s begins before the clock was running."),
                field="pause",
                paused_from=given.paused_from.isoformat(),
            )
        free_from = pause.resumed_at
        yield pause


def _extensions_in_utc(
    start: datetime, limit: Limit, extensions: Iterable[Extension]
) -> Iterator[Extension]:
    for given in extensions:
        granted_at = in_utc(given.granted_at, "extension")
        if given.limit.unit is not limit.unit:
            raise Invalid(
                N_("%(limit)s cannot be extended by %(extension)s; give both in one unit."),
                field="extension",
                limit=str(limit),
                extension=str(given.limit),
            )
        if granted_at < start:
            raise Invalid(
                N_("The extension of %(granted_at)s was granted before the clock started."),
                field="extension",
                granted_at=given.granted_at.isoformat(),
            )
        yield Extension(granted_at, given.limit)
