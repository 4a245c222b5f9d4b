"""Receive: sign for a case on behalf of who handles it."""

from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import ReceiveCase
from core.cases.states import Verb


class ReceiveDialog(VerbDialog):
    """Ask for nothing but a yes."""

    VERB = Verb.RECEIVE

    def command(self) -> ReceiveCase:
        """Return the command."""
        return ReceiveCase(number=self.row.number, seen_version=self.row.version)
