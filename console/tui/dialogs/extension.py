"""Extensions: ask for more time; another person grants or refuses it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.explaining import in_one_line
from console.present.times import due_moment, limit_words
from console.present.words import _
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.telling import last_said
from core.cases.commands import AskExtension, GrantExtension, RefuseExtension
from core.cases.rows import CaseDetail, CaseOutcome
from core.cases.states import Verb
from core.deadlines.limits import parse_limit
from core.kernel.errors import CoreError


class AskExtensionDialog(KnowingDialog):
    """Ask how much longer, in the unit of the case's own limit, and why."""

    VERB = Verb.ASK_EXTENSION

    def fields(self) -> Sequence[Field[Any]]:
        """Return limit and reason."""
        self._limit = TextField(
            "limit", _("How long"), required=True, hint=_("a number, in the unit of the limit")
        )
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._limit, self._reason)

    def known(self, detail: CaseDetail) -> None:
        """Say which limit the case has."""
        if detail.handling_limit:
            told = _("The limit of the case is %(limit)s; at most as much again can be asked for.")
            self.tell_above(told % {"limit": limit_words(detail.handling_limit)})

    def command(self) -> AskExtension:
        """Return the command; a bare number is completed with the unit of the case's limit."""
        limit = self._limit.value
        if limit.isdecimal() and self.detail and self.detail.handling_limit:
            limit = f"{limit} {self.detail.handling_limit.partition(' ')[2]}"
        return AskExtension(
            number=self.row.number,
            seen_version=self.row.version,
            limit=limit,
            reason=self._reason.value,
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say when the case would be due if the extension were granted."""
        if self.detail is None or self.detail.handle_due_at is None:
            return ()
        due_at = self.detail.handle_due_at
        try:
            limit = parse_limit(self.command().limit)
            later = self.shop.explain.policy().deadlines.extend(due_at, limit).due_at
        except CoreError:
            return ()
        told = _("If granted, due %(after)s instead of %(before)s; until then nothing moves.")
        zone = self.shop.zone
        return (
            told % {"after": due_moment(later, now, zone), "before": due_moment(due_at, now, zone)},
        )


class GrantExtensionDialog(ReasonDialog, KnowingDialog):
    """Grant it; a reason is welcome, not needed."""

    VERB = Verb.GRANT_EXTENSION
    COMMAND = GrantExtension
    REQUIRED = False

    def known(self, detail: CaseDetail) -> None:
        """Show who asked for how much, and why."""
        self.tell_above(last_said(detail, Verb.ASK_EXTENSION, self.shop))

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the new due time: the days from the old one on."""
        detail = self.detail
        if detail is None or detail.handle_due_at is None or not detail.supervision.extension_asked:
            return ()
        try:
            deadlines = self.shop.explain.policy().deadlines
            limit = parse_limit(detail.supervision.extension_asked)
            explained = deadlines.explain(detail.handle_due_at, limit)
        except CoreError:
            return ()
        # Told only when it comes to the same end as the desk says.
        return (in_one_line(explained, now),) if explained.due_at == outcome.due_at else ()


class RefuseExtensionDialog(ReasonDialog, KnowingDialog):
    """Refuse it, with a reason."""

    VERB = Verb.REFUSE_EXTENSION
    COMMAND = RefuseExtension

    def known(self, detail: CaseDetail) -> None:
        """Show who asked for how much, and why."""
        self.tell_above(last_said(detail, Verb.ASK_EXTENSION, self.shop))

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say that nothing moves."""
        return (_("The due time stays as it is."),)
