"""Breaches of the rules of division, in a table, as objects, and beside other data."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from console.cli.columns import Column
from console.cli.exits import talk
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.staff.division import Breach

RULES: Final = {
    "households": N_("300 to 500 households"),
    "residents": N_("at most 1,000 residents"),
    "coverage": N_("a community has grids"),
    "leader": N_("one leader"),
    "guide": N_("one guide"),
    "full_time": N_("one full-time gridder"),
    "one_grid": N_("a full-time gridder has one grid"),
}
SEVERITIES: Final = {"error": N_("error"), "warning": N_("warning")}


def breach_columns() -> "list[Column[Breach]]":
    """Return how breaches are written."""
    return [
        Column("area_code", lambda row: row.area_code, N_("Code")),
        Column("area_name", lambda row: row.area_name, N_("Name"), roomy=True),
        Column("rule", lambda row: row.rule, N_("Rule"), lambda row: word(RULES, row.rule)),
        Column(
            "value",
            lambda row: row.value,
            N_("Has"),
            lambda row: _("not known") if row.value is None else f"{row.value:,}",
            align="right",
        ),
        Column(
            "severity",
            lambda row: row.severity,
            N_("Severity"),
            lambda row: word(SEVERITIES, row.severity),
        ),
    ]


def tell_breaches(breaches: "Iterable[Breach]") -> None:
    """Say beside the data which rules are broken, a line each."""
    for breach in breaches:
        place = neutralise(f"{breach.area_code} {breach.area_name}")
        has = _("not known") if breach.value is None else f"{breach.value:,}"
        told = {"place": place, "rule": word(RULES, breach.rule), "has": has}
        line = _("%(place)s: %(rule)s (has %(has)s)") % told
        talk(f"{word(SEVERITIES, breach.severity)} · {line}")


def breach_objects(breaches: "Iterable[Breach]") -> list[dict[str, Any]]:
    """Return breaches as scripts read them."""
    return [breach._asdict() for breach in breaches]
