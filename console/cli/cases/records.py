"""`griddesk case record` and `case duplicates`: what is kept of a case, and what is like it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from console.cli.asked import Format, asked
from console.cli.cases.hints import reasons_object
from console.cli.cases.noun import Number, app
from console.cli.columns import Column
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.present.cases import place_of, state_of, title_of
from console.present.duplicates import likelihood_of, reasons_of
from console.present.numbers import full_number
from console.present.records import SpokenWords
from console.private_files import open_private
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow
    from core.cases.records import CaseRecordFile


@app.verb(
    "record",
    N_(
        "Write the record file of a case: what was reported, found, done and thought of it.\n"
        "As text, or with --format json for a program. Who reported it is masked."
    ),
    examples=("griddesk case record 231", "griddesk case record 231 --format json -o 231.json"),
)
def record(
    context: typer.Context,
    number: Number,
    *,
    output: str | None = typer.Option(
        None, "-o", "--output", metavar="FILE", help=N_("Write into FILE.")
    ),
) -> None:
    """Write a record file."""
    from storage.readers.records import RecordReader

    said = asked(context)
    with opened(context) as shop:
        reader = RecordReader(shop.database, shop.scope)
        told = reader.record(full_number(shop, number), shop.clock())
    if output is None:
        _write(told, said.format, sys.stdout)
        return
    try:
        with open_private(Path(output)) as file:
            _write(told, said.format, file)
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be written: %(why)s."),
            field="file",
            file=output,
            why=error.strerror or "",
        ) from error


def _write(told: "CaseRecordFile", form: Format, out: TextIO) -> None:
    if form is Format.TABLE:
        out.writelines(line + "\n" for line in told.as_text(SpokenWords()))
    else:
        write_object(told.as_json(), out)


@app.verb(
    "duplicates",
    N_("List the cases that may be of the same matter, the likeliest first, and why."),
    examples=("griddesk case duplicates 231", "griddesk case duplicates 231 --format jsonl"),
)
def duplicates(context: typer.Context, number: Number) -> None:
    """List likely duplicates."""
    with opened(context) as shop:
        rows = shop.duplicates.of(full_number(shop, number), shop.clock())
    write_rows(rows, _columns(asked(context).format), asked(context))


def _columns(form: Format) -> "list[Column[DuplicateRow]]":
    def reasons(row: "DuplicateRow") -> Any:
        grounds = reasons_object(row)
        return " ".join(one["ground"] for one in grounds) if form is Format.CSV else grounds

    return [
        Column(
            "likelihood",
            lambda row: round(row.likelihood, 3),
            N_("Likely"),
            likelihood_of,
            align="right",
        ),
        Column("number", lambda row: row.case.number, N_("Number")),
        Column(
            "state", lambda row: row.case.state, N_("State"), lambda row: state_of(row.case).text
        ),
        Column(
            "matter",
            lambda row: row.case.matter,
            N_("Matter"),
            lambda row: title_of(row.case),
            roomy=True,
        ),
        Column("", str, N_("Place"), lambda row: place_of(row.case), roomy=True),
        Column(
            "reasons",
            reasons,
            N_("Why"),
            reasons_of,
        ),
    ]
