"""`griddesk spot-check`: drawing closed cases by chance, and taking in what others found."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.imports import Commit, File, Said, SheetName, run_import, understood
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.values import day, whole
from console.present.words import _, _n
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.cases.spot_checks import KeptSample

app = Noun(help=N_("Draw closed cases for a spot check, and take in what was found."))

Since = Annotated[
    date, typer.Option("--since", metavar="DATE", parser=day, help=N_("The first day of closing."))
]
Until = Annotated[
    date, typer.Option("--until", metavar="DATE", parser=day, help=N_("The last day of closing."))
]

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help=N_("Write a sheet for others to fill in.")),
]


@app.callback()
def spot_check() -> None:
    """Hold the verbs of spot checks together."""


@app.verb(
    "draw",
    N_(
        "Draw closed cases by chance, every street in its share.\n"
        "The same seed draws the same cases, so that a third party can repeat the draw. With -o a "
        "sheet is written for them to fill in, a workbook or CSV by the end of its name: the "
        "sample is kept, numbers in texts are masked, and who drew it is put on record."
    ),
    examples=(
        "griddesk spot-check draw --since 2026-09-01 --until 2026-09-30 --size 50 --seed 9",
        "griddesk spot-check draw --since 2026-09-01 --until 2026-09-30 --size 9 --seed 9 -o s.csv",
    ),
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
    output: Output = None,
) -> None:
    """Draw a sample."""
    if output is not None:
        _write_sheet(context, since, until, (size, seed), output)
        return
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


WRITTEN: Final = (".xlsx", ".csv")
"""How the name of a sheet may end."""


def _write_sheet(
    context: typer.Context, since: date, until: date, chance: tuple[int, str], output: Path
) -> None:
    """Draw a sample, keep it, and write its sheet; asked again, the sheet is the same."""
    from console.reporting.sample_sheet import csv_of, sheet_cells, workbook_of_sample
    from console.reporting.writing import put_away
    from core.cases.commands import DrawSpotCheck
    from storage.readers.spot_checks import SpotCheckReader

    if output.suffix.lower() not in WRITTEN:
        raise Invalid(
            N_("A sheet is a workbook or CSV; let the name %(file)s end in %(known)s."),
            field="output",
            file=str(output),
            known=_(" or ").join(WRITTEN),
        )
    if output.exists():
        raise Invalid(
            N_("%(file)s is there already and may be filled in; name a file that is not."),
            field="output",
            file=str(output),
        )
    size, seed = chance
    with opened(context, changing=True) as shop:
        command = DrawSpotCheck(since=since, until=until, size=size, seed=seed)
        kept: KeptSample = shop.desk.execute(command, by=shop.scope.login)
        rows = SpotCheckReader(shop.database, shop.scope).sheet(kept.id)
        cells = sheet_cells(kept.id, rows, shop.zone)
    told = {
        "sample": kept.id,
        "seed": kept.sample.seed,
        "since": since,
        "until": until,
        "drawn": f"{len(kept.sample.numbers):,}",
        "candidates": f"{kept.sample.candidates:,}",
    }
    title = neutralise(
        _(
            "Spot check: sample %(sample)s, seed %(seed)s, closed %(since)s … %(until)s, "
            "%(drawn)s of %(candidates)s"
        )
        % told
    )
    book = output.suffix.lower() == ".xlsx"
    put_away(workbook_of_sample(title, cells, until) if book else csv_of(title, cells), output)
    talk(title)
    talk(_("The sheet is written into %(file)s.") % {"file": neutralise(str(output))})


@app.verb(
    "import",
    N_(
        "Take in a sheet that others have filled in, each row by the verb of a spot check.\n"
        "A dry run unless --commit is given. Headers as `spot-check draw -o` writes them: 抽样号 "
        "sample, 编号 number, 抽查结果 result (通过 or 不通过), 抽查意见 finding, 抽查人 checker, "
        "抽查日期 date. Rows that are not filled in are left out; a case that was not drawn, or "
        "was reopened since, is refused; what is recorded already stays."
    ),
    examples=(
        "griddesk spot-check import sheet.xlsx",
        "griddesk spot-check import sheet.xlsx --commit",
    ),
)
def import_(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
) -> None:
    """Take in a filled-in sheet."""
    from core.imports.commands import ImportSpotChecks, SpotCheckRow
    from core.imports.spot_checks import read_spot_check_file, spot_check_rows

    table = understood("spot_checks", read_spot_check_file, file, sheet, said)
    rows = spot_check_rows(table)
    blank = sum(isinstance(row, SpotCheckRow) and row.blank for row in rows)
    if blank:
        told = _n(
            "%(n)s row is not filled in yet and is left out.",
            "%(n)s rows are not filled in yet and are left out.",
            blank,
        )
        talk(told % {"n": f"{blank:,}"})
    run_import(context, "spot_checks", partial(ImportSpotChecks, commit=commit), rows, table)
