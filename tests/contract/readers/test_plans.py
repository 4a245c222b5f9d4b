"""Lists and counts stay ranges of an index however large the archive grows.

What a statement costs is not measured here but read from SQLite's plan, with and without
statistics: every list takes the index meant for it, and no lane is sorted.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Select, text
from sqlalchemy.event import listen, remove

from core.cases.rows import CaseFilter, QueueKey
from storage.database import Database, open_database
from storage.readers import windows
from storage.readers.conditions import Asked, ask
from storage.readers.queue import QueueReader
from storage.readers.reference import reference_book
from tests.contract.readers.dataset import COMMUNITY, GRID, NOW, SCOPES, STREET, write_districts
from tests.databases import Shelves

WINDOWS: Final = (
    ("district", CaseFilter(), "ix_cases_open"),
    ("district", CaseFilter(tier=3), "ix_cases_lane"),
    ("district", CaseFilter(tier=3, late=True), "ix_cases_lane"),
    ("district", CaseFilter(due_today=True), "ix_cases_open"),
    ("district", CaseFilter(unit="D330108"), "ix_cases_open_unit"),
    ("street", CaseFilter(), "ix_cases_street_open"),
    ("street", CaseFilter(tier=3), "ix_cases_street_lane"),
    ("district", CaseFilter(area=STREET, tier=3), "ix_cases_street_lane"),
    ("community", CaseFilter(), "ix_cases_open_area"),
    ("community", CaseFilter(tier=3), "ix_cases_open_area"),
    ("grid", CaseFilter(late=True), "ix_cases_open_area"),
    ("district", CaseFilter(area=COMMUNITY), "ix_cases_open_area"),
    ("street", CaseFilter(area=GRID, tier=2), "ix_cases_open_area"),
)
IN_AREAS: Final = "ix_cases_open_area"


@pytest.fixture(scope="module", params=["with statistics", "without statistics"])
def sqlite(request: pytest.FixtureRequest, shelves: Shelves) -> Iterator[Database]:
    """An SQLite database as its planner sees it after ANALYZE, or before."""
    url = shelves.sqlite.take()
    database = open_database(url)
    with database.transactions.writing() as session:
        write_districts(session, cases=2000)
        if request.param == "with statistics":
            session.connection().execute(text("ANALYZE"))
    yield database
    database.close()
    shelves.sqlite.give_back(url)


def plan(connection: Connection, statement: Select[Any], values: dict[str, Any]) -> list[str]:
    """Return the steps by which SQLite would carry a statement out."""
    steps: list[str] = []

    def explain(
        _connection: Any, cursor: Any, sql: str, parameters: Any, *_: Any
    ) -> tuple[str, Any]:
        steps.extend(
            row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        )
        return sql, parameters

    listen(connection, "before_cursor_execute", explain, retval=True)
    connection.execute(statement, values).all()
    remove(connection, "before_cursor_execute", explain)
    return steps


def asked_by(database: Database, connection: Connection, name: str, wanted: CaseFilter) -> Asked:
    reference = reference_book(database).at(connection)
    asked = ask(SCOPES[name], reference, wanted, NOW)
    assert asked is not None
    return asked


@pytest.mark.parametrize(("name", "wanted", "index"), WINDOWS)
def test_a_window_of_a_list_is_a_range_of_the_index_meant_for_it(
    sqlite: Database, name: str, wanted: CaseFilter, index: str
) -> None:
    with sqlite.reading() as connection:
        first = asked_by(sqlite, connection, name, wanted)
        key = {"key_at": NOW, "key_id": 7}
        for asked in (first, first.narrowed("after", **key), first.narrowed("before", **key)):
            for backwards in (False, True):
                statement = windows.window(asked.shape, backwards=backwards)
                values = asked.values | {"limit": 200, "offset": 0}
                steps = plan(connection, statement, values)

                chosen = [step for step in steps if f"INDEX {index} " in step]
                assert chosen, steps
                assert not [step for step in steps if step.startswith("SCAN cases")], steps
                if index != IN_AREAS:
                    assert not [step for step in steps if "TEMP B-TREE" in step], steps


COUNTED_FROM: Final = {
    "district": {"ix_cases_open", "ix_cases_lane"},
    "street": {"ix_cases_street_open", "ix_cases_street_lane"},
    "community": {IN_AREAS},
    "grid": {IN_AREAS},
}


@pytest.mark.parametrize("name", COUNTED_FROM)
def test_lanes_totals_and_ranks_are_counted_from_ranges_of_indexes(
    sqlite: Database, name: str
) -> None:
    steps: list[str] = []

    def explain(
        _connection: Any, cursor: Any, sql: str, parameters: Any, *_: Any
    ) -> tuple[str, Any]:
        if "FROM cases" in sql:
            explained = cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            steps.extend(row[3] for row in explained)
        return sql, parameters

    listen(sqlite.reader, "before_cursor_execute", explain, retval=True)
    reader = QueueReader(sqlite, SCOPES[name])
    reader.lanes(NOW)
    for wanted in (CaseFilter(), CaseFilter(tier=3), CaseFilter(late=True)):
        reader.total(wanted, NOW)
        reader.rank(wanted, QueueKey(NOW, 7), NOW)
    remove(sqlite.reader, "before_cursor_execute", explain)

    on_cases = [step for step in steps if " cases " in step]
    assert {step.partition(" INDEX ")[2].split()[0] for step in on_cases} == COUNTED_FROM[name]
    assert all(step.startswith("SEARCH") for step in on_cases), on_cases
