"""A verb that is filled in already: told, previewed, and sent when the operator says so."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final

from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.verb import VerbDialog
from console.tui.shop import Shop
from core.cases.rows import CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand
from core.kernel.text import neutralise
from core.kernel.words import N_

LABELS: Final[Mapping[str, str]] = {
    "reason": N_("Reason"),
    "note": N_("Remark"),
    "text": N_("Remark"),
    "result": N_("Result"),
    "finding": N_("Finding"),
    "comment": N_("Comment"),
    "unit_code": N_("To"),
    "gridder_number": N_("To"),
    "item_code": N_("Item"),
    "tier": N_("Tier"),
    "rating": N_("Rating"),
    "satisfaction": N_("Rating"),
    "until": N_("Until"),
    "into": N_("Into"),
    "limit": N_("Limit"),
}
"""What the fields of commands are called; one without a name here is not worth telling."""


def told(command: CaseCommand) -> str:
    """Tell what a command was filled in with: ``理由：超出能力 · 派往：S001``."""
    filled = (
        (LABELS[field.name], getattr(command, field.name))
        for field in fields(command)
        if field.name in LABELS
    )
    return " · ".join(
        _("%(name)s: %(value)s") % {"name": _(name), "value": neutralise(str(value))}
        for name, value in filled
        if value not in {None, ""}
    )


class ReadyDialog(VerbDialog):
    """Ask for nothing but a yes; always on the version of the case that is shown.

    Args:
        verb: the verb.
        command: what to do, on whichever case.
        row: the case to do it to.
        shop: where to read.
        courier: carries the command.
        title: what it is for, such as taking something back.
    """

    def __init__(
        self,
        verb: Verb,
        command: CaseCommand,
        row: CaseRow,
        shop: Shop,
        courier: Courier,
        title: str = "",
    ) -> None:
        self._verb = verb
        self._command = command
        self._what = title
        super().__init__(row, shop, courier)

    @property
    def verb(self) -> Verb:
        """The verb."""
        return self._verb

    @property
    def name_of_verb(self) -> str:
        """What stands in the title."""
        return self._what or super().name_of_verb

    def on_mount(self) -> None:
        """Tell what is filled in, and ask what would happen."""
        super().on_mount()
        self.tell_above(told(self._command))

    def command(self) -> CaseCommand:
        """Return the command."""
        return replace(self._command, number=self.row.number, seen_version=self.row.version)
