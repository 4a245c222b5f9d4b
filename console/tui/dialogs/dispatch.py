"""Dispatch: send a case to a unit, or at tier 1 to a gridder; the handling clock starts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.words import _
from console.tui.dialogs.choices import Handler, handler_choices
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.pick import PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import DispatchCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb


class DispatchDialog(VerbDialog):
    """Ask who shall handle it; the unit that is suggested stands first, with the grounds."""

    VERB = Verb.DISPATCH

    def fields(self) -> Sequence[Field[Any]]:
        """Return handler and remark."""
        self._handler: PickField[Handler] = PickField(
            "unit_code",
            _("To"),
            lambda: handler_choices(self.shop, self.row),
            hint=_("unit or gridder"),
        )
        self._note = TextField("note", _("Remark"))
        return (self._handler, self._note)

    def command(self) -> DispatchCase:
        """Return the command."""
        handler = self._handler.value or Handler()
        return DispatchCase(
            number=self.row.number,
            seen_version=self.row.version,
            unit_code=handler.unit_code,
            gridder_number=handler.gridder_number,
            note=self._note.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be different, and why this one is suggested, if it is."""
        picked = self._handler.picked
        told = f"{picked.name} · {picked.mark}" if picked and picked.mark else ""
        then = [(_("Suggested"), "", told)] if told else []
        return [*super().changes(outcome, now), *then]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
