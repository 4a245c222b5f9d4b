"""Open timers: what is late, what will be, by stage."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    select,
    tuple_,
)

from core.cases.rows import CaseFilter, CaseRow, StageCount, TimerRow
from core.cases.states import Stage
from core.kernel.columns import BigKey
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, as_stored, case_rows, read_instant
from storage.readers.conditions import Shape, ask, conditions_of, instant, reference_for
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES, TIMERS

_ON_TIMER: Final = frozenset(
    {"district", "street", "tier", "tiers", "not_tiers", "unit", "units", "not_units"}
    | {"stage", "stages", "not_stages", "late", "not_late", "due_today", "not_due_today"}
    | {"from", "until", "not_due_on"}
)
"""Conditions of a filter that a timer answers for itself; the clock is the timer's own."""

TIMER_COLUMNS: Final = tuple(
    as_stored(TIMERS.c[name])
    for name in ("stage", "call", "time_limit", "started_at", "target_at", "due_at", "estimated")
)
"""What a query selects of a timer so that `timer_row` can read it."""


class TimerReader:
    """Reads the open timers of a jurisdiction, soonest first."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def open(
        self, wanted: CaseFilter, now: datetime, after: TimerRow | None, limit: int
    ) -> tuple[TimerRow, ...]:
        """Return the timers next after ``after``, or the first ones, by due time.

        In the filter ``late``, ``due_today``, ``due_on`` and ``stage`` speak of the timer, not
        of the soonest one of its case. A filter of ended cases finds none.
        """
        if wanted.open is False:
            return ()
        with self._database.reading() as connection:
            reference = reference_for(self._book, connection, wanted)
            asked = ask(self._scope, reference, wanted, now)
            if asked is None:
                return ()
            values: dict[str, Any] = {"limit": limit}
            if after is not None:
                values |= {"key_at": after.due_at, "key_id": after.case.id}
                values |= {"key_stage": after.stage, "key_call": after.call}
            statement = _window(asked.shape, follows=after is not None)
            found = connection.execute(statement, asked.values | values).all()
            rows = case_rows(connection, self._book, found)
        width = len(CASE_COLUMNS)
        return tuple(
            timer_row(case_row, row[width:]) for case_row, row in zip(rows, found, strict=True)
        )

    def summary(self, now: datetime, working_day_end: datetime | None) -> tuple[StageCount, ...]:
        """Count the timers of every stage that has any, in the order of the stages.

        Args:
            now: late is what was due before it.
            working_day_end: when the next working day ends (24:00), ``None`` if unknown.
        """
        with self._database.reading() as connection:
            reference = self._book.recent(connection)
            place = place_of(self._scope, reference.scheme)
            if place is None:
                return ()
            tomorrow = reference.end(reference.local_day(now))
            clock = {"now": now, "tomorrow": tomorrow, "until": working_day_end or tomorrow}
            statement = _by_stage(place.conditions)
            found = connection.execute(statement, place.values | clock).all()
        counts = {row[0]: StageCount(*row) for row in found}
        order = (*Stage, *sorted(counts.keys() - {*Stage}))
        return tuple(counts[stage] for stage in order if stage in counts)


def timer_row(row: CaseRow, cells: Sequence[Any]) -> TimerRow:
    """Make a row of `TIMER_COLUMNS` and the case they belong to."""
    stage, call, limit, started_at, target_at, due_at, estimated = cells
    return TimerRow(
        case=row,
        stage=stage,
        limit=limit,
        started_at=read_instant(started_at),
        target_at=read_instant(target_at),
        due_at=read_instant(due_at),
        estimated=bool(estimated),
        call=call,
    )


@cache
def _window(shape: Shape, *, follows: bool) -> Select[Any]:
    """Return the timers of a shape in their order, with their cases."""
    wanted = select(*CASE_COLUMNS, *TIMER_COLUMNS).select_from(TIMERS)
    if "area" not in shape:
        whole = _narrowed(wanted.join(CASES, _of_case(CASES)), shape, follows=follows)
        return whole.order_by(*_order(TIMERS)).limit(bindparam("limit"))
    # The clocks of an area's open cases must be put in order, so only their keys are.
    t, here = TIMERS.c, _open_in_area()
    all_keys = select(t.case_id, t.stage, t.call).select_from(here).join(TIMERS, _of_case(here))
    if _on_case(shape):
        all_keys = all_keys.join(CASES, _of_case(CASES))
    first = _narrowed(all_keys, shape, follows=follows).order_by(*_order(TIMERS))
    keys = first.limit(bindparam("limit")).subquery("keys")
    same = and_(t.case_id == keys.c.case_id, t.stage == keys.c.stage, t.call == keys.c.call)
    found = wanted.join(keys, same).join(CASES, _of_case(CASES))
    return found.where(*conditions_of(("district",), TIMERS)).order_by(*_order(TIMERS))


def _on_case(shape: Shape) -> Shape:
    """Return the conditions that only the case can answer."""
    return tuple(name for name in shape if name not in _ON_TIMER | {"open", "area"})


def _narrowed(statement: Select[Any], shape: Shape, *, follows: bool) -> Select[Any]:
    on_timer = tuple(name for name in shape if name in _ON_TIMER)
    statement = statement.where(
        *conditions_of(on_timer, TIMERS), *conditions_of(_on_case(shape), CASES)
    )
    if not follows:
        return statement
    key = tuple_(
        instant("key_at"),
        bindparam("key_id", type_=BigKey),
        bindparam("key_stage", type_=String()),
        bindparam("key_call", type_=Integer()),
    )
    return statement.where(tuple_(*_order(TIMERS)) > key)


@cache
def _by_stage(place: Shape) -> Select[Any]:
    t = TIMERS.c
    late, today = (conditions_of((name,), TIMERS)[0] for name in ("late", "due_today"))
    soon = (t.due_at >= instant("tomorrow")) & (t.due_at < instant("until"))
    counts = select(t.stage, func.count(), *(_how_many(part) for part in (late, today, soon)))
    if "area" in place:
        here = _open_in_area()
        counts = counts.select_from(here).join(TIMERS, _of_case(here))
        place = ("district",)
    return counts.where(*conditions_of(place, TIMERS)).group_by(t.stage)


def _open_in_area() -> CTE:
    """Return the open cases of a community or grid; timers have no index by area."""
    c = CASES.c
    picked = select(c.id, c.district_code).where(
        *conditions_of(("open", "district", "area"), CASES)
    )
    return picked.cte("here").prefix_with("MATERIALIZED")


def _of_case(table: FromClause) -> ColumnElement[bool]:
    return and_(TIMERS.c.district_code == table.c.district_code, TIMERS.c.case_id == table.c.id)


def _order(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    return table.c.due_at, table.c.case_id, table.c.stage, table.c.call


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
