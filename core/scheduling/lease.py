"""One runner works at a time: the lease.

No clock decides who has it. Whoever wants the lease of another says at how many beats it saw
that lease stand still; had the other lived, the number would have grown meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from core.kernel.errors import Conflict, Forbidden
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import TIMERS
from core.scheduling.commands import GiveBackLease, HoldLease
from core.scheduling.models import SchedulerLease

THE_ONE: Final = 1
"""The key of the one row."""

_LEASE = SchedulerLease.__table__  # type: ignore[attr-defined]
_READ: Final = select(_LEASE).where(_LEASE.c.id == THE_ONE).with_for_update()
_CHANGE: Final = update(_LEASE).where(_LEASE.c.id == THE_ONE)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has the lease, and the last sign of life; nobody has it when ``runner`` is empty."""

    runner: str
    beats: int
    taken_at: datetime
    beat_at: datetime


def hold_lease(hand: Hand, command: HoldLease) -> Lease:
    """Take or renew the lease, unless another has it; return whose it is now."""
    only_timers(hand)
    connection = hand.session.connection()
    found = connection.execute(_READ).one_or_none()
    if found is None:
        held = Lease(command.runner, 1, hand.now, hand.now)
        connection.execute(insert(_LEASE), {"id": THE_ONE, **_fields(held)})
        return held
    lease = Lease(found.runner, found.beats, found.taken_at, found.beat_at)
    mine = lease.runner == command.runner
    if not (mine or not lease.runner or command.over == lease.beats):
        return lease
    taken_at = lease.taken_at if mine else hand.now
    held = Lease(command.runner, lease.beats + 1, taken_at, hand.now)
    connection.execute(_CHANGE, _fields(held))
    return held


def give_back_lease(hand: Hand, command: GiveBackLease) -> None:
    """Give the lease back; nothing happens when another has it."""
    only_timers(hand)
    change = _CHANGE.where(_LEASE.c.runner == command.runner)
    hand.session.connection().execute(change, {"runner": ""})


def still_held(hand: Hand, runner: str) -> None:
    """Refuse a runner that has lost the lease; whoever has it cannot lose it before the commit.

    Raises:
        Conflict: another has it now.
    """
    only_timers(hand)
    found = hand.session.connection().execute(_READ).one_or_none()
    if found is None or found.runner != runner:
        raise Conflict(N_("Another runner of the scheduler has taken over."))


def only_timers(hand: Hand) -> None:
    """Let nobody but the timers keep the books of the scheduler.

    Raises:
        Forbidden: it is a person.
    """
    if hand.scope.login != TIMERS:
        raise Forbidden(N_("Only the timers do this."))


def _fields(lease: Lease) -> dict[str, Any]:
    return {
        "runner": lease.runner,
        "beats": lease.beats,
        "taken_at": lease.taken_at,
        "beat_at": lease.beat_at,
    }
