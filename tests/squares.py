"""A small world of squares: boundaries whose areas can be counted by hand.

It is measured in paces of a thousandth of a degree from 120.2, 30.2.
"""

import json
from typing import Any, Final

from core.areas.geometry import boundary_text

WEST, SOUTH = 120_200, 30_200
PACES: Final = 1000


def at(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place."""
    return round((WEST + x) / PACES, 6), round((SOUTH + y) / PACES, 6)


def ring(*places: tuple[float, float]) -> list[list[float]]:
    """Return a ring through places, closed."""
    return [list(at(*place)) for place in (*places, places[0])]


def box_ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Return the ring of a rectangle, against the clock from its south-west corner."""
    return ring((west, south), (east, south), (east, north), (west, north))


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a rectangle as a GeoJSON geometry."""
    return {"type": "Polygon", "coordinates": [box_ring(west, south, east, north)]}


def kept(geometry: dict[str, Any]) -> str:
    """Return a geometry as it is kept."""
    return boundary_text(geometry)


def collection(*features: tuple[dict[str, Any], dict[str, Any]], **more: Any) -> str:
    """Return properties and geometries as a GeoJSON file."""
    made = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    return json.dumps({"type": "FeatureCollection", **more, "features": made}, ensure_ascii=False)
