"""The noun itself, and what its verbs have in common."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.asked import Format, asked
from console.cli.breaches import breach_objects, tell_breaches
from console.cli.cases.noun import DryRun
from console.cli.columns import Column, count_column
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.values import whole
from console.present.register import POSTS
from console.present.vocabulary import GRID_CHANGES, word
from console.present.words import _, _n
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.registry.commands import ChangeGrid
    from core.registry.outcome import Followed, GridOutcome, GridStep

app = Noun(help=N_("Split, merge, move, renumber and retire grids; their lineage and boards."))

Code = Annotated[str, typer.Argument(metavar="CODE", help=N_("The code of the grid."))]
SeenVersion = Annotated[
    int | None,
    typer.Option(
        "--seen-version",
        metavar="N",
        parser=whole,
        help=N_("Only if the registers are still at this version; otherwise a conflict."),
    ),
]

FOLLOWED = {
    "case": N_("open case"),
    "post": N_("post"),
    "unit": N_("unit"),
    "operator": N_("operator"),
}

__all__ = ["Code", "DryRun", "SeenVersion", "app", "carry_out"]


@app.callback()
def grid() -> None:
    """Hold the verbs of a grid together."""


def carry_out(context: typer.Context, command: "ChangeGrid", *, dry_run: bool) -> None:
    """Carry out a change of the division, or only try it, and say what it moves."""
    with opened(context, changing=True) as shop:
        do = shop.desk.preview if dry_run else shop.desk.execute
        outcome: GridOutcome = do(command, by=shop.scope.login)
    said = asked(context)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_object(outcome) | {"dry_run": dry_run})
        return
    write_rows(outcome.grids, _steps(), said)
    if said.format is Format.TABLE:
        write_rows(outcome.followed, _followed(), said)
    tell_breaches(outcome.breaches)
    talk(_told(outcome, dry_run=dry_run))


def _told(outcome: "GridOutcome", *, dry_run: bool) -> str:
    change = word(GRID_CHANGES, outcome.change)
    if outcome.repeated:
        return _("%(change)s: that is so already; nothing was changed.") % {"change": change}
    count = len(outcome.followed)
    moved = _n("%(n)s thing follows", "%(n)s things follow", count)
    told = {"change": change, "moved": moved, "version": outcome.version}
    if dry_run:
        return (
            _("%(change)s, %(moved)s: nothing was changed yet. Registers at version %(version)s.")
            % told
        )
    return _("%(change)s, %(moved)s.") % told


def _steps() -> "list[Column[GridStep]]":
    return [
        Column("code", lambda step: step.code, N_("Code")),
        Column("name", lambda step: step.name, N_("Name"), roomy=True),
        count_column("households", lambda step: step.households, N_("Homes")),
        count_column("residents", lambda step: step.residents, N_("Residents")),
        Column("origin", lambda step: step.origin, N_("Comes from")),
        Column(
            "followed_by",
            lambda step: step.followed_by,
            N_("From now on"),
            lambda step: step.followed_by or _("ended"),
        ),
    ]


def _followed() -> "list[Column[Followed]]":
    return [
        Column("kind", lambda row: row.kind, N_("What"), lambda row: word(FOLLOWED, row.kind)),
        Column("key", lambda row: row.key, N_("Number")),
        Column(
            "name",
            lambda row: row.name,
            N_("Name"),
            lambda row: word(POSTS, row.name) if row.kind == "post" else row.name,
            roomy=True,
        ),
        Column("from_code", lambda row: row.from_code, N_("From")),
        Column(
            "to_code", lambda row: row.to_code, N_("Now in"), lambda row: row.to_code or _("ended")
        ),
    ]


def _object(outcome: "GridOutcome") -> dict[str, Any]:
    steps, followed = _steps(), _followed()
    return {
        "change": outcome.change,
        "version": outcome.version,
        "repeated": outcome.repeated,
        "grids": [{one.key: one.value(step) for one in steps} for step in outcome.grids],
        "followed": [{one.key: one.value(row) for one in followed} for row in outcome.followed],
        "breaches": breach_objects(outcome.breaches),
    }
