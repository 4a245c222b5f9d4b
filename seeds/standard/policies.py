"""What happens by itself when clocks come to their target, their end, or beyond."""

from dataclasses import dataclass
from functools import cache

from seeds.tables import read_table


@dataclass(frozen=True, slots=True)
class PolicySeed:
    """One policy; without a tier it watches the clocks of every tier.

    Tiers 1 and 2 escalate by themselves; from tier 3 on people do, and are urged instead.
    """

    code: str
    stage: str
    tier: int | None
    moment: str
    after: str
    action: str


@cache
def policies() -> tuple[PolicySeed, ...]:
    """Return the standard policies."""
    columns = ("code", "stage", "tier", "moment", "after", "action")
    return tuple(
        PolicySeed(
            code=row["code"],
            stage=row["stage"],
            tier=int(row["tier"]) if row["tier"] else None,
            moment=row["moment"],
            after=row["after"],
            action=row["action"],
        )
        for row in read_table("seeds.standard", "policies.csv", columns)
    )
