"""Keeping roll-ups: days are taken up, counted outside of any transaction that writes, and kept.

Why nothing is ever missed: see `core.reports.models.RollUpTurn`. Two who roll up at a time are
no danger either: only the turn begun last may keep what it counted.
"""

from typing import Final

from sqlalchemy import Table, delete, insert, select, update

from core.kernel.errors import Conflict, Forbidden
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import TIMERS
from core.reports.commands import BeginRollUp, KeepRollUp
from core.reports.models import RollUpCut, RollUpDay, RollUpMark, RollUpTurn
from core.reports.rolled import NOTHING, Span

_TURNS: Final[Table] = RollUpTurn.__table__  # type: ignore[attr-defined]
_DAYS: Final[Table] = RollUpDay.__table__  # type: ignore[attr-defined]
_MARKS: Final[Table] = RollUpMark.__table__  # type: ignore[attr-defined]
_CUTS: Final[Table] = RollUpCut.__table__  # type: ignore[attr-defined]


def begin_roll_up(hand: Hand, command: BeginRollUp) -> int:
    """Begin a turn and take up the days that are not yet; return the number of the turn."""
    _only_timers(hand)
    connection, district = hand.session.connection(), hand.scope.district_code
    mine = _TURNS.c.district_code == district
    before = connection.execute(select(_TURNS).where(mine)).one_or_none()
    turn = before.turn + 1 if before else 1
    if before and before.basis != command.basis:
        for table in (_CUTS, _MARKS, _DAYS):
            connection.execute(delete(table).where(table.c.district_code == district))
        before = None
    known = select(_DAYS.c.begins_at).where(_DAYS.c.district_code == district)
    taken = set(connection.execute(known).scalars())
    new = [day for day in command.days if day.begins_at not in taken]
    if new:
        rows = [day._asdict() | {"district_code": district, "counted": False} for day in new]
        connection.execute(insert(_DAYS), rows)
    ends = [day.ends_at for day in new] + ([before.ends_at] if before else [])
    connection.execute(delete(_TURNS).where(mine))
    connection.execute(
        insert(_TURNS),
        {
            "district_code": district,
            "turn": turn,
            "basis": command.basis,
            "ends_at": max(ends, default=hand.now),
        },
    )
    return turn


def keep_roll_up(hand: Hand, command: KeepRollUp) -> None:
    """Keep the tallies of a day or a month, in place of those there were.

    Raises:
        Conflict: somebody has begun another turn since.
    """
    _only_timers(hand)
    connection, district = hand.session.connection(), hand.scope.district_code
    turn = select(_TURNS.c.turn).where(_TURNS.c.district_code == district).with_for_update()
    if connection.execute(turn).scalar_one_or_none() != command.turn:
        raise Conflict(N_("Somebody else has begun to roll up the days meanwhile."))
    c = _CUTS.c
    if command.span is Span.DAY:
        _note_counted(hand, command)
        month = command.day.replace(day=1)
        connection.execute(
            delete(_CUTS).where(c.district_code == district, c.span == Span.MONTH, c.day == month)
        )
    connection.execute(
        delete(_CUTS).where(
            c.district_code == district, c.span == command.span, c.day == command.day
        )
    )
    key = {"district_code": district, "span": str(command.span), "day": command.day}
    parts = command.parts
    if command.span is Span.MONTH:
        parts = parts or NOTHING  # or it would seem not to have been added up
    rows = [key | part._asdict() for part in parts]
    if rows:
        connection.execute(insert(_CUTS), rows)


def _note_counted(hand: Hand, command: KeepRollUp) -> None:
    """Take away the marks that the count has met; those of its own turn are later and stay."""
    connection, district = hand.session.connection(), hand.scope.district_code
    day, marks = _DAYS.c, _MARKS.c
    connection.execute(
        update(_DAYS)
        .where(day.district_code == district, day.day == command.day)
        .values(counted=True)
    )
    connection.execute(
        delete(_MARKS).where(
            marks.district_code == district,
            marks.day == command.day,
            marks.turn < command.turn,
        )
    )


def _only_timers(hand: Hand) -> None:
    """Let nobody but the timers keep the roll-ups.

    Raises:
        Forbidden: it is a person.
    """
    if hand.scope.login != TIMERS:
        raise Forbidden(N_("Only the timers do this."))
