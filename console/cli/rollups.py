"""`griddesk rollups`: the stored tallies of days that are over, and whether they are right."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column, count_column
from console.cli.exits import ExitCode, side_by_side, talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened, settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import day, whole
from console.present.words import _, _n
from core.kernel.errors import Forbidden
from core.kernel.words import N_
from core.operators.models import TIMERS

if TYPE_CHECKING:
    from console.rolling_up import RolledUp
    from core.reports.rolled import Difference

SPANS: Final[Mapping[str, str]] = {"day": N_("day"), "month": N_("month")}
CUTS: Final[Mapping[str, str]] = {
    "keys": N_("community, tier, source, course"),
    "units": N_("community, unit"),
    "items": N_("community, item"),
    "grids": N_("grid"),
    "hand_downs": N_("community, operator, tiers"),
}
"""The divisions of `core.reports.rolled.Cut`, by what their cells are told apart."""

app = Noun(help=N_("The stored tallies of days that are over."))


@dataclass(frozen=True, slots=True)
class Astray:
    """One number that is stored otherwise than the cases say."""

    span: str
    day: date
    cut: str
    street: str
    cell: str
    field: str
    stored: int
    counted: int


@app.callback()
def rollups() -> None:
    """Hold the verbs of roll-ups together."""


@app.verb(
    "status",
    N_(
        "Tell which days are rolled up.\n"
        "Figures of these are summed from stored tallies; days that are not, or have changed "
        "since, are counted from the cases, so that figures are exact at every moment."
    ),
    examples=("griddesk rollups status", "griddesk rollups status --format json"),
)
def status(context: typer.Context) -> None:
    """Tell how far the days are rolled up."""
    said = asked(context)
    with opened(context) as shop:
        days = [one for one in shop.rollups.days() if one.counted]
        months = len(shop.rollups.months())
    changed = sorted(one.day for one in days if one.marked)
    told = {
        "since": min((one.day for one in days), default=None),
        "until": max((one.day for one in days), default=None),
        "days": len(days),
        "months": months,
        "changed": changed,
    }
    if said.format is not Format.TABLE:
        write_object(told)
    elif not days:
        talk(_("No day is rolled up; figures are counted from the cases."))
    else:
        write_facts(
            [
                (N_("Days"), f"{told['since']} … {told['until']}"),
                (N_("Days rolled up"), f"{len(days):,}"),
                (N_("Months added up"), f"{months:,}"),
                (N_("Changed since"), f"{len(changed):,}"),
            ]
        )


@app.verb(
    "update",
    N_(
        "Roll up the days that are over, and count anew those that have changed.\n"
        "What the scheduler does every night, by the operator timers."
    ),
    examples=("griddesk rollups update",),
)
def update(context: typer.Context) -> None:
    """Roll up now."""
    from console.bootstrap import open_shop
    from console.rolling_up import roll_up

    said = asked(context)
    if said.as_at is not None:
        misunderstood(context, _("--as-at is for looking; what is done happens now."))
    shop = open_shop(replace(settings_of(context), operator=TIMERS))
    try:
        done = roll_up(shop, shop.clock())
    finally:
        shop.close()
    if said.format is Format.TABLE:
        talk(_told(done))
    else:
        write_object({"days": done.days, "months": done.months})


def _told(done: "RolledUp") -> str:
    return side_by_side(
        _n("%(n)s day counted.", "%(n)s days counted.", done.days),
        _n("%(n)s month added up.", "%(n)s months added up.", done.months),
    )


@app.verb(
    "recount",
    N_(
        "Count rolled-up days from their cases again, and tell every number that differs.\n"
        "All of them, or with --sample a few drawn by chance; the same --seed draws the same. "
        "Days that are known to have changed are left out, for nobody is told their tallies. "
        "Exits with 0 when all is right and with 1 when it is not; --heal then writes it right. "
        "For whoever sees the whole district."
    ),
    examples=(
        "griddesk rollups recount --sample 20",
        "griddesk rollups recount --since 2026-09-01 --until 2026-09-30 --heal",
        "griddesk rollups recount --format jsonl",
    ),
)
def recount(
    context: typer.Context,
    *,
    since: str | None = typer.Option(
        None, "--since", metavar="DAY", help=N_("The first day, as 2026-09-01.")
    ),
    until: str | None = typer.Option(None, "--until", metavar="DAY", help=N_("The last day.")),
    sample: str | None = typer.Option(
        None, "--sample", metavar="N", help=N_("So many days, drawn by chance.")
    ),
    seed: str = typer.Option(
        "", "--seed", metavar="TEXT", help=N_("What chance comes from; another one each day.")
    ),
    heal: bool = typer.Option(False, "--heal", help=N_("Count anew what is wrong.")),
) -> None:
    """Hold what is stored against the cases."""
    from console.rolling_up import days_to_check, roll_up
    from console.rolling_up import recount as differing

    said = asked(context)
    first, last = (day(text) if text else None for text in (since, until))
    size = whole(sample) if sample is not None else None
    with opened(context, changing=heal) as shop:
        if not shop.scope.covers(shop.scope.district_code):
            raise Forbidden(N_("Only who sees the whole district can recount its days."))
        chance = seed or shop.clock().date().isoformat()
        days = days_to_check(shop, first, last, size, chance)
        found = list(differing(shop, days))
        write_rows(_astray(found), _COLUMNS, said)
        if heal and found:
            # A month is added up anew when any of its days is counted, its first for one.
            done = roll_up(shop, shop.clock(), again={one.day for one in found})
            talk(_told(done))
    talk(_verdict(len(days), len({(one.span, one.day) for one in found})))
    if found:
        raise typer.Exit(ExitCode.FAULT)


def _verdict(days: int, wrong: int) -> str:
    checked = _n("%(n)s day was recounted", "%(n)s days were recounted", days)
    if not wrong:
        return _("%(checked)s; every number is right.") % {"checked": checked}
    return _("%(checked)s; %(wrong)s differ from the cases.") % {
        "checked": checked,
        "wrong": _n("%(n)s day or month", "%(n)s days or months", wrong),
    }


def _astray(found: "Iterable[Difference]") -> Iterator[Astray]:
    for one in found:
        cell = " ".join("-" if part is None else str(part) for part in one.cell)
        for field, (stored, counted) in one.fields.items():
            yield Astray(
                str(one.span), one.day, one.cut, one.street_code, cell, field, stored, counted
            )


_COLUMNS: Final[tuple[Column[Astray], ...]] = (
    Column("span", lambda one: one.span, N_("Span"), lambda one: _(SPANS[one.span])),
    Column("day", lambda one: one.day, N_("Day")),
    Column("cut", lambda one: one.cut, N_("By"), lambda one: _(CUTS[one.cut])),
    Column("street", lambda one: one.street, N_("Street")),
    Column("cell", lambda one: one.cell, N_("Key")),
    Column("field", lambda one: one.field, N_("Field")),
    count_column("stored", lambda one: one.stored, N_("Stored")),
    count_column("counted", lambda one: one.counted, N_("Counted")),
)
