"""The statements behind a list of open cases, built once for each shape and kept.

The whole district, a tier and a street each have an index in the order of the queue, so a
window is one range of it. A community or a grid has none: the index by area tells which of
its open cases, a few thousand at most, come first, and only those are looked up.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import FromClause, Select, Subquery, bindparam, func, select

from storage.readers.case_rows import CASE_COLUMNS
from storage.readers.conditions import CLOCK_ONLY, TIERS_TOGETHER, Shape, conditions_of
from storage.readers.tables import CASES

Statement = Select[Any]

_IN_AREA: Final = frozenset({"open", "district", "area"})


@cache
def window(shape: Shape, *, backwards: bool = False) -> Statement:
    """Return the cases of ``shape`` in the order of the queue; ``limit`` and ``offset`` are bound.

    ``backwards`` starts from the end.
    """
    if "area" not in shape:
        statement = select(*CASE_COLUMNS).where(*conditions_of(shape, CASES))
        return _a_piece(_in_queue_order(statement, CASES, backwards=backwards))
    keys = _keys_in_area(shape, backwards=backwards)
    statement = select(*CASE_COLUMNS).join(keys, keys.c.id == CASES.c.id)
    return _in_queue_order(statement, CASES, backwards=backwards)


@cache
def count(shape: Shape) -> Statement:
    """Return how many cases are of ``shape``."""
    return select(func.count()).select_from(CASES).where(*conditions_of(shape, CASES))


def _keys_in_area(shape: Shape, *, backwards: bool) -> Subquery:
    """Return the ids of a window in a community or a grid.

    The open cases of the area are materialised before anything is asked of them: a planner that
    sees the clock first takes the order of the queue for the better path, and walks the whole
    district to find one grid.
    """
    on_index = {*_IN_AREA, "tier", *TIERS_TOGETHER}
    inside = tuple(name for name in shape if name in on_index)
    c = CASES.c
    open_here = select(c.id, c.due_at).where(*conditions_of(inside, CASES))
    here = open_here.cte("here").prefix_with("MATERIALIZED")
    rest = tuple(name for name in shape if name not in inside)
    keys = select(here.c.id)
    if CLOCK_ONLY.issuperset(rest):
        keys = keys.where(*conditions_of(rest, here))
    else:
        keys = keys.join(CASES, CASES.c.id == here.c.id).where(*conditions_of(rest, CASES))
    return _a_piece(_in_queue_order(keys, here, backwards=backwards)).subquery("keys")


def _in_queue_order(statement: Statement, table: FromClause, *, backwards: bool) -> Statement:
    order = (table.c.due_at, table.c.id)
    return statement.order_by(*(column.desc() for column in order) if backwards else order)


def _a_piece(statement: Statement) -> Statement:
    return statement.limit(bindparam("limit")).offset(bindparam("offset"))
