"""Moving the open clocks of a district to where a new calendar puts them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, or_, select

from core.cases.casework import Casework
from core.cases.history import plain
from core.cases.models import Case, CaseTimer
from core.cases.recalculation import RUN_ALWAYS, CalendarChange, DueMove, OpenClock
from core.cases.record import record_of
from core.cases.states import Stage, Verb
from core.cases.timers import (
    Key,
    OpenTimer,
    OpenTimers,
    merge_spans,
    read_open_timers,
    since,
)
from core.deadlines.engine import Pause, Reckoning
from core.deadlines.limits import parse_limit
from core.kernel.columns import BigKey, UtcDateTime
from core.kernel.references import Remembered
from core.operators.hand import Hand

AT_ONCE: Final = 500
"""Cases held in memory together."""

CALENDAR: Final = "calendar"
"""Why clocks were reckoned anew, in the history."""

_CASES = Case.__table__  # type: ignore[attr-defined]
_TIMERS = CaseTimer.__table__  # type: ignore[attr-defined]

Moved = dict[Key, Reckoning]


def foreseen_moves(hand: Hand, change: CalendarChange) -> Iterator[DueMove]:
    """Yield what `move_clocks` would move, case by case, and change nothing."""
    for work, moved in _moved(hand, change, for_change=False):
        yield from _told(work, moved)


def move_clocks(hand: Hand, change: CalendarChange, years: Sequence[int]) -> Iterator[DueMove]:
    """Move every open clock that the change moves; one history entry for each case.

    To be called after the calendar was written, and gone through to the end.

    Args:
        hand: of the command that brings the calendar.
        change: what it changes.
        years: which years it brings; the history tells them.
    """
    # What was remembered so far is of the old calendar; what is read now must not outlive
    # this transaction, which may yet be undone.
    anew = replace(hand, references=Remembered())
    for work, moved in _moved(anew, change, for_change=True):
        moves = _told(work, moved)
        due_before = work.case.due_at
        work.reckon_anew(moved)
        soonest = work.timers.soonest()
        work.details |= {
            "why": CALENDAR,
            "years": sorted(years),
            "due_before": due_before,
            "due_after": soonest.due_at if soonest else None,
            "clocks": [_clock_told(move) for move in moves],
        }
        work.finish()
        yield from moves


def _moved(
    hand: Hand, change: CalendarChange, *, for_change: bool
) -> Iterator[tuple[Casework, Moved]]:
    for work, stood in _touched(hand, change, for_change=for_change):
        reckonings = ((timer, _reckoned(work, timer, stood, change)) for timer in work.timers)
        moved = {(timer.stage, timer.call): to for timer, to in reckonings if to}
        if moved:
            yield work, moved


def _reckoned(
    work: Casework, timer: OpenTimer, stood: Sequence[Pause], change: CalendarChange
) -> Reckoning | None:
    if not timer.time_limit:
        return None  # It ends at a given instant, whatever the days between.
    started_at, limit = timer.started_at, parse_limit(timer.time_limit)
    stands = Reckoning(timer.due_at, timer.target_at, timer.estimated)
    if timer.stage != Stage.HANDLE:
        pauses = tuple(since(started_at, stood))
        return change.reckon(OpenClock(started_at, limit, stands, pauses))
    _, target = work.handling_limit()
    pauses, extensions = tuple(work.pauses()), tuple(work.extensions())
    return change.reckon(OpenClock(started_at, limit, stands, pauses, extensions, target))


def _told(work: Casework, moved: Moved) -> list[DueMove]:
    return [
        DueMove(
            number=work.case.number,
            stage=timer.stage,
            call=timer.call,
            due_before=timer.due_at,
            due_after=moved[key].due_at,
            target_before=timer.target_at,
            target_after=moved[key].target_at,
            estimated_before=timer.estimated,
            estimated_after=moved[key].estimated,
        )
        for timer in work.timers
        if (key := (timer.stage, timer.call)) in moved
    ]


def _clock_told(move: DueMove) -> dict[str, Any]:
    told = {name: plain(value) for name, value in move._asdict().items()}
    del told["number"]
    return told


def _touched(
    hand: Hand, change: CalendarChange, *, for_change: bool
) -> Iterator[tuple[Casework, Sequence[Pause]]]:
    """Yield every case with a clock that the change may move, and when it stood merged."""
    connection, district = hand.session.connection(), hand.scope.district_code
    for keys in _keys_touched(hand, change):
        found = connection.execute(_cases(for_change=for_change), {"keys": keys})
        cases = [record_of(row) for row in found]
        timers = read_open_timers(connection, district, keys)
        stood = merge_spans(connection, district, keys)
        for case in cases:
            key = case.id or 0
            running = timers.get(key, OpenTimers())
            yield Casework(hand, case, Verb.RECKON, running), stood.get(key, ())


def _keys_touched(hand: Hand, change: CalendarChange) -> Iterator[list[int]]:
    """Yield the ids of cases with a clock whose span touches a changed day, a few at a time.

    Read in pieces by key, each whole before the next: nothing grows with the number of open
    cases, and no cursor stands open over the rows that are being moved. A pause may reach
    beyond the due time of a clock that was late, but never beyond now.
    """
    if not change.days:
        return
    values: dict[str, Any] = {
        "district": hand.scope.district_code,
        "last": 0,
        "size": AT_ONCE,
        "first_changed": _beginning(change, 0),
        "after_changed": _beginning(change, -1) + timedelta(days=1),
        "now": hand.now,
    }
    while True:
        spans = hand.session.connection().execute(_SPANS, values).all()
        if not spans:
            return
        keys = [
            key
            for key, started_at, *ends in spans
            if change.touches(started_at, max(*ends, hand.now))
        ]
        if keys:
            yield keys
        values["last"] = spans[-1][0]


def _beginning(change: CalendarChange, place: int) -> datetime:
    return datetime.combine(change.days[place], time(), change.deadlines.zone)


def _instant(name: str) -> Any:
    return bindparam(name, type_=UtcDateTime())


_LIMIT: Final = _TIMERS.c.time_limit
_SPANS: Final = (
    select(
        _TIMERS.c.case_id,
        func.min(_TIMERS.c.started_at),
        func.max(_TIMERS.c.due_at),
        func.max(_TIMERS.c.target_at),
    )
    .where(
        _TIMERS.c.district_code == bindparam("district"),
        _TIMERS.c.case_id > bindparam("last", type_=BigKey),
        _TIMERS.c.started_at < _instant("after_changed"),
        or_(
            _TIMERS.c.due_at >= _instant("first_changed"),
            _TIMERS.c.target_at >= _instant("first_changed"),
            _instant("now") >= _instant("first_changed"),
        ),
        _LIMIT != "",
        *(_LIMIT.not_like(f"% {unit}") for unit in RUN_ALWAYS),
    )
    .group_by(_TIMERS.c.case_id)
    .order_by(_TIMERS.c.case_id)
    .limit(bindparam("size"))
)


@cache
def _cases(*, for_change: bool) -> Select[Any]:
    wanted = (
        select(_CASES)
        .where(_CASES.c.id.in_(bindparam("keys", expanding=True)))
        .order_by(_CASES.c.id)
    )
    return wanted.with_for_update() if for_change else wanted
