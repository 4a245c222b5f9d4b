"""The lifecycle of a case as a table of data; what is not in it is illegal.

Each step says from which states a verb leads where and which roles may do it. Rules that
look at more than the state (the unit's second return, an item off the list) stand with
the use case of the verb.
"""

from dataclasses import dataclass
from typing import Final

from core.cases.states import OPEN_STATES, State, Verb
from core.operators.models import Role

DESK: Final = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})
SUPERVISION: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
KEEPERS: Final = frozenset({Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: from any of ``sources`` to ``target`` (``None``: the state stays).

    A verb that nobody gives by hand comes with something else, and no list offers it.
    """

    verb: Verb
    sources: frozenset[State]
    target: State | None
    roles: frozenset[Role] = DESK
    by_hand: bool = True


def _step(
    verb: Verb,
    sources: tuple[State, ...],
    target: State | None,
    roles: frozenset[Role] = DESK,
) -> Step:
    return Step(verb, frozenset(sources), target, roles)


_WITH_A_HANDLER: Final = (State.DISPATCHED, State.HANDLING)
_UNFINISHED: Final = (State.REPORTED, State.FILED, State.DISPATCHED, State.HANDLING)


LIFECYCLE: Final[dict[Verb, Step]] = {
    step.verb: step
    for step in (
        _step(Verb.REPORT, (), State.REPORTED),
        _step(Verb.SETTLE, (State.REPORTED,), State.CLOSED),
        _step(Verb.VERIFY, (State.REPORTED,), None),
        _step(Verb.FILE, (State.REPORTED,), State.FILED),
        _step(Verb.REJECT, (State.REPORTED,), State.REJECTED),
        _step(Verb.DISPATCH, (State.FILED,), State.DISPATCHED),
        _step(Verb.RECEIVE, (State.DISPATCHED,), State.HANDLING),
        _step(Verb.RETURN, (State.DISPATCHED, State.HANDLING), State.FILED),
        _step(Verb.TRANSFER, (State.DISPATCHED, State.HANDLING), State.DISPATCHED),
        _step(Verb.ESCALATE, _UNFINISHED, State.FILED),
        _step(Verb.RULE, (State.FILED,), State.DISPATCHED, SUPERVISION),
        _step(Verb.HAND_DOWN, (State.FILED, State.DISPATCHED), State.FILED),
        _step(Verb.ASK_EXTENSION, _WITH_A_HANDLER, None),
        _step(Verb.GRANT_EXTENSION, _WITH_A_HANDLER, None, SUPERVISION),
        _step(Verb.REFUSE_EXTENSION, _WITH_A_HANDLER, None, SUPERVISION),
        _step(Verb.SUSPEND, (State.HANDLING,), State.SUSPENDED, SUPERVISION),
        _step(Verb.RESUME, (State.SUSPENDED,), State.HANDLING, SUPERVISION),
        _step(Verb.RESOLVE, (State.HANDLING,), State.RESOLVED),
        _step(Verb.PASS_CHECK, (State.RESOLVED,), State.CLOSED),
        _step(Verb.FAIL_CHECK, (State.RESOLVED,), State.HANDLING),
        _step(Verb.URGE, OPEN_STATES, None, SUPERVISION),
        _step(Verb.REPLY, OPEN_STATES, None),
        _step(Verb.WHISTLE, (State.HANDLING,), None),
        _step(Verb.ANSWER_CALL, (State.HANDLING,), None),
        _step(Verb.FINISH_CALL, (State.HANDLING,), None),
        _step(Verb.EXCUSE_CALL, (State.HANDLING,), None),
        _step(Verb.RATE_CALL, (State.HANDLING, State.RESOLVED, State.CLOSED), None),
        _step(Verb.MERGE, _UNFINISHED, State.MERGED),
        # Back to the state that the case had when it was merged.
        _step(Verb.UNMERGE, (State.MERGED,), None),
        _step(Verb.REOPEN, (State.CLOSED,), State.FILED, SUPERVISION),
        _step(Verb.CANCEL, OPEN_STATES, State.CANCELLED, SUPERVISION),
        _step(Verb.RATE, (State.CLOSED,), None),
        _step(Verb.SPOT_CHECK, (State.CLOSED,), None, SUPERVISION),
        _step(Verb.ASK_APPEAL, (State.CLOSED,), None),
        _step(Verb.UPHOLD_APPEAL, (State.CLOSED,), None, SUPERVISION),
        _step(Verb.DISMISS_APPEAL, (State.CLOSED,), None, SUPERVISION),
        _step(Verb.NOTE, tuple(State), None),
        # Begins a case in whatever state the other system had it.
        Step(Verb.IMPORT, frozenset(), None, KEEPERS, by_hand=False),
        # Done by the import of a calendar, to every case with a clock that it moves.
        Step(Verb.RECKON, frozenset(OPEN_STATES), None, KEEPERS, by_hand=False),
        # Done by a change of the division into grids, to every open case of a grid that ends.
        Step(Verb.REGRID, frozenset(OPEN_STATES), None, KEEPERS, by_hand=False),
    )
}


def verbs_from(state: State | str) -> tuple[Verb, ...]:
    """Return the verbs that somebody may give in ``state``, in the order of the table."""
    return tuple(verb for verb, step in LIFECYCLE.items() if step.by_hand and state in step.sources)


def is_open(state: State | str) -> bool:
    """Say whether a case in ``state`` still needs somebody to act."""
    return state in OPEN_STATES
