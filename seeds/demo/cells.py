"""Cuts the outline of Binjiang into cells, one for each street, community and grid of the demo.

The cells are invented: every grid has about the same area, and lines run from north to south
and from west to east on round coordinates, so that cells fit each other to the last digit. What
is cut lies in ``boundaries.geojson``, for cutting takes a while; to cut anew, say
``python -m seeds.demo.cells``.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from math import cos, radians
from pathlib import Path
from typing import Any, Final

from shapely import box, from_geojson, get_parts, make_valid, normalize, set_precision, unary_union

from seeds.demo.places import COMMUNITY, DISTRICT, GRID, STREET, areas

OUTLINE: Final = "binjiang_outline.geojson"
CELLS: Final = "boundaries.geojson"
STEP: Final = 1e-5
"""Degrees between the coordinates that cells may have: about a metre."""
PLACES: Final = 5

_SCALE: Final = cos(radians(30.2))
_FAR: Final = 360.0


def cells() -> dict[str, Any]:
    """Return the shape of every area from district to grid, by code."""
    grids = sorted(area.code for area in areas() if area.level == GRID)
    shapes: dict[str, Any] = {}
    _cut(_outline(), _tree(grids), shapes)
    for area in areas():
        if area.level in {DISTRICT, STREET, COMMUNITY}:
            parts = [shapes[code] for code in grids if code.startswith(area.code)]
            # Only so do the corners of the parts lie on the edges of the whole.
            shapes[area.code] = unary_union(parts).simplify(0)
    return dict(sorted(shapes.items()))


def text() -> str:
    """Return the cells as GeoJSON, one feature on a line."""
    names = {area.code: area.name for area in areas()}
    features = (
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": code, "name": names[code]},
                "geometry": _geometry(shape),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for code, shape in cells().items()
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _geometry(shape: Any) -> dict[str, Any]:
    polygons = [
        [
            [[round(x, PLACES), round(y, PLACES)] for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in get_parts(normalize(shape))
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _outline() -> Any:
    found = from_geojson(files("seeds.demo").joinpath(OUTLINE).read_text(encoding="utf-8"))
    whole = make_valid(set_precision(get_parts(found)[0], STEP))
    return max(get_parts(whole), key=lambda part: part.area)


def _tree(codes: Sequence[str]) -> list[list[list[str]]]:
    """Return codes by street and community, from the last to the first: Puyan lies west."""
    streets: dict[str, dict[str, list[str]]] = {}
    for code in codes:
        streets.setdefault(code[:9], {}).setdefault(code[:12], []).append(code)
    return [list(streets[street].values()) for street in sorted(streets, reverse=True)]


def _cut(shape: Any, tree: Sequence[Any], shapes: dict[str, Any]) -> None:
    """Give every code at the leaves of ``tree`` its share of ``shape``."""
    if len(tree) == 1:
        (only,) = tree
        if isinstance(only, str):
            shapes[only] = shape
        else:
            _cut(shape, only, shapes)
        return
    half = len(tree) // 2
    low, high = tree[:half], tree[half:]
    share = _leaves(low) / (_leaves(low) + _leaves(high))
    first, second = min(_cuts(shape, share), key=lambda parts: _ragged(*parts))
    _cut(first, low, shapes)
    _cut(second, high, shapes)


def _leaves(tree: Any) -> int:
    return 1 if isinstance(tree, str) else sum(map(_leaves, tree))


def _cuts(shape: Any, share: float) -> Iterator[tuple[Any, Any]]:
    """Yield a shape cut in two across its longer side, and across the other one."""
    west, south, east, north = shape.bounds
    axes = (0, 1) if (east - west) * _SCALE >= north - south else (1, 0)
    for axis in axes:
        at = _where(shape, share, axis)
        yield tuple(_part(shape, axis, *span) for span in ((-_FAR, at), (at, _FAR)))


def _where(shape: Any, share: float, axis: int) -> float:
    """Find, by halving, the round coordinate below which ``share`` of a shape lies."""
    low, high = (round(shape.bounds[n] / STEP) for n in (axis, axis + 2))
    while high - low > 1:
        middle = (low + high) // 2
        below = _part(shape, axis, -_FAR, middle * STEP).area
        low, high = (middle, high) if below < share * shape.area else (low, middle)
    found: float = round(high * STEP, PLACES)
    return found


def _part(shape: Any, axis: int, low: float, high: float) -> Any:
    strip = box(low, -_FAR, high, _FAR) if axis == 0 else box(-_FAR, low, _FAR, high)
    return set_precision(shape.intersection(strip), STEP)


def _ragged(first: Any, second: Any) -> int:
    """Count the parts that two shapes fall into; fewer are better."""
    return len(get_parts(first)) + len(get_parts(second))


if __name__ == "__main__":
    Path(__file__).with_name(CELLS).write_text(text(), encoding="utf-8")
