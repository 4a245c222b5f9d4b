"""Likely duplicates of a case, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from core.cases.commands import (
    CancelCase,
    FileCase,
    MergeCase,
    RejectCase,
    ReportCase,
    SettleCase,
)
from core.cases.duplicates import DuplicateRow, Ground
from core.kernel.errors import Invalid, NotFound
from core.kernel.settings import (
    DUPLICATE_FLOOR,
    DUPLICATE_RADIUS,
    DUPLICATE_WINDOW,
    write_setting,
)
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.duplicates import MOST, DuplicateReader
from tests.district import (
    COMMUNITY,
    DISPATCHER,
    GRID,
    LITTER,
    MANHOLE,
    NEXT_GRID,
    OTHER_GRID,
    OTHER_STREET,
    STALLS,
    STREET,
    SUPERVISOR,
    District,
)

DISTRICT = Scope("lina", "李娜", Role.DISPATCHER, "330108", "330108")
FRUIT = "水果摊占用盲道，行人绕行"
AGAIN = "市民来电反映，盲道被水果摊占用了"


@pytest.fixture
def district(database: Database) -> District:
    """A small district with a desk and a clock moved by hand."""
    return District(database.transactions)


@pytest.fixture
def reader(database: Database, district: District) -> "Finder":
    """Finds duplicates for the whole district, at the moment of its clock."""
    return Finder(database, district, "330108")


class Finder:
    """A reader of duplicates for one jurisdiction, at the moment of the district's clock."""

    def __init__(self, database: Database, district: District, area_code: str) -> None:
        scope = Scope("lina", "李娜", Role.DISPATCHER, "330108", area_code)
        self._reader = DuplicateReader(database, scope)
        self._district = district

    def rows(self, number: str) -> tuple[DuplicateRow, ...]:
        return self._reader.of(number, self._district.clock())

    def numbers(self, number: str) -> list[str]:
        return [row.case.number for row in self.rows(number)]


def reported(district: District, matter: str = FRUIT, **fields: Any) -> str:
    district.clock.advance(timedelta(minutes=1))
    return district.report(matter=matter, **fields).number


def set_(district: District, **settings: str) -> None:
    with district.transactions.writing() as session:
        for key, value in settings.items():
            write_setting(session, key, value)


def test_a_second_report_of_one_matter_is_found_with_its_reasons(
    district: District, reader: Finder
) -> None:
    first = reported(district, address="江陵路120号")
    district.clock.advance(timedelta(minutes=59))
    second = reported(district, AGAIN, source="hotline", item_code=None, address="江陵路120号东侧")
    (found,) = reader.rows(second)
    assert (found.case.number, found.case.state) == (first, "reported")
    assert round(found.likelihood, 2) == 0.97
    assert [reason.ground for reason in found.reasons] == [
        Ground.SAME_ADDRESS,
        Ground.SIMILAR_WORDS,
        Ground.SAME_GRID,
        Ground.SOON,
    ]
    assert found.reasons[-1].amount == 1.0
    assert reader.numbers(first) == [second]


def test_what_is_being_reported_is_compared_as_it_will_be_once_it_is_a_case(
    database: Database, district: District, reader: Finder
) -> None:
    first = reported(district, address="江陵路120号")
    district.clock.advance(timedelta(minutes=59))
    told = ReportCase(
        source="hotline",
        source_ref="again",
        matter=AGAIN,
        area_code=GRID,
        address="江陵路120号东侧",
    )
    duplicates = DuplicateReader(database, DISTRICT)
    (found,) = duplicates.of_report(told, district.clock())
    made = district.desk.execute(told, by=DISPATCHER).number
    assert found.case.number == first
    assert (found,) == reader.rows(made)


@pytest.mark.parametrize(
    "told",
    (
        {"area_code": "330109001"},
        {"area_code": ""},
        {"area_code": GRID + "\0"},
        {"area_code": OTHER_GRID},
    ),
)
def test_a_report_from_elsewhere_finds_nothing(
    told: dict[str, Any], database: Database, district: District
) -> None:
    reported(district)
    reported(district, area_code=OTHER_GRID)
    plain = {"source": "hotline", "source_ref": "x", "matter": FRUIT}
    street = DuplicateReader(database, replace(DISTRICT, area_code=STREET))
    assert street.of_report(ReportCase(**plain | told), district.clock()) == ()


