"""What the desk asks of a database: one transaction at a time, whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Table
from sqlmodel import Session

LOAD_COLUMNS: Final = "load_columns"
"""Under this name ``info`` of a session has its `ColumnLoader`."""

ColumnLoader = Callable[[Connection, Table, Sequence[str], Iterable[Sequence[Sequence[Any]]]], None]
"""Adds rows to a table, part by part, in the way that is quickest on the database at hand; each
part has the values of the named columns, one column after the other."""


class Transactions(Protocol):
    """Opens transactions that write.

    Leaving the block commits; an exception inside it rolls back and is re-raised, with
    errors of the database driver translated into those of `core.kernel.errors`.
    """

    def writing(self, *, alone: bool = False) -> AbstractContextManager[Session]:
        """Open a transaction that may write and commits when left.

        Args:
            alone: wait for every other transaction that writes, and let none begin meanwhile.
        """
        ...

    def rehearsing(self) -> AbstractContextManager[Session]:
        """Open a transaction that may write and is always rolled back."""
        ...
