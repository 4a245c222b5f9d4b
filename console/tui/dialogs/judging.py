"""What is said of a closed case: the reporter's rating, a spot check, an appeal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.vocabulary import APPEALS, SPOT_CHECKS, word
from console.present.words import _
from console.tui.dialogs.check import RATINGS
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.telling import last_said
from core.cases.commands import AskAppeal, DismissAppeal, RateCase, SpotCheckCase, UpholdAppeal
from core.cases.rows import CaseDetail, CaseOutcome
from core.cases.states import Appeal, SpotCheck, Verb


class RateDialog(VerbDialog):
    """Ask how satisfied the reporter is."""

    VERB = Verb.RATE

    def fields(self) -> Sequence[Field[Any]]:
        """Return rating and comment."""
        self._satisfaction: ChoiceField[int] = ChoiceField(
            "satisfaction", _("Satisfied"), [(stars, _(text)) for stars, text in RATINGS]
        )
        self._comment = TextField("comment", _("Comment"))
        return (self._satisfaction, self._comment)

    def command(self) -> RateCase:
        """Return the command."""
        return RateCase(
            number=self.row.number,
            seen_version=self.row.version,
            satisfaction=self._satisfaction.value or 0,
            comment=self._comment.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be noted."""
        stars = "★" * (self._satisfaction.value or 0)
        return [(_("Satisfaction"), "", stars), *super().changes(outcome, now)]


class SpotCheckDialog(VerbDialog):
    """Ask what was found, and who looked."""

    VERB = Verb.SPOT_CHECK

    def fields(self) -> Sequence[Field[Any]]:
        """Return verdict, finding and checker."""
        self._verdict: ChoiceField[SpotCheck] = ChoiceField(
            "passed", _("Result"), [(found, word(SPOT_CHECKS, found)) for found in SpotCheck]
        )
        self._finding = LongTextField("finding", _("Finding"), required=True)
        self._checker = TextField("checker", _("Checker"), hint=_("who looked, if not the desk"))
        return (self._verdict, self._finding, self._checker)

    def command(self) -> SpotCheckCase:
        """Return the command."""
        return SpotCheckCase(
            number=self.row.number,
            seen_version=self.row.version,
            passed=self._verdict.value is SpotCheck.PASSED,
            finding=self._finding.value,
            checker=self._checker.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be noted."""
        found = word(SPOT_CHECKS, self._verdict.value)
        return [(_("Spot check"), "", found), *super().changes(outcome, now)]


class AskAppealDialog(ReasonDialog):
    """Ask for the grounds."""

    VERB = Verb.ASK_APPEAL
    COMMAND = AskAppeal

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return how the appeal would stand."""
        return [(_("Appeal"), "–", word(APPEALS, Appeal.ASKED)), *super().changes(outcome, now)]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say who decides."""
        return (_("There is one appeal per case; another supervisor decides on it."),)


class UpholdAppealDialog(ReasonDialog, KnowingDialog):
    """Find the appeal right."""

    VERB = Verb.UPHOLD_APPEAL
    COMMAND = UpholdAppeal

    def known(self, detail: CaseDetail) -> None:
        """Show the appeal."""
        self.tell_above(last_said(detail, Verb.ASK_APPEAL, self.shop))

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return how the appeal would stand."""
        asked, upheld = (word(APPEALS, state) for state in (Appeal.ASKED, Appeal.UPHELD))
        return [(_("Appeal"), asked, upheld), *super().changes(outcome, now)]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say what it is good for."""
        return (_("The case is still shown late, and is not counted as late."),)


class DismissAppealDialog(ReasonDialog, KnowingDialog):
    """Find the appeal wrong."""

    VERB = Verb.DISMISS_APPEAL
    COMMAND = DismissAppeal

    def known(self, detail: CaseDetail) -> None:
        """Show the appeal."""
        self.tell_above(last_said(detail, Verb.ASK_APPEAL, self.shop))

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return how the appeal would stand."""
        asked, dismissed = (word(APPEALS, state) for state in (Appeal.ASKED, Appeal.DISMISSED))
        return [(_("Appeal"), asked, dismissed), *super().changes(outcome, now)]
