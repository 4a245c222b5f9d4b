"""What readers give back about the admission list: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One filing condition (立案条件) with its own limit; ordinal 1 is the default."""

    ordinal: int
    name: str
    name_en: str
    limit: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One version of an item of the admission list.

    An item without conditions has no limit of its own: the tier's holds.
    """

    code: str
    class_: str
    class_name: str
    subclass: str
    name: str
    name_en: str
    default_tier: int
    gridder_sees: bool
    valid_from: date
    valid_to: date | None
    conditions: tuple[ConditionRow, ...]
