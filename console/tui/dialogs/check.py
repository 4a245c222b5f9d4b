"""Check the result of a case: passed, it is closed; failed, it goes back to work."""

from collections.abc import Sequence
from typing import Any, Final

from console.present.words import _
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import FailCheck, PassCheck
from core.cases.states import Verb
from core.kernel.words import N_

RATINGS: Final = (
    (1, N_("very bad")),
    (2, N_("bad")),
    (3, N_("fair")),
    (4, N_("good")),
    (5, N_("very good")),
)


class PassCheckDialog(VerbDialog):
    """Ask for the rating."""

    VERB = Verb.PASS_CHECK

    def fields(self) -> Sequence[Field[Any]]:
        """Return the rating."""
        self._rating: ChoiceField[int] = ChoiceField(
            "rating", _("Rating"), [(stars, _(text)) for stars, text in RATINGS]
        )
        return (self._rating,)

    def command(self) -> PassCheck:
        """Return the command."""
        return PassCheck(
            number=self.row.number, seen_version=self.row.version, rating=self._rating.value or 0
        )


class FailCheckDialog(VerbDialog):
    """Ask what is wanting."""

    VERB = Verb.FAIL_CHECK

    def fields(self) -> Sequence[Field[Any]]:
        """Return the reason."""
        self._reason = LongTextField("reason", _("Reason"), required=True)
        return (self._reason,)

    def command(self) -> FailCheck:
        """Return the command."""
        return FailCheck(
            number=self.row.number, seen_version=self.row.version, reason=self._reason.value
        )
