"""What readers give back about units: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date, datetime


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


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """A unit with the cases in its hands inside a jurisdiction."""

    unit: UnitRow
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class UnitReturns:
    """How often cases were sent to a unit in a span of time, and how often it sent them back."""

    dispatched: int
    returned: int


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A ruling that a unit answers for an item in an area (指定管辖)."""

    item_code: str
    area_code: str
    number: str
    ruled_at: datetime
    reason: str
