"""Escalate: raise a case to the tier above, perhaps straight to a unit there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.words import _
from console.tui.dialogs.choices import unit_choices
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import EscalateCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb


class EscalateDialog(VerbDialog):
    """Ask for the reason, and for a unit when it is known already."""

    VERB = Verb.ESCALATE

    def fields(self) -> Sequence[Field[Any]]:
        """Return reason and unit."""
        self._reason = TextField("reason", _("Reason"), required=True)
        self._unit: PickField[str] = PickField(
            "unit_code", _("Unit"), self._units, required=False, hint=_("code or name")
        )
        return (self._reason, self._unit)

    def _units(self) -> Sequence[Choice[str]]:
        later = Choice("", "", _("not yet: dispatch it afterwards"))
        return [later, *unit_choices(self.shop, self.row, self.row.tier + 1)]

    def command(self) -> EscalateCase:
        """Return the command."""
        return EscalateCase(
            number=self.row.number,
            seen_version=self.row.version,
            reason=self._reason.value,
            unit_code=self._unit.value or None,
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
