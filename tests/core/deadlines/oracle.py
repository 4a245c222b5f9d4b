"""A second opinion on every due time, so naive that it can be believed.

It walks minute by minute (day by day where whole days are counted) and shares no code with the
engine. Times are naive local datetimes on whole minutes; office hours are minutes of the day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60

Hours = tuple[tuple[int, int], ...]
Stay = tuple[datetime, datetime]


def minute_of(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


@cache
def minutes_within(hours: Hours) -> tuple[bool, ...]:
    """Say of each minute of a day whether it lies in ``hours``."""
    return tuple(
        any(opens <= minute < closes for opens, closes in hours) for minute in range(DAY_MINUTES)
    )


@dataclass(frozen=True, eq=False, repr=False)
class Oracle:
    off: frozenset[date]
    make_up: frozenset[date]
    announced: frozenset[int]
    seasons: tuple[tuple[date, Hours], ...]
    counts_minutes: bool = False

    # What a day is.

    def works(self, day: date) -> bool:
        if day in self.make_up:
            return True
        if day in self.off:
            return False
        return day.isoweekday() <= 5

    def kind(self, day: date) -> str:
        if day in self.make_up:
            return "make_up_day"
        if day in self.off:
            return "day_off"
        return "working_day" if day.isoweekday() <= 5 else "weekend"

    def hours(self, day: date) -> Hours:
        valid: Hours = ((8 * 60, 12 * 60), (14 * 60, 18 * 60))
        for valid_from, hours in self.seasons:
            if valid_from <= day:
                valid = hours
        return valid

    @cache  # noqa: B019  few oracles live as long as the tests
    def open_minutes(self, day: date) -> tuple[bool, ...]:
        return minutes_within(self.hours(day) if self.works(day) else ())

    def close(self, day: date) -> datetime:
        return midnight(day) + max(closes for _, closes in self.hours(day)) * ONE_MINUTE

    # Walking.

    def walk(self, start: datetime, minutes: int, stays: tuple[Stay, ...] = ()) -> datetime:
        """Walk until so many open minutes have passed, not counting those in a stay."""
        if minutes == 0:
            return start
        day, minute = start.date(), minute_of(start)
        while True:
            is_open = self.open_minutes(day)
            today = tuple(stay for stay in stays if stay[0].date() <= day <= stay[1].date())
            for at in range(minute, DAY_MINUTES):
                if is_open[at] and not (today and stands(midnight(day) + at * ONE_MINUTE, today)):
                    minutes -= 1
                    if minutes == 0:
                        return midnight(day) + (at + 1) * ONE_MINUTE
            day, minute = day + ONE_DAY, 0

    def next_open(self, start: datetime) -> datetime:
        """Return the first open minute from ``start`` on."""
        return self.walk(start, 1) - ONE_MINUTE

    def open_between(self, start: datetime, end: datetime) -> int:
        """Count open minutes; ``end`` is not the earlier."""
        total, day = 0, start.date()
        while day <= end.date():
            is_open = self.open_minutes(day)
            first = minute_of(start) if day == start.date() else 0
            last = minute_of(end) if day == end.date() else DAY_MINUTES
            total += sum(is_open[first:last])
            day += ONE_DAY
        return total

    def next_working(self, day: date) -> date:
        """Return ``day`` or the first working day after it."""
        while not self.works(day):
            day += ONE_DAY
        return day

    def estimated(self, first: date, last: date) -> bool:
        day = first
        while day <= last:
            if day.year not in self.announced:
                return True
            day += ONE_DAY
        return False

    # The rules.

    def runs_in_office(self, unit: str) -> bool:
        return unit in {"working_hour", "working_day"}

    def counts_days(self, unit: str) -> bool:
        return unit == "day" or (unit == "working_day" and not self.counts_minutes)

    def due(self, start: datetime, amount: int, unit: str) -> datetime:
        if unit == "minute":
            return start + amount * ONE_MINUTE
        if unit == "hour":
            return start + amount * 60 * ONE_MINUTE
        if not self.counts_days(unit):
            each = 60 if unit == "working_hour" else 480
            return self.walk(start, amount * each) if amount else self.next_open(start)
        day = start.date()
        if unit == "day":
            for _ in range(amount):
                day += ONE_DAY
            return midnight(self.next_working(day) + ONE_DAY)
        if amount == 0:
            if self.works(day) and start <= self.close(day):
                return self.close(day)
            amount = 1
        while amount:
            day += ONE_DAY
            if self.works(day):
                amount -= 1
        return self.close(day)

    def measure(self, unit: str, start: datetime, end: datetime) -> int:
        if self.runs_in_office(unit):
            return self.open_between(start, end)
        return (end - start) // ONE_MINUTE

    def due_day(self, due: datetime) -> date:
        """Return the day of the last minute before the due time."""
        return (due - ONE_MINUTE).date()

    def pause(self, due: datetime, unit: str, stay: Stay) -> datetime:
        stood = self.measure(unit, *stay)
        if stood == 0:
            return due
        in_office = self.runs_in_office(unit)
        moved = self.walk(due, stood) if in_office else due + stood * ONE_MINUTE
        was_late = stay[0] > due
        if was_late or not self.counts_days(unit):
            return moved
        day = self.due_day(moved)
        return midnight(self.next_working(day) + ONE_DAY) if unit == "day" else self.close(day)

    def extend(self, due: datetime, amount: int, unit: str) -> datetime:
        if amount == 0:
            return due
        if self.counts_days(unit):
            return self.due(midnight(self.due_day(due)), amount, unit)
        return self.due(due, amount, unit)

    def share_run(
        self, start: datetime, due: datetime, unit: str, stays: tuple[Stay, ...], share: int
    ) -> datetime:
        """Return when ``share`` per cent of the unpaused time up to ``due`` has run."""
        total = self.measure(unit, start, due) - sum(self.measure(unit, *stay) for stay in stays)
        minutes, micros = divmod(total * 60_000_000 * share // 100, 60_000_000)
        if self.runs_in_office(unit):
            at = self.walk(start, minutes, stays)
            if micros:
                at = self.walk(at, 1, stays) - ONE_MINUTE
        else:
            at = start
            while minutes or (micros and stands(at, stays)):
                minutes -= 0 if stands(at, stays) else 1
                at += ONE_MINUTE
        return at + timedelta(microseconds=micros)


def stands(moment: datetime, stays: tuple[Stay, ...]) -> bool:
    return any(begins <= moment < ends for begins, ends in stays)
