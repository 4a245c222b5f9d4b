"""The responsibility list: which kind of unit answers for which item at which tier."""

from dataclasses import dataclass
from functools import cache

from seeds.tables import read_table


@dataclass(frozen=True, slots=True)
class UnitKindSeed:
    """A kind of unit. ``code_suffix`` ends the codes of its units, after the area code."""

    code: str
    name_zh: str
    name_en: str
    platform: str
    tier: int
    code_suffix: str


@dataclass(frozen=True, slots=True)
class DutySeed:
    """One line of the list: at ``tier``, units of ``unit_kind`` answer for the items.

    ``item_pattern`` is an item code or the beginning of one; within a tier the longest
    pattern that fits wins. A line below an item's default tier means that the item may be
    handed down to that tier; tier 1 has no lines, because gridders answer there.
    """

    item_pattern: str
    tier: int
    unit_kind: str


@cache
def unit_kinds() -> tuple[UnitKindSeed, ...]:
    """Return every kind of unit, lowest tier first."""
    rows = read_table(
        "seeds.standard",
        "unit_kinds.csv",
        ("code", "name_zh", "name_en", "platform", "tier", "code_suffix"),
    )
    return tuple(
        UnitKindSeed(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            platform=row["platform"],
            tier=int(row["tier"]),
            code_suffix=row["code_suffix"],
        )
        for row in rows
    )


@cache
def duties() -> tuple[DutySeed, ...]:
    """Return the lines of the responsibility list."""
    rows = read_table("seeds.standard", "duties.csv", ("item_pattern", "tier", "unit_kind"))
    return tuple(DutySeed(row["item_pattern"], int(row["tier"]), row["unit_kind"]) for row in rows)


def answering_kind(item_code: str, tier: int) -> str | None:
    """Return the kind of unit that answers for the item at ``tier``, ``None`` if none may."""
    fitting = [
        duty for duty in duties() if duty.tier == tier and item_code.startswith(duty.item_pattern)
    ]
    return max(fitting, key=lambda duty: len(duty.item_pattern)).unit_kind if fitting else None
