"""A list that is in memory as a whole, for `RowList`: few rows, or rows opened by hand."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class HeldRows(Generic[R]):
    """Rows in the order of what ``place`` says of each; no two rows have the same place."""

    def __init__(self, rows: Sequence[R], place: Callable[[R], tuple[Any, ...]]) -> None:
        self._rows = rows
        self._place = place
        self._places = [place(row) for row in rows]

    def total(self, now: datetime) -> int:  # noqa: ARG002  the rows are held
        """Count the rows."""
        return len(self._rows)

    def rank(self, row: R, now: datetime) -> int:  # noqa: ARG002
        """Count the rows before the place of a row."""
        return bisect_left(self._places, self._place(row))

    def after(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Return what stands behind a row, or the start."""
        start = 0 if row is None else self.rank(row, now)
        if row is not None and start < len(self._rows):
            start += self._places[start] == self._place(row)
        return self._rows[start : start + limit]

    def before(self, row: R | None, limit: int, now: datetime) -> Sequence[R]:
        """Return what stands just before a row, or the end."""
        end = len(self._rows) if row is None else self.rank(row, now)
        return self._rows[max(0, end - limit) : end]

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[R]:  # noqa: ARG002
        """Return the rows from a rank on."""
        return self._rows[rank : rank + limit]

    def find(self, row: R, now: datetime) -> R | None:
        """Return the row as it stands now; ``None`` if it is no more."""
        rank = self.rank(row, now)
        if rank < len(self._rows) and self._places[rank] == self._place(row):
            return self._rows[rank]
        return None

    def order_of(self, row: R) -> tuple[Any, ...]:
        """Return what rows are ordered by."""
        return self._place(row)

    def identity_of(self, row: R) -> Hashable:
        """Return what stays the same while a row changes."""
        return self._place(row)
