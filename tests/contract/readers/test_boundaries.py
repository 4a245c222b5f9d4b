"""Where coordinates lie, what does not fit, and which cases lie outside their area."""

from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import update

from core.areas.rows import MisplacedCase, Spot
from core.cases.models import Case
from core.kernel.errors import Invalid
from core.kernel.settings import BOUNDARY_TOLERANCE, note_reference_change, write_setting
from storage.database import Database
from storage.readers.boundaries import BoundaryReader
from storage.readers.cases import CaseReader
from storage.readers.tables import AREA_BOUNDARIES, AREAS
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import (
    BEGINNING,
    BOXES,
    COMMUNITY,
    GRID,
    GRIDS,
    HOME,
    NOW,
    SCOPES,
    STREET,
)
from tests.squares import at, box, kept

FIRST: Final = "330108-26-000001"
NEXT_GRID: Final = GRIDS[1]


def codes(reader: BoundaryReader, x: float, y: float) -> list[str]:
    return [area.code for area in reader.at(*at(x, y))]


def draw(database: Database, code: str, place: tuple[int, int, int, int]) -> None:
    """Change the boundary of an area past the desk."""
    with database.transactions.writing() as session:
        columns = AREA_BOUNDARIES.c
        statement = update(AREA_BOUNDARIES).where(columns.area_code == code)
        session.connection().execute(statement.values(geometry=kept(box(*place))))
        note_reference_change(session)


def test_a_coordinate_finds_its_grid_and_the_areas_around_it(written: Written) -> None:
    district = BoundaryReader(written.database, SCOPES["district"])
    assert codes(district, 1, 1) == [HOME, STREET, COMMUNITY, GRID]
    assert codes(district, 4, 1) == [HOME, STREET, COMMUNITY, GRID]
    assert codes(district, 4.5, 1) == [HOME, STREET, COMMUNITY, NEXT_GRID]
    assert codes(district, 1, 5) == []


def test_nothing_outside_the_jurisdiction_is_found(written: Written) -> None:
    grid = BoundaryReader(written.database, SCOPES["grid"])
    assert codes(grid, 1, 1) == [GRID]
    assert codes(grid, 5, 1) == []
    assert codes(BoundaryReader(written.database, SCOPES["nowhere"]), 1, 1) == []
    assert codes(BoundaryReader(written.database, SCOPES["crossed"]), 1, 1) == []


def test_open_cases_outside_their_area_are_those_a_plain_loop_finds(written: Written) -> None:
    expected = []
    for case in written.data.within(SCOPES["district"]):
        if case.longitude is None or case.latitude is None or case.ended_at is not None:
            continue
        x, y = round((case.longitude - 120.2) * 1000, 3), round((case.latitude - 30.2) * 1000, 3)
        own = BOXES.get(case.area_code)
        # Communities and streets have no boundary here, and none around them has.
        if own and not (own[0] <= x <= own[2] and y <= own[3]):
            there = [
                grid
                for grid, place in BOXES.items()
                if grid.startswith(HOME) and place[0] <= x <= place[2] and y <= place[3]
            ]
            expected.append((case.number, case.area_code, min(there, default="")))
    found = list(BoundaryReader(written.database, SCOPES["district"]).misplaced())
    assert [(row.number, row.area_code, row.lies_in) for row in found] == sorted(expected)
    assert {bool(row.lies_in) for row in found} == {True, False}


def test_a_case_tells_whether_it_lies_in_its_area(written: Written) -> None:
    reader = CaseReader(written.database, SCOPES["district"])
    spots = {
        case.number: reader.detail(case.number, NOW).spot
        for case in written.data.within(SCOPES["district"])
    }
    places = {case.number: (case.longitude, case.latitude) for case in written.data.cases}
    for number, spot in spots.items():
        assert (spot is None) == (places[number][0] is None)
        if spot:
            assert (spot.longitude, spot.latitude) == places[number]
    outside = {number for number, spot in spots.items() if spot and spot.outside}
    misplaced = {
        row.number for row in BoundaryReader(written.database, SCOPES["province"]).misplaced()
    }
    open_cases = {case.number for case in written.data.cases if case.ended_at is None}
    assert misplaced == {number for number in outside if number in open_cases}


def test_a_case_moves_into_its_grid_when_the_boundary_is_drawn_anew(changeable: Written) -> None:
    with changeable.database.transactions.writing() as session:
        session.connection().execute(
            update(Case.__table__)  # type: ignore[attr-defined]
            .where(Case.__table__.c.number == FIRST)  # type: ignore[attr-defined]
            .values(longitude=at(5, 1)[0], latitude=at(5, 1)[1])
        )
    reader = CaseReader(changeable.database, SCOPES["district"])
    there = Spot(*at(5, 1), outside=True, lies_in=NEXT_GRID)
    assert reader.detail(FIRST, NOW).spot == there
    boundaries = BoundaryReader(changeable.database, SCOPES["district"])
    assert MisplacedCase(FIRST, GRID, *at(5, 1), NEXT_GRID) in list(boundaries.misplaced())
    narrow = replace(SCOPES["grid"])
    assert CaseReader(changeable.database, narrow).detail(FIRST, NOW).spot == replace(
        there, lies_in=""
    )

    draw(changeable.database, GRID, (0, 0, 6, 4))

    assert reader.detail(FIRST, NOW).spot == replace(there, outside=False, lies_in="")
    assert [flaw.other_code for flaw in boundaries.flaws()] == [NEXT_GRID]


def test_boundaries_of_areas_that_are_no_more_are_not_asked(changeable: Written) -> None:
    reader = BoundaryReader(changeable.database, SCOPES["district"])
    assert codes(reader, 1, 1)[-1] == GRID
    with changeable.database.transactions.writing() as session:
        ended = update(AREAS).where(AREAS.c.code == GRID).values(valid_to=BEGINNING)
        session.connection().execute(ended)
        note_reference_change(session)
    assert codes(reader, 1, 1) == []
    assert GRID not in reader.outlines(COMMUNITY)


def test_the_tolerance_is_a_setting_of_the_district(changeable: Written) -> None:
    reader = BoundaryReader(changeable.database, SCOPES["district"])
    assert reader.flaws() == []
    draw(changeable.database, GRID, (0, 0, 5, 4))
    assert [(flaw.code, flaw.other_code) for flaw in reader.flaws()] == [(GRID, NEXT_GRID)]
    with changeable.database.transactions.writing() as session:
        write_setting(session, BOUNDARY_TOLERANCE, "50000")
    assert reader.flaws() == []
    with changeable.database.transactions.writing() as session:
        write_setting(session, BOUNDARY_TOLERANCE, "wide")
    with pytest.raises(Invalid):
        reader.flaws()


def test_the_outlines_of_an_area_and_its_parts_are_given(written: Written) -> None:
    reader = BoundaryReader(written.database, SCOPES["community"])
    assert reader.outlines(COMMUNITY) == {
        GRID: kept(box(*BOXES[GRID])),
        NEXT_GRID: kept(box(*BOXES[NEXT_GRID])),
    }
    assert reader.outlines(STREET) == {}
