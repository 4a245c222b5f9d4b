"""What readers give back about areas: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as it was from ``valid_from`` up to, not including, ``valid_to``."""

    code: str
    parent_code: str | None
    level: int
    name: str
    name_en: str | None
    kind: str | None
    households: int | None
    residents: int | None
    valid_from: date
    valid_to: date | None
