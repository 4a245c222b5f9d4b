"""Which windows of a job are due, by what its book says is done; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from core.scheduling.schedules import Schedule

AHEAD: Final = timedelta(days=1)
"""How far ahead of the clock a done window still tells that the clock was set back.

One further ahead was done under a clock that had gone astray, and is not listened to.
"""

MOST: Final = 400
"""How many missed windows are made up for one by one; the first then covers those before it."""

LONGEST_RETRY: Final = timedelta(hours=1)


class CatchUp(StrEnum):
    """What becomes of windows that nobody was there for."""

    ONE = "one"
    """One run covers them all."""
    EACH = "each"
    """Each is made up for, the oldest first."""


@dataclass(frozen=True, slots=True)
class Book:
    """What is on record about a job, seen from a moment.

    Args:
        last: the newest window done at or before that moment.
        covered_after: since when a window done later (the clock was set back) covers.
        retry_at: when a window that failed is to be tried again.
        failed_after: since when that window covers.
    """

    last: datetime | None = None
    covered_after: datetime | None = None
    retry_at: datetime | None = None
    failed_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A window that is due; what lies after ``after`` up to it is covered by it."""

    at: datetime
    after: datetime


def due_windows(
    schedule: Schedule, catch_up: CatchUp, book: Book, now: datetime, zone: tzinfo
) -> tuple[Window, ...]:
    """Return the windows that are due at ``now``, in the order in which they are run.

    A job that has never run begins with its newest window. After a failure nothing is due
    until it is time to try again, for later windows wait for earlier ones.
    """
    if book.retry_at is not None and timedelta() < book.retry_at - now <= LONGEST_RETRY:
        return ()
    newest = schedule.latest(now, zone)
    if book.covered_after is not None and newest > book.covered_after:
        newest = schedule.latest(book.covered_after, zone)
    last = book.last or book.failed_after or _before(schedule, newest, zone)
    if newest <= last:
        return ()
    if catch_up is CatchUp.ONE:
        return (Window(newest, last),)
    missed = tuple(_each(schedule, last, newest, zone))
    kept = missed[-MOST:]
    return (Window(kept[0].at, last), *kept[1:])


def retry_after(tries: int) -> timedelta:
    """Return how long to wait after ``tries`` failures: one minute, doubling up to an hour."""
    return min(LONGEST_RETRY, timedelta(minutes=2 ** min(tries - 1, 6)))


def _each(schedule: Schedule, last: datetime, newest: datetime, zone: tzinfo) -> Iterator[Window]:
    before, window = last, schedule.following(last, zone)
    while window <= newest:
        yield Window(window, before)
        before, window = window, schedule.following(window, zone)


def _before(schedule: Schedule, window: datetime, zone: tzinfo) -> datetime:
    return schedule.latest(window - timedelta(microseconds=1), zone)
