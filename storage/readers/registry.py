"""What the district is made of: areas, units, items, staff, as they are today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from core.areas.codes import CodeScheme, holds
from core.areas.rows import AreaRow
from core.catalogue.rows import ConditionRow, ItemRow
from core.kernel.errors import NotFound
from core.kernel.masking import mask_name, mask_phone
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from core.staff.models import Post
from core.staff.rows import PostingRow, StaffRow
from core.units.rows import UnitRow
from storage.database import Database
from storage.readers.conditions import storable
from storage.readers.places import inside, narrower
from storage.readers.reference import reference_book
from storage.readers.tables import AREAS, CONDITIONS, COVERS, DUTIES, ITEMS, POSTINGS, STAFF, UNITS

_POSTS: Final = {post.value: rank for rank, post in enumerate(Post)}

AREA_COLUMNS: Final = (
    AREAS.c.code,
    AREAS.c.parent_code,
    AREAS.c.level,
    AREAS.c.name,
    AREAS.c.name_en,
    AREAS.c.kind,
    AREAS.c.households,
    AREAS.c.residents,
    AREAS.c.valid_from,
    AREAS.c.valid_to,
)


@dataclass(frozen=True, slots=True)
class RegistryCounts:
    """How much of everything there is in a jurisdiction; areas by level."""

    areas: Mapping[int, int]
    units: int
    items: int
    staff: int
    postings: int


class RegistryReader:
    """Reads the reference data of a jurisdiction.

    Areas and staff lie in it; units answer in it, so a district's bureau belongs to each of its
    streets; the admission list holds everywhere.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._top = narrower(scope.district_code, scope.area_code)

    def area(self, code: str) -> AreaRow:
        """Return an area of today.

        Raises:
            NotFound: there is none today inside the jurisdiction.
        """
        known = self._narrowed(code) == code
        found = self._areas(AREAS.c.code == code) if known else ()
        if not found:
            raise NotFound(
                N_("There is no area %(area)s in your jurisdiction; see the list of grids."),
                area=code,
            )
        return found[0]

    def areas(self, parent_code: str | None = None) -> tuple[AreaRow, ...]:
        """Return the areas right below ``parent_code``, or the top of the jurisdiction."""
        if parent_code is None:
            return self._areas(AREAS.c.code == self._top)
        if self._narrowed(parent_code) != parent_code:
            return ()
        return self._areas(AREAS.c.parent_code == parent_code)

    def areas_all(self, level: int | None = None) -> tuple[AreaRow, ...]:
        """Return every area of the jurisdiction, or of one level, in the order of the codes."""
        return self._areas(*([] if level is None else [AREAS.c.level == level]))

    def units(
        self, tier: int | None = None, area_code: str | None = None, *, past: bool = False
    ) -> tuple[UnitRow, ...]:
        """Return the units of today that answer in an area, by tier and code.

        A unit answers there when its own area holds ``area_code`` or lies in it; without
        ``area_code`` the area is the jurisdiction. ``past`` adds those that answered there once.
        """
        code = self._narrowed(area_code)
        if code is None:
            return ()
        with self._database.reading() as connection:
            scheme = self._book.recent(connection).scheme
            area = UNITS.c.area_code
            there = or_(area.in_(_holders(code, scheme)), inside(area, code))
            where = [there] if past else [there, UNITS.c.valid_to.is_(None)]
            if tier is not None:
                where.append(UNITS.c.tier == tier)
            return _read_units(connection, where)

    def items(self, on: date, text: str | None = None) -> tuple[ItemRow, ...]:
        """Return the items valid on a day with their conditions, by code.

        ``text`` is sought in code, name and English name, whatever the case of the letters.
        """
        ends = ITEMS.c.valid_to
        statement = select(ITEMS).where(ITEMS.c.valid_from <= on, or_(ends.is_(None), ends > on))
        with self._database.reading() as connection:
            conditions = _read_conditions(connection)
            found = connection.execute(statement.order_by(ITEMS.c.code))
            items = [_item(row, conditions) for row in found]
        wanted = (text or "").casefold()
        return tuple(
            item
            for item in items
            if wanted in f"{item.code}\n{item.name}\n{item.name_en}".casefold()
        )

    def staff(
        self, area_code: str | None = None, *, after: str | None = None, limit: int = 500
    ) -> tuple[StaffRow, ...]:
        """Return who is posted now in an area or below it, by staff number, following ``after``.

        Each comes with all posts held inside the jurisdiction.
        """
        code = self._narrowed(area_code)
        if code is None:
            return ()
        numbers = (
            select(STAFF.c.id)
            .where(STAFF.c.id.in_(select(POSTINGS.c.staff_id).where(*_posted_in(code))))
            .order_by(STAFF.c.number)
            .limit(limit)
        )
        if after is not None:
            numbers = numbers.where(STAFF.c.number > after)
        with self._database.reading() as connection:
            return _read_staff(connection, self._top or "", connection.scalars(numbers).all())

    def gridders(self, area_code: str, today: date | None = None) -> tuple[StaffRow, ...]:
        """Return who answers for an area now: whose post is in it or in an area that holds it.

        The closest posts come first, then leaders, guides, full-time and part-time staff. Who
        stands in there on the day ``today`` is among them, with the post they stand in at.
        """
        if self._top is None or self._narrowed(area_code) != area_code:
            return ()
        with self._database.reading() as connection:
            scheme = self._book.recent(connection).scheme
            holding = POSTINGS.c.area_code.in_(_holders(area_code, scheme))
            found = select(POSTINGS.c.staff_id).where(*_posted_in(self._top), holding).distinct()
            keys = connection.scalars(found).all()
            covers = self._covers(connection, _holders(area_code, scheme), today)
            people = _read_staff(connection, self._top, [*{*keys, *covers}], covers)
        return tuple(sorted(people, key=lambda person: _closeness(person, area_code)))

    def _covers(
        self, connection: Connection, codes: Sequence[str], today: date | None
    ) -> dict[int, list[PostingRow]]:
        """Return who stands in in areas of the jurisdiction on a day, and where."""
        if today is None or self._top is None:
            return {}
        c = COVERS.c
        statement = (
            select(c.staff_id, c.area_code, AREAS.c.name, c.post, c.first_on, c.last_on)
            .join(AREAS, and_(AREAS.c.code == c.area_code, AREAS.c.valid_to.is_(None)))
            .where(inside(c.area_code, self._top), c.area_code.in_(codes))
            .where(c.first_on <= today, c.last_on >= today)
        )
        found: dict[int, list[PostingRow]] = {}
        for key, *row in connection.execute(statement):
            found.setdefault(key, []).append(PostingRow(*row))
        return found

    def counts(self, on: date) -> RegistryCounts:
        """Count what the jurisdiction holds today, and the items valid on a day."""
        areas: dict[int, int] = {}
        for area in self.areas_all():
            areas[area.level] = areas.get(area.level, 0) + 1
        staff = postings = 0
        if self._top is not None:
            posts = select(func.count(POSTINGS.c.staff_id.distinct()), func.count())
            with self._database.reading() as connection:
                staff, postings = connection.execute(posts.where(*_posted_in(self._top))).one()
        return RegistryCounts(areas, len(self.units()), len(self.items(on)), staff, postings)

    def _narrowed(self, area_code: str | None) -> str | None:
        """Return the part of ``area_code`` inside the jurisdiction, ``None`` if there is none."""
        if self._top is None or area_code is None:
            return self._top
        return narrower(self._top, area_code) if storable(area_code) else None

    def _areas(self, *conditions: ColumnElement[bool]) -> tuple[AreaRow, ...]:
        if self._top is None:
            return ()
        today = AREAS.c.valid_to.is_(None)
        here = inside(AREAS.c.code, self._top)
        statement = select(*AREA_COLUMNS).where(today, here, *conditions)
        with self._database.reading() as connection:
            found: Any = connection.execute(statement.order_by(AREAS.c.code))
            return tuple(AreaRow(*row) for row in found)


