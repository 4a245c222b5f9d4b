"""Boundaries that overlap, leave gaps, go astray or are missing."""

from typing import Any

import pytest

from core.areas.tiling import BoundedArea, Flaw, Misfit, flaws_of, parse_tolerance
from core.kernel.errors import Invalid
from tests.squares import at, box, box_ring, kept

PACE = 10_674
"""Square metres of a square pace at 30.2005 degrees."""


def area(code: str, geometry: dict[str, Any] | None) -> BoundedArea:
    level = {9: 4, 12: 5, 15: 6}[len(code)]
    return BoundedArea(code, f"区域{code[-3:]}", level, kept(geometry) if geometry else None)


STREET = area("330108001", box(0, 0, 4, 4))
COMMUNITY = area("330108001001", box(0, 0, 4, 4))
WEST = area("330108001001001", box(0, 0, 2, 4))
EAST = area("330108001001002", box(2, 0, 4, 4))
WHOLE = (STREET, COMMUNITY, WEST, EAST)


def told(areas: tuple[BoundedArea, ...], tolerance: float = 100) -> list[tuple[Any, ...]]:
    return [
        (flaw.misfit, flaw.code, flaw.other_code, flaw.square_metres, flaw.place)
        for flaw in flaws_of(areas, tolerance)
    ]


def test_cells_that_fit_have_no_flaw() -> None:
    assert flaws_of(WHOLE, 0) == []
    assert flaws_of((), 0) == []


def test_siblings_that_overlap_are_told_with_how_much_and_where() -> None:
    wider = area(WEST.code, box(0, 0, 3, 4))
    (flaw,) = flaws_of((STREET, COMMUNITY, wider, EAST), 100)
    assert (flaw.misfit, flaw.code, flaw.other_code) == (Misfit.OVERLAP, WEST.code, EAST.code)
    assert (flaw.name, flaw.other_name) == ("区域001", "区域002")
    assert flaw.square_metres == pytest.approx(4 * PACE, abs=10)
    assert flaw.place == at(2.5, 2)


def test_areas_of_a_level_overlap_whoever_holds_them() -> None:
    other = area("330108002001001", box(3, 0, 5, 4))
    assert [row[:3] for row in told((*WHOLE, other))] == [
        (Misfit.OVERLAP, EAST.code, other.code),
    ]


def test_what_no_part_covers_is_a_gap_of_the_whole() -> None:
    narrower = area(EAST.code, box(2, 0, 3, 4))
    (flaw,) = flaws_of((STREET, COMMUNITY, WEST, narrower), 100)
    assert (flaw.misfit, flaw.code, flaw.other_code) == (Misfit.GAP, COMMUNITY.code, "")
    assert flaw.square_metres == pytest.approx(4 * PACE, abs=10)
    assert flaw.place == at(3.5, 2)


def test_a_hole_in_the_whole_is_no_gap_and_one_in_a_part_is() -> None:
    lake = {"type": "Polygon", "coordinates": [box_ring(0, 0, 4, 4), box_ring(1, 1, 2, 2)]}
    around = area(COMMUNITY.code, lake)
    part = area(WEST.code, lake)
    assert flaws_of((around, part), 0) == []
    (flaw,) = flaws_of((COMMUNITY, part), 0)
    assert flaw.misfit == Misfit.GAP
    assert flaw.square_metres == pytest.approx(PACE, abs=10)


def test_a_part_beyond_the_area_that_holds_it_goes_astray() -> None:
    beyond = area(EAST.code, box(2, 0, 5, 4))
    (flaw,) = flaws_of((STREET, COMMUNITY, WEST, beyond), 100)
    assert (flaw.misfit, flaw.code, flaw.other_code) == (Misfit.STRAY, EAST.code, COMMUNITY.code)
    assert flaw.square_metres == pytest.approx(4 * PACE, abs=10)
    assert flaw.place == at(4.5, 2)


def test_where_a_level_has_no_boundaries_the_next_one_is_asked() -> None:
    unknown = area(COMMUNITY.code, None)
    assert flaws_of((STREET, unknown, WEST, EAST), 0) == []
    beyond = area(EAST.code, box(2, 0, 5, 4))
    assert [row[:3] for row in told((STREET, unknown, WEST, beyond))] == [
        (Misfit.STRAY, EAST.code, STREET.code)
    ]


def test_an_area_alone_without_a_boundary_is_missing_and_no_error() -> None:
    east = area(EAST.code, None)
    flaws = flaws_of((STREET, COMMUNITY, WEST, east), 100)
    assert [(flaw.misfit, flaw.code, flaw.is_grave) for flaw in flaws] == [
        (Misfit.GAP, COMMUNITY.code, True),
        (Misfit.MISSING, EAST.code, False),
    ]
    assert flaws[1] == Flaw(Misfit.MISSING, EAST.code, "区域002")


@pytest.mark.parametrize(("tolerance", "flaws"), ((10_000, 1), (11_000, 0)))
def test_what_is_within_the_tolerance_is_not_told(tolerance: float, flaws: int) -> None:
    wider = area(WEST.code, box(0, 0, 2.25, 4))
    assert len(flaws_of((STREET, COMMUNITY, wider, EAST), tolerance)) == flaws


def test_a_setting_that_is_no_number_is_refused() -> None:
    assert parse_tolerance("250") == 250
    for text in ("", "-1", "1e3", "十"):
        with pytest.raises(Invalid):
            parse_tolerance(text)
