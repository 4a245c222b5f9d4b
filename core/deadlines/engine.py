"""The deadline engine: when something is due, when to warn, and why.

Pure: it knows a calendar, office hours and a time zone, and asks no clock. All answers are
aware and in UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.deadlines.calendar import WorkCalendar
from core.deadlines.explanation import DayTeller, Explanation
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, LimitUnit
from core.deadlines.reckoner import (
    Counting,
    Course,
    Due,
    Extension,
    Pause,
    Reckoner,
    in_utc,
    pause_in_utc,
)
from core.kernel.errors import Invalid
from core.kernel.words import N_

__all__ = ["Counting", "Deadlines", "Due", "Extension", "Pause", "Reckoning"]

WARN_AT: Final = 80
"""The share of a limit, in per cent, after which to warn when no target is named."""

_WHOLE: Final = 100
_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When something is due and when to warn, both in UTC; ``estimated`` as in `Due`."""

    due_at: datetime
    target_at: datetime
    estimated: bool


class Deadlines:
    """Counts limits from a start.

    * ``minute``, ``hour``: run always, nights and holidays included.
    * ``working_hour``: runs in office hours only. A start outside them counts from the next
      opening; what ends exactly at a close is due then, not at the next opening.
    * ``working_day``: the day of the start is not counted; due at the close of business of
      working day N. Under `Counting.MINUTES`: 480 minutes of office time each.
    * ``day``: the day of the start is not counted; due at 24:00 of day N, moved to the next
      working day if N is a weekend or a day off (Civil Code of China, articles 200 to 203;
      a make-up day is a working day).

    A limit of zero means at once, and never while the office is closed: ``minute`` and
    ``hour`` are due at the start, ``working_hour`` at the start or the next opening,
    ``working_day`` at the close of the same day and ``day`` at its 24:00, or on the next
    working day if that day is off or its office has closed already.

    Midnight ends a day: what is due at 24:00 of Friday belongs to Friday.

    Every method that takes an instant raises `Invalid` when it has no time zone, or when the
    answer lies outside the years that can be reckoned.
    """

    def __init__(
        self,
        calendar: WorkCalendar,
        hours: OfficeHours | None = None,
        zone: ZoneInfo = _SHANGHAI,
        counting: Counting = Counting.DAYS,
    ) -> None:
        self.calendar = calendar
        self.hours = hours or OfficeHours()
        self.zone = zone
        self.counting = counting
        self._reckoner = Reckoner(calendar, self.hours, zone, counting)

    def due(self, start: datetime, limit: Limit) -> Due:
        """Return when ``limit`` from ``start`` is due.

        ``estimated`` is true when a year that is not announced was touched from the day of the
        start to the due day, for a unit that asks the calendar (all but minute and hour).
        """
        leg = self._reckoner.count(in_utc(start), limit)
        return Due(leg.due_at, leg.estimated)

    def target(self, start: datetime, limit: Limit, share: int = WARN_AT) -> Due:
        """Return when ``share`` per cent of the time from the start to the due time has run.

        Time is measured as the clock of the unit runs: office time for ``working_hour`` and
        ``working_day``, plain time otherwise; so 80 % of a ``day`` limit may fall on a
        weekend. ``estimated`` is that of the due time.
        """
        reckoning = self.reckon(start, limit, share=share)
        return Due(reckoning.target_at, reckoning.estimated)

    def reckon(
        self,
        start: datetime,
        limit: Limit,
        pauses: Iterable[Pause] = (),
        extensions: Iterable[Extension] = (),
        *,
        share: int = WARN_AT,
        target: Limit | None = None,
    ) -> Reckoning:
        """Return the due time after pauses and extensions, and when to warn.

        Ends where `due`, then `shift_for_pause` and `extend` step by step end. Pauses count in
        the order given, which must be that of time; an extension after the pauses that ended
        before it was granted or at that moment. The target is reached when ``share`` per cent
        of the time up to the due time has run, pauses left out; a ``target`` limit of its own
        (warn at 5 working days, due at 7) moves as the due time does.
        """
        course = self._reckoner.course(start, limit, pauses, extensions)
        return self._reckoned(course, share, target)

    def shift_for_pause(
        self, due_at: datetime, unit: LimitUnit, paused_from: datetime, resumed_at: datetime
    ) -> Due:
        """Return the due time moved by the time through which its clock stood.

        Moved by office time for ``working_hour`` and ``working_day``, by plain time otherwise;
        a pause without any moves nothing. Counted by days, the due time is then rounded up:
        ``working_day`` to the close of business of its day, ``day`` to 24:00 of its day or of
        the next working day. A clock that stood after the due time had passed moves it just
        as far but rounds nothing, so that the case is as late when it resumes as it was when
        it was paused: neither more nor less.

        ``estimated`` speaks of this step; what was an estimate before remains one.
        """
        pause = pause_in_utc(Pause(paused_from, resumed_at))
        leg = self._reckoner.pause(in_utc(due_at, "due_at"), unit, pause)
        return Due(leg.due_at, leg.estimated)

    def extend(self, due_at: datetime, limit: Limit) -> Due:
        """Return the due time with ``limit`` counted on from it; zero moves nothing.

        ``estimated`` speaks of this step; what was an estimate before remains one.
        """
        leg = self._reckoner.extend(in_utc(due_at, "due_at"), limit)
        return Due(leg.due_at, leg.estimated)

    def elapsed(self, start: datetime, end: datetime, unit: LimitUnit) -> timedelta:
        """Return the time that the clock of ``unit`` runs from ``start`` to ``end``.

        Office time for ``working_hour`` and ``working_day``, plain time otherwise; negative
        when ``end`` is the earlier.
        """
        pace = self._reckoner.pace(unit)
        micros = self._reckoner.measure(pace, in_utc(start), in_utc(end, "end"))
        return timedelta(microseconds=micros)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time from ``start`` to ``end``, negative when ``end`` is earlier."""
        return self.elapsed(start, end, LimitUnit.WORKING_HOUR)

    def explain(
        self,
        start: datetime,
        limit: Limit,
        pauses: Iterable[Pause] = (),
        extensions: Iterable[Extension] = (),
        *,
        share: int = WARN_AT,
        target: Limit | None = None,
    ) -> Explanation:
        """Return what `reckon` returns with every day that led to it."""
        course = self._reckoner.course(start, limit, pauses, extensions)
        reckoning = self._reckoned(course, share, target)
        return Explanation(
            start=course.start,
            limit=limit,
            counting=self.counting,
            zone=self.zone,
            due_at=reckoning.due_at,
            target_at=reckoning.target_at,
            estimated=reckoning.estimated,
            counted_in_days=self._reckoner.pace(limit.unit).by_days,
            days=tuple(DayTeller(self._reckoner, course).tell(self.calendar)),
        )

    def _reckoned(self, course: Course, share: int, target: Limit | None) -> Reckoning:
        if not 1 <= share <= _WHOLE:
            raise Invalid(
                N_("A warning at %(share)s per cent makes no sense; give a share from 1 to 100."),
                field="share",
                share=share,
            )
        if target is None:
            target_at = self._reckoner.run_by(course, share)
        else:
            target_at = self._reckoner.course(
                course.start, target, course.pauses, course.extensions
            ).due_at
        return Reckoning(course.due_at, target_at, course.estimated)
