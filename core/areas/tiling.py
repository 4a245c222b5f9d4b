"""Whether boundaries fit together: no overlap, no gap, none astray, none missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from core.areas.geometry import Position, inner_place, read_shapes, square_metres
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class Misfit(StrEnum):
    """What can be wrong with boundaries."""

    OVERLAP = "overlap"
    GAP = "gap"
    STRAY = "stray"
    MISSING = "missing"


class BoundedArea(NamedTuple):
    """An area of today with its boundary as it is kept, ``None`` when it has none."""

    code: str
    name: str
    level: int
    geometry: str | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where boundaries do not fit.

    Two areas of a level overlap; an area has a gap that no area in it covers; an area goes
    astray beyond ``other``, which holds it; or a boundary is missing, alone among its level.
    ``place`` is longitude, latitude of a point inside the largest part of it.
    """

    misfit: Misfit
    code: str
    name: str
    other_code: str = ""
    other_name: str = ""
    square_metres: int | None = None
    place: Position | None = None

    @property
    def is_grave(self) -> bool:
        """Whether it is an error; that an area has no boundary yet is a warning."""
        return self.misfit is not Misfit.MISSING


_ORDER: Final = tuple(Misfit)


def parse_tolerance(text: str) -> float:
    """Return the setting of how many square metres do not count.

    Raises:
        Invalid: it is no number, or below zero.
    """
    if not (text.isascii() and text.isdecimal()):
        raise Invalid(
            N_("The setting boundary_tolerance is not a number of square metres: %(text)s."),
            field="boundary_tolerance",
            text=text,
        )
    return float(text)


def flaws_of(areas: Iterable[BoundedArea], tolerance: float) -> list[Flaw]:
    """Return what does not fit by more than ``tolerance`` square metres, by code.

    An area is held against the smallest one around it that has a boundary, so that a level
    whose boundaries are not known is passed over.
    """
    known = sorted(areas)
    bounded = [area for area in known if area.geometry is not None]
    shapes = read_shapes([area.geometry for area in bounded if area.geometry is not None])
    found = [
        *_overlaps(bounded, shapes, tolerance),
        *_misfits_within(bounded, shapes, tolerance),
        *_missing(known),
    ]
    return sorted(found, key=lambda flaw: (_ORDER.index(flaw.misfit), flaw.code, flaw.other_code))


def _overlaps(
    areas: Sequence[BoundedArea], shapes: "Sequence[BaseGeometry]", tolerance: float
) -> Iterator[Flaw]:
    if not shapes:
        return
    from shapely import STRtree  # noqa: PLC0415  only polygons need it

    ones, others = STRtree(shapes).query(shapes, predicate="intersects").tolist()
    for one, other in zip(ones, others, strict=True):
        if one < other and areas[one].level == areas[other].level:
            shared = shapes[one].intersection(shapes[other])
            yield from _flaw(Misfit.OVERLAP, areas[one], areas[other], shared, tolerance)


def _misfits_within(
    areas: Sequence[BoundedArea], shapes: "Sequence[BaseGeometry]", tolerance: float
) -> Iterator[Flaw]:
    """Yield what sticks out of the area around it, and what no area inside covers."""
    places = {area.code: n for n, area in enumerate(areas)}
    inner: dict[int, list[int]] = {}
    for n, area in enumerate(areas):
        around = _around(area.code, places)
        if around is not None:
            inner.setdefault(around, []).append(n)
    for outer, parts in inner.items():
        yield from _misfits_of(outer, parts, areas, shapes, tolerance)


def _around(code: str, places: Mapping[str, int]) -> int | None:
    lengths = range(len(code) - 1, 0, -1)
    return next((places[code[:n]] for n in lengths if code[:n] in places), None)


def _misfits_of(
    outer: int,
    parts: Sequence[int],
    areas: Sequence[BoundedArea],
    shapes: "Sequence[BaseGeometry]",
    tolerance: float,
) -> Iterator[Flaw]:
    from shapely import unary_union  # noqa: PLC0415  only polygons need it

    for part in parts:
        beyond = shapes[part].difference(shapes[outer])
        yield from _flaw(Misfit.STRAY, areas[part], areas[outer], beyond, tolerance)
    open_ = shapes[outer].difference(unary_union([shapes[part] for part in parts]))
    yield from _flaw(Misfit.GAP, areas[outer], None, open_, tolerance)


def _flaw(
    misfit: Misfit,
    area: BoundedArea,
    other: BoundedArea | None,
    shape: "BaseGeometry",
    tolerance: float,
) -> Iterator[Flaw]:
    size = square_metres(shape)
    if size > tolerance:
        code, name = (other.code, other.name) if other else ("", "")
        where = inner_place(shape)
        yield Flaw(misfit, area.code, area.name, code, name, round(size), where)


def _missing(areas: Sequence[BoundedArea]) -> Iterator[Flaw]:
    """Yield the areas that have none although others of their level have."""
    drawn = {area.level for area in areas if area.geometry is not None}
    for area in areas:
        if area.geometry is None and area.level in drawn:
            yield Flaw(Misfit.MISSING, area.code, area.name)
