"""`griddesk status`: which database this is, and how much of it is late."""

from typing import Any

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import local
from console.present.vocabulary import ROLES, tier_word, word
from console.present.words import _
from core.kernel.clock import system_clock
from core.kernel.words import N_
from storage.glance import Glance, TierGlance, glance
from storage.location import locate

app = Noun()


@app.verb(
    "status",
    N_("Say which database this is and what is late."),
    examples=("griddesk status", "griddesk status --db binjiang.db --format json"),
)
def status(context: typer.Context) -> None:
    """Look at the database without taking part in it."""
    said = asked(context)
    settings = settings_of(context)
    from zoneinfo import ZoneInfo

    now = local(said.as_at, ZoneInfo("Asia/Shanghai")) if said.as_at else system_clock()
    seen = glance(locate(settings.database), settings.operator, now)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_as_object(seen))
        return
    if said.format is Format.TABLE:
        write_facts(_facts(seen))
        typer.echo()
    write_rows(seen.tiers, _COLUMNS, said)


def _as_object(seen: Glance) -> dict[str, Any]:
    return {
        "database": seen.label,
        "dialect": seen.dialect,
        "schema": seen.revision,
        "schema_needed": seen.newest,
        "district": seen.district,
        "operator": seen.login,
        "role": seen.role,
        "area_code": seen.area_code,
        "areas": seen.areas,
        "staff": seen.staff,
        "units": seen.units,
        "open": sum(tier.open for tier in seen.tiers),
        "due_today": sum(tier.due_today for tier in seen.tiers),
        "late": sum(tier.late for tier in seen.tiers),
        "tiers": [
            {"tier": t.tier, "open": t.open, "due_today": t.due_today, "late": t.late}
            for t in seen.tiers
        ],
    }


def _facts(seen: Glance) -> list[tuple[str, str]]:
    if seen.revision == seen.newest:
        tables = _("%(revision)s, up to date") % {"revision": seen.revision}
    else:
        tables = _("%(revision)s, this program needs %(newest)s") % {
            "revision": seen.revision,
            "newest": seen.newest,
        }
    return [
        (N_("Database"), seen.label),
        (N_("Tables"), tables),
        (N_("District"), seen.district),
        (N_("Operator"), f"{seen.login} · {word(ROLES, seen.role)} · {seen.area_code}"),
        (N_("Areas"), f"{seen.areas:,}"),
        (N_("Staff"), f"{seen.staff:,}"),
        (N_("Units"), f"{seen.units:,}"),
    ]


_COLUMNS: tuple[Column[TierGlance], ...] = (
    Column("tier", lambda row: row.tier, N_("Tier"), lambda row: tier_word(row.tier)),
    Column("open", lambda row: row.open, N_("Open"), lambda row: f"{row.open:,}", align="right"),
    Column(
        "due_today",
        lambda row: row.due_today,
        N_("Due today"),
        lambda row: f"{row.due_today:,}",
        align="right",
    ),
    Column("late", lambda row: row.late, N_("Late"), lambda row: f"{row.late:,}", align="right"),
)
