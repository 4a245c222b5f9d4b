"""What readers give back about the audit trail: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing an operator did, was refused, or looked at."""

    id: int
    at: datetime
    operator: str
    action: str
    subject: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; each that is given must be met exactly."""

    operator: str | None = None
    action: str | None = None
    outcome: str | None = None
    subject: str | None = None
