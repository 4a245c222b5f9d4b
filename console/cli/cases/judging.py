"""Verbs on closed cases: the reporter's rating, spot checks, appeals."""

import typer

from console.cli.cases.noun import DryRun, Number, SeenVersion, app, carry_out
from console.cli.cases.several import Numbers, carry_out_each
from console.cli.cases.supervising import Reason
from console.cli.values import whole
from core.cases.commands import AskAppeal, DismissAppeal, RateCase, SpotCheckCase, UpholdAppeal
from core.kernel.words import N_


@app.verb(
    "rate",
    N_("Record how satisfied the reporter is with a closed case."),
    examples=("griddesk case rate 231 --satisfaction 4",),
)
def rate(
    context: typer.Context,
    number: Number,
    *,
    satisfaction: int = typer.Option(
        ..., "--satisfaction", metavar="1-5", parser=whole, help=N_("How satisfied, from 1 to 5.")
    ),
    comment: str = typer.Option(
        "", "--comment", metavar="TEXT", help=N_("What the reporter said.")
    ),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Rate a case."""
    carry_out(
        context,
        number,
        lambda full: RateCase(
            number=full, satisfaction=satisfaction, comment=comment, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "spot-check",
    N_("Record what a spot check of a closed case found."),
    examples=(
        "griddesk case spot-check 231 --passed --finding 现场整洁",
        "griddesk case spot-check 231 --failed --finding 垃圾未清 --checker 第三方",
    ),
)
def spot_check(
    context: typer.Context,
    numbers: Numbers,
    *,
    passed: bool = typer.Option(..., "--passed/--failed", help=N_("Whether the result was good.")),
    finding: str = typer.Option(..., "--finding", metavar="TEXT", help=N_("What was found.")),
    checker: str = typer.Option(
        "", "--checker", metavar="NAME", help=N_("Who looked, if not the desk.")
    ),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Record a spot check."""
    carry_out_each(
        context,
        numbers,
        lambda full: SpotCheckCase(
            number=full, passed=passed, finding=finding, checker=checker, seen_version=seen_version
        ),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "ask-appeal",
    N_("Appeal against being late, once per case."),
    examples=("griddesk case ask-appeal 231 --reason 等待鉴定结论",),
)
def ask_appeal(
    context: typer.Context,
    number: Number,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Appeal."""
    carry_out(
        context,
        number,
        lambda full: AskAppeal(number=full, reason=reason, seen_version=seen_version),
        dry_run=dry_run,
    )


@app.verb(
    "uphold-appeal",
    N_("Find an appeal right: still shown late, not counted as late."),
    examples=("griddesk case uphold-appeal 231 --reason 情况属实",),
)
def uphold_appeal(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Uphold appeals."""
    carry_out_each(
        context,
        numbers,
        lambda full: UpholdAppeal(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "dismiss-appeal",
    N_("Find an appeal wrong; not by who asked."),
    examples=("griddesk case dismiss-appeal 231 --reason 证据不足",),
)
def dismiss_appeal(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Dismiss appeals."""
    carry_out_each(
        context,
        numbers,
        lambda full: DismissAppeal(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )
