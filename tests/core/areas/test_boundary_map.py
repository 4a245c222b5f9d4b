"""A coordinate finds its area, as a plain loop over all polygons would."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from core.areas.boundaries import BoundaryMap
from core.areas.rows import Spot
from core.areas.tiling import BoundedArea, flaws_of
from tests.squares import at, box, kept

SIDE: Final = 16
"""Paces that the square is long; cells are cut on whole paces, points lie on quarters."""
DISTRICT: Final = "330108"
COMMUNITY: Final = "330108001001"

Box = tuple[int, int, int, int]


def cut(whole: Box, pieces: int, chance: Random) -> list[Box]:
    """Cut a square into rectangles, one at a time and anywhere."""
    cells = [whole]
    while len(cells) < pieces:
        wide = [cell for cell in cells if max(cell[2] - cell[0], cell[3] - cell[1]) > 1]
        if not wide:
            break
        west, south, east, north = cell = chance.choice(wide)
        cells.remove(cell)
        across = east - west > 1 and (north - south == 1 or chance.random() < 0.5)
        if across:
            x = chance.randint(west + 1, east - 1)
            cells += [(west, south, x, north), (x, south, east, north)]
        else:
            y = chance.randint(south + 1, north - 1)
            cells += [(west, south, east, y), (west, y, east, north)]
    return cells


def plainly(cells: dict[str, Box], x: float, y: float) -> str:
    """Return the first cell by code that has a point, its edges included."""
    for code, (west, south, east, north) in sorted(cells.items()):
        if west <= x <= east and south <= y <= north:
            return code
    return ""


quarters = st.integers(-2, 4 * SIDE + 2)


@settings(deadline=None)
@given(
    st.integers(0, 10**6), st.integers(1, 24), st.lists(st.tuples(quarters, quarters), max_size=30)
)
def test_cells_cut_from_a_square_cover_it_and_every_point_finds_its_cell(
    seed: int, pieces: int, points: list[tuple[int, int]]
) -> None:
    boxes = cut((0, 0, SIDE, SIDE), pieces, Random(seed))
    cells = {f"{COMMUNITY}{n:03}": cell for n, cell in enumerate(boxes, 1)}
    texts = {code: kept(box(*cell)) for code, cell in cells.items()}
    whole = BoundedArea(COMMUNITY, "", 5, kept(box(0, 0, SIDE, SIDE)))

    assert flaws_of([whole, *(BoundedArea(c, "", 6, text) for c, text in texts.items())], 0) == []

    known = BoundaryMap(texts)
    for x, y in (*points, *((4 * cell[0], 4 * cell[1]) for cell in boxes)):
        assert known.find(*at(x / 4, y / 4)) == plainly(cells, x / 4, y / 4)


def test_a_cell_taken_away_or_grown_is_found_out() -> None:
    boxes = cut((0, 0, SIDE, SIDE), 12, Random(7))
    whole = BoundedArea(COMMUNITY, "", 5, kept(box(0, 0, SIDE, SIDE)))
    cells = [
        BoundedArea(f"{COMMUNITY}{n:03}", "", 6, kept(box(*cell))) for n, cell in enumerate(boxes)
    ]
    assert [flaw.misfit for flaw in flaws_of([whole, *cells[1:]], 0)] == ["gap"]
    everywhere = cells[0]._replace(geometry=whole.geometry)
    found = flaws_of([whole, everywhere, *cells[1:]], 0)
    assert [(flaw.misfit, flaw.code, flaw.other_code) for flaw in found] == [
        ("overlap", everywhere.code, cell.code) for cell in cells[1:]
    ]


WORLD = BoundaryMap(
    {
        DISTRICT: kept(box(0, 0, 8, 8)),
        COMMUNITY: kept(box(0, 0, 8, 4)),
        f"{COMMUNITY}001": kept(box(0, 0, 4, 4)),
        f"{COMMUNITY}002": kept(box(4, 0, 8, 4)),
    }
)


def test_the_smallest_area_is_found_and_on_an_edge_that_of_the_lowest_code() -> None:
    assert WORLD.find(*at(1, 1)) == f"{COMMUNITY}001"
    assert WORLD.find(*at(5, 1)) == f"{COMMUNITY}002"
    assert WORLD.find(*at(4, 1)) == f"{COMMUNITY}001"
    assert WORLD.find(*at(1, 6)) == DISTRICT
    assert WORLD.find(*at(9, 9)) == ""


def test_what_an_operator_may_not_see_is_not_found() -> None:
    assert WORLD.find(*at(1, 1), within=f"{COMMUNITY}002") == ""
    assert WORLD.find(*at(4, 1), within=f"{COMMUNITY}002") == f"{COMMUNITY}002"


def test_a_place_is_outside_its_area_only_where_the_boundary_is_known() -> None:
    west = f"{COMMUNITY}001"
    assert WORLD.is_outside(west, *at(1, 1)) is False
    assert WORLD.is_outside(west, *at(4, 4)) is False
    assert WORLD.is_outside(west, *at(5, 1)) is True
    # Without a boundary of its own a microgrid is judged by its grid.
    assert WORLD.is_outside(f"{west}01", *at(5, 1)) is True
    assert WORLD.is_outside("330109001001001", *at(5, 1)) is None
    assert BoundaryMap({}).is_outside(west, *at(5, 1)) is None
    assert BoundaryMap({}).find(*at(5, 1)) == ""


def test_a_spot_tells_where_a_case_lies_instead() -> None:
    west, east = f"{COMMUNITY}001", f"{COMMUNITY}002"
    assert WORLD.spot(west, *at(5, 1), DISTRICT) == Spot(*at(5, 1), outside=True, lies_in=east)
    assert WORLD.spot(west, *at(5, 1), west) == Spot(*at(5, 1), outside=True)
    assert WORLD.spot(west, *at(1, 1), DISTRICT) == Spot(*at(1, 1), outside=False)


def test_threads_share_one_map() -> None:
    boxes = cut((0, 0, SIDE, SIDE), 24, Random(3))
    cells = {f"{COMMUNITY}{n:03}": cell for n, cell in enumerate(boxes, 1)}
    known = BoundaryMap({code: kept(box(*cell)) for code, cell in cells.items()})
    chance = Random(5)
    points = [(chance.uniform(0, SIDE), chance.uniform(0, SIDE)) for _ in range(400)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda point: known.find(*at(*point)), points))

    assert found == [plainly(cells, *point) for point in points]
