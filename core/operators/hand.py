"""What a use case is handed: the open transaction, the moment, and who is acting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from core.kernel.references import Remembered
from core.operators.jurisdiction import Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hand:
    """One command being carried out: its transaction, its moment (UTC), its operator."""

    session: Session
    now: datetime
    scope: Scope
    references: Remembered

    def reference(self, load: Callable[[Session], T]) -> T:
        """Return reference data, from memory when the district has not changed them.

        Not for use after the same transaction has written reference data.
        """
        return self.references.get(self.session, load)
