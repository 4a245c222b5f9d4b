"""Merge a case into another one, and take a merge back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from console.present.cases import place_of, state_of, title_of
from console.present.words import _
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.telling import last_said
from core.cases.commands import MergeCase, UnmergeCase
from core.cases.rows import CaseDetail, CaseFilter, CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.text import neutralise

_STREET_DIGITS: Final = 9
_MOST: Final = 500


class MergeDialog(VerbDialog):
    """Ask which case stands for this one; same grid and same item stand first."""

    VERB = Verb.MERGE

    def fields(self) -> Sequence[Field[Any]]:
        """Return the case that stays, and the reason."""
        self._into = PickField(
            "into", _("Into"), self._cases, hint=_("number, matter or place, in the street")
        )
        self._reason = TextField("reason", _("Reason"))
        return (self._into, self._reason)

    def _cases(self) -> Sequence[Choice[str]]:
        row = self.row
        wanted = CaseFilter(area=row.area_code[:_STREET_DIGITS])
        rows = self.shop.queue.after(wanted, None, _MOST, self.shop.clock())
        others = [other for other in rows if other.id != row.id]
        others.sort(key=lambda other: (not self._alike(other), other.area_code != row.area_code))
        return [
            Choice(
                other.number,
                other.number,
                title_of(other),
                f"{state_of(other).text} {place_of(other, street=False)}"
                f" {neutralise(other.address)}",
                _("same item, same place") if self._alike(other) else "",
            )
            for other in others
        ]

    def _alike(self, other: CaseRow) -> bool:
        row = self.row
        return other.area_code == row.area_code and other.item_code == row.item_code

    def command(self) -> MergeCase:
        """Return the command."""
        return MergeCase(
            number=self.row.number,
            seen_version=self.row.version,
            into=self._into.value or "",
            reason=self._reason.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be different, and which case stays."""
        into = (_("Merged into"), "", neutralise(self._into.value or ""))
        return [*super().changes(outcome, now), into]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say what becomes of the clocks."""
        return (_("Every clock of this case stops; the other one goes on as it is."),)


class UnmergeDialog(ReasonDialog, KnowingDialog):
    """Take the merge back, with a reason."""

    VERB = Verb.UNMERGE
    COMMAND = UnmergeCase

    def known(self, detail: CaseDetail) -> None:
        """Show what was merged into what."""
        self.tell_above(last_said(detail, Verb.MERGE, self.shop))

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say what becomes of the clocks."""
        return (_("Its clocks run on from where they stopped."),)
