"""The populations of a report: which cases belong to a day, and the flags that they carry.

`core.reports.tallies` says what each flag means. Every statement selects the key columns, the
unit last, and then what a tally of one case is made of.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    text,
    true,
)

from core.cases.models import HANDLED_LATE
from core.cases.states import RejectReason, Source, SpotCheck, Stage, State, Verb
from core.reports.figures import SATISFACTION_POINTS, SOLVED_FROM
from core.reports.tallies import MILLIONTHS, Tally
from storage.readers.case_rows import as_stored, read_instant
from storage.readers.conditions import Shape, conditions_of, instant
from storage.readers.tables import CASES, HISTORY, ITEMS, TIMERS


def _key_columns(community_length: int) -> list[ColumnElement[Any]]:
    c = CASES.c
    return [
        c.tier,
        c.street_code,
        func.substr(c.area_code, 1, community_length),
        c.source,
        c.self_handled,
        c.circulated_at.is_not(None),
        c.unit_id,
    ]


UNIT: Final = 6
"""Where the unit stands among the key columns; what comes before it makes the key."""


def _packed(flags: Mapping[str, ColumnElement[bool]]) -> ColumnElement[int]:
    """Pack conditions, none of which may be NULL, into one number, the first as its lowest bit."""
    packed: ColumnElement[int] = literal(0)
    for place, flag in enumerate(flags.values()):
        packed = packed + case((flag, 1 << place), else_=0)
    return packed


def _unpacked(names: Iterable[str], packed: int) -> dict[str, int]:
    return {name: packed >> place & 1 for place, name in enumerate(names)}


def _within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column >= instant("begins_at"), column < instant("ends_at"))


def _failed_spot_check() -> ColumnElement[bool]:
    return func.coalesce(CASES.c.spot_check, "") == SpotCheck.FAILED


@cache
def _report_flags(grid_length: int) -> dict[str, ColumnElement[bool]]:
    c = CASES.c
    patrol_log = func.coalesce(c.reject_reason, "") == RejectReason.PATROL_LOG
    filed = c.filed_at.is_not(None)
    settled = and_(c.self_handled, c.item_id.is_not(None))
    stands = and_(c.state != State.CANCELLED, not_(_failed_spot_check()))
    circulated = c.circulated_at.is_not(None)
    in_grid = and_(filed, func.length(c.area_code) >= grid_length)
    seen_by_gridders = c.item_id.in_(select(ITEMS.c.id).where(ITEMS.c.gridder_sees))
    return {
        "reported": not_(patrol_log),
        "patrol_log": patrol_log,
        "valid": and_(or_(filed, settled), stands),
        "valid_self_handled": and_(settled, stands),
        "valid_circulated": and_(filed, circulated, stands),
        "circulated": circulated,
        "filed_in_grid": in_grid,
        "missed": and_(in_grid, c.source != Source.GRIDDER, seen_by_gridders),
    }


@cache
def reported(place: Shape, community: int, grid: int) -> Select[Any]:
    """Return the cases reported that day; ``community`` and ``grid`` are lengths of codes."""
    keys = _key_columns(community)
    # No unit has a part in how good a report was.
    keys[UNIT] = null().label("no_unit")
    return select(*keys, _packed(_report_flags(grid))).where(
        *conditions_of(place, CASES), _within(CASES.c.reported_at)
    )


def report_tally(packed: int) -> Tally:
    """Return what a reported case adds."""
    return Tally(**_unpacked(_report_flags(0), packed))


@cache
def _handled_flags() -> dict[str, ColumnElement[bool]]:
    c = CASES.c
    closed = c.state == State.CLOSED
    late = and_(c.handled_late.is_not(None), c.handled_late)
    dispatched = c.dispatch_count > 0
    to_unit = c.first_unit_id.is_not(None)
    return {
        "handled": true(),
        "handled_closed": closed,
        "closed_in_time": and_(closed, not_(late)),
        "closed_exempt": and_(closed, late, c.exempt),
        "extended": and_(closed, c.extension_count > 0),
        "suspended": and_(closed, c.suspension_count > 0),
        "dispatched": dispatched,
        "returned": and_(dispatched, c.return_count > 0),
        "handed_down": and_(dispatched, c.hand_down_count > 0),
        "dispatched_to_unit": to_unit,
        "well_dispatched": and_(to_unit, func.coalesce(c.unit_id, 0) == c.first_unit_id),
    }


@cache
def handled(place: Shape, community: int) -> Select[Any]:
    """Return the cases handled that day."""
    return select(*_key_columns(community), _packed(_handled_flags())).where(
        *conditions_of(place, CASES), _within(CASES.c.resolved_at)
    )


def handled_tally(packed: int) -> Tally:
    """Return what a handled case adds."""
    return Tally(**_unpacked(_handled_flags(), packed))


@cache
def closed(place: Shape, community: int) -> Select[Any]:
    """Return the cases closed that day."""
    c = CASES.c
    late = and_(c.handled_late.is_not(None), c.handled_late)
    # The clocks of those in time all look alike, so that they count as alike.
    clocks = (
        case((and_(late, not_(c.exempt)), as_stored(clock))).label(clock.name)
        for clock in (c.handle_started_at, c.handle_due_at, c.resolved_at)
    )
    relapsed = or_(c.reopen_count > 0, _failed_spot_check())
    rating = func.coalesce(c.satisfaction, c.rating)
    cells = (c.check_count > 0, c.rework_count, relapsed, rating, and_(late, c.exempt), *clocks)
    return select(*_key_columns(community), *cells).where(
        *conditions_of(place, CASES), _within(c.ended_at), c.state == State.CLOSED
    )


def closed_tally(*cells: Any) -> Tally:
    """Return what a closed case adds."""
    checked, reworks, relapsed, rating, exempt, *late_clock = cells
    late = late_clock[0] is not None
    return Tally(
        closed=1,
        solved=int(not relapsed and (rating is None or rating >= SOLVED_FROM)),
        checked=int(checked),
        reworked=int(checked and reworks > 0),
        reworks=reworks,
        rated=int(rating is not None),
        satisfaction=SATISFACTION_POINTS[rating] if rating is not None else 0,
        closed_late=int(late or exempt),
        late_exempt=int(exempt),
        lateness=_lateness(*late_clock) if late else 0,
    )


def _lateness(*clock: str) -> int:
    """Say by how many millionths of its limit a case had overrun, in running time."""
    started_at, due_at, resolved_at = map(read_instant, clock)
    return round(MILLIONTHS * ((resolved_at - due_at) / (due_at - started_at)))


@cache
def _overdue_flags() -> dict[str, ColumnElement[bool]]:
    c = CASES.c
    return {
        "overdue": true(),
        "extended": c.extension_count > 0,
        "suspended": c.suspension_count > 0,
    }


@cache
def overdue(place: Shape, community: int) -> Select[Any]:
    """Return the cases whose handling clock still runs and was over when the day ended."""
    late = TIMERS.c.due_at < instant("late_at")
    return _with_clock(Stage.HANDLE, place, community, _packed(_overdue_flags())).where(late)


@cache
def handled_since(place: Shape, community: int) -> Select[Any]:
    """Return the cases that were overdue when the day ended and have been handled since.

    One that was cancelled should never have been: cancelled while it was handled it has no clock
    left, and cancelled while it awaited its check it is no more overdue than that.
    """
    c = CASES.c
    return select(*_key_columns(community), _packed(_overdue_flags())).where(
        *conditions_of(place, CASES),
        c.resolved_at >= instant("ends_at"),
        c.handle_due_at < instant("late_at"),
        c.state != State.CANCELLED,
        # Follows from these two, and leads to the small index of what was handled late.
        text(f"({HANDLED_LATE})"),
    )


def overdue_tally(packed: int) -> Tally:
    """Return what an overdue case adds."""
    return Tally(**_unpacked(_overdue_flags(), packed))


@cache
def extended_now(place: Shape, community: int) -> Select[Any]:
    """Return the cases whose clock runs on granted time now, whatever the day.

    The condition is in the words of the index of open cases that were granted time, which are
    few; their clocks are looked for one by one.
    """
    c, t = CASES.c, TIMERS.c
    clock = exists().where(
        t.district_code == c.district_code, t.case_id == c.id, t.stage == Stage.HANDLE
    )
    return select(*_key_columns(community)).where(
        *conditions_of(place, CASES),
        c.ended_at.is_(None),
        c.extensions != literal_column("'[]'"),
        clock,
    )


@cache
def suspended_now(place: Shape, community: int) -> Select[Any]:
    """Return the cases that stand suspended now, whatever the day."""
    return _with_clock(Stage.SUSPENSION, place, community)


def _with_clock(
    stage: Stage, place: Shape, community: int, *more: ColumnElement[Any]
) -> Select[Any]:
    """Return the keys of the cases that have a clock of ``stage``, and ``more`` of each."""
    t = TIMERS.c
    # The district is named on the timer too, so that the index of timers by stage leads.
    running = (*conditions_of(("district",), TIMERS), t.stage == stage)
    of_case = and_(t.district_code == CASES.c.district_code, t.case_id == CASES.c.id)
    return (
        select(*_key_columns(community), *more)
        .select_from(TIMERS)
        .join(CASES, of_case)
        .where(*running, *conditions_of(place, CASES))
    )


@cache
def told_in_histories(place: Shape, community: int) -> Select[Any]:
    """Return what the histories of the cases handled that day tell of returns and hand-downs."""
    c, h = CASES.c, HISTORY.c
    columns = (h.case_id, h.verb, h.operator, h.payload)
    return (
        select(*_key_columns(community), *columns)
        .join(HISTORY, and_(h.district_code == c.district_code, h.case_id == c.id))
        .where(
            *conditions_of(place, CASES),
            _within(c.resolved_at),
            or_(c.return_count > 0, c.hand_down_count > 0),
            h.verb.in_((Verb.RETURN, Verb.RULE, Verb.HAND_DOWN)),
        )
    )