def test_what_reporting_would_refuse_counts_as_not_known(
    database: Database, district: District
) -> None:
    first = reported(district)
    report = ReportCase(
        source="hotline",
        source_ref="x",
        matter=FRUIT,
        area_code=GRID,
        item_code="X9999",
        latitude=float("inf"),
        longitude=120.2,
    )
    (found,) = DuplicateReader(database, DISTRICT).of_report(report, district.clock())
    assert found.case.number == first


def test_the_likeliest_comes_first(district: District, reader: Finder) -> None:
    loose = reported(district, "有人沿街吆喝叫卖")
    exact = reported(district)
    near = reported(district, "水果摊占了盲道")
    rows = reader.rows(reported(district))
    assert [row.case.number for row in rows] == [exact, near, loose]
    assert [row.likelihood for row in rows] == sorted(
        (row.likelihood for row in rows), reverse=True
    )


def test_a_lone_report_has_no_duplicates(district: District, reader: Finder) -> None:
    assert reader.rows(reported(district)) == ()


def test_another_grid_another_matter_and_another_day_are_left_out(
    district: District, reader: Finder
) -> None:
    reported(district)
    district.clock.advance(timedelta(hours=24, minutes=1))
    reported(district, area_code=NEXT_GRID)
    reported(district, "井盖破损，有响声", item_code=MANHOLE)
    assert reader.rows(reported(district)) == ()


def test_what_lies_within_the_radius_is_found_across_streets(
    district: District, reader: Finder
) -> None:
    at: dict[str, Any] = {"latitude": 30.2, "longitude": 120.2}
    near = reported(district, area_code=OTHER_GRID, latitude=30.2003, longitude=120.2003)
    reported(district, area_code=OTHER_GRID, latitude=30.2006, longitude=120.2)
    reported(district, area_code=OTHER_GRID)
    (found,) = reader.rows(reported(district, **at))
    assert found.case.number == near
    metres = {reason.ground: reason.amount for reason in found.reasons}[Ground.NEAR]
    assert metres is not None
    assert round(metres, 1) == 44.1


def test_a_report_that_knows_only_the_community_meets_those_of_its_grids_and_back(
    district: District, reader: Finder
) -> None:
    exact = reported(district)
    vague = reported(district, AGAIN, area_code=COMMUNITY)
    street = reported(district, AGAIN, area_code=STREET)
    assert set(reader.numbers(vague)) == {exact, street}
    assert set(reader.numbers(exact)) == {vague, street}
    assert set(reader.numbers(street)) == {vague, exact}


def test_a_closed_case_is_found_for_as_long_as_the_window_lasts(
    district: District, reader: Finder
) -> None:
    settled = reported(district, item_code=LITTER)
    district.desk.execute(SettleCase(number=settled, result="已清理"), by=DISPATCHER)
    again = reported(district, item_code=LITTER)
    assert reader.numbers(again) == [settled]
    (row,) = reader.rows(again)
    assert (row.case.state, row.case.ended_at is None) == ("closed", False)
    district.clock.advance(timedelta(hours=23, minutes=59))
    assert reader.numbers(again) == [settled]
    district.clock.advance(timedelta(seconds=1))
    assert reader.numbers(again) == []


def test_a_closed_case_near_by_is_found_across_grids(district: District, reader: Finder) -> None:
    settled = reported(
        district, item_code=LITTER, area_code=OTHER_GRID, latitude=30.2, longitude=120.2
    )
    district.desk.execute(SettleCase(number=settled, result="已清理"), by=DISPATCHER)
    again = reported(district, item_code=LITTER, latitude=30.2001, longitude=120.2)
    assert reader.numbers(again) == [settled]


def test_rejected_cancelled_and_merged_cases_are_left_out(
    district: District, reader: Finder
) -> None:
    rejected, cancelled, merged, kept = (reported(district) for _ in range(4))
    district.desk.execute(RejectCase(number=rejected, reason="invalid"), by=DISPATCHER)
    district.desk.execute(CancelCase(number=cancelled, reason="重复"), by=SUPERVISOR)
    district.desk.execute(MergeCase(number=merged, into=kept), by=DISPATCHER)
    assert reader.numbers(reported(district)) == [kept]


