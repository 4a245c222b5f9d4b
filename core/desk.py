"""The one door: every change of a district goes through `Desk`.

Here, and only here, the operator is known, the role is judged, the transaction is opened
and a refused attempt is audited, so that no use case can forget any of it.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import takewhile
from typing import Any, Final, TypeVar

from sqlalchemy import Label, bindparam, select
from sqlmodel import col

from core.audit.trail import REFUSED, write_audit
from core.handlers import HANDLERS, Handler
from core.kernel.clock import Clock
from core.kernel.command import Command
from core.kernel.errors import CoreError, Forbidden, Refused, TryAgain
from core.kernel.references import References
from core.kernel.settings import DISTRICT, REFERENCE_VERSION, Setting
from core.kernel.transactions import Transactions
from core.kernel.words import N_
from core.kernel.writes import Writes
from core.operators.hand import Hand
from core.operators.jurisdiction import Scope
from core.operators.models import Operator, Role

T = TypeVar("T")

ATTEMPTS: Final = 4
"""How often a transaction is tried that the database undid for no fault of its own."""


def _setting(key: str) -> Label[str]:
    value = select(col(Setting.value)).where(col(Setting.key) == key)
    return value.scalar_subquery().label(key)


_WHO: Final = select(
    col(Operator.name),
    col(Operator.role),
    col(Operator.area_code),
    _setting(DISTRICT),
    _setting(REFERENCE_VERSION),
).where(col(Operator.login) == bindparam("login"), col(Operator.active))
"""The operator of a login, and what every transaction must know of the district."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A command that the operator ``by`` gave at the moment ``at``."""

    at: datetime
    by: str
    command: Command


