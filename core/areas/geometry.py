"""Boundaries as GeoJSON geometries: what is taken for one, how it is written, how large it is.

Coordinates are longitude and latitude in degrees of WGS84, as RFC 7946 has them. CGCS2000
differs from it by less than what is kept here. Shapely is loaded only where polygons are judged.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atanh, radians, sin
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.kernel.errors import FieldFault
from core.kernel.words import N_

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]
Shape = tuple[Polygon, ...]
"""Polygons, each an outer ring and its holes; a ring ends where it begins."""

FIELD: Final = "geometry"
DECIMALS: Final = 7
"""Decimals of a degree that are kept: about a centimetre."""
MOST_POSITIONS: Final = 100_000
"""Positions of the largest boundary that is taken; that of a province has some ten thousand."""
WEST, EAST = 73.0, 136.0
SOUTH, NORTH = 3.0, 54.0
"""The box in which every area of the country lies, its sea included."""

_FEWEST: Final = 4
_TURN: Final = 360
_AXIS: Final = 6_378_137.0
"""Equatorial radius of WGS84 in metres."""
_FLATTENING: Final = 1 / 298.257223563
_E2: Final = _FLATTENING * (2 - _FLATTENING)
_E: Final = _E2**0.5


class Measure(NamedTuple):
    """A boundary in figures, to tell one from another; ``centre`` is longitude, latitude."""

    square_metres: int
    positions: int
    centre: str
    digest: str


def boundary_text(geometry: object) -> str:
    """Return a geometry of a GeoJSON file as it is kept, equal boundaries being equal texts.

    Positions are rounded and repeated ones dropped; outer rings run against the clock, holes
    with it.

    Raises:
        FieldFault: it is no boundary; the sentence says why and where.
    """
    shape = tuple(
        tuple(_wound(ring, outer=n == 0) for n, ring in enumerate(polygon))
        for polygon in _shape(geometry)
    )
    text = _written(shape)
    _refuse_crossings(text)
    return text


def _shape(geometry: object) -> Shape:
    kind, polygons = _polygons(geometry)
    rings = [ring for polygon in polygons for ring in polygon]
    if not polygons or not all(polygons):
        raise FieldFault(FIELD, N_("The %(kind)s has no rings."), kind=kind)
    positions = sum(len(ring) for ring in rings if isinstance(ring, list))
    if positions > MOST_POSITIONS:
        raise FieldFault(
            FIELD,
            N_("It has %(count)s positions, and at most %(most)s are taken; simplify it."),
            count=f"{positions:,}",
            most=f"{MOST_POSITIONS:,}",
        )
    return tuple(tuple(_ring(ring) for ring in polygon) for polygon in polygons)


def _polygons(geometry: object) -> tuple[str, list[Any]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise FieldFault(
            FIELD,
            N_("A boundary is a Polygon or a MultiPolygon, not %(kind)s."),
            kind=str(kind),
        )
    found = geometry.get("coordinates")
    polygons = [found] if kind == "Polygon" else found
    if not isinstance(polygons, list) or not all(isinstance(one, list) for one in polygons):
        raise FieldFault(FIELD, N_("The %(kind)s has no rings."), kind=str(kind))
    return str(kind), polygons


def _ring(ring: object) -> Ring:
    if not isinstance(ring, list):
        raise FieldFault(FIELD, N_("A ring is a list of positions."))
    places = [_position(place) for place in ring]
    if places and places[0] != places[-1]:
        raise FieldFault(
            FIELD,
            N_("A ring begins at %(place)s and does not end there."),
            place=told(places[0]),
        )
    kept = [place for n, place in enumerate(places) if n == 0 or place != places[n - 1]]
    if len(kept) < _FEWEST:
        raise FieldFault(FIELD, N_("A ring has fewer than three corners."))
    return tuple(kept)


def _position(place: object) -> Position:
    if not isinstance(place, list) or not all(map(_is_number, place[:2])) or len(place) < 2:  # noqa: PLR2004  a pair
        raise FieldFault(FIELD, N_("A position is two numbers, longitude and latitude."))
    longitude, latitude = (round(float(value), DECIMALS) for value in place[:2])
    fault = position_fault(longitude, latitude)
    if fault:
        raise fault
    return longitude, latitude


def _is_number(value: object) -> bool:
    """Tell numbers of degrees from all else that JSON may have, NaN and beyond floats too."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _TURN


