"""`griddesk upstream`: one entry here, many platforms above."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun, misunderstood
from console.cli.import_outcome import reason
from console.cli.imports import opener, shown_name
from console.cli.opening import opened, settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.cli.upstream_columns import (
    FIELD_COLUMNS,
    FOUND_COLUMNS,
    TROUBLE_COLUMNS,
    UNFIT_COLUMNS,
    FieldLine,
    mapping_object,
    run_columns,
)
from console.cli.values import one_of, one_or_more
from console.present.times import span_words
from console.present.upstreams import WHATS
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.imports.result import RefusedRow
    from core.upstreams.receipts import ReceiptRow
    from core.upstreams.recording import Taken

app = Noun(help=N_("Send cases, figures and registers to the platforms above."))

Name = Annotated[
    str, typer.Argument(metavar="MAPPING", help=N_("The code of a mapping, or its file."))
]


@app.callback()
def upstream() -> None:
    """Hold the verbs of sending upstream together."""


@app.verb(
    "check",
    N_(
        "Check a mapping: every fault with its line and what to do.\n"
        "Exits with 4 when it cannot be run."
    ),
    examples=("griddesk upstream check city-events.yaml",),
)
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file of the mapping."))],
) -> None:
    """Check a mapping."""
    from console.upstreams.mappings import read_mapping, wanted_cases

    mapping = read_mapping(file)
    with opened(context) as shop:
        wanted_cases(shop, mapping)
        area = shop.upstreams.area_of(mapping)
    if asked(context).json_errors:
        write_object(mapping_object(mapping) | {"area": area})
        return
    write_facts(
        [
            (N_("Mapping"), f"{mapping.code} {mapping.title}"),
            (N_("Sends"), word(WHATS, mapping.what)),
            (N_("Area"), area),
            (N_("Filter"), mapping.filter or "-"),
            (
                N_("Files"),
                f"{mapping.format} {mapping.encoding if mapping.format == 'csv' else ''}",
            ),
            (N_("Columns"), ", ".join(column.header for column in mapping.columns)),
            (N_("Unmasked"), ", ".join(sorted(mapping.plain)) or "-"),
        ]
    )
    talk(_("The mapping can be run."))


@app.verb(
    "list",
    N_(
        "List the mappings of the folder that the settings name, and the examples that come with "
        "the program."
    ),
    examples=("griddesk upstream list", "griddesk upstream list --format json"),
)
def list_(context: typer.Context) -> None:
    """List mappings."""
    from console.upstreams.mappings import all_mappings

    write_rows(all_mappings(settings_of(context)), FOUND_COLUMNS, asked(context))


@app.verb(
    "run",
    N_(
        "Write what has changed since the last run, and only that, into files for an upstream.\n"
        "New and changed records, and those to be withdrawn; a manifest with the digests of the "
        "files comes last. What cannot be sent is in a file of its own with the reasons, and exits "
        "with 4; each next run tries it again, and tells it again only when the record or a reason "
        "has changed. Without -o the files go into the folder sent "
        "beside the mappings of the settings, or else here."
    ),
    examples=(
        "griddesk upstream run city-events --dry-run",
        "griddesk upstream run city-events -o /srv/handover",
        "griddesk upstream run my-mapping.yaml --all",
        "griddesk upstream run city-events --retry",
    ),
)
def run(
    context: typer.Context,
    mapping: Name,
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help=N_("The folder to write into.")),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help=N_("Send everything, whatever the upstream has."))
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help=N_("Send what was refused once more, changed or not."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only say what would be sent; nothing is written."))
    ] = False,
) -> None:
    """Run a mapping."""
    from console.upstreams.mappings import named_mapping
    from console.upstreams.running import Order, run_mapping, sent_folder
    from console.upstreams.telling import ran_object, ran_words
    from core.upstreams.comparing import Again

    if all_ and retry:
        misunderstood(context, _("--all sends what was refused, too; leave --retry out."))
    again = Again.EVERYTHING if all_ else Again.REFUSED if retry else Again.NOTHING
    settings = settings_of(context)
    read = named_mapping(mapping, settings)
    with opened(context, changing=True) as shop:
        folder = (output or sent_folder(settings)).absolute()
        ran = run_mapping(shop, read, Order(folder, shop.clock(), again, dry=dry_run))
    if asked(context).json_errors:
        write_object(ran_object(ran))
    else:
        talk(ran_words(ran, dry_run=dry_run))
        for file in ran.files:
            typer.echo(neutralise(str(folder / file.name)))
        if ran.manifest:
            typer.echo(neutralise(str(ran.manifest)))
    if ran.unmapped:
        raise typer.Exit(ExitCode.REFUSED)


@app.verb(
    "receipts",
    N_(
        "Take in what an upstream answered, from a table with its key, a result and a reason.\n"
        "A dry run unless --commit is given; taken in twice, nothing changes. Headers: that of "
        "the mapping's key, 结果 result (成功 accepted, 退回 refused), 原因 reason. Refused "
        "records are sent again once they change, or with run --retry. Answers that fit nothing "
        "are listed, the others are taken in, and it exits with 4."
    ),
    examples=(
        "griddesk upstream receipts answer.xlsx --of city-events",
        "griddesk upstream receipts answer.csv --of city-events --run 12 --commit",
    ),
)
def receipts(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The file, - for the input."))],
    *,
    of: Annotated[
        str, typer.Option("--of", metavar="MAPPING", help=N_("The mapping that is answered."))
    ],
    run_: Annotated[
        int | None,
        typer.Option(
            "--run",
            metavar="NUMBER",
            parser=one_or_more,
            help=N_("Only what was sent up to this run."),
        ),
    ] = None,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help=N_("The sheet of a workbook to read."))
    ] = "",
    commit: Annotated[bool, typer.Option("--commit", help=N_("Take the answers in for good."))] = (
        False
    ),
) -> None:
    """Take in receipts."""
    from console.upstreams.mappings import named_mapping
    from core.imports.result import RefusedRow
    from core.imports.tables import Reading
    from core.upstreams.commands import Answer, TakeReceipts
    from core.upstreams.receipts import read_receipt, receipt_rows

    mapping = named_mapping(of, settings_of(context))
    header = mapping.key.header
    table = read_receipt(opener(file), shown_name(file), header, Reading(sheet))
    rows: list[ReceiptRow | RefusedRow] = list(receipt_rows(table, header))
    faulty = [row for row in rows if isinstance(row, RefusedRow)]
    answers = [Answer(*row) for row in rows if not isinstance(row, RefusedRow)]
    with opened(context, changing=commit) as shop:
        command = TakeReceipts(
            mapping=mapping.code,
            area_code=shop.upstreams.area_of(mapping),
            answers=answers,
            run=run_,
        )
        give = shop.desk.execute if commit else shop.desk.preview
        taken: Taken = give(command, by=shop.scope.login)
    _tell_taken(taken, faulty, asked(context), committed=commit)
    if taken.unknown or faulty:
        raise typer.Exit(ExitCode.REFUSED)


@app.verb(
    "stop",
    N_(
        "Stop noting what changes for a mapping that is no longer run.\n"
        "What was sent and answered stays on record. Run again, it begins by comparing everything."
    ),
    examples=("griddesk upstream stop city-events",),
)
def stop(context: typer.Context, mapping: Name) -> None:
    """Stop a mapping."""
    from console.upstreams.mappings import named_mapping
    from core.upstreams.commands import StopStream

    read = named_mapping(mapping, settings_of(context))
    with opened(context, changing=True) as shop:
        command = StopStream(mapping=read.code, area_code=shop.upstreams.area_of(read))
        shop.desk.execute(command, by=shop.scope.login)
    talk(_("Nothing is noted for %(mapping)s any more.") % {"mapping": read.code})


@app.verb(
    "fields",
    N_(
        "List the fields that a mapping may name, with the values of those that have a few.\n"
        "All of them, or those of cases, grids, staff, units, items or figures."
    ),
    examples=("griddesk upstream fields cases", "griddesk upstream fields --format json"),
)
def fields(
    context: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(metavar="WHAT", parser=one_of(WHATS), help=N_("What the mapping sends.")),
    ] = None,
) -> None:
    """List fields."""
    from core.upstreams.fields import KEYS, What, fields_of

    wanted = [What(what)] if what else [*What]
    rows = (
        FieldLine(each, name, field, KEYS[each] == name)
        for each in wanted
        for name, field in fields_of(each).items()
    )
    write_rows(rows, FIELD_COLUMNS, asked(context))


@app.verb(
    "status",
    N_(
        "Say how the runs stand: what was accepted, what was refused, what is unanswered.\n"
        "With a mapping, the records that were refused or cannot be sent, each with its reason."
    ),
    examples=("griddesk upstream status", "griddesk upstream status city-events --format csv"),
)
def status(
    context: typer.Context,
    mapping: Annotated[
        str | None, typer.Argument(metavar="MAPPING", help=N_("The code of a mapping."))
    ] = None,
) -> None:
    """Tell how the runs stand."""
    said = asked(context)
    with opened(context) as shop:
        if mapping is None:
            write_rows(shop.upstreams.runs(), run_columns(shop), said)
            _tell_troubled(shop)
        else:
            write_rows(shop.upstreams.troubles(mapping), TROUBLE_COLUMNS, said)
            if said.format is Format.TABLE:
                _tell_unanswered(shop, mapping)


def _tell_troubled(shop: "Shop") -> None:
    for stream in shop.upstreams.streams():
        if stream.refused or stream.unmapped:
            told = _(
                "%(mapping)s: %(refused)s refused, %(unmapped)s cannot be sent; see griddesk "
                "upstream status %(mapping)s."
            )
            counts = {"refused": f"{stream.refused:,}", "unmapped": f"{stream.unmapped:,}"}
            talk(told % {"mapping": stream.mapping, **counts})


def _tell_unanswered(shop: "Shop", mapping: str) -> None:
    now = shop.clock()
    for run_ in shop.upstreams.runs(mapping):
        if run_.unanswered:
            counts = {"run": run_.number, "n": f"{run_.unanswered:,}"}
            told = _("Run %(run)s: %(n)s unanswered for %(age)s.")
            talk(told % (counts | {"age": span_words(now - run_.at)}))


def _tell_taken(
    taken: "Taken", faulty: "Sequence[RefusedRow]", said: Asked, *, committed: bool
) -> None:
    unfit = [
        *(
            {"line": row.line, "key": "", "reason": f"{row.column} {row.value}: {reason(row)}"}
            for row in faulty
        ),
        *(
            {"line": one.line, "key": one.key, "reason": _("Nothing with this key was sent.")}
            for one in taken.unknown
        ),
    ]
    unfit.sort(key=lambda row: int(str(row["line"])))
    if said.format is Format.JSON:
        counts = {name: getattr(taken, name) for name in ("accepted", "refused", "unchanged")}
        write_object(counts | {"late": taken.late, "unfit": unfit, "committed": committed})
    else:
        write_rows(unfit, UNFIT_COLUMNS, said)
    talk(
        _(
            "%(accepted)s accepted, %(refused)s refused, %(unchanged)s known already, %(late)s of "
            "rows sent again since, %(unfit)s fit nothing."
        )
        % {
            "accepted": f"{taken.accepted:,}",
            "refused": f"{taken.refused:,}",
            "unchanged": f"{taken.unchanged:,}",
            "late": f"{taken.late:,}",
            "unfit": f"{len(unfit):,}",
        }
    )
    if not committed:
        talk(_("This was a dry run: nothing was changed. Add --commit to take the answers in."))
