"""Early warnings and signs of padding, each with its rule and its evidence."""

from typing import TYPE_CHECKING

import typer

from console.cli.asked import Asked, Format
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.figure_days import Days
from console.cli.output import write_facts, write_object, write_rows
from console.present.signals import EXPLAINED, RULES, about_of, finding_of
from console.present.vocabulary import word
from console.present.words import _
from console.reporting.objects import signal_object
from core.kernel.words import N_
from core.reports.signals import Signal

if TYPE_CHECKING:
    from console.bootstrap import Shop


def list_signals(shop: "Shop", days: Days, said: Asked) -> None:
    """List what looks unusual as of the last of the days, then the rules that fired."""
    reader = shop.signals.of_area(days.area) if days.area else shop.signals
    found = (
        *reader.warnings(days.until, shop.zone, days.now),
        *reader.padding(days.until, shop.zone, days.now),
    )
    if said.format in {Format.JSON, Format.JSONL}:
        write_object({"date": days.until, "signals": [signal_object(signal) for signal in found]})
        return
    write_rows(found, _SIGNAL_COLUMNS, said)
    if said.format is Format.TABLE:
        if not found:
            talk(_("No rule has fired."))
            return
        typer.echo()
        rules = dict.fromkeys(signal.rule for signal in found)
        write_facts([(RULES[rule], _(EXPLAINED[rule])) for rule in rules])


_SIGNAL_COLUMNS: tuple[Column[Signal], ...] = (
    Column("rule", lambda one: one.rule, N_("Rule"), lambda one: word(RULES, one.rule)),
    Column("what", lambda one: one.what.key),
    Column("where", lambda one: one.where.key if one.where else None),
    Column("measured", lambda one: round(one.measured, 6)),
    Column("usual", lambda one: round(one.usual, 6)),
    Column("limit", lambda one: round(one.limit, 6)),
    Column("before", lambda one: "/".join(map(str, one.before))),
    Column("text", lambda one: one.text),
    Column("cases", lambda one: "/".join(one.cases)),
    Column("", about_of, N_("About"), about_of, roomy=True),
    Column("", finding_of, N_("Evidence"), finding_of, roomy=True),
)