def position_fault(longitude: float, latitude: float, field: str = FIELD) -> FieldFault | None:
    """Return what is wrong with a position, if it lies outside the country."""
    if _inside(longitude, latitude):
        return None
    place = told((longitude, latitude))
    if _inside(latitude, longitude):
        return FieldFault(
            field,
            N_("At %(place)s longitude and latitude are swapped: the longitude comes first."),
            place=place,
        )
    return FieldFault(
        field,
        N_(
            "The position %(place)s lies outside the country: longitudes are from %(west)s to "
            "%(east)s, latitudes from %(south)s to %(north)s degrees."
        ),
        place=place,
        west=f"{WEST:g}",
        east=f"{EAST:g}",
        south=f"{SOUTH:g}",
        north=f"{NORTH:g}",
    )


def _inside(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def told(place: Sequence[float]) -> str:
    """Return a position as it is told, ``120.2103,30.2011``."""
    return ",".join(f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") for value in place)


def _wound(ring: Ring, *, outer: bool) -> Ring:
    """Turn a ring the way RFC 7946, section 3.1.6, wants it (shoelace formula)."""
    x, y = ring[0]
    corners = ((a - x, b - y) for a, b in ring)
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(corners))
    return ring if (twice > 0) is outer else ring[::-1]


def _written(shape: Shape) -> str:
    kind, coordinates = ("Polygon", shape[0]) if len(shape) == 1 else ("MultiPolygon", shape)
    return json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))


def _refuse_crossings(text: str) -> None:
    import shapely  # noqa: PLC0415  see above

    why, _, where = shapely.is_valid_reason(shapely.from_geojson(text)).partition("[")
    if not where:
        return
    place = told([float(value) for value in where.rstrip("]").split()[:2]])
    if why == "Self-intersection":
        raise FieldFault(FIELD, N_("It crosses itself at %(place)s."), place=place)
    raise FieldFault(
        FIELD, N_("It is no valid area at %(place)s: %(why)s."), place=place, why=why.lower()
    )


def read_shapes(texts: Sequence[str]) -> "list[BaseGeometry]":
    """Return boundaries that are kept as shapes of Shapely."""
    import shapely  # noqa: PLC0415  see above

    return list(shapely.from_geojson(texts)) if texts else []


def joined(one: str, other: str) -> str:
    """Return two boundaries that are kept as one."""
    import shapely  # noqa: PLC0415  see above

    whole = shapely.union_all(read_shapes((one, other)))
    return boundary_text(json.loads(shapely.to_geojson(whole)))


def square_metres(shape: "BaseGeometry") -> float:
    """Return how large a shape in degrees is.

    By the cylindrical equal-area projection of the ellipsoid WGS84 (J. P. Snyder, Map
    Projections: A Working Manual, USGS Professional Paper 1395, 1987, equations 3-12 and 10-13
    to 10-15). A local one has its standard parallel through the middle of the shape; that
    stretches one axis by what it shrinks the other, so that areas need no parallel. Sides are
    straight on the projection, which at a kilometre is off by some centimetres.
    """
    import shapely  # noqa: PLC0415  see above

    if shape.is_empty:
        return 0.0
    return float(shapely.transform(shape, _projected).area)


def _projected(places: Any) -> list[Position]:
    """Put degrees into metres; the scale along and across the parallel cancel in the area."""
    return [
        (_AXIS * radians(longitude), _AXIS * _q(latitude) / 2) for longitude, latitude in places
    ]


def _q(latitude: float) -> float:
    """Return q of equation 3-12."""
    sine = sin(radians(latitude))
    return (1 - _E2) * (sine / (1 - _E2 * sine * sine) + atanh(_E * sine) / _E)


def inner_place(shape: "BaseGeometry") -> Position:
    """Return a position inside the largest part of a shape in degrees."""
    import shapely  # noqa: PLC0415  see above

    largest = max(shapely.get_parts(shape), key=lambda part: (part.area, part.wkb))
    point = largest.representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def measure(text: str) -> Measure:
    """Return the figures of a boundary that is kept."""
    import shapely  # noqa: PLC0415  see above

    shape = shapely.from_geojson(text)
    centre = shape.centroid
    return Measure(
        square_metres=round(square_metres(shape)),
        positions=sum(1 for _ in _places(text)),
        centre=told((round(centre.x, 5), round(centre.y, 5))),
        digest=hashlib.sha256(text.encode()).hexdigest()[:8],
    )


def _places(text: str) -> Iterator[object]:
    """Give every position of a boundary that is kept, the end of a ring not once more."""
    for polygon in polygons_of(text):
        for ring in polygon:
            yield from ring[1:]


def polygons_of(text: str) -> list[list[list[list[float]]]]:
    """Return the polygons of a boundary that is kept: lists of rings of positions."""
    geometry = json.loads(text)
    found: list[Any] = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found
