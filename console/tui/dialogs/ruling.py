"""Rule who handles a case, and hand a case down to a lower tier."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.vocabulary import tier_word
from console.present.words import _
from console.tui.dialogs.choices import unit_choices
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import ChoiceField, Field, TextField
from console.tui.dialogs.pick import PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import HandDownCase, RuleCase
from core.cases.rows import CaseOutcome
from core.cases.states import Verb


class RuleDialog(VerbDialog):
    """Ask for the unit and the reason."""

    VERB = Verb.RULE

    def fields(self) -> Sequence[Field[Any]]:
        """Return unit and reason."""
        self._unit = PickField(
            "unit_code",
            _("Unit"),
            lambda: unit_choices(self.shop, self.row, self.row.tier),
            hint=_("code or name"),
        )
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._unit, self._reason)

    def command(self) -> RuleCase:
        """Return the command."""
        return RuleCase(
            number=self.row.number,
            seen_version=self.row.version,
            unit_code=self._unit.value or "",
            reason=self._reason.value,
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Say that it is final, and explain the clock that starts."""
        final = _("The unit cannot return the case.")
        return (final, *explain_stage(self.shop, outcome, now))


class HandDownDialog(VerbDialog):
    """Ask for the tier and the reason; the next one down stands first."""

    VERB = Verb.HAND_DOWN

    def fields(self) -> Sequence[Field[Any]]:
        """Return tier and reason."""
        tiers = range(self.row.tier - 1, 0, -1)
        self._tier: ChoiceField[int] = ChoiceField(
            "tier", _("Tier"), [(tier, tier_word(tier)) for tier in tiers], chosen=0, numbered=False
        )
        self._reason = TextField("reason", _("Reason"), required=True)
        return (self._tier, self._reason)

    def begin(self) -> None:
        """Begin with the reason: the tier is most often the one below."""
        self._reason.take_keys()

    def command(self) -> HandDownCase:
        """Return the command."""
        return HandDownCase(
            number=self.row.number,
            seen_version=self.row.version,
            tier=self._tier.value or 0,
            reason=self._reason.value,
        )

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
