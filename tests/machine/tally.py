"""How much random life there was."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Tally:
    """Counts what was lived to the end and judged, on one database."""

    database: str
    lives: int = 0
    cases: int = 0
    verbs: int = 0

    def told(self) -> dict[str, Any]:
        """Return it in a form that a report of pytest carries from worker to worker."""
        return asdict(self)
