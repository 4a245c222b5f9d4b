"""Transactions that write, as the desk asks for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from core.kernel.transactions import LOAD_COLUMNS
from storage.loading import load_columns
from storage.refusals import translated

_LOCK: Final = 0x67726965
"""Names the advisory lock that writers share and that who writes alone holds."""
_TOGETHER: Final = f"SELECT pg_advisory_xact_lock_shared({_LOCK})"
_ALONE: Final = f"SELECT pg_advisory_xact_lock({_LOCK})"


class EngineTransactions:
    """`core.kernel.transactions.Transactions` on one engine.

    The transaction begins on entry, not at the first statement: on SQLite that is where the
    write lock is taken, so that everything the block reads is still true when it commits.
    Objects stay readable after the commit (``expire_on_commit=False``), since receipts are
    made from them when the connection has already gone back. ``committed`` is called after
    every commit.
    """

    def __init__(self, engine: Engine, committed: Callable[[], None]) -> None:
        self._engine = engine
        self._committed = committed

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """Open a transaction that may write and commits when left.

        Args:
            alone: wait for every other transaction that writes, and let none begin meanwhile;
                on SQLite that is so of each.

        Raises:
            Unavailable: when the database is locked, lost, full or read-only.
            TryAgain: when the server undid it in favour of another; run it anew.
            InDoubt: when the line broke in the middle of the commit.
            Conflict: when a versioned row had moved on.
            Duplicate: when a unique key exists already.
        """
        with self._session() as session:
            if self._engine.dialect.name == "postgresql":
                # A statement of its own: what the next one reads is then of after the wait.
                session.connection().exec_driver_sql(_ALONE if alone else _TOGETHER)
            yield session
            session.flush()
            with translated(saving=True):
                session.commit()
        self._committed()

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """Open a transaction that may write and is always rolled back.

        What was prepared is sent to the database first, so that a rehearsal meets every
        refusal that the real thing would meet.
        """
        with self._session() as session:
            yield session
            session.flush()
            session.rollback()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        info = {LOAD_COLUMNS: load_columns}
        with translated(), Session(self._engine, expire_on_commit=False, info=info) as session:
            session.connection()
            yield session
