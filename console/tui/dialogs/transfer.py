"""Transfer: give a case to another unit of the same tier."""

from collections.abc import Sequence
from typing import Any

from console.present.words import _
from console.tui.dialogs.choices import unit_choices
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.pick import PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import TransferCase
from core.cases.states import Verb


class TransferDialog(VerbDialog):
    """Ask for the unit and the reason."""

    VERB = Verb.TRANSFER

    def fields(self) -> Sequence[Field[Any]]:
        """Return unit and reason."""
        self._unit = PickField(
            "unit_code",
            _("To"),
            lambda: unit_choices(self.shop, self.row, self.row.tier, but=self.row.unit_code),
            hint=_("code or name"),
        )
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._unit, self._reason)

    def command(self) -> TransferCase:
        """Return the command."""
        return TransferCase(
            number=self.row.number,
            seen_version=self.row.version,
            unit_code=self._unit.value or "",
            reason=self._reason.value,
        )
