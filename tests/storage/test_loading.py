"""Rows that are loaded in parts are in the table as they were given, on either database."""

from datetime import date

from sqlalchemy import select, text

from core.imports.bulk import load_columns, load_rows
from core.staff.models import Staff
from storage.database import Database, open_database
from tests.databases import Shelves

STAFF = Staff.__table__  # type: ignore[attr-defined]
NAMES = ("number", "name", "phone", "joined_on", "left_on")
ASKED = text("SHOW plan_cache_mode")
TODAY, LATER = date(2026, 9, 14), date(2026, 12, 31)
ROWS = [
    ("N1", "王芳", "13800000001", TODAY, None),
    ("N2", "a\tb\nc\rd", None, TODAY, LATER),
    ("N3", "\\N", "\\", LATER, None),
    ("N4", "'; DROP TABLE staff; --", "", LATER, LATER),
]


def held(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        columns = (STAFF.c[name] for name in NAMES)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(STAFF.c.id))]


def test_every_sign_of_a_text_comes_through(database: Database) -> None:
    with database.transactions.writing() as session:
        load_rows(session, STAFF, NAMES, ROWS)
    assert held(database) == ROWS


def test_parts_follow_each_other_and_may_leave_columns_empty(database: Database) -> None:
    parts = [
        (("N1", "N2"), ("甲", "乙"), (None, None), (TODAY, TODAY), (None, None)),
        (("N3",), ("丙",), ("0571",), (LATER,), (LATER,)),
    ]
    with database.transactions.writing() as session:
        load_columns(session, STAFF, NAMES, parts)
    assert held(database) == [row for part in parts for row in zip(*part, strict=True)]


def test_plans_are_kept_on_a_server_for_the_rest_of_the_transaction_alone(
    shelves: Shelves,
) -> None:
    url = shelves.postgresql.take()
    database = open_database(url)
    with database.transactions.writing() as session:
        before = session.execute(ASKED).scalar_one()
        load_rows(session, STAFF, NAMES, ROWS)
        behind = session.execute(ASKED).scalar_one()
    with database.transactions.writing() as session:
        afterwards = session.execute(ASKED).scalar_one()
    database.close()
    shelves.postgresql.give_back(url)
    assert (before, behind, afterwards) == ("force_custom_plan", "auto", "force_custom_plan")
