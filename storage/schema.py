"""The tables: whether they are there, how old they are, and bringing them up to date.

What the tables are is said twice, by the models of the core and by the numbered migrations;
a test compares the two on both databases.
"""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import Connection, MetaData, NullPool, create_engine, event, inspect, text
from sqlmodel import SQLModel

from core.areas import models as areas
from core.assessments import models as assessments
from core.audit import models as audit
from core.cases import models as cases
from core.catalogue import models as catalogue
from core.deadlines import models as deadlines
from core.imports import models as imports
from core.kernel import settings
from core.kernel.errors import Corrupt, Invalid, Unavailable
from core.kernel.words import N_
from core.operators import models as operators
from core.policies import models as policies
from core.reports import models as reports
from core.scheduling import models as scheduling
from core.staff import models as staff
from core.units import models as units
from core.upstreams import models as upstreams
from storage import guards
from storage.database import Database
from storage.refusals import translated

if TYPE_CHECKING:
    from alembic.config import Config

TABLE_MODULES: Final = (
    settings, areas, staff, units, catalogue, deadlines, operators, audit, cases, policies, imports,
    scheduling, reports, assessments, upstreams,
)  # fmt: skip
"""Every module that defines tables; importing them registers the tables."""

METADATA: Final[MetaData] = SQLModel.metadata
"""All tables of the models above."""

NEWEST: Final = "0011"
"""The revision this program needs: the last file of ``migrations/versions``.

Revisions are numbers of four digits, so that a later one can be told from an unknown one.
"""

MIGRATIONS: Final = Path(__file__).parent / "migrations"
"""Where the migrations lie, for Alembic."""

VERSION_TABLE: Final = "schema_version"

_MIGRATION_LOCK: Final = 0x67726964
"""Names the advisory lock under which a PostgreSQL database is migrated."""


class Say(Protocol):
    """Tells a person a sentence: an English template and what fills it, as in an error."""

    def __call__(self, template: str, /, **params: str) -> None:
        """Say it."""
        ...


class SchemaState(StrEnum):
    """How the tables found compare with those this program needs."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def revision_of(database: Database) -> str | None:
    """Return the revision of the tables, ``None`` when they are not ours or not there."""
    with database.reading() as connection:
        return _revision(connection)


def state_of(database: Database) -> SchemaState:
    """Compare the tables found with those this program needs."""
    with database.reading() as connection:
        return _state(connection)


def require_current(database: Database) -> None:
    """Let nobody work on tables this program does not know.

    Raises:
        Unavailable: when they are missing, older or newer; the sentence says what to do.
        Invalid: when the database belongs to another program.
    """
    state = state_of(database)
    if state is SchemaState.EMPTY:
        raise Unavailable(
            N_("The database %(label)s is empty. Run griddesk init to make its tables."),
            label=database.label,
        )
    if state is SchemaState.OLDER:
        raise Unavailable(
            N_(
                "The database %(label)s was made by an older GridDesk. Run griddesk migrate to "
                "bring it up to date."
            ),
            label=database.label,
        )
    _refuse_unknown(database, state)


def migrate(database: Database, say: Say) -> None:
    """Make the tables, or bring older ones up to date; nothing to do is no error.

    One transaction: it happens whole or not at all, and of two programs that try at once the
    second finds nothing left to do. A file is copied first, and ``say`` tells where to.

    Raises:
        Unavailable: when a newer program made the tables, or the database is locked.
        Invalid: when the database belongs to another program.
        Corrupt: when rows contradict the new tables; everything stays as it was.
    """
    found = state_of(database)
    _refuse_unknown(database, found)
    if found is SchemaState.CURRENT:
        return
    if found is SchemaState.OLDER:
        say(N_("Bringing the database up to date: %(label)s"), label=database.label)
        if database.dialect == "sqlite":
            copy = _copy_aside(database.location.file, str(revision_of(database)))
            say(N_("The database as it was is kept in %(copy)s"), copy=str(copy))
    with translated():
        if database.dialect == "sqlite":
            _migrate_file(database.location.file)
        else:
            _migrate_server(database)


def _refuse_unknown(database: Database, state: SchemaState) -> None:
    if state is SchemaState.NEWER:
        raise Unavailable(
            N_(
                "The database %(label)s was made by a newer GridDesk (tables %(found)s, this "
                "program knows %(known)s). Update this program; nothing was changed."
            ),
            label=database.label,
            found=revision_of(database),
            known=NEWEST,
        )
    if state is SchemaState.FOREIGN:
        raise Invalid(
            N_("The database %(label)s holds tables of another program. Name another one."),
            field="database",
            label=database.label,
        )


def _state(connection: Connection) -> SchemaState:
    revision = _revision(connection)
    if revision is None:
        empty = not inspect(connection).get_table_names()
        return SchemaState.EMPTY if empty else SchemaState.FOREIGN
    if revision == NEWEST:
        return SchemaState.CURRENT
    if not (revision.isdecimal() and len(revision) == len(NEWEST)):
        return SchemaState.FOREIGN
    return SchemaState.OLDER if revision < NEWEST else SchemaState.NEWER


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    revision: str | None = found.scalar_one_or_none()
    return revision


def _copy_aside(path: Path, revision: str) -> Path:
    """Copy a file with SQLite's own backup, which is whole even while others write."""
    copy = path.with_stem(f"{path.stem}.tables-{revision}")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_stem(f"{path.stem}.tables-{revision}-{number}")
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _migrate_file(path: Path) -> None:
    """Migrate a file on a connection of its own, without foreign keys.

    SQLite changes a table by copying it, and dropping the old one would otherwise count as
    removing every row that others point to. The keys are checked before the commit instead.
    """
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=OFF")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    with engine.begin() as connection:
        _upgrade(connection)
        orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if orphan is not None:
            raise Corrupt(
                N_("A row of %(table)s points to nothing in %(parent)s; nothing was changed."),
                table=orphan[0],
                parent=orphan[2],
            )


def _migrate_server(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    """Run what is missing inside the transaction that ``connection`` is in."""
    if _state(connection) is SchemaState.CURRENT:
        return
    from alembic import command  # noqa: PLC0415  costs more than all other imports together

    guards.take_down(connection)
    command.upgrade(migrations_of(connection), "head")
    guards.recount(connection)
    guards.put_up(connection)


def migrations_of(connection: Connection) -> "Config":
    """Return Alembic's configuration for the packaged migrations, run on ``connection``."""
    from alembic.config import Config  # noqa: PLC0415  only migrations need it

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
