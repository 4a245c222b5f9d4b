"""`griddesk case record` and `case duplicates`: what is kept of a case, and what is like it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import typer

from console.cli.asked import Format, asked
from console.cli.cases.noun import Number, app
from console.cli.cases.numbers import full_number
from console.cli.columns import Column
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.present.cases import place_of, state_of, title_of
from console.present.records import SpokenWords
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow
    from core.cases.records import CaseRecordFile

GROUNDS: Final = {
    "same_item": N_("same item"),
    "similar_words": N_("similar words"),
    "same_grid": N_("same grid"),
    "wider_place": N_("one names a wider place"),
    "near": N_("near"),
    "same_address": N_("same address"),
    "soon": N_("soon after"),
}


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
        with Path(output).open("w", encoding="utf-8") as file:
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
    from storage.readers.duplicates import DuplicateReader

    with opened(context) as shop:
        reader = DuplicateReader(shop.database, shop.scope)
        rows = reader.of(full_number(shop, number), shop.clock())
    write_rows(rows, _columns(asked(context).format), asked(context))


def _columns(form: Format) -> "list[Column[DuplicateRow]]":
    def reasons(row: "DuplicateRow") -> Any:
        if form is Format.CSV:
            return " ".join(str(reason.ground) for reason in row.reasons)
        return [{"ground": str(reason.ground), "amount": reason.amount} for reason in row.reasons]

    return [
        Column(
            "likelihood",
            lambda row: round(row.likelihood, 3),
            N_("Likely"),
            lambda row: f"{row.likelihood:.0%}",
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
            lambda row: _(", ").join(word(GROUNDS, reason.ground) for reason in row.reasons),
        ),
    ]
