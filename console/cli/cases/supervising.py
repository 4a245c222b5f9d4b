"""Verbs of supervision: rule, hand down, extend, suspend, urge."""

from datetime import date
from typing import Annotated

import typer

from console.cli.cases.noun import DryRun, Number, SeenVersion, app, carry_out
from console.cli.cases.several import Numbers, carry_out_each
from console.cli.values import day, whole
from core.cases.commands import (
    AskExtension,
    GrantExtension,
    HandDownCase,
    RefuseExtension,
    ReplyToUrge,
    ResumeCase,
    RuleCase,
    SuspendCase,
    UrgeCase,
)
from core.kernel.words import N_

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
OptionalReason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
UntilDay = Annotated[
    date,
    typer.Option("--until", metavar="DATE", parser=day, help=N_("The day on which it runs on.")),
]


@app.verb(
    "rule",
    N_("Decide who handles a filed case; the unit cannot return it."),
    examples=("griddesk case rule 231 --unit 330108001-ZFD --reason 权责清单第十二条",),
)
def rule(
    context: typer.Context,
    numbers: Numbers,
    *,
    unit: str = typer.Option(
        ..., "--unit", metavar="CODE", help=N_("The unit that is to handle it.")
    ),
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Rule who handles cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: RuleCase(
            number=full, unit_code=unit, reason=reason, seen_version=seen_version
        ),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "hand-down",
    N_("Give a case to a lower tier, which must answer for its item."),
    examples=("griddesk case hand-down 231 --tier 2 --reason 社区可以处置",),
)
def hand_down(
    context: typer.Context,
    numbers: Numbers,
    *,
    tier: int = typer.Option(
        ..., "--tier", metavar="N", parser=whole, help=N_("The tier that is to handle it.")
    ),
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Hand cases down."""
    carry_out_each(
        context,
        numbers,
        lambda full: HandDownCase(number=full, tier=tier, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "ask-extension",
    N_("Ask for more time; a supervisor decides."),
    examples=('griddesk case ask-extension 231 --limit "3 working_day" --reason 等待备件',),
)
def ask_extension(
    context: typer.Context,
    number: Number,
    *,
    limit: str = typer.Option(
        ...,
        "--limit",
        metavar="LIMIT",
        help=N_("How much longer: a number and the unit of the case's own limit."),
    ),
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Ask for an extension."""
    carry_out(
        context,
        number,
        lambda full: AskExtension(
            number=full, limit=limit, reason=reason, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "grant-extension",
    N_("Grant the extension that was asked for; not by who asked."),
    examples=("griddesk case grant-extension 231 232",),
)
def grant_extension(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: OptionalReason = "",
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Grant extensions."""
    carry_out_each(
        context,
        numbers,
        lambda full: GrantExtension(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "refuse-extension",
    N_("Refuse the extension that was asked for; not by who asked."),
    examples=("griddesk case refuse-extension 231 --reason 理由不充分",),
)
def refuse_extension(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Refuse extensions."""
    carry_out_each(
        context,
        numbers,
        lambda full: RefuseExtension(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "suspend",
    N_("Stop the handling clock until a day, when it runs on by itself."),
    examples=("griddesk case suspend 231 --until 2026-12-01 --reason 等待绿化季节",),
)
def suspend(
    context: typer.Context,
    numbers: Numbers,
    *,
    until: UntilDay,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Suspend cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: SuspendCase(
            number=full, until=until, reason=reason, seen_version=seen_version
        ),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "resume",
    N_("Let the handling clock of a suspended case run on."),
    examples=("griddesk case resume 231",),
)
def resume(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: OptionalReason = "",
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Resume cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: ResumeCase(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "urge",
    N_("Urge cases on; a reminder before the due time, cards after it."),
    examples=(
        "griddesk case urge 231 --reason 请尽快处置",
        "griddesk case urge 231 232 233 --reason 已超时 --dry-run",
    ),
)
def urge(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Urge cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: UrgeCase(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "reply",
    N_("Give the written reply that an urging asked for."),
    examples=("griddesk case reply 231 --text 今日完成",),
)
def reply(
    context: typer.Context,
    number: Number,
    *,
    text: str = typer.Option(..., "--text", metavar="TEXT", help=N_("The reply.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Reply to an urging."""
    carry_out(
        context,
        number,
        lambda full: ReplyToUrge(number=full, text=text, seen_version=seen_version),
        dry_run=dry_run,
    )
