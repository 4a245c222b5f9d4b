"""The units of the demo: district departments, street bodies, community committees."""

from dataclasses import dataclass
from functools import cache

from seeds.tables import read_table


@dataclass(frozen=True, slots=True)
class UnitSeed:
    """A body that handles cases of one tier within one area."""

    code: str
    name_zh: str
    name_en: str | None
    kind: str
    platform: str
    tier: int
    area_code: str


@cache
def units() -> tuple[UnitSeed, ...]:
    """Return the units, the district's first."""
    rows = read_table(
        "seeds.demo",
        "units.csv",
        ("code", "name_zh", "name_en", "kind", "platform", "tier", "area_code"),
    )
    return tuple(
        UnitSeed(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"] or None,
            kind=row["kind"],
            platform=row["platform"],
            tier=int(row["tier"]),
            area_code=row["area_code"],
        )
        for row in rows
    )
