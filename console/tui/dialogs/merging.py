"""Merge a case into another one, and take a merge back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from console.present.cases import place_of, state_of, title_of
from console.present.duplicates import likelihood_of, reasons_of
from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.shop import Shop
from console.tui.telling import last_said
from core.cases.commands import MergeCase, UnmergeCase
from core.cases.lifecycle import is_open
from core.cases.rows import CaseDetail, CaseFilter, CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.text import neutralise

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow

_STREET_DIGITS: Final = 9
_MOST: Final = 500


class MergeDialog(VerbDialog):
    """Ask which case stands for this one: the likeliest duplicates first, then same item and grid.

    Args:
        row: the case to merge.
        shop: where to read.
        courier: carries the command.
        into: the number of the case that is marked at first.
    """

    VERB = Verb.MERGE

    def __init__(self, row: CaseRow, shop: Shop, courier: Courier, into: str | None = None) -> None:
        super().__init__(row, shop, courier)
        self._wish = into
        self._likely: Mapping[str, DuplicateRow] = {}

    def fields(self) -> Sequence[Field[Any]]:
        """Return the case that stays, and the reason."""
        self._into = PickField(
            "into",
            _("Into"),
            self._cases,
            hint=_("number, matter or place, in the street"),
            wish=self._wish,
        )
        self._reason = TextField("reason", _("Reason"))
        return (self._into, self._reason)

    def _cases(self) -> Sequence[Choice[str]]:
        row, now = self.row, self.shop.clock()
        likely = [
            one for one in self.shop.duplicates.of(row.number, now) if is_open(one.case.state)
        ]
        self._likely = {one.case.number: one for one in likely}
        wanted = CaseFilter(area=row.area_code[:_STREET_DIGITS])
        rows = self.shop.queue.after(wanted, None, _MOST, now)
        known = {row.number, *self._likely}
        others = [other for other in rows if other.number not in known]
        others.sort(key=lambda other: (not self._alike(other), other.area_code != row.area_code))
        return [self._choice(other) for other in (*(one.case for one in likely), *others)]

    def _choice(self, other: CaseRow) -> Choice[str]:
        likely = self._likely.get(other.number)
        mark = _("same item, same place") if self._alike(other) else ""
        return Choice(
            other.number,
            other.number,
            title_of(other),
            f"{state_of(other).text} {place_of(other, street=False)} {neutralise(other.address)}",
            likelihood_of(likely) if likely else mark,
        )

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
        into = (_("Into"), "", neutralise(self._into.value or ""))
        return [*super().changes(outcome, now), into]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say why they may be of one matter, and what becomes of the clocks."""
        likely = self._likely.get(self._into.value or "")
        clocks = _("Every clock of this case stops; the other one goes on as it is.")
        return (reasons_of(likely), clocks) if likely else (clocks,)


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
