"""The verbs that are given to several cases alike: what is asked once, and each one's command."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from console.present.cases import title_of
from console.present.words import _, in_chinese
from console.tui.dialogs.check import RATINGS
from console.tui.dialogs.dates import DayField
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField, TextField
from console.tui.dialogs.pick import Choice, LowPickField
from console.tui.shop import Shop
from core.cases.commands import (
    CancelCase,
    DispatchCase,
    EscalateCase,
    MergeCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    SuspendCase,
    TransferCase,
    UrgeCase,
)
from core.cases.rows import CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand, Command
from core.kernel.text import neutralise
from core.units.rows import UnitRow

Rows = Sequence[CaseRow]


@dataclass(frozen=True, slots=True)
class Together:
    """A verb on several cases.

    ``fields`` are asked once; their values, by name, and the case make its ``command``.
    ``concerned`` are those of the marked cases that change, of which ``least`` must be marked.
    """

    command: Callable[..., CaseCommand]
    fields: Callable[[Shop, Rows], Sequence[Field[Any]]] = lambda _shop, _rows: ()
    concerned: Callable[[Rows], Rows] = tuple
    least: int = 1

    def commands(self, rows: Rows, answers: Mapping[str, Any]) -> dict[Command, str]:
        """Return the command for each case, with its number, on the version that was seen."""
        return {
            self.command(number=row.number, seen_version=row.version, **answers): row.number
            for row in rows
        }


def _reason(_shop: Shop, _rows: Rows) -> Sequence[Field[Any]]:
    return (TextField("reason", _("Reason"), required=True),)


def _unit(shop: Shop, rows: Rows) -> Sequence[Field[Any]]:
    field: LowPickField[str] = LowPickField(
        "unit_code", _("To"), lambda: _unit_choices(shop, rows), hint=_("code or name")
    )
    return (field,)


def _unit_choices(shop: Shop, rows: Rows) -> Sequence[Choice[str]]:
    """Return the units that may take some of the cases, those that may take most of them first."""
    units: dict[str, UnitRow] = {}
    takes: Counter[str] = Counter()
    for (tier, area_code), cases in Counter((row.tier, row.area_code) for row in rows).items():
        for unit in shop.registry.units(tier=tier, area_code=area_code):
            if area_code.startswith(unit.area_code):
                units[unit.code] = unit
                takes[unit.code] += cases
    told = _("for %(n)s of %(all)s")
    return [
        Choice(
            code,
            code,
            units[code].name if in_chinese() else units[code].name_en or units[code].name,
            told % {"n": cases, "all": len(rows)},
        )
        for code, cases in takes.most_common()
    ]


def _unit_and_reason(shop: Shop, rows: Rows) -> Sequence[Field[Any]]:
    return (*_unit(shop, rows), *_reason(shop, rows))


def _text(_shop: Shop, _rows: Rows) -> Sequence[Field[Any]]:
    return (LongTextField("text", _("Remark"), required=True),)


def _rating(_shop: Shop, _rows: Rows) -> Sequence[Field[Any]]:
    options = [(stars, _(text)) for stars, text in RATINGS]
    return (ChoiceField("rating", _("Rating"), options),)


def _until_and_reason(shop: Shop, rows: Rows) -> Sequence[Field[Any]]:
    today = shop.clock().astimezone(shop.zone).date()
    return (DayField("until", _("Until"), today, required=True), *_reason(shop, rows))


def _into(_shop: Shop, rows: Rows) -> Sequence[Field[Any]]:
    first = rows[0]
    stays = (first.number, neutralise(f"{first.number} {title_of(first)}"))
    return (
        ChoiceField("into", _("Into"), [stays], chosen=0, numbered=False),
        TextField("reason", _("Reason")),
    )


TOGETHER: Final[Mapping[Verb, Together]] = {
    Verb.URGE: Together(UrgeCase, _reason),
    Verb.ESCALATE: Together(EscalateCase, _reason),
    Verb.DISPATCH: Together(DispatchCase, _unit),
    Verb.TRANSFER: Together(TransferCase, _unit_and_reason),
    Verb.RECEIVE: Together(ReceiveCase),
    Verb.PASS_CHECK: Together(PassCheck, _rating),
    Verb.NOTE: Together(NoteCase, _text),
    Verb.SUSPEND: Together(SuspendCase, _until_and_reason),
    Verb.MERGE: Together(MergeCase, _into, concerned=lambda rows: rows[1:], least=2),
    Verb.CANCEL: Together(CancelCase, _reason),
}
"""The verbs whose answers for one case fit another; the rest is decided case by case."""


def alike(command: CaseCommand) -> Together:
    """Return a command that is filled in already, for several cases."""
    return Together(partial(replace, command))
