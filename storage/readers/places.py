"""From a jurisdiction, and perhaps a narrower area, to the part of the tables it opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_

from core.areas.codes import CodeScheme, Level, holds
from core.operators.jurisdiction import Scope


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a district that may be read: all of it, one street, or an area in a street.

    Each of the three has an index of its own, so each is asked in its own way: ``conditions``
    names the conditions of `storage.readers.conditions`, ``values`` fills them.
    """

    district: str
    street: str | None = None
    area: str | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of the conditions that keep a query inside."""
        if self.area is not None:
            return ("district", "area")
        return ("district",) if self.street is None else ("district", "street")

    @property
    def values(self) -> dict[str, Any]:
        """The values of those conditions."""
        if self.area is not None:
            return {"district": self.district, **code_range(self.area)}
        if self.street is not None:
            return {"district": self.district, "street": self.street}
        return {"district": self.district}


def place_of(scope: Scope, scheme: CodeScheme, area: str | None = None) -> Place | None:
    """Return the part of the tables that ``scope`` opens, narrowed to ``area`` if given.

    ``None`` when nothing is open: the jurisdiction lies in another district, or the area
    outside the jurisdiction.
    """
    code = narrower(scope.district_code, scope.area_code)
    if code is not None and area is not None:
        code = narrower(code, area)
    if code is None:
        return None
    if code == scope.district_code:
        return Place(scope.district_code)
    if len(code) == scheme.lengths[Level.STREET - 1]:
        return Place(scope.district_code, street=code)
    return Place(scope.district_code, area=code)


def code_range(code: str, name: str = "area") -> dict[str, str]:
    """Return the bounds between which, in byte order, every code that begins with ``code`` lies.

    ``{name}_from`` is in, ``{name}_to`` is out.
    """
    return {f"{name}_from": code, f"{name}_to": code[:-1] + chr(ord(code[-1]) + 1)}


def outermost(codes: Iterable[str | None]) -> tuple[str, ...]:
    """Return the areas that no other one holds, each once, in the order of their codes."""
    kept: list[str] = []
    for code in sorted({code for code in codes if code is not None}):
        if not kept or not holds(kept[-1], code):
            kept.append(code)
    return tuple(kept)


def inside(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """Return that a column of area codes lies in an area."""
    bounds = code_range(code)
    return and_(column >= bounds["area_from"], column < bounds["area_to"])


def narrower(one: str, other: str) -> str | None:
    """Return the inner of two areas, ``None`` when neither holds the other."""
    if holds(one, other):
        return other
    return one if holds(other, one) else None
