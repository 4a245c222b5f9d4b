"""Areas, staff, units and items of today as a mapping sends them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, func, select

from core.staff.models import Post
from core.upstreams.fields import What
from core.upstreams.mapping import Mapping as Sheet
from storage.readers.places import inside
from storage.readers.tables import AREAS, DUTIES, ITEMS, POSTINGS, STAFF, UNITS

Record = dict[str, Any]


def register_records(
    connection: Connection, sheet: Sheet, area: str
) -> Iterator[Mapping[str, Any]]:
    """Yield every record of a register, in the order of their keys; personal data masked or not."""
    masks = sheet.masks
    for record in _REGISTERS[sheet.what](connection, sheet, area):
        yield record | {name: mask(record[name] or "") for name, mask in masks.items()}


def _grids(connection: Connection, sheet: Sheet, area: str) -> Iterator[Record]:
    """Give areas of one level, with who leads each and who is posted there."""
    a, parent = AREAS.c, AREAS.alias()
    columns = (
        a.code, a.name, a.name_en, a.level, a.kind, a.parent_code, a.households, a.residents,
        a.valid_from,
    )  # fmt: skip
    statement = (
        select(*columns, parent.c.name.label("parent_name"))
        .outerjoin(parent, (parent.c.code == a.parent_code) & parent.c.valid_to.is_(None))
        .where(a.valid_to.is_(None), a.level == int(sheet.level), inside(a.code, area))
        .order_by(a.code)
    )
    posted = _posted(connection, area)
    for row in connection.execute(statement).mappings():
        there = posted.get(row["code"], [])
        yield dict(row) | {
            "gridders": len({number for _, number, *_ in there}),
            **_first(there, "leader", (Post.LEADER,)),
            **_first(there, "gridder", (Post.FULL_TIME, Post.PART_TIME)),
        }


def _posted(connection: Connection, area: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return who is posted in each area: post, number, name, phone, by number."""
    p, s = POSTINGS.c, STAFF.c
    statement = (
        select(p.area_code, p.post, s.number, s.name, s.phone)
        .join(STAFF, s.id == p.staff_id)
        .where(p.valid_to.is_(None), inside(p.area_code, area))
        .order_by(p.area_code, s.number, p.post)
    )
    found: dict[str, list[tuple[Any, ...]]] = {}
    for code, *person in connection.execute(statement):
        found.setdefault(code, []).append(tuple(person))
    return found


def _first(there: list[tuple[Any, ...]], what: str, posts: tuple[Post, ...]) -> Record:
    """Return the first who holds one of some posts, the higher post before the lower."""
    held = (person for post in posts for person in there if person[0] == post)
    _, _, name, phone = next(held, ("", "", "", ""))
    return {f"{what}_name": name, f"{what}_phone": phone or ""}


def _staff(connection: Connection, _sheet: Sheet, area: str) -> Iterator[Record]:
    """Give every post that is held, with who holds it."""
    p, s, a = POSTINGS.c, STAFF.c, AREAS.c
    statement = (
        select(
            s.number, s.name, s.phone, p.area_code, a.name.label("area_name"), p.post,
            s.joined_on, p.valid_from.label("posted_from"),
        )
        .join(STAFF, s.id == p.staff_id)
        .outerjoin(AREAS, (a.code == p.area_code) & a.valid_to.is_(None))
        .where(p.valid_to.is_(None), inside(p.area_code, area))
    )  # fmt: skip
    rows = (
        dict(row) | {"posting": f"{row['number']}/{row['area_code']}/{row['post']}"}
        for row in connection.execute(statement).mappings()
    )
    yield from sorted(rows, key=lambda row: str(row["posting"]))


def _units(connection: Connection, _sheet: Sheet, area: str) -> Iterator[Record]:
    u, d = UNITS.c, DUTIES.c
    patterns: dict[int, list[str]] = {}
    for unit_id, pattern in connection.execute(
        select(d.unit_id, d.item_pattern).order_by(d.item_pattern)
    ):
        patterns.setdefault(unit_id, []).append(pattern)
    columns = (u.id, u.code, u.name, u.name_en, u.kind, u.platform, u.tier, u.area_code)
    statement = select(*columns, u.valid_from).where(
        u.valid_to.is_(None), inside(u.area_code, area)
    )
    for row in connection.execute(statement.order_by(u.code)).mappings():
        yield dict(row) | {"item_patterns": " ".join(patterns.get(row["id"], ()))}


def _items(connection: Connection, _sheet: Sheet, _area: str) -> Iterator[Record]:
    """Give the newest version of every item that has not left the list."""
    i = ITEMS.c
    newest = select(i.code, func.max(i.valid_from).label("since")).group_by(i.code).subquery()
    statement = (
        select(ITEMS)
        .join(newest, (newest.c.code == i.code) & (newest.c.since == i.valid_from))
        .where(i.valid_to.is_(None))
        .order_by(i.code)
    )
    for row in connection.execute(statement).mappings():
        yield dict(row) | {"gridder_sees": bool(row["gridder_sees"])}


_REGISTERS: Final[Mapping[What, Callable[[Connection, Sheet, str], Iterator[Record]]]] = {
    What.GRIDS: _grids,
    What.STAFF: _staff,
    What.UNITS: _units,
    What.ITEMS: _items,
}
