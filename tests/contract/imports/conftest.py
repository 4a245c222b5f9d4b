"""A fresh district on each database, and looking at what imports left there."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from core.imports.commands import ImportCommand
from core.imports.result import ImportResult
from storage.database import Database
from tests.district import ADMIN, District

TABLES = (
    "area",
    "area_boundary",
    "staff",
    "posting",
    "unit",
    "duty",
    "item",
    "filing_condition",
    "calendar_year",
    "calendar_day",
    "tier_limit",
    "stage_limit",
    "office_hours_spell",
    "operator",
    "policy_rule",
    "assessment_profile",
    "assessment_indicator",
    "assessment_finding",
    "import_run",
    "audit_entry",
    "setting",
)

Rows = dict[str, list[tuple[Any, ...]]]
Look = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def district(database: Database) -> District:
    """A small district with a desk and a clock moved by hand."""
    built = District(database.transactions)
    if database.dialect == "postgresql":
        _count_on(database)
    return built


def _count_on(database: Database) -> None:
    """Let PostgreSQL number on after the keys that the district was built with."""
    with database.transactions.writing() as session:
        for table in ("unit", "item", "staff"):
            session.connection().execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"
                )
            )


@pytest.fixture
def take_in(district: District) -> Callable[[ImportCommand], ImportResult]:
    """Import as the district's admin."""

    def run(command: ImportCommand) -> ImportResult:
        result: ImportResult = district.desk.execute(command, by=ADMIN)
        return result

    return run


@pytest.fixture
def look(database: Database) -> Look:
    """Ask the database past every reader."""

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return ask


@pytest.fixture
def everything(look: Look) -> Callable[[], Rows]:
    """Return every row of every table that imports write."""

    def read() -> Rows:
        return {table: sorted(look(f"SELECT * FROM {table}"), key=repr) for table in TABLES}

    return read
