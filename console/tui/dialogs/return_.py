"""Return: send a case back to the desk."""

from collections.abc import Sequence
from typing import Any

from console.present.words import _
from console.tui.dialogs.fields import Field, LongTextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import ReturnCase
from core.cases.states import Verb


class ReturnDialog(VerbDialog):
    """Ask for the reason."""

    VERB = Verb.RETURN

    def fields(self) -> Sequence[Field[Any]]:
        """Return the reason."""
        self._reason = LongTextField("reason", _("Reason"), required=True)
        return (self._reason,)

    def command(self) -> ReturnCase:
        """Return the command."""
        return ReturnCase(
            number=self.row.number, seen_version=self.row.version, reason=self._reason.value
        )
