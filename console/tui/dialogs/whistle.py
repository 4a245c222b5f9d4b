"""Whistle: call several units to a case, one of which leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.times import due_moment, limit_words
from console.present.words import _
from console.tui.dialogs.choices import callable_units
from console.tui.dialogs.fields import ChoiceField, Field, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.several_pick import SeveralField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import WhistleCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb
from core.kernel.errors import CoreError
from core.kernel.text import neutralise


class WhistleDialog(VerbDialog):
    """Ask which units, which of them leads, how urgent, and why."""

    VERB = Verb.WHISTLE

    def fields(self) -> Sequence[Field[Any]]:
        """Return units, lead, urgency and reason."""
        self._units = SeveralField(
            "unit_codes",
            _("Units to call"),
            lambda: callable_units(self.shop, self.row),
            least=2,
            hint=_("code or name; space picks, two or more"),
        )
        self._offered: tuple[str, ...] = ()
        self._lead: ChoiceField[str] = ChoiceField("lead", _("Lead"), [], numbered=False)
        self._urgent: ChoiceField[bool] = ChoiceField(
            "urgent",
            _("Urgency"),
            [(False, _("ordinary")), (True, _("urgent"))],
            chosen=0,
            numbered=False,
        )
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._units, self._lead, self._urgent, self._reason)

    def fields_changed(self) -> None:
        """Offer the picked units to lead; the one picked first leads until another is chosen."""
        picked = self._units.picks
        codes = tuple(choice.value for choice in picked)
        if codes == self._offered:
            return
        lead = self._lead.value
        self._offered = codes
        chosen = codes.index(lead) if lead in codes else 0
        self._lead.offer(
            [(choice.value, neutralise(choice.name)) for choice in picked],
            chosen if codes else None,
        )

    def command(self) -> WhistleCase:
        """Return the command."""
        return WhistleCase(
            number=self.row.number,
            seen_version=self.row.version,
            unit_codes=self._units.value,
            lead=self._lead.value or "",
            urgent=bool(self._urgent.value),
            reason=self._reason.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return who would be called, beside what would be different about the case."""
        lead = self._lead.value
        names = [
            neutralise(choice.name) + (_(" (leads)") if choice.value == lead else "")
            for choice in self._units.picks
        ]
        return [(_("Called"), "", _(", ").join(names)), *super().changes(outcome, now)]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say by when the units have to answer."""
        stage = "call_answer_urgent" if self._urgent.value else "call_answer"
        try:
            policy = self.shop.explain.policy()
            limit = policy.stages[stage]
            due_at = policy.deadlines.due(now, limit).due_at
        except (CoreError, KeyError):
            return ()
        told = _("Each has %(limit)s to answer, until %(moment)s.")
        moment = due_moment(due_at, now, self.shop.zone)
        return (told % {"limit": limit_words(str(limit)), "moment": moment},)
