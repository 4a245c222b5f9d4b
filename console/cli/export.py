"""`griddesk export`: registers as files that `griddesk import` takes in again."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from console.cli.asked import asked
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import csv_cell
from console.present.words import _
from console.private_files import open_private
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.commands import Register
    from core.imports.exporting import Exported

app = Noun(help=N_("Write registers into files that import takes in again."))

TELLING_OF_PEOPLE: Final = frozenset({"staff", "operators", "cases", "findings"})
"""Registers with names, telephones, or what people wrote; the others are rules and places."""

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help=N_("Write into FILE.")),
]


@app.callback()
def export() -> None:
    """Hold the registers together."""


@app.verb(
    "grids",
    N_("Write the areas of all levels as they are today."),
    examples=("griddesk export grids -o grids.csv",),
)
def grids(context: typer.Context, *, output: Output = None) -> None:
    """Write areas."""
    _export(context, "grids", output)


@app.verb(
    "staff",
    N_("Write staff with the posts they hold today; who does so is put on record."),
    examples=("griddesk export staff -o staff.csv --bom",),
)
def staff(context: typer.Context, *, output: Output = None) -> None:
    """Write staff."""
    _export(context, "staff", output)


@app.verb(
    "units",
    N_("Write units and what they answer for."),
    examples=("griddesk export units",),
)
def units(context: typer.Context, *, output: Output = None) -> None:
    """Write units."""
    _export(context, "units", output)


@app.verb("operators", N_("Write the operators."), examples=("griddesk export operators",))
def operators(context: typer.Context, *, output: Output = None) -> None:
    """Write operators."""
    _export(context, "operators", output)


@app.verb(
    "calendar",
    N_("Write the days that are not what their weekday says."),
    examples=("griddesk export calendar",),
)
def calendar(context: typer.Context, *, output: Output = None) -> None:
    """Write the calendar."""
    _export(context, "calendar", output)


@app.verb(
    "boundaries",
    N_("Write the boundaries of areas as GeoJSON, one feature on a line."),
    examples=("griddesk export boundaries -o boundaries.geojson",),
)
def boundaries(context: typer.Context, *, output: Output = None) -> None:
    """Write boundaries."""
    from console.cli.boundaries import write_out

    with opened(context, changing=True) as shop, written_to(output) as file:
        count = write_out(shop, file)
    if output:
        told = {"n": f"{count:,}", "file": neutralise(str(output))}
        talk(_("%(n)s boundaries are written into %(file)s.") % told)


@app.verb(
    "items",
    N_("Write the admission list in all versions, a row for each filing condition."),
    examples=("griddesk export items -o items.csv",),
)
def items(context: typer.Context, *, output: Output = None) -> None:
    """Write the admission list."""
    _export(context, "items", output)


@app.verb(
    "limits",
    N_("Write the limits of tiers and stages and the office hours."),
    examples=("griddesk export limits",),
)
def limits(context: typer.Context, *, output: Output = None) -> None:
    """Write limits and office hours."""
    _export(context, "limits", output)


@app.verb(
    "policies",
    N_("Write the policies, as policies import takes them in."),
    examples=("griddesk export policies",),
)
def policies(context: typer.Context, *, output: Output = None) -> None:
    """Write policies."""
    _export(context, "policies", output)


@app.verb(
    "profiles",
    N_("Write the assessment profiles in all versions, a row for each indicator."),
    examples=("griddesk export profiles -o profiles.csv",),
)
def profiles(context: typer.Context, *, output: Output = None) -> None:
    """Write assessment profiles."""
    _export(context, "profiles", output)


@app.verb(
    "findings",
    N_("Write what third parties found of areas, units and staff."),
    examples=("griddesk export findings -o findings.csv",),
)
def findings(context: typer.Context, *, output: Output = None) -> None:
    """Write findings."""
    _export(context, "findings", output)


@app.verb(
    "cases",
    N_("Write every case with its own times; who does so is put on record."),
    examples=("griddesk export cases -o cases.csv",),
)
def cases(context: typer.Context, *, output: Output = None) -> None:
    """Write cases."""
    _export(context, "cases", output)


def _export(context: typer.Context, register: "Register", output: Path | None) -> None:
    """Write a register as CSV, byte for byte the same as long as it is the same."""
    from core.imports.commands import ExportRegister

    with opened(context, changing=True) as shop:
        command = ExportRegister(register=register)
        table: Exported = shop.desk.execute(command, by=shop.scope.login)
    with written_to(output, private=register in TELLING_OF_PEOPLE) as file:
        if asked(context).bom:
            file.write("\ufeff")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows([csv_cell(value) for value in row] for row in table.rows)
    if output:
        told = {"n": f"{len(table.rows):,}", "file": neutralise(str(output))}
        talk(_("%(n)s rows are written into %(file)s.") % told)


@contextmanager
def written_to(output: Path | None, *, private: bool = False) -> Iterator[TextIO]:
    """Open where an export goes: a file, or else the output.

    What is not ``private`` is for whomever the umask lets read it: such registers are handed on.

    Raises:
        Invalid: the file cannot be written.
    """
    if output is None:
        yield sys.stdout
        return
    try:
        file = open_private(output) if private else output.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be written: %(why)s."),
            field="output",
            file=str(output),
            why=error.strerror or "",
        ) from error
    with file:
        yield file