def _holders(code: str, scheme: CodeScheme) -> list[str]:
    """Return the codes of an area and of all areas that hold it."""
    return [code[:length] for length in scheme.lengths if length < len(code)] + [code]


def _posted_in(code: str) -> list[ColumnElement[bool]]:
    return [inside(POSTINGS.c.area_code, code), POSTINGS.c.valid_to.is_(None)]


def _read_units(
    connection: Connection, conditions: Iterable[ColumnElement[bool]]
) -> tuple[UnitRow, ...]:
    u, d = UNITS.c, DUTIES.c
    patterns: dict[int, list[str]] = {}
    duties = select(d.unit_id, d.item_pattern).order_by(d.item_pattern)
    for unit_id, pattern in connection.execute(duties):
        patterns.setdefault(unit_id, []).append(pattern)
    found = connection.execute(select(UNITS).where(*conditions).order_by(u.tier, u.code))
    return tuple(
        UnitRow(
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            kind=row.kind,
            platform=row.platform,
            tier=row.tier,
            area_code=row.area_code,
            patterns=tuple(patterns.get(row.id, ())),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in found
    )


def _read_conditions(connection: Connection) -> dict[int, list[ConditionRow]]:
    conditions: dict[int, list[ConditionRow]] = {}
    for row in connection.execute(select(CONDITIONS).order_by(CONDITIONS.c.ordinal)):
        limit = f"{row.limit_amount} {row.limit_unit}"
        condition = ConditionRow(row.ordinal, row.name, row.name_en, limit)
        conditions.setdefault(row.item_id, []).append(condition)
    return conditions


def _item(row: Row[*tuple[Any, ...]], conditions: Mapping[int, Sequence[ConditionRow]]) -> ItemRow:
    return ItemRow(
        code=row.code,
        class_=row._mapping["class"],  # noqa: SLF001  public, and the column is a Python keyword
        class_name=row.class_name,
        subclass=row.subclass,
        name=row.name,
        name_en=row.name_en,
        default_tier=row.default_tier,
        gridder_sees=bool(row.gridder_sees),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        conditions=tuple(conditions.get(row.id, ())),
    )


def _read_staff(
    connection: Connection,
    top: str,
    keys: Sequence[int],
    covers: Mapping[int, Sequence[PostingRow]] = MappingProxyType({}),
) -> tuple[StaffRow, ...]:
    p = POSTINGS.c
    posts = (
        select(p.staff_id, p.area_code, AREAS.c.name, p.post, p.valid_from)
        .join(AREAS, and_(AREAS.c.code == p.area_code, AREAS.c.valid_to.is_(None)), isouter=True)
        .where(*_posted_in(top), p.staff_id.in_(keys))
    )
    held: dict[int, list[PostingRow]] = {}
    for key, code, name, post, valid_from in connection.execute(posts):
        held.setdefault(key, []).append(PostingRow(code, name or "", post, valid_from))
    for key, stood_in in covers.items():
        held.setdefault(key, []).extend(stood_in)
    people = select(STAFF).where(STAFF.c.id.in_(keys)).order_by(STAFF.c.number)
    return tuple(
        StaffRow(
            number=row.number,
            name=mask_name(row.name),
            phone=mask_phone(row.phone or ""),
            joined_on=row.joined_on,
            left_on=row.left_on,
            postings=tuple(sorted(held.get(row.id, ()), key=_post_order)),
        )
        for row in connection.execute(people)
    )


def _post_order(posting: PostingRow) -> tuple[str, int]:
    return posting.area_code, _POSTS.get(posting.post, len(_POSTS))


def _closeness(person: StaffRow, area_code: str) -> tuple[int, int, str]:
    """Order those who answer for an area: the closest post, then its rank, then the number."""
    length, rank = min(
        (-len(posting.area_code), _POSTS.get(posting.post, len(_POSTS)))
        for posting in person.postings
        if holds(posting.area_code, area_code)
    )
    return length, rank, person.number
