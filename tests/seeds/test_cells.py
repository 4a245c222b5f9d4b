"""The cells of the demo are what cutting the outline gives, and cover it without a gap."""

from importlib.resources import files
from io import BytesIO

import pytest
import shapely

from core.areas.geometry import boundary_text
from core.areas.tiling import BoundedArea, flaws_of
from core.imports.boundary_file import read_boundary_file
from seeds.demo import cells
from seeds.demo.places import COMMUNITY, DISTRICT, GRID, STREET, areas

CONTENT = files("seeds.demo").joinpath(cells.CELLS).read_bytes()
OUTLINE = files("seeds.demo").joinpath(cells.OUTLINE).read_text("utf-8")


@pytest.fixture(scope="module")
def bounded() -> list[BoundedArea]:
    """The areas of the demo with their cells."""
    levels = {area.code: area.level for area in areas()}
    return [
        BoundedArea(row.code, row.name, levels[row.code], boundary_text(row.geometry))
        for row in read_boundary_file(lambda: BytesIO(CONTENT), cells.CELLS)
    ]


def test_the_cells_kept_are_those_that_cutting_gives() -> None:
    assert cells.text().encode() == CONTENT


def test_every_area_from_district_to_grid_has_a_cell(bounded: list[BoundedArea]) -> None:
    wanted = [area.code for area in areas() if area.level in {DISTRICT, STREET, COMMUNITY, GRID}]
    assert [area.code for area in bounded] == sorted(wanted)


def test_the_cells_fit_to_the_last_square_metre(bounded: list[BoundedArea]) -> None:
    assert flaws_of(bounded, 0) == []


def test_the_district_is_the_real_one_but_for_rounding(bounded: list[BoundedArea]) -> None:
    (real,) = shapely.get_parts(shapely.from_geojson(OUTLINE))
    district = next(area for area in bounded if area.level == DISTRICT)
    cut = shapely.from_geojson(district.geometry)
    apart = shapely.symmetric_difference(shapely.make_valid(real), cut).area
    assert apart / real.area < 2e-3
