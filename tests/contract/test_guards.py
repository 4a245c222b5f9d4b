"""History and audit trail cannot be altered, not even by plain SQL."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from core.areas.models import Area
from core.audit.models import AuditEntry
from core.cases.models import Case, CaseHistory
from core.kernel.errors import Forbidden
from storage.database import Database
from tests.databases import run_sql

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with one entry of history and one of the audit trail."""
    with database.transactions.writing() as session:
        session.add(Area(id=1, code="330109", level=3, name="滨江区", valid_from=date(2020, 1, 1)))
        session.flush()
        case = Case(
            district_code="330109",
            number="C1",
            state="reported",
            tier=1,
            source="gridder",
            source_ref="1",
            matter="井盖破损",
            area_id=1,
            area_code="330109",
            street_code="330109001",
            reported_at=AT,
            due_at=AT,
            due_on=date(2026, 3, 2),
        )
        session.add(case)
        session.flush()
        assert case.id is not None
        session.add(entry_of(case.id))
        session.add(AuditEntry(at=AT, operator="li", action="look", subject="C1", outcome="done"))
    return database


def entry_of(case_id: int) -> CaseHistory:
    return CaseHistory(
        district_code="330109",
        case_id=case_id,
        seq=1,
        at=AT,
        verb="report",
        operator="li",
        to_state="reported",
        payload="{}",
        prev_hash="",
        hash="h",
    )


def rows_of(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


ATTACKS = (
    "UPDATE case_history SET operator = 'wang'",
    "UPDATE case_history SET hash = hash",
    "DELETE FROM case_history",
    "DELETE FROM case_history WHERE seq = 1",
    "UPDATE audit_entry SET operator = 'wang'",
    "DELETE FROM audit_entry",
)
SQLITE_ATTACKS = (
    "UPDATE OR REPLACE case_history SET operator = 'wang'",
    "UPDATE OR IGNORE case_history SET operator = 'wang'",
    """
    REPLACE INTO case_history
    SELECT district_code, case_id, seq, at, verb, 'wang', from_state, to_state, payload,
        prev_hash, hash FROM case_history
    """,
    """
    INSERT OR REPLACE INTO audit_entry
    SELECT id, at, 'wang', action, subject, outcome, detail FROM audit_entry
    """,
)
POSTGRESQL_ATTACKS = (
    "TRUNCATE case_history",
    "TRUNCATE cases CASCADE",
    "TRUNCATE audit_entry",
    "MERGE INTO case_history h USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
    (
        "INSERT INTO audit_entry SELECT * FROM audit_entry"
        " ON CONFLICT (id) DO UPDATE SET operator = 'wang'"
    ),
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_plain_sql_cannot_alter_what_is_written(kept: Database, attack: str) -> None:
    assert_repelled(kept, attack)


@pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)
@pytest.mark.parametrize("attack", SQLITE_ATTACKS)
def test_the_side_doors_of_sqlite_are_shut_too(kept: Database, attack: str) -> None:
    assert_repelled(kept, attack)


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
@pytest.mark.parametrize("attack", POSTGRESQL_ATTACKS)
def test_the_side_doors_of_postgresql_are_shut_too(kept: Database, attack: str) -> None:
    assert_repelled(kept, attack)


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_session_that_skips_ordinary_triggers_is_repelled_too(kept: Database) -> None:
    before = rows_of(kept, "case_history")
    with pytest.raises(Forbidden):
        run_sql(kept, "SET LOCAL session_replication_role = replica", "DELETE FROM case_history")
    assert rows_of(kept, "case_history") == before


@pytest.mark.parametrize("table", (CaseHistory, AuditEntry))
def test_the_session_cannot_alter_what_is_written(kept: Database, table: type[SQLModel]) -> None:
    before = rows_of(kept, str(table.__tablename__))
    with pytest.raises(Forbidden), kept.transactions.writing() as session:
        setattr(session.exec(select(table)).one(), "operator", "wang")  # noqa: B010  of two types
    with pytest.raises(Forbidden), kept.transactions.writing() as session:
        session.delete(session.exec(select(table)).one())
    assert rows_of(kept, str(table.__tablename__)) == before


def test_more_entries_can_be_added(kept: Database) -> None:
    with kept.transactions.writing() as session:
        entry = entry_of(1)
        entry.seq = 2
        session.add(entry)
        session.add(AuditEntry(at=AT, operator="li", action="look", subject="C1", outcome="done"))
    assert len(rows_of(kept, "case_history")) == 2
    assert len(rows_of(kept, "audit_entry")) == 2


def assert_repelled(database: Database, attack: str) -> None:
    tables = ("cases", "case_history", "audit_entry")
    before = [rows_of(database, table) for table in tables]
    with pytest.raises(Forbidden, match="stays as it is"):
        run_sql(database, attack)
    assert [rows_of(database, table) for table in tables] == before
