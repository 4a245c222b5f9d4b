"""The tree of areas, a level at a time: what is in each, who is posted there, what waits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)

from core.areas.codes import Level
from core.areas.rows import AreaLoad, AreaRow, FoundArea, PostLoad
from core.cases.rows import LaneCount
from core.kernel.masking import mask_name, mask_phone
from core.operators.jurisdiction import Scope
from core.staff.models import Post
from core.staff.rows import BoardRow
from storage.database import Database
from storage.readers.conditions import conditions_of, contains, storable
from storage.readers.counting import count_by_tier
from storage.readers.places import code_range, inside, narrower, place_of
from storage.readers.queue import QueueReader
from storage.readers.reference import PlaceNames, Reference, reference_book
from storage.readers.registry import AREA_COLUMNS
from storage.readers.tables import AREAS, CASES, COVERS, POSTINGS, STAFF

_RANKS: Final = {post.value: rank for rank, post in enumerate(Post)}


class GridReader:
    """Reads the areas of a jurisdiction as they are today, never more than one level of one area.

    Whatever only an import changes is kept until one does, so that reading a level again costs
    no more than counting its open cases.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._top = narrower(scope.district_code, scope.area_code)
        self._kept: tuple[str, dict[str | None, tuple[AreaLoad, ...]]] = ("", {})

    def top(self, now: datetime) -> tuple[AreaLoad, ...]:
        """Return the one area that is the jurisdiction; none if there is no such area."""
        return self._level(None, now)

    def below(self, code: str, now: datetime) -> tuple[AreaLoad, ...]:
        """Return the areas right below one of the jurisdiction, by code."""
        return self._level(code, now) if self._holds(code) else ()

    def lanes(self, code: str, now: datetime) -> tuple[LaneCount, ...]:
        """Count the open cases of every tier in an area, lowest tier first."""
        if not self._holds(code):
            return ()
        return QueueReader(self._database, replace(self._scope, area_code=code)).lanes(now)

    def find(self, text: str, limit: int) -> tuple[FoundArea, ...]:
        """Return areas whose code begins with ``text`` or whose name has it in it, by code."""
        if self._top is None or not text or not storable(text):
            return ()
        a = AREAS.c
        named = or_(a.code.startswith(text, autoescape=True), contains(a.name, text))
        return self._found([inside(a.code, self._top), named], limit)

    def board(self, code: str, today: date) -> tuple[BoardRow, ...]:
        """Return who is posted now in an area or below it, or stands in there on the day ``today``.

        By post, those who hold it first, and number.
        """
        if not self._holds(code):
            return ()
        p, c, s = POSTINGS.c, COVERS.c, STAFF.c
        posted = (
            select(s.number, s.name, s.phone, p.post, p.valid_from)
            .join(STAFF, s.id == p.staff_id)
            .where(inside(p.area_code, code), p.valid_to.is_(None))
        )
        standing_in = (
            select(s.number, s.name, s.phone, c.post, c.first_on, c.last_on)
            .join(STAFF, s.id == c.staff_id)
            .where(inside(c.area_code, code), c.first_on <= today, c.last_on >= today)
        )
        with self._database.reading() as connection:
            found = [*connection.execute(posted), *connection.execute(standing_in)]
        people = (
            BoardRow(number, mask_name(name), mask_phone(phone or ""), *post)
            for number, name, phone, *post in found
        )
        return tuple(sorted(people, key=_order_on_the_board))

    def without(self, code: str, post: str, limit: int) -> tuple[FoundArea, ...]:
        """Return the grids of an area in which nobody holds a post, by code."""
        if not self._holds(code) or not storable(post):
            return ()
        a, p = AREAS.c, POSTINGS.c
        held = select(p.id).where(p.area_code == a.code, p.post == post, p.valid_to.is_(None))
        grids = [inside(a.code, code), a.level == Level.GRID, ~held.exists()]
        return self._found(grids, limit)

    def _found(
        self, conditions: Sequence[ColumnElement[bool]], limit: int
    ) -> tuple[FoundArea, ...]:
        a = AREAS.c
        statement = select(*AREA_COLUMNS, a.id).where(a.valid_to.is_(None), *conditions)
        with self._database.reading() as connection:
            places = self._book.at(connection).places
            found = connection.execute(statement.order_by(a.code).limit(limit)).all()
        return tuple(_found_area(places, row) for row in found)

    def _holds(self, code: str) -> bool:
        return self._top is not None and storable(code) and narrower(self._top, code) == code

    def _level(self, parent: str | None, now: datetime) -> tuple[AreaLoad, ...]:
        if self._top is None:
            return ()
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            loads = self._standing(connection, reference, parent)
            waiting = self._waiting(connection, reference, parent or self._top, loads, now)
        return tuple(
            replace(load, open=waiting[load.area.code][0], late=waiting[load.area.code][1])
            for load in loads
        )

    def _standing(
        self, connection: Connection, reference: Reference, parent: str | None
    ) -> tuple[AreaLoad, ...]:
        """Return the areas below ``parent`` with all that only imports change."""
        if self._kept[0] != reference.version:
            self._kept = (reference.version, {})
        kept = self._kept[1]
        if parent not in kept:
            a = AREAS.c
            wanted = a.code == self._top if parent is None else a.parent_code == parent
            statement = select(*AREA_COLUMNS).where(wanted, a.valid_to.is_(None)).order_by(a.code)
            found: Any = connection.execute(statement)
            areas = [AreaRow(*row) for row in found]
            kept[parent] = _with_contents(connection, parent or self._top or "", areas)
        return kept[parent]

    def _waiting(
        self,
        connection: Connection,
        reference: Reference,
        within: str,
        loads: Sequence[AreaLoad],
        now: datetime,
    ) -> Mapping[str, tuple[int, int]]:
        """Return how many cases are open and late in each area."""
        waiting: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        if not loads:
            return waiting
        if loads[0].area.level <= Level.STREET:
            for load in loads:
                place = place_of(self._scope, reference.scheme, load.area.code)
                counts = count_by_tier(connection, reference, place, now) if place else {}
                tiers = counts.values()
                waiting[load.area.code] = (sum(t.open for t in tiers), sum(t.late for t in tiers))
            return waiting
        values = {"district": self._scope.district_code, "now": now, **code_range(within)}
        for code, total, late in connection.execute(_open(len(loads[0].area.code)), values):
            waiting[code] = (int(total), int(late))
        return waiting


