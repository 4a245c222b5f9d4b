"""What each revision makes of a district that was founded before it."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from core.kernel.errors import Forbidden
from storage.database import Database, open_database
from storage.schema import SchemaState, migrate, migrations_of, state_of
from tests.databases import bare_url, run_sql, say_nothing

__all__ = ["bare_url"]

DISTRICT = (
    "INSERT INTO setting (key, value) VALUES ('district_code', '330108')",
    """
    INSERT INTO operator (login, name, role, area_code, active)
    VALUES ('admin', '周宁', 'admin', '330108', true)
    """,
    "INSERT INTO stage_limit (stage, due_limit) VALUES ('call_finish', '9 working_day')",
    """
    INSERT INTO area (id, code, level, name, valid_from)
    VALUES (1, '330108001001001', 6, '一网格', '2026-01-01')
    """,
)
CASE = (
    """
    INSERT INTO cases (
        id, district_code, number, version, history_hash, state, tier, source, source_ref, matter,
        address, area_id, area_code, street_code, reporter_name, reporter_phone, self_handled,
        result, reported_at, handle_estimated, due_at, due_on, due_stage, estimated,
        dispatch_count, return_count, escalation_count, check_count, rework_count
    ) VALUES (
        7, '330108', '330108-26-000001', 1, 'aa', 'reported', 2, 'gridder', 'r-1', '井盖',
        '', 1, '330108001001001', '330108001', '', '', false,
        '', '2026-09-30 01:00:00.000000', false, '2026-09-30 01:15:00.000000', '2026-09-30',
        'accept', false, 0, 3, 0, 0, 0
    )
    """,
    """
    INSERT INTO case_timer (
        district_code, case_id, stage, street_code, area_code, tier, time_limit, started_at,
        target_at, due_at, estimated
    ) VALUES (
        '330108', 7, 'accept', '330108001', '330108001001001', 2, '15 minute',
        '2026-09-30 01:00:00.000000', '2026-09-30 01:12:00.000000', '2026-09-30 01:15:00.000000',
        false
    )
    """,
    """
    INSERT INTO case_history (
        district_code, case_id, seq, at, verb, operator, to_state, payload, prev_hash, hash
    ) VALUES (
        '330108', 7, 1, '2026-09-30 01:00:00.000000', 'report', 'admin', 'reported', '{}', '', 'aa'
    )
    """,
)


def at_revision(url: str, revision: str) -> Database:
    """Return a database whose tables are as old as ``revision``."""
    database = open_database(url, create=True)
    with database.transactions.writing() as session:
        command.upgrade(migrations_of(session.connection()), revision)
    return database


@pytest.fixture
def first(bare_url: str) -> Iterator[Database]:
    """A database as the first revision left it."""
    database = at_revision(bare_url, "0001")
    yield database
    database.close()


def one(database: Database, query: str) -> tuple[object, ...]:
    with database.reading() as connection:
        (row,) = connection.execute(text(query)).all()
        return tuple(row)


def column(database: Database, query: str) -> list[object]:
    with database.reading() as connection:
        return list(connection.execute(text(query)).scalars())


def test_supervision_finds_old_cases_never_supervised(first: Database) -> None:
    run_sql(first, *DISTRICT, *CASE)
    history = one(first, "SELECT * FROM case_history")

    migrate(first, say_nothing)

    assert state_of(first) is SchemaState.CURRENT
    assert one(
        first,
        "SELECT number, return_count, pauses, extensions, card, merged_into_id, suspended_at, "
        "hand_down_count + suspension_count + reopen_count + extension_count + urge_count "
        "+ call_count FROM cases",
    ) == ("330108-26-000001", 3, "[]", "[]", None, None, None, 0)
    assert column(first, "SELECT number FROM cases WHERE ruled OR reply_awaited OR exempt") == []
    assert one(first, "SELECT stage, call, time_limit FROM case_timer") == (
        "accept",
        0,
        "15 minute",
    )
    assert one(first, "SELECT * FROM case_history") == history
    assert one(first, "SELECT tier, open FROM queue_count") == (2, 1)


def test_supervision_gives_a_founded_district_limits_policies_and_their_operator(
    first: Database,
) -> None:
    run_sql(first, *DISTRICT)

    migrate(first, say_nothing)

    assert column(first, "SELECT stage || ': ' || due_limit FROM stage_limit ORDER BY stage") == [
        "call_answer: 1 working_day",
        "call_answer_urgent: 30 minute",
        # What the district had decided itself stays.
        "call_finish: 9 working_day",
    ]
    assert len(column(first, "SELECT code FROM policy_rule WHERE active")) == 8
    assert one(first, "SELECT role, area_code FROM operator WHERE login = 'timers'") == (
        "supervisor",
        "330108",
    )


def test_a_database_without_a_district_gets_the_tables_alone(first: Database) -> None:
    migrate(first, say_nothing)

    assert column(first, "SELECT code FROM policy_rule") == []
    assert column(first, "SELECT login FROM operator") == []


def test_the_history_of_a_migrated_district_is_guarded(first: Database) -> None:
    run_sql(first, *DISTRICT, *CASE)
    migrate(first, say_nothing)

    with pytest.raises(Forbidden):
        run_sql(first, "DELETE FROM case_history")


def test_operators_of_old_have_no_password_and_stay_as_they_were(bare_url: str) -> None:
    second = at_revision(bare_url, "0002")
    run_sql(second, *DISTRICT)

    migrate(second, say_nothing)

    assert state_of(second) is SchemaState.CURRENT
    assert one(second, "SELECT login, name, role, active, password_hash FROM operator") == (
        "admin",
        "周宁",
        "admin",
        True,
        None,
    )
    second.close()


def test_imports_of_old_stand_and_nothing_of_them_was_refused(bare_url: str) -> None:
    third = at_revision(bare_url, "0003")
    run_sql(
        third,
        *DISTRICT,
        "INSERT INTO import_run (id, at, operator, kind, file_name, sha256, new_rows, "
        "changed_rows, unchanged_rows) VALUES (1, '2026-09-30 01:00:00.000000', 'admin', "
        "'areas', 'a.csv', '', 3, 1, 0)",
    )

    migrate(third, say_nothing)

    assert one(
        third, "SELECT id, new_rows, refused_rows, undone_at, undone_by FROM import_run"
    ) == (
        1,
        3,
        0,
        None,
        None,
    )
    third.close()
