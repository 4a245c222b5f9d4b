"""`griddesk check`: whether what the district is made of leaves nothing open."""

from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import asked
from console.cli.breaches import breach_columns
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.vocabulary import tier_word, word
from console.present.words import _, _n
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.staff.division import Breach
    from core.units.coverage import Finding

FLAWS: Final = {"gap": N_("nobody answers"), "overlap": N_("several answer")}

app = Noun(help=N_("Check that the registers leave nothing open."))


@app.callback()
def check() -> None:
    """Hold the checks together."""


@app.verb(
    "units",
    N_(
        "Find gaps and overlaps of the responsibility list.\n"
        "Where nobody answers for an item, or several units do. Ends with 4 when there is any."
    ),
    examples=("griddesk check units", "griddesk check units --format csv"),
)
def units(context: typer.Context) -> None:
    """Check the responsibility list."""
    from storage.readers.coverage import CoverageReader

    with opened(context) as shop:
        today = shop.clock().astimezone(shop.zone).date()
        found = CoverageReader(shop.database, shop.scope).findings(today)
    write_rows(found, _columns(), asked(context))
    if not found:
        talk(_("The responsibility list is whole."))
        return
    talk(_n("%(n)s flaw found.", "%(n)s flaws found.", len(found)))
    raise typer.Exit(ExitCode.REFUSED)


@app.verb(
    "grids",
    N_(
        "Find grids of a wrong size, and communities without grids.\n"
        "A comprehensive grid has 300 to 500 households and at most 1,000 residents. Ends with "
        "4 when a rule is broken that the district holds to be grave."
    ),
    examples=("griddesk check grids", "griddesk check grids --format csv"),
)
def grids(context: typer.Context) -> None:
    """Check the division into grids."""
    from storage.readers.division import DivisionReader

    with opened(context) as shop:
        found = DivisionReader(shop.database, shop.scope).grids()
    _tell_breaches(found, _("The division into grids keeps the rules."), context)


@app.verb(
    "staff",
    N_(
        "Find grids where a post is vacant, or held by several.\n"
        "A comprehensive grid has one leader, one guide and one full-time gridder, who has no "
        "other grid but one they stand in at. Ends with 4 when a rule is broken that the "
        "district holds to be grave."
    ),
    examples=("griddesk check staff", "griddesk check staff --format csv"),
)
def staff(context: typer.Context) -> None:
    """Check the staffing of grids."""
    from storage.readers.division import DivisionReader

    with opened(context) as shop:
        today = shop.clock().astimezone(shop.zone).date()
        found = DivisionReader(shop.database, shop.scope).staff(today)
    _tell_breaches(found, _("Every grid is staffed by the rules."), context)


@app.verb(
    "boundaries",
    N_(
        "Find boundaries that do not fit together.\n"
        "Areas of a level that overlap, areas with a gap that none of their parts covers, "
        "parts astray beyond the area that holds them, and areas without a boundary though "
        "others of their level have one. Ends with 4 when there is any but the last."
    ),
    examples=("griddesk check boundaries", "griddesk check boundaries --format json"),
)
def boundaries(context: typer.Context) -> None:
    """Check how boundaries fit."""
    from console.cli.boundaries import tell_flaws

    with opened(context) as shop:
        found = shop.boundaries.flaws()
    if tell_flaws(found, asked(context)):
        raise typer.Exit(ExitCode.REFUSED)


@app.verb(
    "cases",
    N_(
        "Find open cases whose coordinate lies outside the boundary of their area.\n"
        "Nothing is changed. Ends with 4 when there is any."
    ),
    examples=("griddesk check cases", "griddesk check cases --format csv"),
)
def cases(context: typer.Context) -> None:
    """Check where cases lie."""
    from console.cli.boundaries import tell_misplaced

    with opened(context) as shop:
        found = list(shop.boundaries.misplaced())
    if tell_misplaced(found, asked(context)):
        raise typer.Exit(ExitCode.REFUSED)


def _tell_breaches(found: "list[Breach]", whole: str, context: typer.Context) -> None:
    write_rows(found, breach_columns(), asked(context))
    errors = sum(breach.severity == "error" for breach in found)
    if not found:
        talk(whole)
        return
    talk(
        _("%(errors)s errors, %(warnings)s warnings.")
        % {"errors": f"{errors:,}", "warnings": f"{len(found) - errors:,}"}
    )
    if errors:
        raise typer.Exit(ExitCode.REFUSED)


def _columns() -> "list[Column[Finding]]":
    return [
        Column("flaw", lambda row: str(row.flaw), N_("Flaw"), lambda row: word(FLAWS, row.flaw)),
        Column("tier", lambda row: row.tier, N_("Tier"), lambda row: tier_word(row.tier)),
        Column(
            "items",
            lambda row: " ".join(row.items),
            N_("Items"),
            lambda row: _("every item") if row.every_item else " ".join(row.items),
            roomy=True,
        ),
        Column("every_item", lambda row: row.every_item),
        Column("areas", lambda row: " ".join(row.areas), N_("Areas"), roomy=True),
        Column("units", lambda row: " ".join(row.units), N_("Units"), roomy=True),
    ]
