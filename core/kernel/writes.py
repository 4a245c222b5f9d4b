"""The rows that verbs write, kept back until somebody looks or the transaction ends.

So the rows of a whole batch go to the database table by table, one statement for many, and what
a refused command was about to write is forgotten without having been there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Executable
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from core.kernel.errors import Conflict, Refused
from core.kernel.words import N_


class Turn(IntEnum):
    """In which order kept rows are sent, whichever was kept first."""

    REMOVED = 0
    CHANGED = 1
    ADDED = 2
    CASES = 3
    """Last: who changes a case holds the counts of its street until the commit."""


class Kept(NamedTuple):
    """One row to write: by which statement, and of which case where its version is checked."""

    turn: Turn
    statement: Executable
    row: Mapping[str, Any]
    case: str


@dataclass(slots=True)
class _Part:
    """What is written whole or not at all; the savepoint is there once something was sent."""

    kept: list[Kept] = field(default_factory=list)
    savepoint: SessionTransaction | None = None


class Writes:
    """What one transaction has to write; the desk sends the rest of it at the end."""

    def __init__(self, session: Session) -> None:
        self.unsent = session
        """The transaction without what is kept: to read what no verb keeps back."""
        self._parts = [_Part()]

    @property
    def session(self) -> Session:
        """The transaction with everything sent: to look at it, or to write into it at once."""
        self.send()
        return self.unsent

    def keep(
        self, turn: Turn, statement: Executable, row: Mapping[str, Any], *, case: str = ""
    ) -> None:
        """Keep a row to write.

        Args:
            turn: when it is sent.
            statement: for any number of such rows.
            row: its values.
            case: the number of a case, where the statement must find it as it was read.
        """
        self._parts[-1].kept.append(Kept(turn, statement, row, case))

    @contextmanager
    def part(self) -> Iterator[None]:
        """Let what follows be written whole, or not at all when it is refused.

        A savepoint is set only when something of it must be sent before its end.
        """
        part = _Part()
        self._parts.append(part)
        try:
            yield
        except Refused:
            self._parts.pop()
            if part.savepoint:
                part.savepoint.rollback()
            raise
        self._parts.pop()
        if part.savepoint:
            part.savepoint.commit()
        self._parts[-1].kept += part.kept

    def send(self) -> None:
        """Send what is kept, each part behind its savepoint.

        Raises:
            Conflict: a case is not any more as it was read.
        """
        first, *inner = self._parts
        self._send(first)
        for part in inner:
            part.savepoint = part.savepoint or self.unsent.begin_nested()
            self._send(part)

    def _send(self, part: _Part) -> None:
        if not part.kept:
            return
        groups: dict[tuple[Executable, tuple[str, ...]], list[Kept]] = {}
        for one in sorted(part.kept, key=lambda one: one.turn):
            groups.setdefault((one.statement, tuple(one.row)), []).append(one)
        connection = self.unsent.connection()
        for (statement, _), together in groups.items():
            found = connection.execute(statement, [one.row for one in together])
            if together[0].case and found.rowcount != len(together):
                raise Conflict(
                    N_("Case %(number)s is being changed by somebody else. Look at it again."),
                    number=", ".join(one.case for one in together),
                )
        # Only now: a conflict that is taken for the refusal of a later command comes up again
        # at the end, and nothing of the transaction stays.
        part.kept.clear()
