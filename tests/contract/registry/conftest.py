"""A fresh district on each database, with sizes, and looks past every reader."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from core.registry.outcome import GridOutcome, StaffOutcome
from storage.database import Database
from tests.contract.imports.conftest import district
from tests.district import ADMIN, GRID, NEXT_GRID, OTHER_GRID, District
from tests.stored import everything_in

__all__ = ["district"]

Look = Callable[[str], list[tuple[Any, ...]]]
Do = Callable[..., GridOutcome]
Post = Callable[..., StaffOutcome]

REGISTERS = ("area", "area_succession", "posting", "staff", "cover", "unit", "operator", "setting")


@pytest.fixture
def look(database: Database) -> Look:
    """Ask the database past every reader."""

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return ask


@pytest.fixture
def sized(district: District) -> District:
    """The small district, all grids comprehensive and of a known size."""
    with district.transactions.writing() as session:
        for code, households, residents in (
            (GRID, 480, 990),
            (NEXT_GRID, 320, 700),
            (OTHER_GRID, 400, 900),
        ):
            session.connection().execute(
                text(
                    "UPDATE area SET households = :h, residents = :r, kind = 'comprehensive' "
                    "WHERE code = :c"
                ),
                {"h": households, "r": residents, "c": code},
            )
    return district


@pytest.fixture
def do(sized: District) -> Do:
    """Change the registry as the district's admin, or only preview it."""

    def run(command: Any, *, by: str = ADMIN, dry: bool = False) -> Any:
        carry_out = sized.desk.preview if dry else sized.desk.execute
        return carry_out(command, by=by)

    return run


@pytest.fixture
def everything(sized: District, look: Look) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """Return every row that a change of the registry might touch."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        registers = {table: sorted(look(f"SELECT * FROM {table}"), key=repr) for table in REGISTERS}
        return registers | everything_in(sized.transactions)

    return read
