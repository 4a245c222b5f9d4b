"""One open database: how it is written, read, watched and closed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from core.kernel.errors import Invalid, Unavailable
from core.kernel.words import N_
from storage.engines import file_engines, server_engines
from storage.location import Dialect, Location, locate
from storage.refusals import translated
from storage.transactions import EngineTransactions

if TYPE_CHECKING:
    from storage.feed import ChangeFeed, Herald


class Database:
    """An open database; made by `open_database`, safe to share between threads."""

    def __init__(
        self, location: Location, writer: Engine, reader: Engine, herald: "Herald | None" = None
    ) -> None:
        self.location = location
        self.writer = writer
        self.reader = reader
        self._herald = herald
        self.transactions = EngineTransactions(writer, self._committed)

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

    @contextmanager
    def as_it_stands(self) -> Iterator["Database"]:
        """Hand out this database as it stands, for an answer that several readers make together.

        Every `reading` of it is on one snapshot, whoever commits meanwhile. It is for one thread,
        and as short as a reading should be.

        Raises:
            Unavailable: when the database is lost or all readers are busy.
        """
        with self.reading() as connection:
            yield _Standing(self, connection)

    def feed(self) -> "ChangeFeed":
        """Start watching for commits of anybody, this process included."""
        from storage.feed import open_feed  # noqa: PLC0415  only desks that watch pay for it

        return open_feed(self.location)

    def shorten_log(self) -> None:
        """Bring what was committed from the log of an SQLite file into the file; elsewhere nothing.

        Otherwise the commit that finds the log long does it, whosever it is, and its desk waits
        for the disk. Nobody who reads or writes waits for this; what others are in the middle of,
        and what fails, is left to a later commit.

        Raises:
            Unavailable: when the database is lost.
        """
        if self.dialect == "sqlite":
            with (
                translated(),
                closing(self.writer.raw_connection()) as connection,
                suppress(sqlite3.Error),
            ):
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give every connection back; a closed database cannot be used again."""
        self.reader.dispose()
        self.writer.dispose()
        if self._herald:
            self._herald.close()

    def _committed(self) -> None:
        """Tell the other desks; on SQLite the file itself does."""
        if self._herald:
            self._herald.tell()


class _Standing(Database):
    """A database as it stood when it was first read."""

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.location, database.writer, database.reader)
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give the one snapshot there is."""
        yield self._connection


def open_database(url: str, *, create: bool = False, read_only: bool = False) -> Database:
    """Open the database at ``url``; with ``create``, make the SQLite file if there is none.

    With ``read_only`` every connection is one that cannot write, the desk's own included.

    A PostgreSQL database is made by whoever runs the server, never here. The tables are not
    looked at: see `storage.schema`.

    Raises:
        Invalid: when the address cannot be understood.
        Unavailable: when there is no such file, or the driver is not installed.
    """
    location = locate(url)
    if location.dialect == "sqlite":
        database = _open_file(location, create=create)
    else:
        database = _open_server(location)
    if not read_only:
        return database
    database.writer.dispose()
    return Database(location, database.reader, database.reader)


def _open_file(location: Location, *, create: bool) -> Database:
    try:
        _find_file(location, create=create)
    except OSError as error:
        raise Unavailable(
            N_("The database %(label)s cannot be reached: %(detail)s."),
            label=location.label,
            detail=error.strerror,
        ) from error
    return Database(location, *file_engines(location.file))


def _find_file(location: Location, *, create: bool) -> None:
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


def _open_server(location: Location) -> Database:
    if find_spec("psycopg") is None:
        raise Unavailable(
            N_(
                "PostgreSQL needs a driver that is not installed here. Install GridDesk with "
                "its extra: pip install 'griddesk[postgres]'."
            )
        )
    from storage.feed import Herald  # noqa: PLC0415  files need none

    return Database(location, *server_engines(location), Herald(location))
