"""What readers give back about areas: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as it was from ``valid_from`` up to, not including, ``valid_to``."""

    code: str
    parent_code: str | None
    level: int
    name: str
    name_en: str | None
    kind: str | None
    households: int | None
    residents: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PostLoad:
    """How one post of the 1+1+1+X is filled in an area.

    ``people`` are the posts held in it and below it; ``vacant`` is how many of its grids have
    nobody on the post. Part-time staff are as many as there are, so that none is missing.
    """

    post: str
    people: int
    vacant: int


@dataclass(frozen=True, slots=True)
class AreaLoad:
    """An area with what is in it and what waits there.

    ``below`` counts the areas right below it, ``grids`` the grids in it, itself included.
    Households and residents are its own, or else those of its grids; ``posts`` are in the
    order of `core.staff.models.Post`. ``open`` and ``late`` count the cases in it.
    """

    area: AreaRow
    below: int
    grids: int
    households: int
    residents: int
    posts: tuple[PostLoad, ...]
    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area that was sought, with the names of the street and the community around it."""

    area: AreaRow
    street: str
    community: str


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One change of the division that a code was part of.

    A code on either side is ``None`` where there is none, or where it lies outside the
    jurisdiction of who asks.
    """

    change: str
    from_code: str | None
    to_code: str | None
    at: datetime
    operator: str


@dataclass(frozen=True, slots=True)
class AreaLife:
    """Everything that is known of a code: what it was, oldest first, and its lineage.

    ``open`` and ``ended`` count the cases that lie there; an ended one stays where it happened,
    also when the code has ended.
    """

    spans: tuple[AreaRow, ...]
    steps: tuple[LineageStep, ...]
    open: int
    ended: int


@dataclass(frozen=True, slots=True)
class MisplacedCase:
    """An open case whose coordinate lies outside the boundary of its area.

    ``lies_in`` is the code of the smallest area that has the coordinate, "" when none has.
    """

    number: str
    area_code: str
    longitude: float
    latitude: float
    lies_in: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a case was said to be, held against the boundary of its area.

    ``outside`` is ``None`` where no boundary is known. ``lies_in`` is the code of the area
    that has the coordinate, "" when none has, or none that the operator may see.
    """

    longitude: float
    latitude: float
    outside: bool | None = None
    lies_in: str = ""
