"""Reading a long list piece by piece: pure functions for a thread, no widget in sight.

A list is known by its total and one contiguous stretch of rows. However long it is, only a
few hundred rows are ever held, and every read is a range of an index.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

R = TypeVar("R")

PIECE: Final = 160
"""Rows read at once."""
MOST: Final = 640
"""Rows held at once; beyond, the far end is let go."""
MARGIN: Final = 60
"""Rows wanted beyond the edge of what is looked at, so that a page is there when asked for."""


class RowSource(Protocol[R]):
    """One list with its filter, in a fixed order; every read may go to the database.

    A place in the list is named by a row, which need not be in the list any more.
    """

    def total(self, now: datetime) -> int:
        """Count the rows."""
        ...

    def rank(self, row: R, now: datetime) -> int:
        """Count the rows before the place of a row."""
        ...

    def after(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Read on behind a row, or from the start."""
        ...

    def before(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Read what stands just before a row, or the end of the list; in list order."""
        ...

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[R]:
        """Read from a rank on."""
        ...

    def find(self, row: R, now: datetime) -> R | None:
        """Return the row as it stands now, wherever it has moved; ``None`` if it is no more."""
        ...

    def order_of(self, row: R) -> tuple[Any, ...]:
        """Return what rows are ordered by."""
        ...

    def identity_of(self, row: R) -> Hashable:
        """Return what stays the same while a row changes and moves."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch(Generic[R]):
    """The rows from rank ``first`` on of a list of ``total``."""

    total: int = 0
    first: int = 0
    rows: tuple[R, ...] = field(default=())

    @property
    def end(self) -> int:
        """The rank behind the last row."""
        return self.first + len(self.rows)

    def row(self, rank: int) -> R | None:
        """Return the row of a rank, when it is held."""
        return self.rows[rank - self.first] if self.first <= rank < self.end else None


def read_start(source: RowSource[R], now: datetime) -> Stretch[R]:
    """Read the first rows."""
    rows = tuple(source.after(None, PIECE, now))
    total = len(rows) if len(rows) < PIECE else max(source.total(now), len(rows))
    return Stretch(total, 0, rows)


def read_end(source: RowSource[R], now: datetime) -> Stretch[R]:
    """Read the last rows."""
    rows = tuple(source.before(None, PIECE, now))
    total = len(rows) if len(rows) < PIECE else max(source.total(now), len(rows))
    return Stretch(total, total - len(rows), rows)


def read_at(source: RowSource[R], rank: int, now: datetime) -> Stretch[R]:
    """Read the rows around a rank that is far from what is held."""
    first = max(0, rank - PIECE // 2)
    rows = tuple(source.at(first, PIECE, now))
    if not rows:
        return read_end(source, now)
    end = first + len(rows)
    return Stretch(end if len(rows) < PIECE else max(source.total(now), end), first, rows)


def read_on(source: RowSource[R], held: Stretch[R], now: datetime) -> Stretch[R]:
    """Read on behind the stretch."""
    more = tuple(source.after(held.rows[-1], PIECE, now))
    rows = held.rows + more
    first = held.first
    if len(rows) > MOST:
        first += len(rows) - MOST
        rows = rows[-MOST:]
    end = first + len(rows)
    return Stretch(end if len(more) < PIECE else max(held.total, end), first, rows)


def read_back(source: RowSource[R], held: Stretch[R], now: datetime) -> Stretch[R]:
    """Read the rows before the stretch."""
    more = tuple(source.before(held.rows[0], PIECE, now))
    rows = (more + held.rows)[:MOST]
    # The start of the list is known for sure; anywhere else the ranks are kept.
    first = 0 if len(more) < PIECE else max(1, held.first - len(more))
    shift = first - (held.first - len(more))
    return Stretch(max(held.total + shift, first + len(rows)), first, rows)


@dataclass(frozen=True, slots=True)
class Reread(Generic[R]):
    """A list read anew around a row that must not move.

    ``rank`` is where the row stands now, or where it stood when it has left the list.
    """

    stretch: Stretch[R]
    rank: int
    found: bool


def reread(source: RowSource[R], anchor: R, room: int, now: datetime) -> Reread[R]:
    """Read the list anew around ``anchor``, with ``room`` rows before it and more behind."""
    again = _around(source, anchor, room, now)
    identity = source.identity_of(anchor)
    rank = _rank_in(source, again.stretch, identity)
    if rank is not None:
        return Reread(again.stretch, rank, found=True)
    moved = source.find(anchor, now)
    if moved is None:
        return again
    there = _around(source, moved, room, now)
    rank = _rank_in(source, there.stretch, identity)
    return again if rank is None else Reread(there.stretch, rank, found=True)


def _around(source: RowSource[R], place: R, room: int, now: datetime) -> Reread[R]:
    back = tuple(source.before(place, room + MARGIN, now))
    ahead = tuple(source.after(back[-1] if back else None, PIECE + room, now))
    at_start = len(back) < room + MARGIN
    rank = len(back) if at_start else max(source.rank(place, now), len(back))
    end = rank + len(ahead)
    total = end if len(ahead) < PIECE + room else max(source.total(now), end)
    stretch = Stretch(total, rank - len(back), back + ahead)
    return Reread(stretch, min(rank, max(0, total - 1)), found=False)


def _rank_in(source: RowSource[R], stretch: Stretch[R], identity: Hashable) -> int | None:
    for offset, row in enumerate(stretch.rows):
        if source.identity_of(row) == identity:
            return stretch.first + offset
    return None
