"""`griddesk spot-check`: drawing closed cases by chance, so that anybody can draw them again."""

from datetime import date
from typing import Annotated

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.values import day, whole
from console.present.words import _
from core.kernel.words import N_

app = Noun(help=N_("Draw closed cases for a spot check."))

Since = Annotated[
    date, typer.Option("--since", metavar="DATE", parser=day, help=N_("The first day of closing."))
]
Until = Annotated[
    date, typer.Option("--until", metavar="DATE", parser=day, help=N_("The last day of closing."))
]


@app.callback()
def spot_check() -> None:
    """Hold the verbs of spot checks together."""


@app.verb(
    "draw",
    N_(
        "Draw closed cases by chance, every street in its share.\n"
        "The same seed draws the same cases, so that a third party can repeat the draw."
    ),
    examples=("griddesk spot-check draw --since 2026-09-01 --until 2026-09-30 --size 50 --seed 9",),
)
def draw(
    context: typer.Context,
    *,
    since: Since,
    until: Until,
    size: int = typer.Option(
        ..., "--size", metavar="N", parser=whole, help=N_("How many cases to draw.")
    ),
    seed: str = typer.Option(..., "--seed", metavar="TEXT", help=N_("What chance comes from.")),
) -> None:
    """Draw a sample."""
    from core.cases.sampling import draw as draw_sample
    from storage.readers.spot_checks import SpotCheckReader

    said = asked(context)
    with opened(context) as shop:
        candidates = SpotCheckReader(shop.database, shop.scope).candidates(since, until)
    sample = draw_sample(candidates, size, seed)
    if said.format is Format.JSON:
        streets = [share._asdict() for share in sample.streets]
        numbers = list(sample.numbers)
        write_object(
            {
                "seed": sample.seed,
                "asked": sample.asked,
                "candidates": sample.candidates,
                "streets": streets,
                "numbers": numbers,
            }
        )
        return
    streets_of = {candidate.number: candidate.street_code for candidate in candidates}
    columns: list[Column[str]] = [
        Column("number", lambda number: number, N_("Number")),
        Column("street_code", lambda number: streets_of[number], N_("Street")),
    ]
    write_rows(sample.numbers, columns, said)
    talk(
        _("%(drawn)s of %(candidates)s closed cases drawn.")
        % {"drawn": f"{len(sample.numbers):,}", "candidates": f"{sample.candidates:,}"}
    )