def _order_on_the_board(row: BoardRow) -> tuple[int, bool, str]:
    return _RANKS.get(row.post, len(_RANKS)), row.covers_until is not None, row.number


def _found_area(places: Mapping[int, PlaceNames], row: Sequence[Any]) -> FoundArea:
    *cells, key = row
    street, community, _grid = places[key]
    return FoundArea(AreaRow(*cells), street, community)


def _with_contents(
    connection: Connection, within: str, areas: Sequence[AreaRow]
) -> tuple[AreaLoad, ...]:
    if not areas:
        return ()
    length = len(areas[0].code)
    values = code_range(within)
    children = connection.execute(_children(), {"codes": [area.code for area in areas]})
    below = {row[0]: row[1] for row in children}
    grids = {row[0]: row[1:] for row in connection.execute(_grids(length), values)}
    posts = {row[:2]: row[2:] for row in connection.execute(_posts(length), values)}
    loads = []
    for area in areas:
        number, households, residents = grids.get(area.code, (0, None, None))
        filled = ((post.value, *posts.get((area.code, post.value), (0, 0))) for post in Post)
        loads.append(
            AreaLoad(
                area=area,
                below=below.get(area.code, 0),
                grids=number,
                households=int(area.households or households or 0),
                residents=int(area.residents or residents or 0),
                posts=tuple(
                    PostLoad(post, people, 0 if post == Post.PART_TIME else number - held)
                    for post, people, held in filled
                ),
            )
        )
    return tuple(loads)


def _beginning(column: Any, length: int) -> Any:
    # Written out, so that a server sees that it is grouped by what is selected.
    return func.substr(column, 1, literal_column(str(length)))


def _between(column: ColumnElement[str]) -> ColumnElement[bool]:
    return (column >= bindparam("area_from")) & (column < bindparam("area_to"))


@cache
def _children() -> Select[Any]:
    a = AREAS.c
    parents = a.parent_code.in_(bindparam("codes", expanding=True))
    return (
        select(a.parent_code, func.count())
        .where(parents, a.valid_to.is_(None))
        .group_by(a.parent_code)
    )


@cache
def _grids(length: int) -> Select[Any]:
    """Return the grids, households and residents of each area whose code has a length."""
    a = AREAS.c
    begins = _beginning(a.code, length)
    return (
        select(begins, func.count(), func.sum(a.households), func.sum(a.residents))
        .where(a.valid_to.is_(None), a.level == Level.GRID, _between(a.code))
        .group_by(begins)
    )


@cache
def _posts(length: int) -> Select[Any]:
    """Return, for each area and post, the posts held in it and the grids that have the post."""
    a, p = AREAS.c, POSTINGS.c
    begins = _beginning(p.area_code, length)
    grid = case((a.level == Level.GRID, a.code))
    return (
        select(begins, p.post, func.count(), func.count(grid.distinct()))
        .join(AREAS, and_(a.code == p.area_code, a.valid_to.is_(None)))
        .where(p.valid_to.is_(None), _between(p.area_code))
        .group_by(begins, p.post)
    )


@cache
def _open(length: int) -> Select[Any]:
    begins = _beginning(CASES.c.area_code, length)
    (late,) = conditions_of(("late",), CASES)
    return (
        select(begins, func.count(), func.sum(case((late, 1), else_=0)))
        .where(*conditions_of(("open", "district", "area"), CASES))
        .group_by(begins)
    )
