"""The engines under a database: one to write, one to read, of each kind.

Writing and reading want opposite things. On SQLite a writer takes the one write lock at once
(``BEGIN IMMEDIATE``), while a reader must never wait for it; on PostgreSQL the reader is held
to reading by the server itself.
"""

import math
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.location import Location, server_arguments

LOCK_WAIT: Final = 5.0
"""Seconds a writer waits for another process's lock before it says so."""

IDLE: Final = 3.0
"""Seconds after which a connection to a server is tried before it is used again."""

READERS: Final = 4
"""Connections kept for reading; a few screens and the feed of one desk."""


def file_engines(path: Path) -> tuple[Engine, Engine]:
    """Return what writes and what reads the SQLite file at ``path``."""
    writer = _file_engine(path, "BEGIN IMMEDIATE", size=1, extra=0)
    event.listen(writer, "connect", _prepare_file_writer)
    reader = _file_engine(path, "BEGIN", size=READERS, extra=READERS)
    event.listen(reader, "connect", _prepare_file_reader)
    for engine in (writer, reader):
        _keep_to_the_file_at(path, engine)
    return writer, reader


def _keep_to_the_file_at(path: Path, engine: Engine) -> None:
    """Open anew where the file was moved away or replaced.

    An open connection follows its file wherever it goes: a desk would go on writing into a
    copy put aside while everybody else reads the one that was restored.
    """

    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = path.stat()

    def check(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        try:
            if os.path.samestat(path.stat(), record.info["file"]):
                return
        except OSError as error:
            raise DisconnectionError from error
        raise DisconnectionError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", check)


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
    survives a power cut, which ``NORMAL``, the usual companion of WAL, does not promise. It
    costs: bare commits were measured at 7,000 a second instead of 57,000.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_size_limit=67108864")


def _prepare_file_reader(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def server_engines(location: Location) -> tuple[Engine, Engine]:
    """Return what writes and what reads the PostgreSQL database at ``location``."""
    writer = _server_engine(
        location,
        isolation="READ COMMITTED",
        options={
            "synchronous_commit": "on",
            "lock_timeout": f"{LOCK_WAIT:.0f}s",
            "idle_in_transaction_session_timeout": "60s",
            # A plan kept from when the tables were empty scans them when they are full.
            "plan_cache_mode": "force_custom_plan",
        },
    )
    reader = _server_engine(
        location,
        isolation="REPEATABLE READ",
        options={"default_transaction_read_only": "on"},
    )
    _try_before_use(writer, reader)
    return writer, reader


def _server_engine(location: Location, *, isolation: str, options: dict[str, str]) -> Engine:
    return create_engine(
        location.url,
        isolation_level=isolation,
        use_native_hstore=False,  # nothing here is one, and looking for the type is a question more
        pool_size=READERS,
        max_overflow=READERS,
        pool_timeout=LOCK_WAIT,
        connect_args=server_arguments(location, options),
    )


def _try_before_use(*engines: Engine) -> None:
    """Replace connections that died while nobody used them.

    A connection is tried when it lay idle for a while, or since before another one was
    lost. SQLAlchemy's own ``pool_pre_ping`` asks the server every time, which adds a round
    trip to every verb and every read of a busy desk.
    """
    lost_at = -math.inf

    def note_loss(*_what: object) -> None:
        nonlocal lost_at
        lost_at = time.monotonic()

    def note_use(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["given_back"] = time.monotonic()

    for engine in engines:

        def check(
            connection: DBAPIConnection,
            record: ConnectionPoolEntry,
            _proxy: object,
            dialect: Dialect = engine.dialect,
        ) -> None:
            given_back = record.info.get("given_back", math.inf)
            if given_back > max(lost_at, time.monotonic() - IDLE):
                return  # or brand-new, and so never given back
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error

        event.listen(engine, "invalidate", note_loss)
        event.listen(engine, "checkin", note_use)
        event.listen(engine, "checkout", check)
