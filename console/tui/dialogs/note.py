"""Note: a remark on a case."""

from collections.abc import Sequence
from typing import Any

from console.present.words import _
from console.tui.dialogs.fields import Field, LongTextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import NoteCase
from core.cases.states import Verb


class NoteDialog(VerbDialog):
    """Ask for the remark."""

    VERB = Verb.NOTE

    def fields(self) -> Sequence[Field[Any]]:
        """Return the remark."""
        self._text = LongTextField("text", _("Remark"), required=True)
        return (self._text,)

    def command(self) -> NoteCase:
        """Return the command."""
        return NoteCase(
            number=self.row.number, seen_version=self.row.version, text=self._text.value
        )
