"""Verbs that take a matter in: settle, verify, file, reject."""

from typing import Annotated

import typer

from console.cli.cases.hints import duplicates_of, suggested_for
from console.cli.cases.noun import DryRun, Number, SeenVersion, app, carry_out
from console.cli.values import one_of, whole
from core.cases.commands import FileCase, RejectCase, SettleCase, VerifyCase
from core.cases.states import RejectReason
from core.kernel.words import N_

REASONS = tuple(RejectReason)

Item = Annotated[
    str | None,
    typer.Option("--item", metavar="CODE", help=N_("The item of the admission list.")),
]


@app.verb(
    "settle",
    N_("Close a matter that was dealt with on the spot."),
    examples=("griddesk case settle 231 --result 已清理 --item S0101",),
)
def settle(
    context: typer.Context,
    number: Number,
    *,
    result: str = typer.Option(..., "--result", metavar="TEXT", help=N_("What was done.")),
    item: Item = None,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Settle a case."""
    carry_out(
        context,
        number,
        lambda full: SettleCase(
            number=full, result=result, item_code=item, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "verify",
    N_("Record whether the information of a hotline or online report is true."),
    examples=("griddesk case verify 231 --valid", "griddesk case verify 231 --invalid"),
)
def verify(
    context: typer.Context,
    number: Number,
    *,
    valid: bool = typer.Option(
        ..., "--valid/--invalid", help=N_("Whether the information is true.")
    ),
    finding: str = typer.Option("", "--finding", metavar="TEXT", help=N_("What was found.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Verify a case."""
    carry_out(
        context,
        number,
        lambda full: VerifyCase(
            number=full, valid=valid, finding=finding, seen_version=seen_version
        ),
        dry_run=dry_run,
    )


@app.verb(
    "file",
    N_(
        "Admit a report as a case under an item of the admission list.\n"
        "Beside the receipt, likely duplicates are named with the reasons, and the unit that is "
        "suggested to handle the case."
    ),
    examples=(
        "griddesk case file 231 --item E0401",
        "griddesk case file 231 --item P0101 --tier 3 --dry-run",
    ),
)
def file(
    context: typer.Context,
    number: Number,
    *,
    item: str = typer.Option(
        ..., "--item", metavar="CODE", help=N_("The item of the admission list.")
    ),
    condition: int | None = typer.Option(
        None,
        "--condition",
        metavar="N",
        parser=whole,
        help=N_("Which filing condition holds; the first by default."),
    ),
    tier: int | None = typer.Option(
        None, "--tier", metavar="N", parser=whole, help=N_("Another tier than the item's own.")
    ),
    override_reason: str = typer.Option(
        "",
        "--override-reason",
        metavar="TEXT",
        help=N_("Why a supervisor files an item that is not valid today."),
    ),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """File a case."""
    carry_out(
        context,
        number,
        lambda full: FileCase(
            number=full,
            item_code=item,
            condition=condition,
            tier=tier,
            override_reason=override_reason,
            seen_version=seen_version,
        ),
        dry_run=dry_run,
        hint=lambda shop, full: (
            suggested_for(shop, full, item_code=item, tier=tier, condition=condition),
            duplicates_of(shop, full),
        ),
    )


@app.verb(
    "reject",
    N_("Turn a report away, for a reason of the list."),
    examples=("griddesk case reject 231 --reason off-list",),
)
def reject(
    context: typer.Context,
    number: Number,
    *,
    reason: str = typer.Option(
        ...,
        "--reason",
        metavar="REASON",
        parser=one_of(REASONS),
        autocompletion=lambda: list(REASONS),
        help=N_("off_list, invalid, not_ours or patrol_log."),
    ),
    note: str = typer.Option("", "--note", metavar="TEXT", help=N_("A remark.")),
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Reject a case."""
    carry_out(
        context,
        number,
        lambda full: RejectCase(number=full, reason=reason, note=note, seen_version=seen_version),
        dry_run=dry_run,
    )
