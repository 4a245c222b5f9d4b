"""Verbs of calling several units to one case: whistle, answer, finish, excuse, rate."""

from typing import Annotated

import typer

from console.cli.cases.noun import DryRun, Number, SeenVersion, app, carry_out
from console.cli.cases.supervising import Reason
from console.cli.values import whole
from core.cases.commands import AnswerCall, ExcuseCall, FinishCall, RateCall, WhistleCase
from core.kernel.words import N_

CalledUnits = Annotated[
    list[str],
    typer.Option("--unit", metavar="CODE", help=N_("A unit to call; say it once for each.")),
]
CallNumber = Annotated[
    int, typer.Option("--call", metavar="N", parser=whole, help=N_("Which call, by its number."))
]
Rating = Annotated[
    int, typer.Option("--rating", metavar="1-5", parser=whole, help=N_("How good, from 1 to 5."))
]


@app.verb(
    "whistle",
    N_("Call several units to a case; one of them leads."),
    examples=(
        (
            "griddesk case whistle 231 --unit 330108001-ZFD --unit 330108001-YJZ "
            "--lead 330108001-ZFD --reason 联合整治"
        ),
    ),
)
def whistle(
    context: typer.Context,
    number: Number,
    *,
    unit: CalledUnits,
    lead: str = typer.Option(..., "--lead", metavar="CODE", help=N_("Which of them leads.")),
    reason: Reason,
    urgent: bool = typer.Option(False, "--urgent", help=N_("They are to answer at once.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Call units to a case."""
    carry_out(
        context,
        number,
        lambda full: WhistleCase(
            number=full,
            unit_codes=tuple(unit),
            lead=lead,
            reason=reason,
            urgent=urgent,
            seen_version=seen_version,
        ),
        dry_run=dry_run,
    )


@app.verb(
    "answer-call",
    N_("Report in: the called unit is there."),
    examples=("griddesk case answer-call 231 --call 1",),
)
def answer_call(
    context: typer.Context,
    number: Number,
    *,
    call: CallNumber,
    note: str = typer.Option("", "--note", metavar="TEXT", help=N_("A remark.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Answer a call."""
    carry_out(
        context,
        number,
        lambda full: AnswerCall(number=full, call=call, note=note, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "finish-call",
    N_("Report that the called unit has done its part."),
    examples=("griddesk case finish-call 231 --call 1 --result 已拆除",),
)
def finish_call(
    context: typer.Context,
    number: Number,
    *,
    call: CallNumber,
    result: str = typer.Option(..., "--result", metavar="TEXT", help=N_("What was done.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Finish a call."""
    carry_out(
        context,
        number,
        lambda full: FinishCall(number=full, call=call, result=result, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "excuse-call",
    N_("Let a called unit go without having come or finished."),
    examples=("griddesk case excuse-call 231 --call 2 --reason 非其职责",),
)
def excuse_call(
    context: typer.Context,
    number: Number,
    *,
    call: CallNumber,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Excuse a call."""
    carry_out(
        context,
        number,
        lambda full: ExcuseCall(number=full, call=call, reason=reason, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "rate-call",
    N_("Rate how a called unit did."),
    examples=("griddesk case rate-call 231 --call 1 --rating 5",),
)
def rate_call(
    context: typer.Context,
    number: Number,
    *,
    call: CallNumber,
    rating: Rating,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Rate a call."""
    carry_out(
        context,
        number,
        lambda full: RateCall(number=full, call=call, rating=rating, seen_version=seen_version),
        dry_run=dry_run,
    )
