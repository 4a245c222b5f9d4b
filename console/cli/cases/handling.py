"""Verbs that move a case between those who handle it, and end it."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.asked import asked
from console.cli.cases.hints import suggested_for
from console.cli.cases.noun import (
    DryRun,
    Number,
    SeenVersion,
    app,
    carry_out,
    perform,
    write_outcome,
)
from console.cli.opening import opened
from console.cli.values import whole
from console.present.numbers import full_number
from console.present.suggestions import grounds_of
from core.cases.commands import (
    DispatchCase,
    EscalateCase,
    FailCheck,
    NoteCase,
    PassCheck,
    ReceiveCase,
    ResolveCase,
    ReturnCase,
    TransferCase,
)
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
OptionalUnit = Annotated[
    str | None, typer.Option("--unit", metavar="CODE", help=N_("The unit that is to handle it."))
]


@app.verb(
    "dispatch",
    N_(
        "Send a filed case to a unit, or at tier 1 to a gridder; the handling clock starts.\n"
        "Without either, the refusal names the unit that is suggested, and why."
    ),
    examples=(
        "griddesk case dispatch 231 --unit 330108001-ZFD",
        "griddesk case dispatch 231 --gridder BJ00001 --dry-run",
    ),
)
def dispatch(
    context: typer.Context,
    number: Number,
    *,
    unit: OptionalUnit = None,
    gridder: str | None = typer.Option(
        None, "--gridder", metavar="NUMBER", help=N_("The gridder, by staff number.")
    ),
    note: str = typer.Option("", "--note", metavar="TEXT", help=N_("A remark.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Dispatch a case."""
    with opened(context, changing=True) as shop:
        full = full_number(shop, number)
        command = DispatchCase(
            number=full,
            unit_code=unit,
            gridder_number=gridder,
            note=note,
            seen_version=seen_version,
        )
        try:
            outcome = perform(shop, command, dry_run=dry_run)
        except Invalid as refusal:
            if unit or gridder:
                raise
            raise _naming_the_suggested(shop, full, refusal) from refusal
        write_outcome(outcome, shop, asked(context), dry_run=dry_run)


def _naming_the_suggested(shop: "Shop", number: str, refusal: Invalid) -> Invalid:
    """Return the refusal of a dispatch to nobody; it names who is suggested, if anybody is."""
    unit = suggested_for(shop, number, tier=shop.cases.row(number).tier).unit
    if unit is None:
        return refusal
    return Invalid(
        N_("Name either a unit or a gridder; suggested is %(unit)s (%(grounds)s)."),
        field="unit_code",
        unit=f"{unit.code} {unit.name}",
        grounds=grounds_of(unit),
    )


@app.verb("receive", N_("Sign for a dispatched case."), examples=("griddesk case receive 231",))
def receive(
    context: typer.Context,
    number: Number,
    *,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Receive a case."""
    carry_out(
        context,
        number,
        lambda full: ReceiveCase(number=full, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "return",
    N_("Send a case back to the desk; a unit may do so once per case."),
    examples=("griddesk case return 231 --reason 不在管辖范围",),
)
def return_(
    context: typer.Context,
    number: Number,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Return a case."""
    carry_out(
        context,
        number,
        lambda full: ReturnCase(number=full, reason=reason, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "transfer",
    N_("Give a case to another unit of the same tier; the clock goes on."),
    examples=("griddesk case transfer 231 --unit 330108001-YJZ --reason 权属变更",),
)
def transfer(
    context: typer.Context,
    number: Number,
    *,
    unit: str = typer.Option(
        ..., "--unit", metavar="CODE", help=N_("The unit that is to handle it.")
    ),
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Transfer a case."""
    carry_out(
        context,
        number,
        lambda full: TransferCase(
            number=full, unit_code=unit, reason=reason, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "escalate",
    N_("Raise a case to the tier above; with a unit it is dispatched in the same step."),
    examples=("griddesk case escalate 231 --reason 需要执法权 --dry-run",),
)
def escalate(
    context: typer.Context,
    number: Number,
    *,
    reason: Reason,
    unit: OptionalUnit = None,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Escalate a case."""
    carry_out(
        context,
        number,
        lambda full: EscalateCase(
            number=full, reason=reason, unit_code=unit, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "resolve",
    N_("Report that the matter has been dealt with."),
    examples=("griddesk case resolve 231 --result 已整改",),
)
def resolve(
    context: typer.Context,
    number: Number,
    *,
    result: str = typer.Option(..., "--result", metavar="TEXT", help=N_("What was done.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Resolve a case."""
    carry_out(
        context,
        number,
        lambda full: ResolveCase(number=full, result=result, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "pass-check",
    N_("Find the result good and close the case."),
    examples=("griddesk case pass-check 231 --rating 5",),
)
def pass_check(
    context: typer.Context,
    number: Number,
    *,
    rating: int = typer.Option(
        ..., "--rating", metavar="1-5", parser=whole, help=N_("How good, from 1 to 5.")
    ),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Pass the check of a case."""
    carry_out(
        context,
        number,
        lambda full: PassCheck(number=full, rating=rating, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "fail-check",
    N_("Find the result wanting and send the case back to work; the due time stays."),
    examples=("griddesk case fail-check 231 --reason 现场未恢复",),
)
def fail_check(
    context: typer.Context,
    number: Number,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Fail the check of a case."""
    carry_out(
        context,
        number,
        lambda full: FailCheck(number=full, reason=reason, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "note",
    N_("Add a remark to a case, open or ended."),
    examples=("griddesk case note 231 --text 已电话联系报告人",),
)
def note(
    context: typer.Context,
    number: Number,
    *,
    text: str = typer.Option(..., "--text", metavar="TEXT", help=N_("The remark.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Note something on a case."""
    carry_out(
        context,
        number,
        lambda full: NoteCase(number=full, text=text, seen_version=seen_version),
        dry_run=dry_run,
    )
