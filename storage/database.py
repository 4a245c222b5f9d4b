"""One open database: how it is written, read, watched and closed.

Writing and reading go through two engines, because they want opposite things. On SQLite a
writer takes the one write lock at once (``BEGIN IMMEDIATE``), while a reader must never wait
for it; on PostgreSQL the reader is held to reading by the server itself.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from core.kernel.errors import Invalid, Unavailable
from core.kernel.words import N_
from storage.location import Dialect, Location, locate, server_arguments
from storage.refusals import translated
from storage.transactions import EngineTransactions

if TYPE_CHECKING:
    from storage.feed import ChangeFeed

LOCK_WAIT: Final = 5.0
"""Seconds a writer waits for another process's lock before it says so."""

READERS: Final = 4
"""Connections kept for reading; a few screens and the feed of one desk."""


class Database:
    """An open database; made by `open_database`, safe to share between threads."""

    def __init__(self, location: Location, writer: Engine, reader: Engine) -> None:
        self.location = location
        self.writer = writer
        self.reader = reader
        self.transactions = EngineTransactions(writer)

    @property
    def dialect(self) -> Dialect:
        """Which kind of database it is: ``sqlite`` or ``postgresql``."""
        return self.location.dialect

    @property
    def label(self) -> str:
        """The address without its password, for screens."""
        return self.location.label

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that can only read, on one snapshot from first to last statement.

        Hold it for the length of a query, never across a person's thinking: an old snapshot
        keeps the database from tidying up.

        Raises:
            Unavailable: when the database is lost or all readers are busy.
        """
        with translated(), self.reader.connect() as connection:
            yield connection

    def feed(self) -> "ChangeFeed":
        """Start watching for commits of anybody, this process included."""
        from storage.feed import open_feed  # noqa: PLC0415  only desks that watch pay for it

        return open_feed(self.location)

    def close(self) -> None:
        """Give every connection back; a closed database cannot be used again."""
        self.reader.dispose()
        self.writer.dispose()


def open_database(url: str, *, create: bool = False) -> Database:
    """Open the database at ``url``; with ``create``, make the SQLite file if there is none.

    A PostgreSQL database is made by whoever runs the server, never here. The tables are not
    looked at: see `storage.schema`.

    Raises:
        Invalid: when the address cannot be understood.
        Unavailable: when there is no such file, or the driver is not installed.
    """
    location = locate(url)
    if location.dialect == "sqlite":
        return _open_file(location, create=create)
    return _open_server(location)


def _open_file(location: Location, *, create: bool) -> Database:
    path = location.file
    if not path.exists() and not create:
        raise Unavailable(
            N_("There is no database at %(label)s yet. Run griddesk init to make it."),
            label=location.label,
        )
    if path.is_dir() or not path.parent.is_dir():
        raise Invalid(
            N_("%(label)s cannot hold a database: name a file in a folder that exists."),
            field="database",
            label=location.label,
        )
    if create:
        path.touch(mode=0o600)  # names and telephone numbers of people: for its owner only
    writer = _file_engine(path, "BEGIN IMMEDIATE", size=1, extra=0)
    event.listen(writer, "connect", _prepare_file_writer)
    reader = _file_engine(path, "BEGIN", size=READERS, extra=READERS)
    event.listen(reader, "connect", _prepare_file_reader)
    return Database(location, writer, reader)


def _file_engine(path: Path, begin: str, *, size: int, extra: int) -> Engine:
    """Make an engine whose transactions begin with ``begin``.

    ``isolation_level=None`` keeps Python's driver from opening transactions by itself. A
    writer's pool holds one connection, for SQLite has one writer: threads of this process
    queue for it instead of polling the lock. ``mode=rw`` never makes a file by accident.
    """

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            timeout=LOCK_WAIT,
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=extra,
        pool_timeout=LOCK_WAIT,
    )
    event.listen(engine, "begin", _beginning(begin))
    return engine


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _prepare_file_writer(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a connection that writes.

    ``synchronous=FULL`` makes each commit wait for the disk: a verb that was acknowledged
    survives a power cut, which ``NORMAL``, the usual companion of WAL, does not promise.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_size_limit=67108864")


def _prepare_file_reader(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _open_server(location: Location) -> Database:
    if find_spec("psycopg") is None:
        raise Unavailable(
            N_(
                "PostgreSQL needs a driver that is not installed here. Install GridDesk with "
                "its extra: pip install 'griddesk[postgres]'."
            )
        )
    writer = _server_engine(
        location,
        isolation="READ COMMITTED",
        options={
            "synchronous_commit": "on",
            "lock_timeout": f"{LOCK_WAIT:.0f}s",
            "idle_in_transaction_session_timeout": "60s",
        },
    )
    reader = _server_engine(
        location,
        isolation="REPEATABLE READ",
        options={"default_transaction_read_only": "on"},
    )
    return Database(location, writer, reader)


def _server_engine(location: Location, *, isolation: str, options: dict[str, str]) -> Engine:
    with translated():
        return create_engine(
            location.url,
            isolation_level=isolation,
            pool_size=READERS,
            max_overflow=READERS,
            pool_timeout=LOCK_WAIT,
            pool_pre_ping=True,
            connect_args=server_arguments(location, options),
        )
