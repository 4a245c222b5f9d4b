"""Verify: is what the public reported true?"""

from collections.abc import Sequence
from typing import Any

from console.present.vocabulary import VALIDITIES, word
from console.present.words import _
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import VerifyCase
from core.cases.states import Validity, Verb


class VerifyDialog(VerbDialog):
    """Ask whether it is true and what was found."""

    VERB = Verb.VERIFY

    def fields(self) -> Sequence[Field[Any]]:
        """Return the verdict and the finding."""
        self._verdict: ChoiceField[Validity] = ChoiceField(
            "valid",
            _("Information"),
            [(validity, word(VALIDITIES, validity)) for validity in Validity],
        )
        self._finding = LongTextField("finding", _("Finding"))
        return (self._verdict, self._finding)

    def command(self) -> VerifyCase:
        """Return the command."""
        return VerifyCase(
            number=self.row.number,
            seen_version=self.row.version,
            valid=self._verdict.value is Validity.VALID,
            finding=self._finding.value,
        )
