"""The roster: who is posted in a jurisdiction now, and the cases in their hands."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, or_, select

from core.cases.rows import CaseRow
from core.cases.states import Tier
from core.kernel.errors import NotFound
from core.kernel.masking import mask_name, mask_phone
from core.kernel.words import N_
from core.operators.jurisdiction import SEES_PERSONAL_DATA, Scope
from core.staff.models import Post
from core.staff.rows import PostRow, RosterRow
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.conditions import Shape, conditions_of, contains, in_order, storable
from storage.readers.places import inside, narrower, place_of
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import AREAS, CASES, POSTINGS, STAFF

_RANKS: Final = {post.value: rank for rank, post in enumerate(Post)}


class RosterReader:
    """Reads the staff posted now inside a jurisdiction, by staff number, however many they are.

    People are sought by a part of the number. A part of the name finds them too, for roles that
    may see personal data; for others the family name does, since that is all they are shown.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._top = narrower(scope.district_code, scope.area_code)

    def total(self, text: str) -> int:
        """Count the people that ``text`` finds; all of them when it is empty."""
        return self._count(text, [])

    def rank(self, text: str, number: str) -> int:
        """Count the people before a staff number."""
        return self._count(text, [STAFF.c.number < number])

    def after(
        self, text: str, number: str | None, limit: int, now: datetime
    ) -> tuple[RosterRow, ...]:
        """Return the people next after a staff number, or the first ones."""
        behind = [STAFF.c.number > number] if number is not None else []
        return self._window(text, behind, limit, now)

    def before(
        self, text: str, number: str | None, limit: int, now: datetime
    ) -> tuple[RosterRow, ...]:
        """Return the people last before a staff number, or the last ones, by number."""
        ahead = [STAFF.c.number < number] if number is not None else []
        return self._window(text, ahead, limit, now, backwards=True)

    def at(self, text: str, rank: int, limit: int, now: datetime) -> tuple[RosterRow, ...]:
        """Return the people from place ``rank`` on, counted from 0; for jumps."""
        return self._window(text, [], limit, now, offset=max(rank, 0))

    def posts(self, number: str) -> tuple[PostRow, ...]:
        """Return all posts of a person inside the jurisdiction: those of now, then past ones.

        Raises:
            NotFound: nobody of that number is posted now inside the jurisdiction.
        """
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            key = self._key(connection, number)
            posts = _read_posts(connection, reference, self._top or "", [key], past=True)[key]
        newest = sorted(posts, key=lambda post: post.since, reverse=True)
        return tuple(sorted(newest, key=lambda post: post.until is not None))

    def cases(self, number: str) -> tuple[CaseRow, ...]:
        """Return the open cases dispatched to a person as a gridder, soonest deadline first.

        Raises:
            NotFound: nobody of that number is posted now inside the jurisdiction.
        """
        with self._database.reading() as connection:
            key = self._key(connection, number)
            place = place_of(self._scope, self._book.at(connection).scheme)
            assert place is not None  # noqa: S101  somebody is posted there
            values = place.values | {"tier": Tier.GRID, "people": [key]}
            found = connection.execute(_cases_in_hands(place.conditions), values).all()
            return tuple(case_rows(connection, self._book, found))

    def _key(self, connection: Connection, number: str) -> int:
        key: int | None = None
        if self._top is not None and storable(number):
            posted = select(STAFF.c.id).where(STAFF.c.number == number, self._posted(self._top))
            key = connection.scalar(posted)
        if key is None:
            raise NotFound(N_("There is no member of staff %(staff)s in your area."), staff=number)
        return key

    def _posted(self, top: str) -> ColumnElement[bool]:
        """Return that a person is posted now inside the jurisdiction.

        Nearly everybody is posted somewhere in the district, so that walking the numbers finds a
        window at once; the people of a street are found first, and then put in order.
        """
        p = POSTINGS.c
        there = (inside(p.area_code, top), p.valid_to.is_(None))
        if top == self._scope.district_code:
            return select(p.id).where(p.staff_id == STAFF.c.id, *there).exists()
        return STAFF.c.id.in_(select(p.staff_id).where(*there))

    def _sought(self, text: str) -> list[ColumnElement[bool]]:
        if not text:
            return []
        number, name = contains(STAFF.c.number, text), STAFF.c.name
        if self._scope.role in SEES_PERSONAL_DATA:
            return [or_(number, contains(name, text))]
        return [or_(number, name.startswith(text, autoescape=True)) if len(text) == 1 else number]

    def _count(self, text: str, conditions: Sequence[ColumnElement[bool]]) -> int:
        if self._top is None or not storable(text):
            return 0
        where = (self._posted(self._top), *self._sought(text), *conditions)
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(STAFF).where(*where)
            return int(connection.execute(counted).scalar_one())

    def _window(
        self,
        text: str,
        conditions: Sequence[ColumnElement[bool]],
        limit: int,
        now: datetime,
        *,
        backwards: bool = False,
        offset: int = 0,
    ) -> tuple[RosterRow, ...]:
        if self._top is None or not storable(text):
            return ()
        s = STAFF.c
        where = (self._posted(self._top), *self._sought(text), *conditions)
        order = s.number.desc() if backwards else s.number
        statement = select(s.id, s.number, s.name, s.phone, s.joined_on).where(*where)
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            found = connection.execute(statement.order_by(order).limit(limit).offset(offset)).all()
            keys = [row[0] for row in found]
            posts = _read_posts(connection, reference, self._top, keys)
            loads = self._loads(connection, reference, keys, now)
        rows = [
            RosterRow(
                number=number,
                name=mask_name(name),
                phone=mask_phone(phone or ""),
                joined_on=joined_on,
                posts=tuple(posts[key]),
                open=loads.get(key, (0, 0))[0],
                late=loads.get(key, (0, 0))[1],
            )
            for key, number, name, phone, joined_on in found
        ]
        return tuple(reversed(rows)) if backwards else tuple(rows)

    def _loads(
        self, connection: Connection, reference: Reference, keys: Sequence[int], now: datetime
    ) -> dict[int, tuple[int, int]]:
        place = place_of(self._scope, reference.scheme)
        if place is None or not keys:
            return {}
        values = place.values | {"tier": Tier.GRID, "people": keys, "now": now}
        found = connection.execute(_in_hands(place.conditions), values)
        return {key: (int(total), int(late)) for key, total, late in found}


