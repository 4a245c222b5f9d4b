"""Verbs that merge cases, take them up again, or end them for good."""

import typer

from console.cli.cases.noun import DryRun, SeenVersion, app
from console.cli.cases.several import Numbers, carry_out_each
from console.cli.cases.supervising import OptionalReason, Reason
from core.cases.commands import CancelCase, MergeCase, ReopenCase, UnmergeCase
from core.kernel.words import N_


@app.verb(
    "merge",
    N_("Let another open case stand for these; their clocks stop."),
    examples=("griddesk case merge 232 233 --into 231",),
)
def merge(
    context: typer.Context,
    numbers: Numbers,
    *,
    into: str = typer.Option(..., "--into", metavar="NUMBER", help=N_("The case that stays.")),
    reason: OptionalReason = "",
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Merge cases into another."""
    carry_out_each(
        context,
        numbers,
        lambda full, other: MergeCase(
            number=full, into=other, reason=reason, seen_version=seen_version
        ),
        seen_version=seen_version,
        dry_run=dry_run,
        other=into,
    )


@app.verb(
    "unmerge",
    N_("Take a merge back; the case stands again where it stood."),
    examples=("griddesk case unmerge 232 --reason 并非同一事项",),
)
def unmerge(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Unmerge cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: UnmergeCase(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "reopen",
    N_("Take up a closed case again, within thirty days."),
    examples=("griddesk case reopen 231 --reason 现场反弹",),
)
def reopen(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Reopen cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: ReopenCase(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )


@app.verb(
    "cancel",
    N_("End an open case that should never have been one."),
    examples=("griddesk case cancel 231 --reason 测试数据",),
)
def cancel(
    context: typer.Context,
    numbers: Numbers,
    *,
    reason: Reason,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Cancel cases."""
    carry_out_each(
        context,
        numbers,
        lambda full: CancelCase(number=full, reason=reason, seen_version=seen_version),
        seen_version=seen_version,
        dry_run=dry_run,
    )
