"""A due time told day by day, from the legs that the engine counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.limits import Limit
from core.deadlines.reckoner import MINUTE, Counting, Course, Pace, Pause, Reckoner


class DayNote(StrEnum):
    """What else there is to say about a day."""

    START = "start"
    MOVED = "moved"
    """Passed over, or landed on, because the day on which the count ended is off."""
    PAUSED = "paused"
    """The clock stood for some of the day, or the day makes up for days on which it stood."""
    EXTENDED = "extended"
    """Counted on an extension."""
    DUE = "due"


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One local day between the start and the due time.

    ``counted_amount`` is the day's number where days are counted, else the whole minutes that
    ran on it (office minutes for working time); those of all days add up to the limit and its
    extensions. ``paused_minutes`` are minutes of the same clock through which it stood.
    """

    day: date
    kind: DayKind
    counted: bool
    counted_amount: int
    paused_minutes: int
    notes: tuple[DayNote, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A due time and the days that lead to it: the day of the start first, the due day last.

    Midnight ends a day: what is due at 24:00 has the day before as its due day.
    """

    start: datetime
    limit: Limit
    counting: Counting
    zone: ZoneInfo
    due_at: datetime
    target_at: datetime
    estimated: bool
    counted_in_days: bool
    days: tuple[ExplainedDay, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what scripts read; instants are ISO 8601 with the local offset."""
        return {
            "start": self._written(self.start),
            "limit": str(self.limit),
            "counting": self.counting.value,
            "due_at": self._written(self.due_at),
            "target_at": self._written(self.target_at),
            "estimated": self.estimated,
            "counted_in": "day" if self.counted_in_days else "minute",
            "days": [
                {
                    "date": day.day.isoformat(),
                    "kind": day.kind.value,
                    "counted": day.counted,
                    "counted_amount": day.counted_amount,
                    "paused_minutes": day.paused_minutes,
                    "notes": [note.value for note in day.notes],
                }
                for day in self.days
            ],
        }

    def _written(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat()


class _Told(NamedTuple):
    """What one day came to; times in microseconds."""

    counted: bool
    amount: int
    stood: int
    notes: tuple[DayNote, ...]


class DayTeller:
    """Tells the days of a due time from the legs that led to it; every instant is in UTC."""

    def __init__(self, reckoner: Reckoner, course: Course) -> None:
        self._reckoner = reckoner
        self._course = course
        self._pace = reckoner.pace(course.limit.unit)

    def tell(self, calendar: WorkCalendar) -> Iterator[ExplainedDay]:
        """Yield every local day from the start to the due time."""
        course = self._course
        ledger = self._reckoner.ledger
        first = ledger.wall(course.start).day
        last = max(first, self._reckoner.day_of(course.due_at))
        days = range(first, last + 1)
        midnights = [ledger.instant(day, 0) for day in range(first, last + 2)]
        if self._pace.by_days:
            told = self._numbered(days, midnights)
        else:
            told = self._timed([course.start, *midnights[1:-1], course.due_at])
        for day, (counted, amount, stood, notes) in zip(days, told, strict=True):
            on = date.fromordinal(day)
            edges = ((DayNote.START, day == first), (DayNote.DUE, day == last))
            begin, end = ([note] if applies else [] for note, applies in edges)
            yield ExplainedDay(
                on, calendar.kind(on), counted, amount, stood // MINUTE, (*begin, *notes, *end)
            )

    def _timed(self, bounds: Iterable[datetime]) -> Iterator[_Told]:
        """Tell how much of the limit ran on each day, as much of it as there is."""
        span = self._reckoner.span
        within = span(self._course.limit)
        granted = within + sum(span(extension.limit) for extension in self._course.extensions)
        counted = 0
        for begins, ends in pairwise(bounds):
            open_for = self._ran(begins, ends)
            stood = self._stood(begins, ends)
            upto = min(counted + open_for - stood, granted)
            # Minutes of the sum so far, so that a start at 10:00:30 loses no minute to rounding.
            minutes = upto // MINUTE - counted // MINUTE
            notes = (
                *([DayNote.PAUSED] if upto - counted < open_for else []),
                *([DayNote.EXTENDED] if upto > max(within, counted) else []),
            )
            yield _Told(upto > counted, minutes, stood, notes)
            counted = upto

    def _numbered(self, days: range, midnights: Iterable[datetime]) -> Iterator[_Told]:
        """Number the days that count.

        The legs settle how many days there are to number, how many days each pause cost, and
        which were passed over because the due time was moved. What a pause cost is taken from
        the day on which the clock first stood and those that follow, and the numbers move on:
        a case suspended for the whole of Wednesday has no number on Wednesday.
        """
        course, limit = self._course, self._course.limit
        moved = {day for leg in course.legs for day in range(leg.nominal + 1, leg.landing + 1)}
        countable = {day for day in days[1:] if day not in moved and self._can_count(day)}
        granted = limit.amount + sum(extension.limit.amount for extension in course.extensions)
        costs = self._costs(countable)
        number = owed = 0
        for day, (begins, ends) in zip(days, pairwise(midnights), strict=True):
            stood = self._stood(begins, ends)
            owed += costs[day]
            is_given_back = day in countable and (owed > 0 or number == granted)
            is_counted = day in countable and not is_given_back
            owed -= is_given_back
            number += is_counted
            notes = (
                *([DayNote.MOVED] if day in moved else []),
                *([DayNote.PAUSED] if stood or is_given_back else []),
                *([DayNote.EXTENDED] if is_counted and number > limit.amount else []),
            )
            yield _Told(is_counted, number if is_counted else 0, stood, notes)

    def _costs(self, countable: Collection[int]) -> Counter[int]:
        """Return how many countable days were lost to pauses, by the day a clock first stood.

        A pause that begins after hours stops an office clock on the next working day only.
        """
        costs: Counter[int] = Counter()
        ledger = self._reckoner.ledger
        legs = pairwise(self._course.legs)
        for step, (before, after) in zip(self._course.steps, legs, strict=True):
            if isinstance(step, Pause):
                began = ledger.wall(step.paused_from)
                if self._pace.in_office_hours:
                    began = ledger.open_from(began)
                lost = range(before.landing + 1, after.nominal + 1)
                costs[began.day] += sum(day in countable for day in lost)
        return costs

    def _can_count(self, day: int) -> bool:
        return self._pace is Pace.CALENDAR_DAYS or self._reckoner.ledger.is_working(day)

    def _ran(self, begins: datetime, ends: datetime) -> int:
        return self._reckoner.measure(self._pace, begins, ends)

    def _stood(self, begins: datetime, ends: datetime) -> int:
        overlaps = (
            (max(begins, pause.paused_from), min(ends, pause.resumed_at))
            for pause in self._course.pauses
        )
        return sum(self._ran(*overlap) for overlap in overlaps if overlap[0] < overlap[1])
