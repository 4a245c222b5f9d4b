"""What a use case is handed: the open transaction, the moment, and who is acting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from core.kernel.references import Remembered
from core.kernel.writes import Writes
from core.operators.jurisdiction import Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hand:
    """One command being carried out: its transaction, its moment (UTC), its operator.

    ``ahead`` is what was read before a verb asks for it, by what it is and the number of its
    case. It lives as long as one command, or commands of one kind in a batch; who changes it
    takes it out.
    """

    writes: Writes
    now: datetime
    scope: Scope
    references: Remembered
    ahead: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The transaction, with everything sent that was kept back; see `Writes`."""
        return self.writes.session

    def reference(self, load: Callable[[Session], T]) -> T:
        """Return reference data, from memory when the district has not changed them.

        Not for use after the same transaction has written reference data.
        """
        return self.references.get(self.writes.unsent, load)
