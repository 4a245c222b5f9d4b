"""Suspend a case until a day, and let its handling clock run on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from console.present.words import _
from console.tui.dialogs.dates import DayField
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.telling import last_said
from core.cases.commands import ResumeCase, SuspendCase
from core.cases.rows import CaseDetail, CaseOutcome
from core.cases.states import Verb


class SuspendDialog(VerbDialog):
    """Ask for the day on which the clock runs on, and why."""

    VERB = Verb.SUSPEND

    def fields(self) -> Sequence[Field[Any]]:
        """Return day and reason."""
        today = self.shop.clock().astimezone(self.shop.zone).date()
        self._until = DayField("until", _("Until"), today, required=True)
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._until, self._reason)

    def command(self) -> SuspendCase:
        """Return the command."""
        return SuspendCase(
            number=self.row.number,
            seen_version=self.row.version,
            until=self._until.value or date.min,
            reason=self._reason.value,
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say what becomes of the handling clock."""
        return (
            _("The handling clock stands; on that day it runs on by itself, as far as it was."),
        )


class ResumeDialog(ReasonDialog, KnowingDialog):
    """Let the clock run on; a reason is welcome, not needed."""

    VERB = Verb.RESUME
    COMMAND = ResumeCase
    REQUIRED = False

    def known(self, detail: CaseDetail) -> None:
        """Show why and until when it was suspended."""
        self.tell_above(last_said(detail, Verb.SUSPEND, self.shop))

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say by how much the due time moves."""
        return (_("The due time moves by the counted time that the clock has stood."),)
