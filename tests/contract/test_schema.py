"""The migrated tables are those of the models, and a database of another age is not touched."""

import threading
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from core.kernel.errors import Invalid, Unavailable
from core.kernel.settings import write_setting
from storage.database import Database, open_database
from storage.guards import take_down
from storage.location import locate
from storage.schema import (
    METADATA,
    NEWEST,
    VERSION_TABLE,
    SchemaState,
    migrate,
    migrations_of,
    require_current,
    revision_of,
    state_of,
)
from tests.databases import bare_url, run_sql, say_nothing

__all__ = ["bare_url"]

EVERYTHING = {
    "sqlite": (
        f"""
        SELECT tbl_name, name, sql FROM sqlite_master
        WHERE tbl_name <> '{VERSION_TABLE}' ORDER BY tbl_name, name
        """,
    ),
    "postgresql": (
        f"""
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            l.collname, a.attidentity, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
            AND c.relname <> '{VERSION_TABLE}' ORDER BY c.relname, a.attname
        """,
        f"""
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
            AND conrelid::regclass::text <> '{VERSION_TABLE}' ORDER BY 1, 2
        """,
        f"""
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> '{VERSION_TABLE}' ORDER BY 1, 2
        """,
    ),
}


def catalogue_of(connection: Connection) -> list[list[tuple[Any, ...]]]:
    """Return what the database itself says of its tables, columns, constraints and indexes."""
    queries = EVERYTHING[connection.dialect.name]
    return [[plain(row) for row in connection.execute(text(query))] for query in queries]


def plain(row: Any) -> tuple[Any, ...]:
    """Ignore how a statement was laid out, in which order its parts stand and their quotes."""
    return tuple(
        sorted(part.rstrip(" )") for part in " ".join(cell.replace('"', "").split()).split(", "))
        if isinstance(cell, str)
        else cell
        for cell in row
    )


def test_the_comparison_of_alembic_finds_no_difference(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_migrated_tables_are_to_the_letter_those_of_the_models(
    database: Database, bare_url: str
) -> None:
    """Unlike Alembic's comparison, this sees checks, collations and the WHERE of an index."""
    with database.transactions.rehearsing() as session:
        take_down(session.connection())
        migrated = catalogue_of(session.connection())
    engine = create_engine(locate(bare_url).url)
    with engine.connect() as connection:
        METADATA.create_all(connection)
        modelled = catalogue_of(connection)
    engine.dispose()
    assert migrated == modelled


def test_the_newest_revision_is_the_last_of_the_migrations(database: Database) -> None:
    with database.reading() as connection:
        scripts = ScriptDirectory.from_config(migrations_of(connection))
    assert scripts.get_heads() == [NEWEST]
    assert revision_of(database) == NEWEST


def test_an_empty_database_gets_its_tables(bare_url: str) -> None:
    database = open_database(bare_url, create=True)
    assert state_of(database) is SchemaState.EMPTY
    with pytest.raises(Unavailable, match="griddesk init"):
        require_current(database)
    migrate(database, say_nothing)
    assert state_of(database) is SchemaState.CURRENT
    require_current(database)
    database.close()


def test_two_programs_may_make_the_tables_at_once(bare_url: str) -> None:
    databases = [open_database(bare_url, create=True) for _ in range(2)]
    threads = [threading.Thread(target=migrate, args=(each, say_nothing)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [state_of(each) for each in databases] == [SchemaState.CURRENT] * 2
    for each in databases:
        each.close()


def test_migrating_a_current_database_changes_nothing(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    with database.reading() as connection:
        before = catalogue_of(connection)
    migrate(database, say_nothing)
    with database.reading() as connection:
        assert catalogue_of(connection) == before
        assert connection.scalar(text("SELECT value FROM setting")) == "green"


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    set_revision(database, "9999")
    assert state_of(database) is SchemaState.NEWER
    with pytest.raises(Unavailable, match=r"newer GridDesk \(tables 9999"):
        require_current(database)
    with pytest.raises(Unavailable, match="newer GridDesk"):
        migrate(database, say_nothing)
    assert revision_of(database) == "9999"


def test_an_older_database_is_not_worked_on_before_it_is_migrated(database: Database) -> None:
    set_revision(database, "0000")
    assert state_of(database) is SchemaState.OLDER
    with pytest.raises(Unavailable, match="griddesk migrate"):
        require_current(database)


def test_a_database_of_another_program_is_refused_and_left_alone(bare_url: str) -> None:
    database = open_database(bare_url, create=True)
    run_sql(database, "CREATE TABLE recipe (name varchar)")
    assert state_of(database) is SchemaState.FOREIGN
    with pytest.raises(Invalid, match="another program"):
        require_current(database)
    with pytest.raises(Invalid, match="another program"):
        migrate(database, say_nothing)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM recipe")) == 0
    database.close()


@pytest.mark.parametrize("revision", ("12", "a1b2c3d4e5f6"))
def test_a_revision_that_is_none_of_ours_makes_a_database_foreign(
    database: Database, revision: str
) -> None:
    set_revision(database, revision)
    assert state_of(database) is SchemaState.FOREIGN


def test_a_migration_that_fails_half_way_leaves_no_table(
    bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: Connection) -> None:
        raise LookupError("on purpose")

    monkeypatch.setattr("storage.guards.put_up", fail)
    database = open_database(bare_url, create=True)
    with pytest.raises(LookupError, match="on purpose"):
        migrate(database, say_nothing)
    assert state_of(database) is SchemaState.EMPTY
    database.close()


def set_revision(database: Database, revision: str) -> None:
    run_sql(database, f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")
