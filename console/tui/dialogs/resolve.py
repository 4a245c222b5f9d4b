"""Resolve: report that the matter has been dealt with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.words import _
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import Field, LongTextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import ResolveCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb


class ResolveDialog(VerbDialog):
    """Ask for the result."""

    VERB = Verb.RESOLVE

    def fields(self) -> Sequence[Field[Any]]:
        """Return the result."""
        self._result = LongTextField("result", _("Result"), required=True)
        return (self._result,)

    def command(self) -> ResolveCase:
        """Return the command."""
        return ResolveCase(
            number=self.row.number, seen_version=self.row.version, result=self._result.value
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
