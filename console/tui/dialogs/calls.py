"""What a called unit does, or is let off, or is judged by: answer, finish, excuse, rate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.times import moment
from console.present.words import _
from console.tui.dialogs.check import RATINGS
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.verb import VerbDialog
from console.tui.rights import CALLS_FOR
from core.cases.commands import AnswerCall, ExcuseCall, FinishCall, RateCall
from core.cases.rows import CallRow, CaseOutcome
from core.cases.states import Verb


class CallDialog(VerbDialog):
    """Ask which call; only those that the verb applies to are offered."""

    def call_field(self) -> PickField[int]:
        """Return the field with the calls."""
        self._call = PickField("call", _("Call"), self._calls, hint=_("unit"))
        return self._call

    @property
    def call(self) -> int:
        """The number of the call."""
        return self._call.value or 0

    def _calls(self) -> Sequence[Choice[int]]:
        now = self.shop.clock()
        detail = self.shop.cases.detail(self.row.number, now)
        applies = CALLS_FOR[self.VERB]
        return [
            Choice(
                call.call,
                str(call.call),
                call.unit,
                self._note(call, now),
                _("leads") if call.leads else "",
            )
            for call in detail.supervision.calls
            if applies(call)
        ]

    def _note(self, call: CallRow, now: datetime) -> str:
        at, told = call.called_at, _("called %(at)s")
        if call.answered_at:
            at, told = call.answered_at, _("answered %(at)s")
        if call.finished_at:
            at, told = call.finished_at, _("finished %(at)s")
        return told % {"at": moment(at, now, self.shop.zone)}

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be different about the case, and which unit it is about."""
        picked = self._call.picked
        about = (_("Unit called"), "", f"{picked.code} {picked.name}" if picked else "")
        return [about, *super().changes(outcome, now)]


class AnswerCallDialog(CallDialog):
    """The unit is there."""

    VERB = Verb.ANSWER_CALL

    def fields(self) -> Sequence[Field[Any]]:
        """Return call and remark."""
        self._note_text = TextField("note", _("Remark"))
        return (self.call_field(), self._note_text)

    def command(self) -> AnswerCall:
        """Return the command."""
        return AnswerCall(
            number=self.row.number,
            seen_version=self.row.version,
            call=self.call,
            note=self._note_text.value,
        )


class FinishCallDialog(CallDialog):
    """The unit has done its part."""

    VERB = Verb.FINISH_CALL

    def fields(self) -> Sequence[Field[Any]]:
        """Return call and result."""
        self._result = LongTextField("result", _("Result"), required=True)
        return (self.call_field(), self._result)

    def command(self) -> FinishCall:
        """Return the command."""
        return FinishCall(
            number=self.row.number,
            seen_version=self.row.version,
            call=self.call,
            result=self._result.value,
        )


class ExcuseCallDialog(CallDialog):
    """The unit need not come, or not finish."""

    VERB = Verb.EXCUSE_CALL

    def fields(self) -> Sequence[Field[Any]]:
        """Return call and reason."""
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self.call_field(), self._reason)

    def command(self) -> ExcuseCall:
        """Return the command."""
        return ExcuseCall(
            number=self.row.number,
            seen_version=self.row.version,
            call=self.call,
            reason=self._reason.value,
        )


class RateCallDialog(CallDialog):
    """How did the unit do?"""

    VERB = Verb.RATE_CALL

    def fields(self) -> Sequence[Field[Any]]:
        """Return call and rating."""
        self._rating: ChoiceField[int] = ChoiceField(
            "rating", _("Rating"), [(stars, _(text)) for stars, text in RATINGS]
        )
        return (self.call_field(), self._rating)

    def command(self) -> RateCall:
        """Return the command."""
        return RateCall(
            number=self.row.number,
            seen_version=self.row.version,
            call=self.call,
            rating=self._rating.value or 0,
        )
