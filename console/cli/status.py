"""`griddesk status`: which database this is, and how much of it is late."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column, count_column
from console.cli.exits import ExitCode
from console.cli.grammar import Noun
from console.cli.opening import settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import local
from console.present.heartbeat import timers_words
from console.present.vocabulary import ROLES, tier_word, word
from console.present.words import _
from core.kernel.clock import system_clock
from core.kernel.words import N_
from core.scheduling.heartbeat import Heartbeat, heartbeat
from storage.glance import Glance, TierGlance, glance
from storage.location import locate

app = Noun()


@app.verb(
    "status",
    N_(
        "Say which database this is, what is late, and whether the timers run.\n"
        "Exits with 7 when the timers have run here and are silent now. A database on which "
        "they never ran is let be, unless --require-timers is given."
    ),
    examples=(
        "griddesk status",
        "griddesk status --db binjiang.db --format json",
        "griddesk status --require-timers",
    ),
)
def status(
    context: typer.Context,
    *,
    timers: Annotated[
        bool | None,
        typer.Option(
            "--require-timers/--ignore-timers",
            help=N_("Exit with 7 where the timers never ran, too; or never for their sake."),
        ),
    ] = None,
) -> None:
    """Look at the database without taking part in it."""
    said = asked(context)
    settings = settings_of(context)
    now = local(said.as_at, ZoneInfo("Asia/Shanghai")) if said.as_at else system_clock()
    seen = glance(locate(settings.database), settings.operator, now)
    beat = heartbeat(seen.beat_at, now)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_as_object(seen, beat))
    else:
        if said.format is Format.TABLE:
            write_facts(_facts(seen, beat))
            typer.echo()
        write_rows(seen.tiers, _COLUMNS, said)
    if beat.missed(required=timers):
        raise typer.Exit(ExitCode.SILENT)


def _as_object(seen: Glance, beat: Heartbeat) -> dict[str, Any]:
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
        "timers": beat.state,
        "timers_beat_at": beat.beat_at and beat.beat_at.astimezone(ZoneInfo(seen.zone)),
        "open": sum(tier.open for tier in seen.tiers),
        "due_today": sum(tier.due_today for tier in seen.tiers),
        "late": sum(tier.late for tier in seen.tiers),
        "tiers": [
            {"tier": t.tier, "open": t.open, "due_today": t.due_today, "late": t.late}
            for t in seen.tiers
        ],
    }


def _facts(seen: Glance, beat: Heartbeat) -> list[tuple[str, str]]:
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
        (N_("Timers"), timers_words(beat)),
    ]


_COLUMNS: tuple[Column[TierGlance], ...] = (
    Column("tier", lambda row: row.tier, N_("Tier"), lambda row: tier_word(row.tier)),
    count_column("open", lambda row: row.open, N_("Open")),
    count_column("due_today", lambda row: row.due_today, N_("Due today")),
    count_column("late", lambda row: row.late, N_("Late")),
)
