"""Boundaries of areas: where a coordinate lies, what does not fit, which cases lie outside."""

from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Select, select

from core.areas.boundaries import BoundaryMap
from core.areas.rows import AreaRow, MisplacedCase
from core.areas.tiling import BoundedArea, Flaw, flaws_of, parse_tolerance
from core.kernel.settings import BOUNDARY_TOLERANCE
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.conditions import conditions_of
from storage.readers.operators import read_settings
from storage.readers.places import inside, narrower, place_of
from storage.readers.reference import reference_book
from storage.readers.registry import AREA_COLUMNS
from storage.readers.tables import AREA_BOUNDARIES, AREAS, CASES

_NOW: Final = AREAS.c.valid_to.is_(None)


class BoundaryBook:
    """Keeps the newest `BoundaryMap` of one database; shared by its readers and threads.

    A thread that finds the map out of date makes a new one and puts it in place of the old;
    two that do so at once make two equal ones.
    """

    def __init__(self) -> None:
        self._kept: tuple[str, BoundaryMap] | None = None

    def at_version(self, connection: Connection, version: str) -> BoundaryMap:
        """Return the map as it stands in the snapshot of ``connection``."""
        kept = self._kept
        if kept is None or kept[0] != version:
            self._kept = kept = (version, _read_map(connection))
        return kept[1]


_BOOKS: WeakKeyDictionary[Database, BoundaryBook] = WeakKeyDictionary()


def boundary_book(database: Database) -> BoundaryBook:
    """Return the book of ``database``, the same for every reader of it."""
    return _BOOKS.setdefault(database, BoundaryBook())


class BoundaryReader:
    """Reads the boundaries of a jurisdiction; nothing outside it is named."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._names = reference_book(database)
        self._book = boundary_book(database)
        self._top = narrower(scope.district_code, scope.area_code)

    def at(self, longitude: float, latitude: float) -> tuple[AreaRow, ...]:
        """Return the areas that a coordinate lies in, widest first; the last is the smallest.

        Of areas that share a boundary which it lies on, that of the lowest code is taken.
        """
        if self._top is None:
            return ()
        with self._database.reading() as connection:
            known = self._map(connection)
            code = known.find(longitude, latitude, self._top)
            a = AREAS.c
            around = [code[:n] for n in range(len(self._top), len(code) + 1)]
            wanted = select(*AREA_COLUMNS).where(a.code.in_(around), _NOW).order_by(a.code)
            found: Any = connection.execute(wanted)
            return tuple(AreaRow(*row) for row in found)

    def outlines(self, code: str) -> dict[str, str]:
        """Return the boundaries, as GeoJSON, of an area and those right below it, by code."""
        if self._top is None or narrower(self._top, code) != code:
            return {}
        a, b = AREAS.c, AREA_BOUNDARIES.c
        wanted = (
            select(b.area_code, b.geometry)
            .join(AREAS, a.code == b.area_code)
            .where((a.code == code) | (a.parent_code == code), _NOW)
            .order_by(b.area_code)
        )
        with self._database.reading() as connection:
            return dict(connection.execute(wanted).all())

    def flaws(self) -> list[Flaw]:
        """Return where the boundaries of the jurisdiction do not fit together."""
        tolerance = parse_tolerance(read_settings(self._database)[BOUNDARY_TOLERANCE])
        if self._top is None:
            return []
        with self._database.reading() as connection:
            return flaws_of(_bounded(connection, self._top), tolerance)

    def misplaced(self) -> Iterator[MisplacedCase]:
        """Yield the open cases whose coordinate lies outside their area, by number."""
        with self._database.reading() as connection:
            place = place_of(self._scope, self._names.at(connection).scheme)
            known = self._map(connection)
            if place is None or not known:
                return
            for number, area, longitude, latitude in connection.execute(
                _located(place.conditions), place.values
            ):
                spot = known.spot(area, longitude, latitude, self._scope.area_code)
                if spot.outside:
                    yield MisplacedCase(number, area, longitude, latitude, spot.lies_in)

    def _map(self, connection: Connection) -> BoundaryMap:
        return self._book.at_version(connection, self._names.at(connection).version)


def _located(conditions: tuple[str, ...]) -> Select[str, str, float, float]:
    c = CASES.c
    return (
        select(c.number, c.area_code, c.longitude, c.latitude)
        .where(
            *conditions_of(("open", *conditions), CASES),
            c.latitude.is_not(None),
            c.longitude.is_not(None),
        )
        .order_by(c.number)
    )


def _read_map(connection: Connection) -> BoundaryMap:
    b = AREA_BOUNDARIES.c
    wanted = select(b.area_code, b.geometry).join(AREAS, AREAS.c.code == b.area_code).where(_NOW)
    return BoundaryMap(dict(connection.execute(wanted).all()))


def _bounded(connection: Connection, top: str) -> list[BoundedArea]:
    a, b = AREAS.c, AREA_BOUNDARIES.c
    wanted = (
        select(a.code, a.name, a.level, b.geometry)
        .join(AREA_BOUNDARIES, b.area_code == a.code, isouter=True)
        .where(inside(a.code, top), _NOW)
    )
    return [BoundedArea(*row) for row in connection.execute(wanted)]
