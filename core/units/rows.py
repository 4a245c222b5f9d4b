"""What readers give back about units: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit with the item patterns it answers for, in code order."""

    code: str
    name: str
    name_en: str | None
    kind: str
    platform: str
    tier: int
    area_code: str
    patterns: tuple[str, ...]
    valid_from: date
    valid_to: date | None
