"""End a case that should never have been one, and take up a closed case again."""

from collections.abc import Sequence
from datetime import datetime

from console.present.words import _
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.reason import ReasonDialog
from core.cases.commands import CancelCase, ReopenCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb


class CancelDialog(ReasonDialog):
    """Ask for the reason."""

    VERB = Verb.CANCEL
    COMMAND = CancelCase

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say that it is final."""
        return (_("Every clock stops; a cancelled case cannot be taken up again."),)


class ReopenDialog(ReasonDialog):
    """Ask for the reason."""

    VERB = Verb.REOPEN
    COMMAND = ReopenCase

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
