"""`griddesk report`: the report of a night, a week or a month, on the screen or in a file."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from console.cli.asked import DOCUMENTS, Format, asked
from console.cli.exits import talk
from console.cli.grammar import DeskCommand, Noun, misunderstood
from console.cli.opening import opened
from console.cli.values import day
from console.present.words import _
from console.reporting.writing import ReportFormat, make_report, put_away
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.periods import Kind

app = Noun(help=N_("The reports of a night, a week, a month."))

_FORMS: Final = {
    Format.TABLE: ReportFormat.TEXT,
    Format.JSON: ReportFormat.JSON,
    Format.JSONL: ReportFormat.JSON,  # one report is one object on one line
    Format.CSV: ReportFormat.CSV,
    Format.MARKDOWN: ReportFormat.MARKDOWN,
    Format.HTML: ReportFormat.HTML,
    Format.XLSX: ReportFormat.XLSX,
}


class ReportCommand(DeskCommand):
    """A verb that writes a document."""

    formats = DOCUMENTS


@app.callback()
def report() -> None:
    """Hold the reports together."""


Area = Annotated[
    str | None, typer.Option("--area", metavar="CODE", help=N_("Only inside this area."))
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=N_("Write into FILE, whole or not at all; its ending tells the format."),
    ),
]


@app.verb(
    "nightly",
    N_(
        "The figures of one day, by tier, street, community, unit and source.\n"
        "It leads with valid, circulation, on-time, effectively-solved and rework rate, the day "
        "before and the week before beside them, and tells what is late, who is missing and what "
        "looks unusual. The day before today by default; drawn again later it heals."
    ),
    examples=(
        "griddesk report nightly",
        "griddesk report nightly --date 2026-09-30 --format json",
        "griddesk report nightly --area 330108001 -o night.html",
        "griddesk report nightly --area 330108001 --format csv --bom > night.csv",
    ),
    cls=ReportCommand,
)
def nightly(
    context: typer.Context,
    *,
    date_: str | None = typer.Option(
        None, "--date", metavar="DAY", help=N_("The day, as 2026-09-30.")
    ),
    area: Area = None,
    output: Output = None,
) -> None:
    """Write the report of a day."""
    _report(context, Kind.NIGHTLY, date_, area, output)


@app.verb(
    "weekly",
    N_(
        "The same of a week, Monday to Sunday, beside the week before and four weeks before.\n"
        "The last whole week by default."
    ),
    examples=("griddesk report weekly -o week.xlsx", "griddesk report weekly --date 2026-09-30"),
    cls=ReportCommand,
)
def weekly(
    context: typer.Context,
    *,
    date_: str | None = typer.Option(
        None, "--date", metavar="DAY", help=N_("A day of the week, as 2026-09-30.")
    ),
    area: Area = None,
    output: Output = None,
) -> None:
    """Write the report of a week."""
    _report(context, Kind.WEEKLY, date_, area, output)


@app.verb(
    "monthly",
    N_(
        "The same of a month, beside the month before and the same month of the year before.\n"
        "The last whole month by default."
    ),
    examples=("griddesk report monthly -o month.html", "griddesk report monthly --date 2026-09-30"),
    cls=ReportCommand,
)
def monthly(
    context: typer.Context,
    *,
    date_: str | None = typer.Option(
        None, "--date", metavar="DAY", help=N_("A day of the month, as 2026-09-30.")
    ),
    area: Area = None,
    output: Output = None,
) -> None:
    """Write the report of a month."""
    _report(context, Kind.MONTHLY, date_, area, output)


def _report(
    context: typer.Context, kind: Kind, date_: str | None, area: str | None, output: Path | None
) -> None:
    said = asked(context)
    on = day(date_) if date_ else None
    form = _form(said.format, output)
    if form is ReportFormat.XLSX and output is None and sys.stdout.isatty():
        misunderstood(context, _("A workbook is nothing to read here; say where with -o FILE."))
    with opened(context) as shop:
        content = make_report(shop, kind, form, on, area, bom=said.bom)
    if output is not None:
        put_away(content, output)
        talk(_("The report is in %(file)s.") % {"file": neutralise(str(output))})
    elif form is ReportFormat.XLSX:
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content.decode())


def _form(said: Format, output: Path | None) -> ReportFormat:
    """Return what was asked for; without a word about it, the ending of the file decides."""
    if said is Format.TABLE and output is not None:
        ending = output.suffix.removeprefix(".").lower()
        if ending in tuple(ReportFormat):
            return ReportFormat(ending)
    return _FORMS[said]
