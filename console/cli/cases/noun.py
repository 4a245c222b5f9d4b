"""The noun itself, and what its verbs have in common."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object
from console.cli.values import whole
from console.present.numbers import full_number
from console.present.receipts import receipt
from console.present.words import _
from core.cases.rows import CaseOutcome
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.cli.cases.hints import Hint
    from core.kernel.command import Command

app = Noun(help=N_("Report, list, show and handle cases."))

Number = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER", help=N_("The number of the case; 231 or 26-231 will do for it.")
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=N_("Say what would happen and change nothing."))
]
SeenVersion = Annotated[
    int | None,
    typer.Option(
        "--seen-version",
        metavar="N",
        parser=whole,
        help=N_("Only if the case is still at this version; otherwise a conflict."),
    ),
]


@app.callback()
def case() -> None:
    """Hold the verbs of a case together."""


def carry_out(
    context: typer.Context,
    number: str,
    make: Callable[[str], "Command"],
    *,
    dry_run: bool,
    hint: "Callable[[Shop, str], Sequence[Hint]]" = lambda _shop, _number: (),
) -> None:
    """Carry out the command that ``make`` gives for the full number, and say what came of it.

    ``hint`` is asked before anything changes for what else is worth knowing of the case.
    """
    with opened(context, changing=True) as shop:
        full = full_number(shop, number)
        hints = hint(shop, full)
        outcome = perform(shop, make(full), dry_run=dry_run)
        write_outcome(outcome, shop, asked(context), dry_run=dry_run, hints=hints)


def perform(shop: "Shop", command: "Command", *, dry_run: bool) -> CaseOutcome:
    """Carry out a command, or only try it."""
    do = shop.desk.preview if dry_run else shop.desk.execute
    outcome: CaseOutcome = do(command, by=shop.scope.login)
    return outcome


def write_outcome(
    outcome: CaseOutcome,
    shop: "Shop",
    said: Asked,
    *,
    dry_run: bool,
    hints: "Sequence[Hint]" = (),
) -> None:
    """Write the receipt of a verb, and the hints beside it."""
    if said.format is Format.TABLE:
        told = receipt(outcome, shop.clock(), shop.zone)
        typer.echo(_("Would be: %(told)s") % {"told": told} if dry_run else told)
        for hint in hints:
            hint.tell()
        return
    told_hints = {hint.key: hint.value for hint in hints}
    write_object(outcome_object(outcome, shop) | {"dry_run": dry_run} | told_hints)


def outcome_object(outcome: CaseOutcome, shop: "Shop") -> dict[str, Any]:
    """Return a receipt as scripts read it."""
    return {
        "number": outcome.number,
        "version": outcome.version,
        "verb": outcome.verb,
        "state": outcome.state,
        "tier": outcome.tier,
        "unit": outcome.unit,
        "stage": outcome.stage,
        "due_at": outcome.due_at.astimezone(shop.zone) if outcome.due_at else None,
        "estimated": outcome.estimated,
        "repeated": outcome.repeated,
    }
