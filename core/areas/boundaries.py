"""Which area a coordinate lies in: the boundaries of today in memory."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from core.areas.codes import holds
from core.areas.geometry import joined, read_shapes
from core.areas.models import Area, AreaBoundary
from core.areas.rows import Spot


class BoundaryMap:
    """Finds areas by coordinate in a tree of rectangles (Shapely's STRtree).

    Made whole at once and never changed, so that threads can share it. A district without
    boundaries does not load Shapely. What lies on a boundary lies in the areas on both sides;
    where one must be chosen it is the one of the lowest code.
    """

    def __init__(self, boundaries: Mapping[str, str]) -> None:
        self._codes = tuple(sorted(boundaries))
        shapes = read_shapes([boundaries[code] for code in self._codes])
        self._shapes = dict(zip(self._codes, shapes, strict=True))
        self._tree = _tree(shapes) if shapes else None

    def __len__(self) -> int:
        return len(self._codes)

    def find(self, longitude: float, latitude: float, within: str = "") -> str:
        """Return the code of the smallest area that has a coordinate; "" when none has.

        Args:
            longitude: in degrees.
            latitude: in degrees.
            within: an area in which alone is looked.
        """
        if self._tree is None:
            return ""
        hits = self._tree.query(_point(longitude, latitude), predicate="intersects")
        found = (self._codes[hit] for hit in hits)
        wanted = (code for code in found if holds(within, code))
        return min(wanted, key=lambda code: (-len(code), code), default="")

    def is_outside(self, area: str, longitude: float, latitude: float) -> bool | None:
        """Say whether a coordinate lies outside an area; ``None`` when its boundary is unknown.

        An area without a boundary is judged by that of the smallest one around it.
        """
        around = (area[:length] for length in range(len(area), 0, -1))
        nearest = next((code for code in around if code in self._shapes), None)
        if nearest is None:
            return None
        return not self._shapes[nearest].intersects(_point(longitude, latitude))

    def spot(self, area: str, longitude: float, latitude: float, within: str) -> Spot:
        """Hold a coordinate against an area; ``within`` is what the operator may see."""
        outside = self.is_outside(area, longitude, latitude)
        lies_in = self.find(longitude, latitude, within) if outside else ""
        return Spot(longitude, latitude, outside, lies_in)


def _tree(shapes: Any) -> Any:
    from shapely import STRtree  # noqa: PLC0415  only polygons need it

    return STRtree(shapes)


def _point(longitude: float, latitude: float) -> Any:
    from shapely import Point  # noqa: PLC0415  only polygons need it

    return Point(longitude, latitude)


def load_boundary_map(session: Session) -> BoundaryMap:
    """Read the boundaries of all areas that are valid today."""
    rows = session.exec(
        select(AreaBoundary.area_code, AreaBoundary.geometry)
        .join(Area, col(Area.code) == col(AreaBoundary.area_code))
        .where(col(Area.valid_to).is_(None))
    )
    return BoundaryMap(dict(rows.all()))


def follow_boundary(session: Session, old: str, new: str | None) -> None:
    """Let the ground of a code that ends belong to ``new``, beside what that has already."""
    gone = session.get(AreaBoundary, old)
    if gone is None:
        return
    session.delete(gone)
    held = session.get(AreaBoundary, new) if new else None
    if held is not None:
        held.geometry = joined(held.geometry, gone.geometry)
    elif new is not None:
        session.add(AreaBoundary(area_code=new, geometry=gone.geometry))
