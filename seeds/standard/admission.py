"""The admission list: items and their filing conditions, as the CSV files hold them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from seeds.tables import read_table

GRIDDER: Final = "gridder"
"""The ``duty_unit`` of tier-1 items: the gridders of the grid answer, no unit does."""


@dataclass(frozen=True, slots=True)
class ItemSeed:
    """One entry of the admission list (准入事项).

    ``gridder_sees`` says that a gridder on patrol should have seen the matter, which makes
    a report from elsewhere a miss. ``duty_unit`` is the kind of unit that answers at
    ``default_tier``.
    """

    code: str
    class_: str
    class_zh: str
    subclass_zh: str
    subclass_en: str
    name_zh: str
    name_en: str
    default_tier: int
    gridder_sees: bool
    valid_from: date
    duty_unit: str


@dataclass(frozen=True, slots=True)
class ConditionSeed:
    """One filing condition of an item with its own limit (立案条件); ordinal 1 is the default."""

    item_code: str
    ordinal: int
    name_zh: str
    name_en: str
    limit_amount: int
    limit_unit: str
    tier: int


@cache
def items() -> tuple[ItemSeed, ...]:
    """Return the 250 items in the order of the list."""
    rows = read_table(
        "seeds.standard",
        "items.csv",
        (
            "code",
            "class",
            "class_zh",
            "subclass_zh",
            "subclass_en",
            "name_zh",
            "name_en",
            "default_tier",
            "gridder_sees",
            "valid_from",
            "duty_unit",
        ),
    )
    return tuple(
        ItemSeed(
            code=row["code"],
            class_=row["class"],
            class_zh=row["class_zh"],
            subclass_zh=row["subclass_zh"],
            subclass_en=row["subclass_en"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            default_tier=int(row["default_tier"]),
            gridder_sees=row["gridder_sees"] == "1",
            valid_from=date.fromisoformat(row["valid_from"]),
            duty_unit=row["duty_unit"],
        )
        for row in rows
    )


@cache
def filing_conditions() -> tuple[ConditionSeed, ...]:
    """Return the conditions by item and ordinal.

    An item without one has no limit of its own: the limit of its tier applies.
    """
    rows = read_table(
        "seeds.standard",
        "filing_conditions.csv",
        (
            "item_code",
            "ordinal",
            "name_zh",
            "name_en",
            "limit_amount",
            "limit_unit",
            "tier",
        ),
    )
    return tuple(
        ConditionSeed(
            item_code=row["item_code"],
            ordinal=int(row["ordinal"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            limit_amount=int(row["limit_amount"]),
            limit_unit=row["limit_unit"],
            tier=int(row["tier"]),
        )
        for row in rows
    )
