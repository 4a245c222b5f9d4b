"""Settle: what was dealt with on the spot is closed with its result."""

from collections.abc import Sequence
from typing import Any

from console.present.words import _
from console.tui.dialogs.choices import item_choices
from console.tui.dialogs.fields import Field, LongTextField
from console.tui.dialogs.pick import PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import SettleCase
from core.cases.states import Verb


class SettleDialog(VerbDialog):
    """Ask for the item and the result."""

    VERB = Verb.SETTLE

    def fields(self) -> Sequence[Field[Any]]:
        """Return item and result."""
        self._item = PickField(
            "item_code",
            _("Item"),
            lambda: item_choices(self.shop, first=self.row.item_code),
            hint=_("code or name"),
        )
        self._result = LongTextField("result", _("Result"), required=True)
        return (self._item, self._result)

    def command(self) -> SettleCase:
        """Return the command."""
        return SettleCase(
            number=self.row.number,
            seen_version=self.row.version,
            result=self._result.value,
            item_code=self._item.value,
        )