def _read_posts(
    connection: Connection,
    reference: Reference,
    top: str,
    keys: Sequence[int],
    *,
    past: bool = False,
) -> dict[int, list[PostRow]]:
    """Read the posts of people inside an area: those of now, or with ``past`` all there were."""
    p, a = POSTINGS.c, AREAS.c
    statement = (
        select(p.staff_id, p.area_code, a.id, p.post, p.valid_from, p.valid_to)
        .join(AREAS, (a.code == p.area_code) & a.valid_to.is_(None), isouter=True)
        .where(p.staff_id.in_(keys), inside(p.area_code, top))
    )
    if not past:
        statement = statement.where(p.valid_to.is_(None))
    posts: dict[int, list[PostRow]] = {key: [] for key in keys}
    for key, code, area, post, since, until in connection.execute(statement):
        street, community, grid = reference.places[area] if area else ("", "", code)
        posts[key].append(PostRow(code, street, community, grid, post, since, until))
    for held in posts.values():
        held.sort(key=lambda row: (_RANKS.get(row.post, len(_RANKS)), row.area_code))
    return posts


def _hands(place: Shape) -> list[ColumnElement[bool]]:
    """Return the open cases of some gridders; only at the tier of the grid has a gridder any.

    Cases have no index by gridder, but one by tier; the grid's is the shortest lane of all.
    """
    shape = in_order({*place, "open", "tier"})
    people = CASES.c.gridder_id.in_(bindparam("people", expanding=True))
    return [*conditions_of(shape, CASES), people]


@cache
def _in_hands(place: Shape) -> Select[Any]:
    c = CASES.c
    (late,) = conditions_of(("late",), CASES)
    counts = select(c.gridder_id, func.count(), func.sum(case((late, 1), else_=0)))
    return counts.where(*_hands(place)).group_by(c.gridder_id)


@cache
def _cases_in_hands(place: Shape) -> Select[Any]:
    c = CASES.c
    return select(*CASE_COLUMNS).where(*_hands(place)).order_by(c.due_at, c.id)
