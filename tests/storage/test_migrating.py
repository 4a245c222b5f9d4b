"""An older database is brought up to date; a file is copied first."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from core.kernel.errors import Corrupt, Forbidden
from storage import schema
from storage.database import Database, open_database
from storage.schema import SchemaState, migrate, revision_of, state_of
from tests.contract.test_guards import kept, rows_of
from tests.databases import MakeDatabase, run_sql, say_nothing

__all__ = ["kept"]

PRESENT = schema.NEWEST
AFTER = f"{int(PRESENT) + 1:04}"
NEXT = f'''
"""Rename every colour, move every case, and rebuild a guarded table."""

import sqlalchemy as sa
from alembic import op

revision = "{AFTER}"
down_revision = "{PRESENT}"


def upgrade() -> None:
    op.execute("UPDATE setting SET value = 'blue' WHERE key = 'colour'")
    op.execute("UPDATE cases SET tier = 2")
    with op.batch_alter_table("case_history", recreate="always") as table:
        table.add_column(sa.Column("channel", sa.String()))
'''
BREAKING = "    op.execute('INSERT INTO duty (unit_id, item_pattern) VALUES (77, 9)')\n"


@pytest.fixture
def older(kept: Database) -> Database:
    """A database with history and a colour."""
    run_sql(kept, "INSERT INTO setting (key, value) VALUES ('colour', 'green')")
    return kept


@pytest.fixture
def later(older: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make this program one migration younger; returns that migration's file."""
    assert state_of(older) is SchemaState.CURRENT
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    migration = folder / "versions" / f"{AFTER}_next.py"
    migration.write_text(NEXT)
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "NEWEST", AFTER)
    return migration


def colour(database: Database) -> str:
    with database.reading() as connection:
        value: str = connection.execute(
            text("SELECT value FROM setting WHERE key = 'colour'")
        ).scalar_one()
        return value


def counts(database: Database) -> list[tuple[int, int]]:
    with database.reading() as connection:
        rows = connection.execute(text("SELECT tier, open FROM queue_count"))
        return [(row.tier, row.open) for row in rows]


@pytest.mark.usefixtures("later")
def test_an_older_database_gets_what_it_lacks_and_keeps_what_it_has(older: Database) -> None:
    history = rows_of(older, "case_history")
    assert state_of(older) is SchemaState.OLDER
    migrate(older, say_nothing)
    assert state_of(older) is SchemaState.CURRENT
    assert colour(older) == "blue"
    assert rows_of(older, "case_history") == [(*row, None) for row in history]


@pytest.mark.usefixtures("later")
def test_a_rebuilt_table_is_guarded_as_before_and_moved_cases_are_recounted(
    older: Database,
) -> None:
    migrate(older, say_nothing)
    with pytest.raises(Forbidden):
        run_sql(older, "DELETE FROM case_history")
    assert counts(older) == [(2, 1)]
    run_sql(older, "UPDATE cases SET tier = 4")
    assert counts(older) == [(4, 1)]


@pytest.mark.usefixtures("later")
def test_a_file_is_copied_as_it_was_and_the_copy_is_named(
    older: Database, request: pytest.FixtureRequest
) -> None:
    said: list[tuple[str, dict[str, str]]] = []

    def listen(template: str, /, **params: str) -> None:
        said.append((template, params))

    migrate(older, listen)
    assert said[0][1] == {"label": older.label}
    if older.dialect == "postgresql":
        assert len(said) == 1
        return
    copy = open_database(said[1][1]["copy"])
    request.addfinalizer(copy.close)
    assert (revision_of(copy), colour(copy)) == (PRESENT, "green")


@pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)
def test_a_second_copy_does_not_overwrite_the_first(older: Database, later: Path) -> None:
    path = older.location.file
    later.write_text(NEXT + BREAKING)
    for _ in range(2):
        with pytest.raises(Corrupt):
            migrate(older, say_nothing)
    copies = sorted(found.name for found in path.parent.glob(f"{path.stem}.tables-*"))
    assert copies == [f"{path.stem}.tables-{PRESENT}-2.db", f"{path.stem}.tables-{PRESENT}.db"]


def test_a_migration_that_leaves_rows_pointing_to_nothing_changes_nothing(
    older: Database, later: Path
) -> None:
    later.write_text(NEXT + BREAKING)
    history = rows_of(older, "case_history")
    with pytest.raises(Corrupt):
        migrate(older, say_nothing)
    assert (revision_of(older), colour(older)) == (PRESENT, "green")
    assert rows_of(older, "case_history") == history
    with pytest.raises(Forbidden):
        run_sql(older, "DELETE FROM case_history")


@pytest.mark.usefixtures("later")
def test_of_two_that_migrate_the_second_finds_nothing_to_do(
    older: Database, make_database: MakeDatabase
) -> None:
    other = make_database()
    migrate(older, say_nothing)
    migrate(other, say_nothing)
    assert state_of(other) is SchemaState.CURRENT
