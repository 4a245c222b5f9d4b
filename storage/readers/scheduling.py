"""What the scheduler has on record: its lease, its windows, the sealed days.

Of the whole district, for the timers and for whoever looks after them: it names no case and
no person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, literal, select, tuple_

from core.scheduling.due import AHEAD, Book
from core.scheduling.lease import Lease
from core.scheduling.sealing import Seal, SealedEntry
from core.scheduling.windows import DONE, FAILED
from storage.database import Database
from storage.readers.tables import (
    CASES,
    HISTORY,
    HISTORY_SEALS,
    JOB_WINDOWS,
    QUEUE_COUNTS,
    SCHEDULER_LEASE,
)

PAGE: Final = 5000
"""Entries of history read from one snapshot."""

_LEASE: Final = select(
    SCHEDULER_LEASE.c.runner,
    SCHEDULER_LEASE.c.beats,
    SCHEDULER_LEASE.c.taken_at,
    SCHEDULER_LEASE.c.beat_at,
)
_BEAT: Final = select(SCHEDULER_LEASE.c.beat_at)


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window on record; ``took_ms`` is how many milliseconds its work took."""

    job: str
    window_at: datetime
    after: datetime
    state: str
    tries: int
    began_at: datetime
    took_ms: int
    retry_at: datetime | None
    runner: str
    result: str


class SchedulingReader:
    """Reads the books of the scheduler."""

    def __init__(self, database: Database, district_code: str) -> None:
        self._database = database
        self._district = district_code

    def lease(self) -> Lease | None:
        """Return the lease; ``None`` where no scheduler has ever run."""
        with self._database.reading() as connection:
            found = connection.execute(_LEASE).one_or_none()
        return Lease(*found) if found else None

    def beat_at(self) -> datetime | None:
        """Return when a runner last showed that it lives."""
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(_BEAT).scalar_one_or_none()
        return found

    def book(self, job: str, now: datetime) -> Book:
        """Return what is on record about a job, seen from ``now``."""
        w = JOB_WINDOWS.c
        done = select(func.max(w.window_at)).where(
            w.job == job, w.state == DONE, w.window_at <= now
        )
        later = (
            select(w.after)
            .where(w.job == job, w.state == DONE, w.window_at > now, w.window_at <= now + AHEAD)
            .order_by(w.window_at)
            .limit(1)
        )
        failed = (
            select(w.retry_at, w.after)
            .where(w.job == job, w.state == FAILED)
            .order_by(w.window_at.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            last = connection.execute(done).scalar_one()
            covered_after = connection.execute(later).scalar_one_or_none()
            failure = connection.execute(failed).one_or_none()
        return Book(last, covered_after, *(failure or ()))

    def newest(self, job: str) -> WindowRow | None:
        """Return the window of a job that was on record last, done or failed."""
        w = JOB_WINDOWS.c
        wanted = select(JOB_WINDOWS).where(w.job == job).order_by(w.window_at.desc()).limit(1)
        with self._database.reading() as connection:
            found = connection.execute(wanted).one_or_none()
        return WindowRow(**found._mapping) if found else None  # noqa: SLF001  its public name

    def windows(self, job: str, most: int = 1000) -> tuple[WindowRow, ...]:
        """Return the newest windows of a job on record, oldest first."""
        w = JOB_WINDOWS.c
        wanted = select(JOB_WINDOWS).where(w.job == job).order_by(w.window_at.desc()).limit(most)
        with self._database.reading() as connection:
            found = connection.execute(wanted).all()
        return tuple(WindowRow(**row._mapping) for row in reversed(found))  # noqa: SLF001

    def seals(self) -> tuple[Seal, ...]:
        """Return the line of every sealed day, oldest first."""
        s = HISTORY_SEALS.c
        wanted = select(s.day, s.begins_at, s.ends_at, s.entries, s.prev_hash, s.hash)
        with self._database.reading() as connection:
            return tuple(Seal(*row) for row in connection.execute(wanted.order_by(s.day)))

    def entries_of(self, begins_at: datetime | None, ends_at: datetime) -> Iterator[SealedEntry]:
        """Yield the entries of history made from ``begins_at`` up to ``ends_at``, exclusive.

        In the order of their moments, their cases and their numbers, page by page, for no
        snapshot may be held for as long as a year of history takes.
        """
        last: tuple[Any, ...] | None = None
        while True:
            with self._database.reading() as connection:
                page = connection.execute(_entries(self._district, begins_at, ends_at, last)).all()
            for _at, case, seq, entry_hash in page:
                yield case, seq, entry_hash
            if len(page) < PAGE:
                return
            last = tuple(page[-1])[:3]

    def miscounted(self) -> int:
        """Return how many buckets of the queue's counts differ from the cases they count."""
        q, c = QUEUE_COUNTS.c, CASES.c
        keys = ("district_code", "street_code", "tier", "due_on")
        kept = select(*(q[key] for key in keys), q.open)
        counted = (
            select(*(c[key] for key in keys), func.count())
            .where(c.ended_at.is_(None))
            .group_by(*(c[key] for key in keys))
        )
        with self._database.reading() as connection:
            held = {tuple(row) for row in connection.execute(kept)}
            right = {tuple(row) for row in connection.execute(counted)}
        return len({row[:4] for row in held ^ right})


def _entries(
    district: str, begins_at: datetime | None, ends_at: datetime, last: tuple[Any, ...] | None
) -> Select[Any]:
    h = HISTORY.c
    wanted = select(h.at, h.case_id, h.seq, h.hash).where(
        h.district_code == district, h.at < ends_at
    )
    if last is not None:
        key = (h.at, h.case_id, h.seq)
        values = (literal(value, part.type) for value, part in zip(last, key, strict=True))
        # The bound on the moment alone is what lets the index be used.
        wanted = wanted.where(h.at >= last[0], tuple_(*key) > tuple_(*values))
    elif begins_at is not None:
        wanted = wanted.where(h.at >= begins_at)
    return wanted.order_by(h.at, h.case_id, h.seq).limit(PAGE)
