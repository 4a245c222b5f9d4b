"""Lists whose reader only reads on: marks on the way let them be entered anywhere."""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

R = TypeVar("R")

STRIDE: Final = 1000
"""Rows between two marks."""


class ForwardSource(Generic[R]):
    """A list of so many rows that is read forwards; a subclass says how, and in what order.

    The row at every thousandth rank is kept as a mark; reaching a far rank for the first time
    costs reading up to it, once. When the list may have changed a new source is made.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._marks: list[R] = []

    # What a subclass says.

    def read_on(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Read on behind a row, or from the start."""
        raise NotImplementedError

    def order_of(self, row: R) -> tuple[Any, ...]:
        """Return what rows are ordered by."""
        raise NotImplementedError

    def identity_of(self, row: R) -> Hashable:
        """Return what stays the same while a row changes."""
        raise NotImplementedError

    # What a list asks.

    def total(self, now: datetime) -> int:  # noqa: ARG002  counted before
        """Return how many there are."""
        return self._total

    def rank(self, row: R, now: datetime) -> int:
        """Count the rows before a place."""
        self._mark_up_to(row, now)
        mark = bisect_left([self.order_of(mark) for mark in self._marks], self.order_of(row))
        rows = self.read_on(self._marks[mark - 1] if mark else None, STRIDE, now)
        within = sum(self.order_of(other) < self.order_of(row) for other in rows)
        return mark * STRIDE + within

    def after(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Read on behind a row, or from the start."""
        return self.read_on(row, limit, now)

    def before(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Read what stands before a row, or the end of the list."""
        end = self._count(now) if row is None else self.rank(row, now)
        return self.at(max(0, end - limit), min(limit, end), now)

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[R]:
        """Read from a rank on."""
        while len(self._marks) < rank // STRIDE and self._mark(now):
            pass
        mark = min(rank // STRIDE, len(self._marks))
        skip = rank - mark * STRIDE
        start = self._marks[mark - 1] if mark else None
        return self.read_on(start, skip + limit, now)[skip:]

    def find(self, row: R, now: datetime) -> R | None:  # noqa: ARG002  see below
        """Return nothing: a row that has gone from its place is not sought anywhere else."""
        return None

    def _count(self, now: datetime) -> int:
        while self._mark(now):
            pass
        return len(self._marks) * STRIDE + len(self.read_on(self._last, STRIDE, now))

    @property
    def _last(self) -> R | None:
        return self._marks[-1] if self._marks else None

    def _mark_up_to(self, row: R, now: datetime) -> None:
        while (self._last is None or self.order_of(self._last) < self.order_of(row)) and self._mark(
            now
        ):
            pass

    def _mark(self, now: datetime) -> bool:
        rows = self.read_on(self._last, STRIDE, now)
        if len(rows) < STRIDE:
            return False
        self._marks.append(rows[-1])
        return True
