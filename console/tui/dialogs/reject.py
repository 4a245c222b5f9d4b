"""Reject: turn a report away for a reason of the list."""

from collections.abc import Sequence
from typing import Any

from console.present.vocabulary import REJECT_REASONS, word
from console.present.words import _
from console.tui.dialogs.fields import ChoiceField, Field, TextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import RejectCase
from core.cases.states import RejectReason, Verb


class RejectDialog(VerbDialog):
    """Ask for the reason."""

    VERB = Verb.REJECT

    def fields(self) -> Sequence[Field[Any]]:
        """Return reason and remark."""
        self._reason: ChoiceField[str] = ChoiceField(
            "reason",
            _("Reason"),
            [(str(reason), word(REJECT_REASONS, reason)) for reason in RejectReason],
        )
        self._note = TextField("note", _("Remark"))
        return (self._reason, self._note)

    def command(self) -> RejectCase:
        """Return the command."""
        return RejectCase(
            number=self.row.number,
            seen_version=self.row.version,
            reason=self._reason.value or "",
            note=self._note.value,
        )