class Desk:
    """Carries out commands, each in one transaction, for operators of one district."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock
        self._references = References()

    def execute(self, command: Command, *, by: str) -> Any:
        """Carry out ``command`` for the operator whose login is ``by``.

        Returns:
            What the use case returns; `CaseOutcome` for a verb on a case.

        Raises:
            Refused: nothing was changed.
            Unavailable: nothing was changed, unless it is `InDoubt`, which says otherwise.
        """
        return self._guarded([command], by)[0]

    def execute_together(self, commands: Iterable[Command], *, by: str) -> list[Any]:
        """Carry out ``commands`` in order in one transaction: all of them or none.

        Raises:
            Refused: one of them was refused, so none was done.
            Unavailable: as for `execute`.
        """
        return self._guarded(list(commands), by)

    def execute_batch(
        self, commands: Iterable[Command], *, by: str, goes_on: Callable[[], bool] = lambda: True
    ) -> list[Any]:
        """Carry out independent ``commands`` in one transaction, for speed.

        Args:
            commands: what to do.
            by: for whom, by login.
            goes_on: asked before each command, in the transaction; from the first "no" on the
                rest is left undone. One command at least is done.

        Returns:
            For each command done what its use case returned, or the `Refused` it met; a refused
            command changes nothing and does not hinder the others.

        Raises:
            Unavailable: none was done.
        """
        batch = list(commands)
        return self._trying(lambda: self._batch(batch, by, goes_on))

    def replay(self, story: Generator[Timed, Any, T]) -> T:
        """Carry out commands at the moments they were given, all in one transaction or none.

        For simulations, and for taking over what was done elsewhere: the one way in for
        moments that are past. ``story`` yields each command in order of time and is sent
        what the use case returned, so that later commands can build on earlier ones. A
        story can be told only once; what the database undid is therefore not tried again.

        Returns:
            What ``story`` returns.

        Raises:
            ValueError: a moment lies before the one before it, or is yet to come.
            Refused: one command was refused, so none was done.
            Unavailable: as for `execute`.
        """
        timed: Timed | None = None
        try:
            with self._writing() as writes:
                hands: dict[str, Hand] = {}
                outcome: Any = None
                while True:
                    try:
                        following = story.send(outcome)
                    except StopIteration as end:
                        result: T = end.value
                        return result
                    self._check_moment(following, after=timed)
                    timed = following
                    if timed.by not in hands:
                        hands[timed.by] = self._take_in_hand(writes, timed.by)
                    outcome = _carry_out(
                        replace(hands[timed.by], now=timed.at, ahead={}), timed.command
                    )
        except Forbidden as refusal:
            if timed:
                self._remember_refusal([timed.command], timed.by, refusal)
            raise

    def preview(self, command: Command, *, by: str) -> Any:
        """Return what ``command`` would give, and change nothing.

        Raises:
            Refused: what `execute` would refuse.
        """
        return self._trying(lambda: self._rehearse(command, by))

    def scope(self, *, by: str) -> Scope:
        """Return who ``by`` is and where they may look.

        Raises:
            Forbidden: there is no such operator, or not any more.
        """
        with self._transactions.rehearsing() as session:
            return self._take_in_hand(Writes(session), by).scope

    def _check_moment(self, timed: Timed, *, after: Timed | None) -> None:
        if after and timed.at < after.at:
            raise ValueError(f"{timed.at} lies before {after.at}, which has been told already")
        if timed.at > self._clock():
            raise ValueError(f"{timed.at} is yet to come")

    def _guarded(self, commands: list[Command], by: str) -> list[Any]:
        try:
            return self._trying(lambda: self._write(commands, by))
        except Forbidden as refusal:
            self._remember_refusal(commands, by, refusal)
            raise

    def _trying(self, attempt: Callable[[], T]) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return attempt()
            except TryAgain:
                continue
        return attempt()

    def _write(self, commands: list[Command], by: str) -> list[Any]:
        alone = any(command.ALONE for command in commands)
        with self._writing(alone=alone) as writes:
            hand = self._take_in_hand(writes, by)
            return [_carry_out(replace(hand, ahead={}), command) for command in commands]

    def _batch(self, commands: list[Command], by: str, goes_on: Callable[[], bool]) -> list[Any]:
        results: list[Any] = []
        alone = any(command.ALONE for command in commands)
        with self._writing(alone=alone) as writes:
            hand = self._take_in_hand(writes, by)
            kind: type[Command] | None = None
            for place, command in enumerate(commands):
                if not goes_on() and results:
                    break
                if kind is not type(command):
                    kind = type(command)
                    hand = _look_ahead(hand, kind, commands[place:])
                try:
                    with writes.part():
                        results.append(_carry_out(hand, command))
                except Refused as refusal:
                    results.append(refusal)
        return results

    def _rehearse(self, command: Command, by: str) -> Any:
        with self._transactions.rehearsing() as session:
            writes = Writes(session)
            result = _carry_out(self._take_in_hand(writes, by), command)
            writes.send()
            return result

    @contextmanager
    def _writing(self, *, alone: bool = False) -> Iterator[Writes]:
        with self._transactions.writing(alone=alone) as session:
            writes = Writes(session)
            yield writes
            writes.send()

    def _take_in_hand(self, writes: Writes, login: str) -> Hand:
        operator = writes.unsent.connection().execute(_WHO, {"login": login}).one_or_none()
        if operator is None:
            raise Forbidden(N_("There is no operator %(login)s at this desk."), login=login)
        references = self._references.at_version(operator.reference_version or "0")
        scope = Scope(
            login=login,
            name=operator.name,
            role=Role(operator.role),
            district_code=operator.district_code or "",
            area_code=operator.area_code,
        )
        return Hand(writes, self._clock(), scope, references)

    def _remember_refusal(self, commands: list[Command], by: str, refusal: Forbidden) -> None:
        try:
            with self._writing() as writes:
                hand = self._take_in_hand(writes, by)
                for command in commands:
                    write_audit(
                        hand,
                        type(command).__name__,
                        _subject(command),
                        outcome=REFUSED,
                        detail=str(refusal),
                    )
        except CoreError:
            # The refusal itself must reach the operator, whether or not it can be noted;
            # somebody who is no operator has no entry of their own.
            return


def _carry_out(hand: Hand, command: Command) -> Any:
    handler: Handler = HANDLERS[type(command)]
    if hand.scope.role not in handler.roles:
        raise Forbidden(
            N_("A %(role)s may not do this (%(action)s)."),
            role=str(hand.scope.role),
            action=type(command).__name__,
        )
    return handler.use_case(hand, command)


def _look_ahead(hand: Hand, kind: type[Command], commands: Sequence[Command]) -> Hand:
    """Return a hand that has read what the next commands, those of one kind, will look at."""
    hand, handler = replace(hand, ahead={}), HANDLERS[kind]
    if handler.ahead and hand.scope.role in handler.roles:
        handler.ahead(hand, list(takewhile(lambda command: type(command) is kind, commands)))
    return hand


def _subject(command: Command) -> str:
    named = {field.name for field in fields(command)}
    keys = ("number", "source_ref", "area_code", "login")
    subjects = (name for name in keys if name in named)
    return next((str(getattr(command, name)) for name in subjects), "")