def test_one_key_merges_what_was_found(district: District, reader: Finder) -> None:
    first = reported(district)
    second = reported(district)
    (found,) = reader.rows(second)
    merge = MergeCase(number=second, into=found.case.number)
    assert district.desk.execute(merge, by=DISPATCHER).state == "merged"
    assert reader.rows(first) == ()


def test_the_settings_of_the_district_decide(district: District, reader: Finder) -> None:
    at: dict[str, Any] = {"latitude": 30.2, "longitude": 120.2}
    reported(district, area_code=OTHER_GRID, latitude=30.2006, longitude=120.2)
    district.clock.advance(timedelta(hours=5))
    loose = reported(district, "有人沿街吆喝叫卖")
    number = reported(district, **at)
    assert reader.numbers(number) == [loose]
    set_(district, **{DUPLICATE_RADIUS: "70"})
    assert len(reader.numbers(number)) == 2
    set_(district, **{DUPLICATE_WINDOW: "5"})
    assert reader.numbers(number) == [loose]
    set_(district, **{DUPLICATE_FLOOR: "0.9"})
    assert reader.numbers(number) == []
    set_(district, **{DUPLICATE_FLOOR: "often"})
    with pytest.raises(Invalid, match="duplicate_floor"):
        reader.rows(number)


def test_nothing_outside_the_jurisdiction_is_told(database: Database, district: District) -> None:
    street = Finder(database, district, STREET)
    inside, outside = (
        reported(district, area_code=code, latitude=30.2, longitude=120.2)
        for code in (GRID, OTHER_GRID)
    )
    assert street.rows(inside) == ()
    assert Finder(database, district, "330108").numbers(inside) == [outside]
    for number in (outside, "330108-26-999999", "no\0number"):
        with pytest.raises(NotFound, match="in your area"):
            street.rows(number)
    for area in (OTHER_STREET, "330109"):
        with pytest.raises(NotFound, match="in your area"):
            Finder(database, district, area).rows(inside)


def test_a_community_sees_no_report_that_names_the_street_only(
    database: Database, district: District
) -> None:
    reported(district, area_code=STREET)
    inside = reported(district)
    assert Finder(database, district, COMMUNITY).rows(inside) == ()


def test_the_case_itself_is_none_of_its_duplicates_whatever_its_state(
    district: District, reader: Finder
) -> None:
    first, second = reported(district), reported(district)
    district.desk.execute(FileCase(number=second, item_code=STALLS), by=DISPATCHER)
    assert reader.numbers(second) == [first]


def test_in_a_flood_the_reports_next_to_it_are_compared(district: District, reader: Finder) -> None:
    batch = [
        ReportCase(source="video", source_ref=f"v{n}", matter=FRUIT, area_code=GRID)
        for n in range(MOST + 20)
    ]
    outcomes = district.desk.execute_batch(batch, by=DISPATCHER)
    middle = outcomes[60].number
    found = set(reader.numbers(middle))
    assert len(found) == MOST
    assert {outcome.number for outcome in outcomes[:60]} <= found
    assert outcomes[-1].number not in found


@pytest.fixture
def asked(database: Database) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """What the database is asked, statement and values."""
    found: list[tuple[str, tuple[Any, ...]]] = []

    def note(*arguments: Any) -> None:
        found.append((arguments[2], arguments[3]))

    event.listen(database.reader, "before_cursor_execute", note)
    yield found
    event.remove(database.reader, "before_cursor_execute", note)


def test_candidates_come_from_the_indexes_by_place(
    database: Database,
    district: District,
    reader: Finder,
    asked: list[tuple[str, tuple[Any, ...]]],
) -> None:
    if database.dialect != "sqlite":
        # On a table of one page a server is right to read it whole.
        with database.reading() as connection:
            names = connection.execute(
                text("SELECT indexname FROM pg_indexes WHERE tablename = 'cases'")
            )
            assert {"ix_cases_open_area", "ix_cases_open_position"} <= {*names.scalars()}
        return
    reader.rows(reported(district, latitude=30.2, longitude=120.2))
    statement, values = next(pair for pair in asked if "UNION" in pair[0])
    with database.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    searches = [row[-1] for row in plan if " cases" in row[-1]]
    assert [search.split(" (")[0].rpartition(" ")[2] for search in searches] == [
        "ix_cases_open_area",
        "ix_cases_open_area",
        "ix_cases_open_position",
        "ix_cases_ended",
        "KEY",
    ]
