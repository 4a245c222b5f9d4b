"""One verb on several cases in one call: each stands for itself, and each gets its line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.cases.noun import outcome_object, perform, write_outcome
from console.cli.columns import Column
from console.cli.exits import ExitCode, error_object, talk
from console.cli.grammar import misunderstood
from console.cli.opening import opened
from console.cli.output import write_objects, write_rows
from console.present.numbers import full_number
from console.present.receipts import receipt
from console.present.vocabulary import sentence
from console.present.words import _
from core.cases.rows import CaseOutcome
from core.kernel.errors import Refused
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.kernel.command import Command

Numbers = Annotated[
    list[str],
    typer.Argument(
        metavar="NUMBER…", help=N_("One case or several; 231 or 26-231 will do for a number.")
    ),
]


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of one of the cases: an outcome, or the refusal it met."""

    number: str
    outcome: CaseOutcome | None = None
    refusal: Refused | None = None


def carry_out_each(
    context: typer.Context,
    numbers: Sequence[str],
    make: Callable[..., "Command"],
    *,
    seen_version: int | None,
    dry_run: bool,
    other: str | None = None,
) -> None:
    """Carry out the command that ``make`` gives for each full number, in the order given.

    One number is told, and refused, as by any other verb. Of several each is a transaction
    of its own: what is refused keeps nothing from the others, and ends the call as refused.
    With ``other``, the number of a further case, ``make`` is given its full form as well.
    """
    if len(numbers) > 1 and seen_version is not None:
        misunderstood(context, _("--seen-version is for a single case."))
    said = asked(context)
    with opened(context, changing=True) as shop:
        if other is not None:
            make = partial(make, other=full_number(shop, other))
        if len(numbers) == 1:
            outcome = perform(shop, make(full_number(shop, numbers[0])), dry_run=dry_run)
            write_outcome(outcome, shop, said, dry_run=dry_run)
            return
        refused = _tell_each(
            _each(shop, numbers, make, dry_run=dry_run), shop, said, dry_run=dry_run
        )
    if refused:
        raise typer.Exit(ExitCode.REFUSED)


def _each(
    shop: "Shop", numbers: Sequence[str], make: Callable[[str], "Command"], *, dry_run: bool
) -> Iterator[Handled]:
    for text in dict.fromkeys(numbers):
        number = text
        try:
            number = full_number(shop, text)
            yield Handled(number, perform(shop, make(number), dry_run=dry_run))
        except Refused as refusal:
            yield Handled(number, refusal=refusal)


def _tell_each(handled: Iterator[Handled], shop: "Shop", said: Asked, dry_run: bool) -> int:
    """Write a line for each case, as soon as it is done; return how many were refused."""
    counted = {True: 0, False: 0}

    def counting() -> Iterator[Handled]:
        for one in handled:
            counted[one.refusal is None] += 1
            yield one

    if said.format is Format.TABLE:
        for one in counting():
            _tell(one, shop, dry_run=dry_run)
    elif said.format is Format.CSV:
        write_rows(counting(), _columns(shop), said)
    else:
        write_objects((_object(one, shop, dry_run=dry_run) for one in counting()), said)
    talk(
        _("%(done)s done, %(refused)s refused")
        % {"done": f"{counted[True]:,}", "refused": f"{counted[False]:,}"}
    )
    return counted[False]


def _tell(one: Handled, shop: "Shop", *, dry_run: bool) -> None:
    if one.outcome is not None:
        told = receipt(one.outcome, shop.clock(), shop.zone)
        typer.echo(_("Would be: %(told)s") % {"told": told} if dry_run else told)
    elif one.refusal is not None:
        told = f"{neutralise(one.number)} · {sentence(one.refusal)}"
        typer.echo(_("Refused: %(told)s") % {"told": told})


def _object(one: Handled, shop: "Shop", *, dry_run: bool) -> dict[str, Any]:
    if one.outcome is not None:
        return outcome_object(one.outcome, shop) | {"dry_run": dry_run}
    error = error_object(one.refusal) if one.refusal else None
    return {"number": one.number, "error": error, "dry_run": dry_run}


_OUTCOME_KEYS: Final = ("version", "verb", "state", "tier", "unit", "stage", "due_at", "estimated")


def _columns(shop: "Shop") -> list[Column[Handled]]:
    def of(key: str) -> Callable[[Handled], Any]:
        return lambda one: outcome_object(one.outcome, shop)[key] if one.outcome else None

    return [
        Column("number", lambda one: one.number),
        *(Column(key, of(key)) for key in _OUTCOME_KEYS),
        Column("error", lambda one: one.refusal.code if one.refusal else None),
        Column("message", lambda one: sentence(one.refusal) if one.refusal else None),
    ]
