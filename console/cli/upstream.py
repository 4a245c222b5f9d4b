"""`griddesk upstream`: one entry here, many platforms above."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun, misunderstood
from console.cli.imports import opener, reason, shown_name
from console.cli.opening import opened, settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import one_of, one_or_more
from console.present.times import moment, span_words
from console.present.tones import Tone
from console.present.upstreams import ANSWERS, KINDS, WHATS, faults_words
from console.present.vocabulary import sentence, word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.upstreams.mappings import Found
    from core.imports.result import RefusedRow
    from core.upstreams.fields import Field
    from core.upstreams.mapping import Mapping
    from core.upstreams.receipts import ReceiptRow
    from core.upstreams.recording import Taken
    from core.upstreams.rows import RunRow, TroubleRow

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
        write_object(_mapping_object(mapping) | {"area": area})
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

    write_rows(all_mappings(settings_of(context)), _FOUND, asked(context))


@app.verb(
    "run",
    N_(
        "Write what has changed since the last run, and only that, into files for an upstream.\n"
        "New and changed records, and those to be withdrawn; a manifest with the digests of the "
        "files comes last. What cannot be sent is in a file of its own with the reasons, exits "
        "with 4, and is tried again next time. Without -o the files go into the folder sent "
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
        _FieldLine(each, name, field, KEYS[each] == name)
        for each in wanted
        for name, field in fields_of(each).items()
    )
    write_rows(rows, _FIELD_COLUMNS, asked(context))


class _FieldLine(NamedTuple):
    what: str
    name: str
    field: "Field"
    key: bool


_FIELD_COLUMNS: tuple[Column[_FieldLine], ...] = (
    Column("what", lambda line: line.what, N_("Sends"), lambda line: word(WHATS, line.what)),
    Column("field", lambda line: line.name, N_("Field")),
    Column(
        "kind", lambda line: line.field.kind, N_("Kind"),
        lambda line: word(KINDS, line.field.kind),
    ),
    Column(
        "values", lambda line: list(line.field.words), N_("Values"),
        lambda line: " ".join(line.field.words), roomy=True,
    ),
    Column(
        "key", lambda line: line.key, N_("Key"), lambda line: _("yes") if line.key else "",
    ),
)  # fmt: skip


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
            write_rows(shop.upstreams.runs(), _run_columns(shop), said)
            _tell_troubled(shop)
        else:
            write_rows(shop.upstreams.troubles(mapping), _TROUBLES, said)
            if said.format is Format.TABLE:
                _tell_unanswered(shop, mapping)


def _tell_troubled(shop: "Shop") -> None:
    for stream in shop.upstreams.streams():
        if stream.refused or stream.unmapped:
            told = _(
                "%(mapping)s: %(refused)s refused, %(unmapped)s cannot be sent; see griddesk "
                "upstream status %(mapping)s."
            )
            counts = {"refused": stream.refused, "unmapped": stream.unmapped}
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
        write_rows(unfit, _UNFIT, said)
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


def _mapping_object(mapping: "Mapping") -> dict[str, Any]:
    return {
        "code": mapping.code,
        "title": mapping.title,
        "what": mapping.what,
        "filter": mapping.filter,
        "format": mapping.format,
        "encoding": mapping.encoding,
        "columns": [column.header for column in mapping.columns],
        "plain": sorted(mapping.plain),
        "sha256": mapping.sha256,
    }


def _stands(found: "Found") -> str:
    if found.trouble:
        return sentence(found.trouble)
    return _("example") if found.example else _("ready")


_FOUND: "tuple[Column[Found], ...]" = (
    Column("code", lambda f: f.mapping.code if f.mapping else f.path.stem, N_("Mapping")),
    Column("title", lambda f: f.mapping.title if f.mapping else "", N_("Title"), roomy=True),
    Column(
        "what", lambda f: f.mapping.what if f.mapping else None, N_("Sends"),
        lambda f: word(WHATS, f.mapping.what) if f.mapping else "",
    ),
    Column("format", lambda f: f.mapping.format if f.mapping else None, N_("Files")),
    Column(
        "filter", lambda f: f.mapping.filter if f.mapping else None, N_("Filter"), spare=True,
        roomy=True,
    ),
    Column("example", lambda f: f.example),
    Column(
        "trouble", lambda f: sentence(f.trouble) if f.trouble else None, N_("State"), _stands,
        tone=lambda f: Tone.LATE if f.trouble else Tone.PLAIN, roomy=True,
    ),
    Column("file", lambda f: str(f.path)),
)  # fmt: skip

_UNFIT: tuple[Column[dict[str, Any]], ...] = (
    Column("line", lambda row: row["line"], N_("Line"), align="right"),
    Column("key", lambda row: row["key"], N_("Key")),
    Column("reason", lambda row: row["reason"], N_("Reason"), roomy=True),
)

_TROUBLES: "tuple[Column[TroubleRow], ...]" = (
    Column("mapping", lambda row: row.mapping),
    Column("area", lambda row: row.area_code, N_("Area")),
    Column("key", lambda row: row.key, N_("Key")),
    Column("run", lambda row: row.sent_run or None, N_("Run"), align="right"),
    Column("answer", lambda row: row.answer, N_("Answer"), lambda row: word(ANSWERS, row.answer)),
    Column("reason", lambda row: row.reason, N_("Reason"), roomy=True),
    Column("faults", lambda row: faults_words(row.faults), N_("Why it cannot be sent"), roomy=True),
)


def _run_columns(shop: "Shop") -> "tuple[Column[RunRow], ...]":
    now, zone = shop.clock(), shop.zone

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    def age(row: "RunRow") -> str:
        return span_words(now - row.at) if row.unanswered else ""

    return (
        Column("mapping", lambda row: row.mapping, N_("Mapping")),
        Column("area", lambda row: row.area_code, N_("Area")),
        Column("run", lambda row: row.number, N_("Run"), align="right"),
        Column("at", lambda row: local(row.at), N_("At"), lambda row: moment(row.at, now, zone)),
        Column("as_at", lambda row: local(row.as_at)),
        Column("by", lambda row: row.operator, N_("Operator"), spare=True),
        Column("whole", lambda row: row.whole),
        Column("new", lambda row: row.new_rows, N_("New"), align="right"),
        Column("changed", lambda row: row.changed_rows, N_("Changed"), align="right"),
        Column("withdrawn", lambda row: row.withdrawn_rows, N_("Withdrawn"), align="right"),
        Column("unmapped", lambda row: row.unmapped_rows, N_("Cannot be sent"), align="right"),
        Column("accepted", lambda row: row.accepted, N_("Accepted"), align="right"),
        Column(
            "refused", lambda row: row.refused, N_("Refused"), align="right",
            tone=lambda row: Tone.LATE if row.refused else Tone.PLAIN,
        ),
        Column("unanswered", lambda row: row.unanswered, N_("Unanswered"), align="right"),
        Column(
            "unanswered_for", lambda row: int((now - row.at).total_seconds()) if row.unanswered
            else None, N_("Waiting for"), age,
        ),
        Column("folder", lambda row: row.folder),
    )  # fmt: skip
