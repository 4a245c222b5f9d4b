"""The one table behind every deadline: working days and working time, summed up day by day.

Working time is read off the local wall clock, in microseconds: the hour that a change to
summer time skips or repeats is no part of it. The *mark* of an instant is the working time
from a fixed moment up to it, so that the working time between two instants is a subtraction,
and the end of a limit a search for a mark.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.hours import OfficeHours, Spell
from core.kernel.errors import Invalid
from core.kernel.words import N_

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1).toordinal()
LAST_DAY: Final = date(LAST_YEAR, 12, 31).toordinal()
WHOLE_DAY: Final = 86_400_000_000  # microseconds

_WHOLE_DAY: Final = timedelta(days=1)
_FRIDAY: Final = 5  # date.toordinal() % 7 is 1 on a Monday, 0 on a Sunday


class Wall(NamedTuple):
    """A local moment: the ordinal of its day, and microseconds since that day's 00:00.

    The end of a day is written as 24:00 of that day wherever a clock runs up to it.
    """

    day: int
    micros: int


class Shift(NamedTuple):
    """The spells of one working day in microseconds, their sum and the close of business."""

    spells: tuple[tuple[int, int], ...]
    length: int
    closes: int

    def worked_by(self, micros: int) -> int:
        """Return how much of the shift is over at ``micros`` of the day."""
        worked = 0
        for opens, closes in self.spells:
            if micros <= closes:
                return worked + max(micros - opens, 0)
            worked += closes - opens
        return worked

    def moment_of(self, worked: int) -> int:
        """Return the earliest moment of the day at which ``worked`` of the shift is over.

        Work that ends exactly at a close ends then, not at the next opening.
        """
        for opens, closes in self.spells:
            if worked <= closes - opens:
                return opens + worked
            worked -= closes - opens
        return self.closes

    def open_from(self, micros: int) -> int | None:
        """Return when the office is next open that day, which may be at once; ``None`` if not."""
        return next((max(micros, opens) for opens, closes in self.spells if micros < closes), None)


@dataclass(frozen=True, slots=True)
class _Table:
    """Sums over whole years, from day ``first`` up to but without day ``end``."""

    first: int
    end: int
    before: list[int]  # per day, and one more: how many working days came before it
    days: list[int]  # the working days
    shifts: list[Shift]  # per working day
    marks: list[int]  # per working day, and one more: the mark of its 00:00


class Ledger:
    """Turns instants into marks of working time and back, and counts working days.

    The table is made when it is first asked for, of the year asked about, and grows as
    questions reach further, which never moves a mark that was handed out. Safe among threads.
    """

    def __init__(self, calendar: WorkCalendar, hours: OfficeHours, zone: ZoneInfo) -> None:
        self._zone = zone
        self._listed = {
            day.toordinal(): kind is DayKind.MAKE_UP_DAY for day, kind in calendar.days.items()
        }
        self._seasons = [(day.toordinal(), _shift(spells)) for day, spells in hours.seasons]
        self._table = _Table(0, 0, [0], [], [], [0])
        # Converting through the zone is the dearest step; most days need it once only.
        self._even_days: dict[int, datetime] = {}
        self._growing = Lock()

    def wall(self, at: datetime) -> Wall:
        """Return the local day and time of ``at``."""
        local = at.astimezone(self._zone)
        seconds = (local.hour * 60 + local.minute) * 60 + local.second
        return Wall(local.toordinal(), seconds * 1_000_000 + local.microsecond)

    def instant(self, day: int, micros: int) -> datetime:
        """Return the instant, in UTC, of a local moment: a day and microseconds since its 00:00."""
        midnight = self._even_days.get(day) or self._even_day(day)
        if midnight is None:
            return self._converted(day, micros)
        return midnight + timedelta(microseconds=micros)

    def mark(self, wall: Wall) -> int:
        """Return the working time up to ``wall``, counted from a moment that never changes."""
        day, micros = wall
        table = self._reaching(day)
        day -= table.first
        place = table.before[day]
        if table.before[day + 1] == place:
            return table.marks[place]
        return table.marks[place] + table.shifts[place].worked_by(micros)

    def moment_of(self, mark: int) -> Wall:
        """Return the earliest moment at which ``mark`` is reached; it lies later than a known one.

        Raises:
            Invalid: when that is beyond the last year that can be reckoned.
        """
        table = self._table
        while table.marks[-1] < mark:
            table = self._grown(table.end)
        place = bisect_left(table.marks, mark) - 1
        return Wall(table.days[place], table.shifts[place].moment_of(mark - table.marks[place]))

    def open_from(self, wall: Wall) -> Wall:
        """Return the first moment from ``wall`` on at which the office is open."""
        if self.is_working(wall.day):
            micros = self._shift_on(wall.day).open_from(wall.micros)
            if micros is not None:
                return Wall(wall.day, micros)
        following = self.working_day(wall.day + 1)
        return Wall(following, self._shift_on(following).spells[0][0])

    def is_working(self, day: int) -> bool:
        """Tell whether the day is worked."""
        table = self._reaching(day)
        return table.before[day - table.first] < table.before[day - table.first + 1]

    def working_day(self, day: int, count: int = 0) -> int:
        """Return the working day ``count`` after the first one that is ``day`` or later.

        Raises:
            Invalid: when that is beyond the last year that can be reckoned.
        """
        table = self._reaching(day)
        while (place := table.before[day - table.first] + count) >= len(table.days):
            table = self._grown(table.end)
        return table.days[place]

    def shut(self, day: int) -> int:
        """Return the close of business of a working day, in microseconds of the day."""
        return self._shift_on(day).closes

    def close(self, day: int) -> datetime:
        """Return the instant at which business closes on a working day."""
        return self.instant(day, self._shift_on(day).closes)

    def _converted(self, day: int, micros: int) -> datetime:
        local = datetime.fromordinal(day) + timedelta(microseconds=micros)
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def _even_day(self, day: int) -> datetime | None:
        """Return the midnight that begins a day on which no clock is changed, else ``None``."""
        begins, ends = self._converted(day, 0), self._converted(day, WHOLE_DAY)
        if ends - begins != _WHOLE_DAY:
            return None
        self._even_days[day] = begins
        return begins

    def _shift_on(self, day: int) -> Shift:
        table = self._reaching(day)
        return table.shifts[table.before[day - table.first]]

    def _reaching(self, day: int) -> _Table:
        table = self._table
        return table if table.first <= day < table.end else self._grown(day)

    def _grown(self, day: int) -> _Table:
        """Make the table reach ``day``, at least doubling it so that it seldom grows."""
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Invalid(
                N_("Deadlines are reckoned from %(first)s to %(last)s; this one lies outside."),
                field="limit",
                first=str(FIRST_YEAR),
                last=str(LAST_YEAR),
            )
        with self._growing:  # two first tables would count their marks from different days
            old = self._table
            first = last = date.fromordinal(day).year
            if old.first <= day < old.end:
                return old
            if old.days:
                first_known = date.fromordinal(old.first).year
                last_known = date.fromordinal(old.end - 1).year
                years = last_known - first_known + 1
                if day < old.first:
                    first, last = max(FIRST_YEAR, min(first, first_known - years)), last_known
                else:
                    first, last = first_known, min(LAST_YEAR, max(last, last_known + years))
            self._table = self._summed(first, last)
            return self._table

    def _summed(self, first_year: int, last_year: int) -> _Table:
        first, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1
        before, days, shifts, marks = [0], [], [], [0]
        changes = [*self._seasons[1:], (LAST_DAY + 1, self._seasons[-1][1])]
        shift, season = self._seasons[0][1], 0
        for day in range(first, end):
            while day >= changes[season][0]:
                shift, season = changes[season][1], season + 1
            if self._listed.get(day, 0 < day % 7 <= _FRIDAY):
                days.append(day)
                shifts.append(shift)
                marks.append(marks[-1] + shift.length)
            before.append(len(days))
        old = self._table
        origin = marks[before[old.first - first]] - old.marks[0] if old.days else 0
        return _Table(first, end, before, days, shifts, [mark - origin for mark in marks])


def _shift(spells: tuple[Spell, ...]) -> Shift:
    walls = tuple((_micros(opens), _micros(closes) or WHOLE_DAY) for opens, closes in spells)
    return Shift(walls, sum(closes - opens for opens, closes in walls), walls[-1][1])


def _micros(moment: time) -> int:
    return (
        (moment.hour * 60 + moment.minute) * 60 + moment.second
    ) * 1_000_000 + moment.microsecond
