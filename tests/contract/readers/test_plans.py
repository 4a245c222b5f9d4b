"""Lists and counts stay ranges of an index however large the archive grows.

What a statement costs is not measured here but read from SQLite's plan, with and without
statistics: every list takes the index meant for it, and no lane is sorted.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Select, text
from sqlalchemy.event import listen, remove

from core.areas.codes import CodeScheme
from core.cases.rows import CaseFilter, QueueKey
from storage.database import Database, open_database
from storage.readers import populations, windows
from storage.readers.conditions import Asked, ask
from storage.readers.grids import GridReader
from storage.readers.places import place_of
from storage.readers.queue import QueueReader
from storage.readers.reference import reference_book
from storage.readers.roster import RosterReader
from storage.readers.units import UnitReader
from tests.contract.cases.plans import steps_of
from tests.contract.readers.dataset import COMMUNITY, GRID, NOW, SCOPES, STREET, write_districts
from tests.databases import Shelves

WINDOWS: Final = (
    ("district", CaseFilter(), "ix_cases_open"),
    ("district", CaseFilter(tier=3), "ix_cases_lane"),
    ("district", CaseFilter(tier=3, late=True), "ix_cases_lane"),
    ("district", CaseFilter(due_today=True), "ix_cases_open"),
    ("district", CaseFilter(tier=(2, 3)), "ix_cases_open"),
    ("district", CaseFilter(exclude_tier=3, late=True), "ix_cases_open"),
    ("district", CaseFilter(exclude_late=True), "ix_cases_open"),
    ("district", CaseFilter(exclude_due_today=True), "ix_cases_open"),
    ("district", CaseFilter(exclude_unit="D330108", exclude_item="E"), "ix_cases_open"),
    ("district", CaseFilter(exclude_area=COMMUNITY, state=("filed", "handling")), "ix_cases_open"),
    ("street", CaseFilter(tier=(2, 3), exclude_source="hotline"), "ix_cases_street_open"),
    ("community", CaseFilter(tier=(2, 3)), "ix_cases_open_area"),
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

pytestmark = pytest.mark.xdist_group("plans")  # two thousand cases are written once for them all


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
    plain = (CaseFilter(), CaseFilter(tier=3), CaseFilter(late=True))
    for wanted in (*plain, CaseFilter(tier=(2, 3)), CaseFilter(exclude_tier=3, late=True)):
        reader.total(wanted, NOW)
        reader.rank(wanted, QueueKey(NOW, 7), NOW)
    remove(sqlite.reader, "before_cursor_execute", explain)

    on_cases = [step for step in steps if " cases " in step]
    assert {step.partition(" INDEX ")[2].split()[0] for step in on_cases} == COUNTED_FROM[name]
    assert all(step.startswith("SEARCH") for step in on_cases), on_cases


def test_a_level_of_the_tree_is_counted_from_the_index_of_open_cases_by_area(
    sqlite: Database,
) -> None:
    grids = GridReader(sqlite, SCOPES["district"])

    steps = steps_of(sqlite, lambda: grids.below(STREET, NOW), "FROM cases")

    assert any(f"SEARCH cases USING INDEX {IN_AREAS} " in step for step in steps), steps


@pytest.mark.parametrize("direction", ("after", "before"))
def test_a_window_of_the_roster_walks_the_numbers_and_sorts_nothing(
    sqlite: Database, direction: str
) -> None:
    read = getattr(RosterReader(sqlite, SCOPES["district"]), direction)

    steps = steps_of(sqlite, lambda: read("", "N0004", 2, NOW), "FROM staff")

    assert any("SEARCH staff USING INDEX sqlite_autoindex_staff_1" in step for step in steps), steps
    assert any("SEARCH posting USING" in step for step in steps), steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps


def test_the_cases_in_the_hands_of_gridders_are_sought_in_the_lane_of_the_grid(
    sqlite: Database,
) -> None:
    roster = RosterReader(sqlite, SCOPES["district"])

    steps = steps_of(sqlite, lambda: roster.after("", None, 2, NOW), "FROM cases")

    lane = "SEARCH cases USING INDEX ix_cases_lane (district_code=? AND tier=?)"
    assert any(step.startswith(lane) for step in steps), steps


def test_the_work_of_units_is_read_from_the_indexes_meant_for_it(sqlite: Database) -> None:
    units = UnitReader(sqlite, SCOPES["district"])

    open_cases = steps_of(sqlite, lambda: units.loads(NOW), "FROM cases")
    passing = steps_of(sqlite, lambda: units.returns(NOW - timedelta(days=1), NOW), "FROM case_h")

    assert any(" INDEX ix_cases_open_unit " in step for step in open_cases), open_cases
    assert any("INDEX ix_case_history_at (district_code=? AND at>?" in s for s in passing), passing


STOCKS: Final = (
    (populations.handled_since, "ix_cases_handled_late"),
    (populations.extended_now, "ix_cases_extended"),
)


@pytest.mark.parametrize(("population", "index"), STOCKS)
def test_what_stood_at_the_end_of_a_day_is_read_from_a_small_index(
    sqlite: Database, population: Any, index: str
) -> None:
    """However many cases were handled since."""
    values = {"ends_at": NOW - timedelta(days=3), "late_at": NOW - timedelta(days=3)}
    place = place_of(SCOPES["district"], CodeScheme())
    assert place is not None
    with sqlite.reading() as connection:
        steps = plan(connection, population(place.conditions, 12), values | place.values)

    assert [step for step in steps if f"INDEX {index} " in step], steps
