"""What is taken for a boundary, how it is kept, and how large it is."""

import json
from typing import Any

import pytest
import shapely

from core.areas.geometry import (
    MOST_POSITIONS,
    boundary_text,
    inner_place,
    measure,
    position_fault,
    square_metres,
)
from core.kernel.errors import FieldFault
from tests.squares import at, box, box_ring, kept, ring

SQUARE = [[120.2, 30.2], [120.201, 30.2], [120.201, 30.201], [120.2, 30.201], [120.2, 30.2]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def refusal(geometry: object) -> str:
    with pytest.raises(FieldFault) as refused:
        boundary_text(geometry)
    assert refused.value.field == "geometry"
    return str(refused.value)


def test_a_boundary_is_kept_as_geojson_and_taking_it_again_gives_the_same() -> None:
    text = kept(box(0, 0, 1, 1))
    assert json.loads(text) == {"type": "Polygon", "coordinates": [SQUARE]}
    assert boundary_text(json.loads(text)) == text


def test_equal_boundaries_are_equal_texts() -> None:
    clockwise = polygon(box_ring(0, 0, 1, 1)[::-1])
    in_space = polygon([[*place, 12.5] for place in box_ring(0, 0, 1, 1)])
    hesitant = polygon([place for place in box_ring(0, 0, 1, 1) for _ in range(2)])
    finer = polygon([[x + 1e-9, y - 1e-9] for x, y in box_ring(0, 0, 1, 1)])
    of_one = {"type": "MultiPolygon", "coordinates": [[box_ring(0, 0, 1, 1)]]}
    for same in (clockwise, in_space, hesitant, finer, of_one):
        assert boundary_text(same) == kept(box(0, 0, 1, 1))


def test_holes_and_several_parts_are_kept() -> None:
    ring_road = polygon(box_ring(0, 0, 4, 4), box_ring(1, 1, 2, 2))
    islands = {
        "type": "MultiPolygon",
        "coordinates": [[box_ring(0, 0, 1, 1)], [box_ring(2, 0, 3, 1)]],
    }
    assert json.loads(kept(ring_road))["coordinates"] == [
        box_ring(0, 0, 4, 4),
        box_ring(1, 1, 2, 2)[::-1],
    ]
    assert json.loads(kept(islands)) == islands


@pytest.mark.parametrize(
    ("geometry", "why"),
    (
        (None, "A boundary is a Polygon or a MultiPolygon, not None."),
        (
            {"type": "Point", "coordinates": [120.2, 30.2]},
            "A boundary is a Polygon or a MultiPolygon, not Point.",
        ),
        ({"type": "Polygon", "coordinates": []}, "The Polygon has no rings."),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "The MultiPolygon has no rings."),
        ({"type": "MultiPolygon", "coordinates": 7}, "The MultiPolygon has no rings."),
        (polygon(7), "A ring is a list of positions."),
        (polygon(SQUARE[:-1]), "A ring begins at 120.2,30.2 and does not end there."),
        (polygon([]), "A ring has fewer than three corners."),
        (polygon([SQUARE[0]] * 5), "A ring has fewer than three corners."),
        (polygon([[120.2]] * 4), "A position is two numbers, longitude and latitude."),
        (polygon([["120.2", "30.2"]] * 4), "A position is two numbers, longitude and latitude."),
        (polygon([[True, 30.2]] * 4), "A position is two numbers, longitude and latitude."),
        (polygon([[float("nan"), 30]] * 4), "A position is two numbers, longitude and latitude."),
        (polygon([[10**400, 30]] * 4), "A position is two numbers, longitude and latitude."),
        (polygon([{}] * 4), "A position is two numbers, longitude and latitude."),
        (
            polygon([place[::-1] for place in SQUARE]),
            "At 30.2,120.2 longitude and latitude are swapped: the longitude comes first.",
        ),
        (
            polygon([[2.3, 48.8]] * 4),
            (
                "The position 2.3,48.8 lies outside the country: longitudes are from 73 to 136, "
                "latitudes from 3 to 54 degrees."
            ),
        ),
        (polygon(ring((0, 0), (2, 2), (2, 0), (0, 2))), "It crosses itself at 120.201,30.201."),
        (
            polygon(box_ring(0, 0, 1, 1), box_ring(2, 2, 3, 3)),
            "It is no valid area at 120.202,30.202: hole lies outside shell.",
        ),
    ),
)
def test_what_is_no_boundary_is_refused_with_why_and_where(geometry: object, why: str) -> None:
    assert refusal(geometry) == why


def test_a_boundary_of_too_many_positions_is_refused_before_it_is_judged() -> None:
    endless = polygon([[0, 0]] * (MOST_POSITIONS + 1))
    assert refusal(endless) == (
        "It has 100,001 positions, and at most 100,000 are taken; simplify it."
    )


def test_the_projection_gives_the_whole_earth_its_surface() -> None:
    # 510 065 621.724 km², the surface of the ellipsoid WGS84.
    assert square_metres(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_621_724_088.5)


def test_a_square_of_a_thousandth_degree_has_the_size_it_has_on_the_ground() -> None:
    # 110.855 m by 96.287 m: degrees of meridian and parallel at 30.2005 (series for WGS84).
    pace = measure(kept(box(0, 0, 1, 1)))
    assert pace.square_metres == pytest.approx(110.855 * 96.287, abs=2)
    assert (pace.positions, pace.centre) == (4, "120.2005,30.2005")
    with_hole = polygon(box_ring(0, 0, 4, 4), box_ring(1, 1, 2, 2))
    assert measure(kept(with_hole)).square_metres == pytest.approx(15 * pace.square_metres, abs=20)
    assert square_metres(shapely.Polygon()) == 0


def test_the_place_that_is_told_lies_in_the_largest_part() -> None:
    parts = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9))
    assert shapely.box(5, 5, 9, 9).contains(shapely.Point(inner_place(parts)))


def test_a_position_in_the_country_has_no_fault() -> None:
    assert position_fault(*at(0, 0)) is None
