"""The live queue: lanes with their counts, and lists that are fetched as they scroll."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, tuple_

from core.cases.rows import CaseFilter, CaseRow, LaneCount, QueueKey
from core.cases.states import Tier
from core.kernel.columns import BigKey, UtcDateTime
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.conditions import Asked, Shape, ask, conditions_of, reference_for
from storage.readers.counting import TierCount, count_before, count_by_tier, open_by_day
from storage.readers.places import place_of
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import CASES
from storage.readers.windows import count, window

_NOTHING = TierCount(0, 0, 0)


class QueueReader:
    """Reads the queue of a jurisdiction.

    Open cases are listed by their soonest deadline, then by id; a `QueueKey` is a place in
    that order and stays meaningful when its case has moved on. ``after``, ``before``,
    ``rank`` and ``at`` are for filters of open cases; `archive` lists ended ones too.

    Counts and jumps that depend on street, tier and clock alone come from buckets and cost
    the same however many cases are open. Other filters are counted case by case among the
    open ones, and a jump in them steps over what lies before.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def lanes(self, now: datetime) -> tuple[LaneCount, ...]:
        """Count the open cases of every tier, lowest tier first.

        Late is what was due before ``now``; what is due at this very moment is not late yet.
        """
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            place = place_of(self._scope, reference.scheme)
            counts = count_by_tier(connection, reference, place, now) if place else {}
        return tuple(_lane(reference, tier, counts) for tier in _tiers(reference, counts))

    def total(self, wanted: CaseFilter, now: datetime) -> int:
        """Count the cases of a filter, ended ones too if it asks for them."""
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = ask(self._scope, reference, wanted, now)
            if asked is None:
                return 0
            if not asked.in_buckets:
                return _counted(connection, asked)
            first, last = _ends(asked)
            if last is None:
                return sum(total for _, total in open_by_day(connection, asked))
            upper = count_before(connection, reference, asked, last)
            lower = count_before(connection, reference, asked, first) if first else 0
            return max(upper - lower, 0)

    def rank(self, wanted: CaseFilter, key: QueueKey, now: datetime) -> int:
        """Count the cases of a filter of open cases that stand before ``key``."""
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = _open_only(wanted, ask(self._scope, reference, wanted, now))
            if asked is None:
                return 0
            first, last = _ends(asked)
            if not asked.in_buckets:
                below = asked.narrowed("before", key_at=key.due_at, key_id=key.case_id)
                return _counted(connection, below)
            if last is not None:
                key = min(key, last, key=_order)
            upper = count_before(connection, reference, asked, key)
            lower = count_before(connection, reference, asked, first) if first else 0
            return max(upper - lower, 0)

    def after(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Return the cases next after ``key``, or the first ones, in the order of the list."""
        return self._window(wanted, key, limit, now, backwards=False)

    def before(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Return the cases last before ``key``, or the last ones, in the order of the list."""
        return self._window(wanted, key, limit, now, backwards=True)[::-1]

    def at(self, wanted: CaseFilter, rank: int, limit: int, now: datetime) -> tuple[CaseRow, ...]:
        """Return the cases from place ``rank`` on, counted from 0; for jumps, not for scrolling."""
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = _open_only(wanted, ask(self._scope, reference, wanted, now))
            if asked is None:
                return ()
            offset = max(rank, 0)
            if asked.in_buckets and not {"due_today", "until"}.intersection(asked.shape):
                asked, offset = _skip_days(connection, reference, asked, offset)
            return self._rows(connection, asked, limit, offset)

    def archive(
        self, wanted: CaseFilter, after: CaseRow | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Return cases of a filter, open or ended, newest report first, following ``after``."""
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = ask(self._scope, reference, wanted, now)
            if asked is None:
                return ()
            values: dict[str, Any] = {"limit": limit}
            if after is not None:
                values |= {"reported_at": after.reported_at, "id": after.id}
            statement = _archive(asked.shape, follows=after is not None)
            found = connection.execute(statement, asked.values | values).all()
            return tuple(case_rows(connection, self._book, found))

    def _window(
        self,
        wanted: CaseFilter,
        key: QueueKey | None,
        limit: int,
        now: datetime,
        *,
        backwards: bool,
    ) -> tuple[CaseRow, ...]:
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = _open_only(wanted, ask(self._scope, reference, wanted, now))
            if asked is None:
                return ()
            if key is not None:
                side = "before" if backwards else "after"
                asked = asked.narrowed(side, key_at=key.due_at, key_id=key.case_id)
            return self._rows(connection, asked, limit, 0, backwards=backwards)

    def _rows(
        self,
        connection: Connection,
        asked: Asked,
        limit: int,
        offset: int,
        *,
        backwards: bool = False,
    ) -> tuple[CaseRow, ...]:
        statement = window(asked.shape, backwards=backwards)
        values = asked.values | {"limit": limit, "offset": offset}
        found = connection.execute(statement, values).all()
        return tuple(case_rows(connection, self._book, found))


def _tiers(reference: Reference, counts: Mapping[int, TierCount]) -> list[int]:
    """Every tier that has a name or a case, so that no case is in no lane."""
    return sorted({*Tier, *reference.tiers, *counts})


def _lane(reference: Reference, tier: int, counts: Mapping[int, TierCount]) -> LaneCount:
    found = counts.get(tier, _NOTHING)
    name, name_en = reference.tiers.get(tier, (str(tier), str(tier)))
    return LaneCount(tier, name, name_en, found.open, found.due_today, found.late)


def _open_only(wanted: CaseFilter, asked: Asked | None) -> Asked | None:
    if wanted.open is not True:
        msg = "ended cases stand in no queue; read the archive"
        raise ValueError(msg)
    return asked


def _ends(asked: Asked) -> tuple[QueueKey | None, QueueKey | None]:
    """Return where the list of ``asked`` begins and ends in the queue; ``None`` is its own end."""
    begins = {"from": "due_from", "due_today": "now"}
    ends = {"until": "due_until", "due_today": "tomorrow", "late": "now"}
    firsts = [asked.values[begins[name]] for name in asked.shape if name in begins]
    lasts = [asked.values[ends[name]] for name in asked.shape if name in ends]
    first = QueueKey(max(firsts), 0) if firsts else None
    last = QueueKey(min(lasts), 0) if lasts else None
    return first, last


def _order(key: QueueKey) -> tuple[datetime, int]:
    return key.due_at, key.case_id


def _counted(connection: Connection, asked: Asked) -> int:
    return int(connection.execute(count(asked.shape), asked.values).scalar_one())


def _skip_days(
    connection: Connection, reference: Reference, asked: Asked, rank: int
) -> tuple[Asked, int]:
    """Start at the day that holds place ``rank`` and return how far into it that is."""
    days = open_by_day(connection, asked)
    passed = 0
    for (day, total), reached in zip(days, accumulate(n for _, n in days), strict=True):
        if reached > rank:
            start = reference.beginning(day)
            return asked.narrowed("from", due_from=start), rank - (reached - total)
        passed = reached
    return asked, max(rank, passed)


@cache
def _archive(shape: Shape, *, follows: bool) -> Select[Any]:
    c = CASES.c
    order = (c.reported_at, c.id)
    statement = select(*CASE_COLUMNS).where(*conditions_of(shape, CASES))
    if follows:
        key = tuple_(bindparam("reported_at", type_=UtcDateTime()), bindparam("id", type_=BigKey))
        statement = statement.where(tuple_(*order) < key)
    return statement.order_by(*(column.desc() for column in order)).limit(bindparam("limit"))
