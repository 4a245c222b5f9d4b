"""How long each tier and each stage may take, and the office hours that limits run in."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache

from seeds.tables import read_table


@dataclass(frozen=True, slots=True)
class LimitSeed:
    """One default limit, as ``7 working_day``.

    Stage ``handle`` has one limit per tier and no other stage has a tier. ``urgent`` parts
    the two limits for answering a whistle and is ``None`` elsewhere. Without
    ``target_limit`` the target is 80 % of the limit.
    """

    stage: str
    tier: int | None
    urgent: bool | None
    name_zh: str
    name_en: str
    target_limit: str | None
    due_limit: str


@dataclass(frozen=True, slots=True)
class OfficeHoursSeed:
    """One span of office hours on every working day from ``valid_from`` on, local time."""

    valid_from: date
    opens_at: time
    closes_at: time


@cache
def limits() -> tuple[LimitSeed, ...]:
    """Return the handling limits of the tiers, then those of the other stages."""
    rows = read_table(
        "seeds.standard",
        "limits.csv",
        ("stage", "tier", "urgent", "name_zh", "name_en", "target_limit", "due_limit"),
    )
    return tuple(
        LimitSeed(
            stage=row["stage"],
            tier=int(row["tier"]) if row["tier"] else None,
            urgent=row["urgent"] == "1" if row["urgent"] else None,
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            target_limit=row["target_limit"] or None,
            due_limit=row["due_limit"],
        )
        for row in rows
    )


@cache
def office_hours() -> tuple[OfficeHoursSeed, ...]:
    """Return the spans of a working day, earliest first."""
    rows = read_table("seeds.standard", "office_hours.csv", ("valid_from", "opens_at", "closes_at"))
    return tuple(
        OfficeHoursSeed(
            date.fromisoformat(row["valid_from"]),
            time.fromisoformat(row["opens_at"]),
            time.fromisoformat(row["closes_at"]),
        )
        for row in rows
    )
