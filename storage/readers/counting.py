"""Counting open cases by the day they fall due, without walking them.

Triggers keep ``queue_count``: how many open cases of a street and tier fall due on a local
day. Whatever is counted up to a moment is whole days from there and part of one day from an
index of open cases. Communities and grids have no buckets; their few thousand open cases
are counted from the area index.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    select,
)

from core.cases.rows import QueueKey
from storage.readers.conditions import TIERS_TOGETHER, Asked, Shape, conditions_of, in_order
from storage.readers.places import Place
from storage.readers.reference import Reference
from storage.readers.tables import CASES
from storage.readers.tables import QUEUE_COUNTS as _BUCKETS
from storage.readers.windows import count

_BUCKET_CONDITIONS: Final = frozenset({"district", "street", "tier"}) | TIERS_TOGETHER

_MOST_ARE_DUE_BY: Final = time(18)
"""Day-counted limits end at the close of business. Up to then the passed part of a day is the
smaller one and is counted; later the rest of it is. Either way is right, this one is quick."""


@dataclass(frozen=True, slots=True)
class TierCount:
    """The open cases of one tier."""

    open: int
    due_today: int
    late: int


def count_by_tier(
    connection: Connection, reference: Reference, place: Place, now: datetime
) -> dict[int, TierCount]:
    """Count open cases by tier; a tier without any is left out."""
    today = reference.local_day(now)
    values: dict[str, Any] = place.values | {
        "today": today,
        "now": now,
        "due_from": reference.beginning(today),
        "tomorrow": reference.end(today),
    }
    if place.area is not None:
        found = connection.execute(_tiers_in_area(), values)
        return {tier: TierCount(total, today, late) for tier, total, today, late in found}
    early = _is_early(reference, now)
    statement = _tiers_in_buckets(place.conditions, "late" if early else "due_today")
    counts: dict[int, TierCount] = {}
    for tier, total, before_today, of_today, part in connection.execute(statement, values):
        late_today = part if early else of_today - part
        if total:
            counts[tier] = TierCount(total, of_today - late_today, before_today + late_today)
    return counts


def count_before(
    connection: Connection, reference: Reference, asked: Asked, bound: QueueKey
) -> int:
    """Count the open cases of the street and tier of ``asked`` that stand before ``bound``.

    A case id of 0 makes ``bound`` a moment: what is due at that very moment is not before it.
    """
    day = reference.local_day(bound.due_at)
    early = _is_early(reference, bound.due_at)
    values = asked.values | {
        "today": day,
        "due_from": reference.beginning(day),
        "due_until": reference.end(day),
        "key_at": bound.due_at,
        "key_id": bound.case_id,
    }
    conditions = tuple(name for name in asked.shape if name in _BUCKET_CONDITIONS)
    statement = _up_to(conditions, early=early)
    before_day, of_day, part = connection.execute(statement, values).one()
    return int(before_day + (part if early else of_day - part))


def standing_before(
    connection: Connection, reference: Reference, asked: Asked, bound: QueueKey
) -> int:
    """Count the open cases of ``asked`` that stand before ``bound``, from buckets if they can."""
    if asked.in_buckets:
        return count_before(connection, reference, asked, bound)
    below = asked.narrowed("before", key_at=bound.due_at, key_id=bound.case_id)
    return int(connection.execute(count(below.shape), below.values).scalar_one())


def open_by_day(connection: Connection, asked: Asked) -> list[tuple[date, int]]:
    """Return how many open cases of the street and tier of ``asked`` fall due on each day."""
    conditions = tuple(name for name in asked.shape if name in _BUCKET_CONDITIONS)
    found = connection.execute(_by_day(conditions), asked.values)
    return [(day, int(total)) for day, total in found]


def due_by_day(connection: Connection, place: Place, first: date, last: date) -> dict[date, int]:
    """Count the open cases that fall due on each local day of a span; a day without is left out."""
    values = place.values | {"first": first, "last": last}
    found = connection.execute(_due_between(place.conditions), values)
    return {day: int(total) for day, total in found if total}


def _is_early(reference: Reference, moment: datetime) -> bool:
    return moment.astimezone(reference.zone).time() <= _MOST_ARE_DUE_BY


@cache
def _by_day(conditions: Shape) -> Select[Any]:
    b = _BUCKETS.c
    where = conditions_of(conditions, _BUCKETS)
    return select(b.due_on, func.sum(b.open)).where(*where).group_by(b.due_on).order_by(b.due_on)


@cache
def _due_between(conditions: Shape) -> Select[Any]:
    in_area = "area" in conditions
    table = CASES if in_area else _BUCKETS
    day, shape = table.c.due_on, ("open", *conditions) if in_area else conditions
    total: ColumnElement[int] = func.count() if in_area else func.sum(_BUCKETS.c.open)
    first: BindParameter[date] = bindparam("first")
    last: BindParameter[date] = bindparam("last")
    where = (*conditions_of(shape, table), day.between(first, last))
    return select(day, total).where(*where).group_by(day).order_by(day)


@cache
def _up_to(conditions: Shape, *, early: bool) -> Select[Any]:
    """Return how many are due before the day, on it, and in the part of it counted."""
    day: BindParameter[date] = bindparam("today")
    shape = {"open", *conditions} | ({"from", "before"} if early else {"not_before", "until"})
    part = select(func.count()).where(*conditions_of(in_order(shape), CASES)).scalar_subquery()
    return select(
        func.coalesce(_sum_where(_BUCKETS.c.due_on < day), 0),
        func.coalesce(_sum_where(_BUCKETS.c.due_on == day), 0),
        part,
    ).where(*conditions_of(conditions, _BUCKETS))


@cache
def _tiers_in_area() -> Select[Any]:
    tier = CASES.c.tier
    late, today = (conditions_of((name,), CASES)[0] for name in ("late", "due_today"))
    counts = select(tier, func.count(), _how_many(today), _how_many(late))
    return counts.where(*conditions_of(("open", "district", "area"), CASES)).group_by(tier)


@cache
def _tiers_in_buckets(conditions: Shape, part: str) -> Select[Any]:
    """Return tier, open, due before today, due today, and the ``part`` of today counted."""
    b = _BUCKETS.c
    today: BindParameter[date] = bindparam("today")
    buckets = (
        select(
            b.tier,
            func.sum(b.open).label("total"),
            _sum_where(b.due_on < today).label("before_today"),
            _sum_where(b.due_on == today).label("of_today"),
        )
        .where(*conditions_of(conditions, _BUCKETS))
        .group_by(b.tier)
        .subquery("buckets")
    )
    shape = in_order({"open", *conditions, "from", part})
    in_part = (
        select(func.count())
        .select_from(CASES)
        .where(*conditions_of(shape, CASES), CASES.c.tier == buckets.c.tier)
        .correlate(buckets)
        .scalar_subquery()
    )
    return select(buckets, in_part)


def _how_many(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _sum_where(condition: Any) -> Any:
    return func.sum(case((condition, _BUCKETS.c.open), else_=0))
