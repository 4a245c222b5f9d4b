"""What readers give back about what was sent upstream: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One mapping as sent for one area; see `core.upstreams.models.UpstreamStream`.

    ``refused`` and ``unmapped`` count the records that stand so now.
    """

    id: int
    mapping: str
    area_code: str
    what: str
    last_run: int
    sha256: str
    registers: str
    refused: int = 0
    unmapped: int = 0


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, and what was answered of what it sent; what was sent again counts for later runs."""

    mapping: str
    area_code: str
    number: int
    at: datetime
    as_at: datetime
    operator: str
    whole: bool
    new_rows: int
    changed_rows: int
    withdrawn_rows: int
    unmapped_rows: int
    folder: str
    files: str
    accepted: int
    refused: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """A record that the upstream refused, or that cannot be sent at all (``faults``, as JSON)."""

    mapping: str
    area_code: str
    key: str
    sent_run: int
    answer: str
    reason: str
    faults: str


@dataclass(frozen=True, slots=True)
class Known:
    """What an upstream has of one record; ``faults``, as JSON, are why it cannot have it now."""

    sha256: str
    withdrawn: bool
    answer: str
    faults: str
