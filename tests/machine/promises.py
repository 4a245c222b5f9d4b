"""What holds for every case after every verb, and for its whole life at the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Row

from core.cases.history import plain, recorded_fields, replay, replay_timers
from core.cases.states import OPEN_STATES, Stage, Verb
from core.deadlines.limits import LimitUnit, parse_limit
from core.deadlines.policy import Policy
from tests.machine.clerk import HANDLE, Clock, Key

MAY_MOVE: Final = {Verb.GRANT_EXTENSION, Verb.RESUME, Verb.UNMERGE, Verb.RECKON}
"""Verbs that may let a clock end at another time than it did; no other verb may."""

STARTS_ANEW: Final = {Verb.DISPATCH, Verb.RULE, Verb.ESCALATE, Verb.HAND_DOWN}
"""Verbs that may start a new handling clock, perhaps at the moment at which the old one began."""

DECISIONS: Final = {
    Verb.GRANT_EXTENSION: Verb.ASK_EXTENSION,
    Verb.REFUSE_EXTENSION: Verb.ASK_EXTENSION,
    Verb.UPHOLD_APPEAL: Verb.ASK_APPEAL,
    Verb.DISMISS_APPEAL: Verb.ASK_APPEAL,
}
"""What one person decides that another one asked."""

CLOCK_OF: Final = {
    "reported": Stage.ACCEPT,
    "filed": Stage.DISPATCH,
    "dispatched": Stage.RECEIVE,
    "suspended": Stage.SUSPENSION,
    "resolved": Stage.CHECK,
}
"""The clock that runs exactly as long as a case is in a state."""

OF_A_MERGE: Final = {
    "pauses",
    "due_at",
    "due_on",
    "due_stage",
    "estimated",
    "handle_due_at",
    "handle_target_at",
    "handle_estimated",
}
"""What a case that was merged for a time may show otherwise than before: when it is due."""

Entries = Sequence[Any]
"""Rows of ``case_history``, oldest first."""


def the_row_is_what_its_history_says(case: Row[Any], told: list[dict[str, Any]]) -> None:
    assert replay(told) == dict(recorded_fields(case))  # type: ignore[arg-type]


def the_timers_are_what_the_history_says(
    timers: Iterable[Row[Any]], told: list[dict[str, Any]]
) -> None:
    stored = {
        (timer.stage, timer.call): {
            "stage": timer.stage,
            "call": timer.call,
            "limit": timer.time_limit,
            "started_at": plain(timer.started_at),
            "target_at": plain(timer.target_at),
            "due_at": plain(timer.due_at),
            "estimated": timer.estimated,
        }
        for timer in timers
    }
    assert stored == replay_timers(told)


def the_clerk_would_run_the_same_clocks(
    timers: Iterable[Row[Any]], clocks: Mapping[Key, Clock], policy: Policy
) -> None:
    stored = {
        (timer.stage, timer.call): (
            timer.started_at,
            timer.time_limit,
            (timer.due_at, timer.target_at, timer.estimated),
        )
        for timer in timers
    }
    kept = {key: (clock, clock.reckoned(policy.deadlines)) for key, clock in clocks.items()}
    assert stored == {
        key: (clock.started_at, clock.limit, (due.due_at, due.target_at, due.estimated))
        for key, (clock, due) in kept.items()
    }


def only_open_cases_have_clocks(case: Row[Any], timers: Sequence[Row[Any]]) -> None:
    assert (case.state in OPEN_STATES) == bool(timers) == (case.ended_at is None)
    assert case.due_at == min((timer.due_at for timer in timers), default=None)
    own = {(timer.tier, timer.unit_id) for timer in timers if not timer.call}
    assert own <= {(case.tier, case.unit_id)}


def no_clock_moves_unexplained(
    verb: str, before: Iterable[Row[Any]], after: Iterable[Row[Any]]
) -> None:
    def times(timers: Iterable[Row[Any]]) -> dict[Any, Any]:
        return {
            (timer.stage, timer.call, timer.started_at): (timer.due_at, timer.target_at)
            for timer in timers
        }

    old, new = times(before), times(after)
    moved = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    assert not moved or verb in MAY_MOVE | STARTS_ANEW


def the_handling_clock_ends_anew_only_when_told(
    entries: Entries, told: Sequence[Mapping[str, Any]]
) -> None:
    """A clock that starts, or a verb that may move it: nothing else sets the due time."""
    due_at: str | None = None
    for entry, entry_told in zip(entries, told, strict=True):
        changes = entry_told["changes"]
        if changes.get("handle_due_at", due_at) == due_at:
            continue
        due_at = changes["handle_due_at"]
        forgotten = entry.verb == Verb.REOPEN and due_at is None
        assert forgotten or entry.verb in MAY_MOVE | STARTS_ANEW


def who_asked_did_not_decide(entries: Entries) -> None:
    asked_by: dict[str, str] = {}
    for entry in entries:
        asked_by[entry.verb] = entry.operator
        if entry.verb in DECISIONS:
            assert asked_by[DECISIONS[Verb(entry.verb)]] != entry.operator


def a_wrong_merge_leaves_no_trace(
    policy: Policy,
    before: tuple[Row[Any], Mapping[Key, Any]],
    after: tuple[Row[Any], Mapping[Key, Any]],
    stood: tuple[datetime, datetime],
) -> None:
    """State and clocks are back, and every clock has the time left that it had."""
    (case, clocks), (again, clocks_again) = before, after
    merged_at, now = stood
    changed = {
        name
        for (name, old), (_, new) in zip(
            recorded_fields(case),  # type: ignore[arg-type]
            recorded_fields(again),  # type: ignore[arg-type]
            strict=True,
        )
        if old != new
    }
    assert changed <= (OF_A_MERGE if merged_at < now else set())
    assert clocks.keys() == clocks_again.keys()
    for key, clock in clocks.items():
        limit = parse_limit(clock.time_limit)
        left = policy.deadlines.elapsed(merged_at, clock.due_at, limit.unit)
        left_again = policy.deadlines.elapsed(now, clocks_again[key].due_at, limit.unit)
        rounded_up = timedelta(0)
        if limit.unit is LimitUnit.WORKING_DAY and clock.due_at >= merged_at:
            rounded_up = timedelta(hours=8)  # To the close of its day, at most a whole one.
        assert left <= left_again <= left + rounded_up
        assert clocks_again[key].started_at == clock.started_at


def the_times_of_the_stages_add_up_to_the_life(
    case: Row[Any], entries: Entries, told: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """State follows state without a gap, and the clock of each runs exactly that long."""
    in_state: dict[str, timedelta] = defaultdict(timedelta)
    on_clock: dict[str, timedelta] = defaultdict(timedelta)
    running: dict[Key, datetime] = {}
    for entry, entry_told in zip(entries, told, strict=True):
        for timer in entry_told["stopped"]:
            key = (timer["stage"], timer["call"])
            on_clock[timer["stage"]] += entry.at - running.pop(key)
        for timer in entry_told["started"]:
            running.setdefault((timer["stage"], timer["call"]), entry.at)
    for (stage, _), since in running.items():
        on_clock[stage] += now - since
    for entry, following in pairwise(entries):
        assert (following.from_state, following.at >= entry.at) == (entry.to_state, True)
        in_state[entry.to_state] += following.at - entry.at
    in_state[entries[-1].to_state] += now - entries[-1].at

    assert entries[0].at == case.reported_at
    assert sum(in_state.values(), timedelta(0)) == now - case.reported_at
    for state, stage in CLOCK_OF.items():
        assert in_state[state] == on_clock[stage]
    assert on_clock[HANDLE[0]] >= in_state["dispatched"] + in_state["handling"]
    if case.ended_at:
        ended = next(e for e in reversed(entries) if e.from_state in {*OPEN_STATES, None})
        assert case.ended_at == ended.at
