"""The change feed: it wakes a desk when somebody, anywhere, has committed.

It says *that* something changed, never *what*: whoever is woken reads again. So nothing is
lost by a feed that was away for a while, and on PostgreSQL nothing depends on the order in
which ids were handed out.

On PostgreSQL a desk tells the others *after* its commit, in a transaction of its own. Told
by a trigger, inside the transaction, every commit would wait for the disk while it holds the
one lock on the queue of notifications: sixteen desks then write no faster than four. What a
desk killed between the two did not tell, and what other programs change, the feeds notice by
looking anyway when they have heard nothing for a while (`QUIET`).
"""

import os
import sqlite3
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from core.kernel.clock import Clock, system_clock
from storage.location import Location, server_arguments

if TYPE_CHECKING:
    import psycopg

POLL: Final = 0.15
"""Seconds between two looks at an SQLite file; one look costs a few microseconds."""

SLICE: Final = 0.2
"""Seconds after which a wait for PostgreSQL looks whether it was closed meanwhile."""

QUIET: Final = 10.0
"""Seconds without a word from PostgreSQL after which something may have changed untold."""

CHANNEL: Final = "griddesk_changed"
"""Where desks tell each other, within one PostgreSQL database."""

FIRST_RETRY: Final = 0.25
LAST_RETRY: Final = 5.0
"""Seconds between two attempts to reach a lost database: doubling from first to last."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """Whether changes of others arrive; ``lost_since`` is ``None`` while they do."""

    lost_since: datetime | None = None

    @property
    def live(self) -> bool:
        """Say whether changes of others arrive."""
        return self.lost_since is None


class ChangeFeed(ABC):
    """Waits for commits; one thread waits, any thread may close."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._closed = Event()
        self._turn = Lock()
        self._retry = FIRST_RETRY
        self.state = FeedState()
        self._try_connecting()

    def wait(self, timeout: float) -> bool:
        """Return True as soon as somebody has committed since the last call that said so.

        False after ``timeout`` seconds, or at once when the feed is closed. After an outage
        the first success is True too, for nobody knows what was missed.
        """
        try:
            with self._turn:
                return self._wait(time.monotonic() + timeout)
        finally:
            self._clear_away()

    def close(self) -> None:
        """End the feed, and a wait under way in another thread within a moment."""
        self._closed.set()
        self._clear_away()

    def _wait(self, until: float) -> bool:
        while not self._closed.is_set():
            rest = until - time.monotonic()
            if self.state.live:
                if self._look_or_lose(max(0.0, rest)):
                    return True
            elif self._closed.wait(max(0.0, min(rest, self._retry))):
                return False
            elif self._try_connecting():
                return True
            if time.monotonic() >= until:
                return False
        return False

    def _look_or_lose(self, rest: float) -> bool:
        try:
            return self._look(rest)
        except self._failures():
            self._lose()
            return False

    def _try_connecting(self) -> bool:
        try:
            self._connect()
        except self._failures():
            self._lose()
            return False
        self.state = FeedState()
        self._retry = FIRST_RETRY
        return True

    def _lose(self) -> None:
        self._hang_up()
        if self.state.live:
            self.state = FeedState(lost_since=self._clock())
        else:
            self._retry = min(self._retry * 2, LAST_RETRY)

    def _clear_away(self) -> None:
        """Drop the connection of a closed feed, unless a waiter is using it: then it does."""
        if self._closed.is_set() and self._turn.acquire(blocking=False):
            try:
                self._hang_up()
            finally:
                self._turn.release()

    @abstractmethod
    def _failures(self) -> tuple[type[Exception], ...]:
        """Return what is raised when the database is out of reach."""

    @abstractmethod
    def _connect(self) -> None:
        """Connect; commits count from here on."""

    @abstractmethod
    def _look(self, rest: float) -> bool:
        """Say whether somebody committed, taking ``rest`` seconds at most."""

    @abstractmethod
    def _hang_up(self) -> None:
        """Drop the connection, if there is one."""


class FileFeed(ChangeFeed):
    """Asks SQLite for ``data_version``, which every commit of another connection changes.

    A file that was moved away, or replaced by another, is lost though its connection still
    answers: what it tells is not what stands at the address any more.
    """

    def __init__(self, path: Path, clock: Clock = system_clock) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._version = 0
        self._opened: os.stat_result | None = None
        super().__init__(clock)

    def _failures(self) -> tuple[type[Exception], ...]:
        return (sqlite3.Error, OSError)

    def _connect(self) -> None:
        self._opened = self._path.stat()
        self._connection = sqlite3.connect(
            f"file:{quote(str(self._path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection.execute("PRAGMA query_only=ON")
        self._version = self._now(self._connection)

    def _look(self, rest: float) -> bool:
        if self._connection is None or self._opened is None:
            return False
        if not os.path.samestat(self._path.stat(), self._opened):
            raise FileNotFoundError(self._path)
        version = self._now(self._connection)
        if version == self._version:
            self._closed.wait(min(rest, POLL))
            return False
        self._version = version
        return True

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _now(connection: sqlite3.Connection) -> int:
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
        return version


class ServerFeed(ChangeFeed):
    """Listens to what the heralds of other desks tell on PostgreSQL."""

    def __init__(self, location: Location, clock: Clock = system_clock) -> None:
        self._location = location
        self._connection: psycopg.Connection[Any] | None = None
        self._heard = 0.0
        super().__init__(clock)

    def _failures(self) -> tuple[type[Exception], ...]:
        import psycopg  # noqa: PLC0415  an extra that only this feed needs

        return (psycopg.Error, OSError)

    def _connect(self) -> None:
        self._connection = _connect(self._location)
        self._connection.execute(f"LISTEN {CHANNEL}".encode())
        self._heard = time.monotonic()

    def _look(self, rest: float) -> bool:
        if self._connection is None:
            return False
        told = list(self._connection.notifies(timeout=min(rest, SLICE), stop_after=1))
        if not told and time.monotonic() - self._heard < QUIET:
            return False
        self._heard = time.monotonic()
        return True

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Herald:
    """Tells the feeds of a PostgreSQL database that this desk has committed.

    It never fails: the commit stands whether or not it was told.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._connection: psycopg.Connection[Any] | None = None
        self._turn = Lock()

    def tell(self) -> None:
        """Wake every feed; for this the server need not wait for its disk."""
        import psycopg  # noqa: PLC0415

        with self._turn:
            try:
                if self._connection is None:
                    self._connection = _connect(self._location)
                self._connection.execute(
                    f"SET LOCAL synchronous_commit TO off; NOTIFY {CHANNEL}".encode()
                )
            except (psycopg.Error, OSError):
                self._hang_up()

    def close(self) -> None:
        """Drop the connection."""
        with self._turn:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(location: Location) -> "psycopg.Connection[Any]":
    import psycopg  # noqa: PLC0415  an extra that only servers need

    return psycopg.connect(location.conninfo, autocommit=True, **server_arguments(location, {}))


def open_feed(location: Location) -> ChangeFeed:
    """Start a feed on the database at ``location``; out of reach, it begins as lost."""
    if location.path is not None:
        return FileFeed(location.path)
    return ServerFeed(location)
