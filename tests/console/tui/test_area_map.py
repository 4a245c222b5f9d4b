"""The map of grids, cell by cell, on a small world of squares."""

from datetime import date

import pytest

from console.present.tones import Tone
from console.present.words import ENGLISH
from console.tui.ink import Line
from console.tui.widgets.area_map import TALLEST, AreaMap, braille, map_lines, owners_of
from core.areas.rows import AreaLoad, AreaRow
from core.imports.boundary_commands import BoundaryRow, ImportBoundaries
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.test_grids import open_all_of_the_first_street
from tests.district import ADMIN, COMMUNITY, GRID, NEXT_GRID
from tests.squares import at, box, box_ring, kept

WEST, SOUTH_EAST, NORTH_EAST = (f"{COMMUNITY}00{n}" for n in (1, 2, 3))
OUTLINES = {
    WEST: kept(box(0, 0, 4, 8)),
    SOUTH_EAST: kept(box(4, 0, 8, 4)),
    NORTH_EAST: kept(box(4, 4, 8, 8)),
}


def load(code: str, open_: int, late: int = 0) -> AreaLoad:
    area = AreaRow(code, COMMUNITY, 6, f"网格{code[-1]}", None, "dedicated", 0, 0,
                   date(2024, 1, 1), None)  # fmt: skip
    return AreaLoad(area, below=0, grids=1, households=0, residents=0, posts=(), open=open_,
                    late=late)  # fmt: skip


LOADS = (load(WEST, 0), load(SOUTH_EAST, 9, 2), load(NORTH_EAST, 3))


def drawn(shown: AreaMap, cells: int = 10) -> list[str]:
    return [
        "".join(piece.text for piece in (*line.left, *line.right)) for line in lines(shown, cells)
    ]


def lines(shown: AreaMap, cells: int = 10) -> list[Line]:
    return list(map_lines(shown, cells))


def test_outlines_are_drawn_in_dots_and_what_is_open_fills_them() -> None:
    assert drawn(AreaMap(LOADS, OUTLINES)) == [
        "Map",
        "⡏⠉⠉⠉⢹⠉⠉⠉⠉⢹",
        "⡇⠀⠀⠀⢸⠂⠂⠂⠂⢸",
        "⡇⠀⠀⠀⢸⣀⣀⣀⣀⣸",
        "⡇⠀⠀⠀⢸⢕⢕⢕⢕⢸",
        "⡇⠀⠀⠀⢸⢕⢕⢕⢕⢸",
        "⠧⠤⠤⠤⠼⠤⠤⠤⠤⠼",
        "⢕⢕ up to 9 open▲2",
    ]


def test_the_area_chosen_is_solid_and_named() -> None:
    map_ = drawn(AreaMap(LOADS, OUTLINES, SOUTH_EAST))
    assert map_[4] == "⡇⠀⠀⠀⢸⣿⣿⣿⣿⢸"
    assert map_[-1] == "⣿⣿ 网格2▲2"


def test_tones_tell_late_chosen_and_the_rest_apart() -> None:
    line = lines(AreaMap(LOADS, OUTLINES, NORTH_EAST))
    assert [(piece.text, piece.tone) for piece in line[2].left] == [
        ("⡇", Tone.DIM),
        ("⠀⠀⠀", Tone.PLAIN),
        ("⢸", Tone.DIM),
        ("⣿⣿⣿⣿", Tone.ACCENT),
        ("⢸", Tone.ACCENT),
    ]
    assert [(piece.text, piece.tone) for piece in line[4].left][3:] == [
        ("⢕⢕⢕⢕", Tone.LATE),
        ("⢸", Tone.LATE),
    ]


def test_where_nothing_is_open_all_stays_empty() -> None:
    quiet = drawn(AreaMap((load(WEST, 0), load(SOUTH_EAST, 0)), OUTLINES))
    assert quiet[-1] == "⠧⠤⠤⠤⠼⠤⠤⠤⠤⠼"
    assert {sign for line in quiet[1:] for sign in line} & set("⠂⢂⢕⣿") == set()


def test_areas_without_a_boundary_make_no_map() -> None:
    assert lines(AreaMap(LOADS, {})) == []
    assert lines(AreaMap((), OUTLINES)) == []


def test_a_hole_is_nobodys() -> None:
    lake = {"type": "Polygon", "coordinates": [box_ring(0, 0, 8, 8), box_ring(2, 2, 6, 6)]}
    owners = owners_of({WEST: kept(lake)}, 8)
    middle = owners[len(owners) // 2]
    assert (middle[0], middle[len(middle) // 2], middle[-1]) == (WEST, "", WEST)


@pytest.mark.parametrize("size", ((1, 60), (60, 1)))
def test_a_map_is_never_wider_than_its_cells_nor_higher_than_it_may_be(
    size: tuple[int, int],
) -> None:
    shown = list(braille(owners_of({WEST: kept(box(0, 0, *size))}, 20)))
    assert len(shown) <= TALLEST
    assert {len(line) for line in shown} <= set(range(1, 21))


def draw(house: House) -> None:
    """Give the two grids of the first community boundaries, side by side."""
    rows = (
        BoundaryRow(1, GRID, "", "", box(0, 0, 4, 4)),
        BoundaryRow(2, NEXT_GRID, "", "", box(4, 0, 8, 4)),
    )
    house.district.desk.execute(ImportBoundaries(rows=rows, commit=True), by=ADMIN)


async def test_the_pane_of_a_grid_shows_it_among_its_neighbours(
    busy_house: House, sit_down: SitDown
) -> None:
    draw(busy_house)
    async with sit_down(size=(160, 40), language=ENGLISH) as desk:
        await open_all_of_the_first_street(desk)
        await desk.sees(lambda: "⣿⣿ 第一网格" in desk.facts, "the grid as the chosen one")
        await desk.press("down")
        await desk.sees(lambda: "⣿⣿ 第二网格" in desk.facts, "the next grid")


async def test_a_case_outside_its_grid_is_flagged_in_the_pane(
    busy_house: House, sit_down: SitDown
) -> None:
    draw(busy_house)
    longitude, latitude = at(5, 1)
    busy_house.district.report(
        area_code=GRID, longitude=longitude, latitude=latitude, matter="坐标在别处"
    )
    async with sit_down(size=(160, 40), language=ENGLISH) as desk:
        await desk.filter("坐标在别处")
        await desk.sees(lambda: "▲ 120.205,30.201" in desk.story, "the coordinate")
        assert "outside its area" in desk.story
        assert NEXT_GRID in desk.story
