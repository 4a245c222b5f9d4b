"""A screen whose list can be marked: a verb is then for all marked cases at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from console.present.tones import Tone
from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.menu import TogetherMenu
from console.tui.dialogs.several import SeveralDialog
from console.tui.dialogs.together import TOGETHER, Together, alike
from console.tui.errands import Errand
from console.tui.keys import BY_ID, Place, bindings, shown
from console.tui.marks import Marks
from console.tui.rights import Rights
from console.tui.screens.work import WorkScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseDetail, CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand

MOST_MARKED: Final = 200
"""Cases that one key marks at most; more are to be narrowed down first, never cut silently."""


@dataclass(frozen=True, slots=True)
class TogetherRights:
    """What may be done with all marked cases; what each allows, the preview says."""

    rights: Rights
    marks: Marks

    def why_not(
        self,
        verb: Verb,
        row: CaseRow | None = None,  # noqa: ARG002  all marked cases are meant
        detail: CaseDetail | None = None,  # noqa: ARG002  each has its own
    ) -> str:
        """Return why ``verb`` cannot be tried on them, or nothing."""
        together = TOGETHER.get(verb)
        if reason := self.rights.may_not(verb):
            return reason
        if together is None:
            told = _("This verb is for one case at a time; first take the marks off (%(key)s).")
            return told % {"key": shown(BY_ID["unmark"])}
        if len(self.marks) < together.least:
            return _("Mark at least two: the first one stays, the others go into it.")
        return ""


class MarkingScreen(WorkScreen):
    """A screen with marks."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.MARKS)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        self.marks = Marks()
        self._inverting = False
        self._marking = Errand(self, self._read_listed, self._mark_listed, self._not_read)

    # What a subclass says.

    @property
    def listing(self) -> RowList[Any]:
        """The list that is marked."""
        raise NotImplementedError

    def case_of(self, row: Any) -> CaseRow:
        """Return the case of a row of the list."""
        raise NotImplementedError

    def tell_marks(self) -> None:
        """Say how many are marked."""
        raise NotImplementedError

    # Keys.

    def action_mark(self) -> None:
        """Mark the case under the cursor, or take its mark off, and go to the next row."""
        row = self.case_under_hand()
        if row is not None:
            self._keep_marks()
            self.marks.turn(row)
            self.listing.action_down()
            self.marks_changed()

    def action_mark_all(self) -> None:
        """Mark every case of the list, in sight or not."""
        self._inverting = False
        self._marking.ask()

    def action_invert_marks(self) -> None:
        """Mark what is not marked in the list, and nothing else."""
        self._inverting = True
        self._marking.ask()

    def action_unmark(self) -> None:
        """Take every mark off."""
        self._keep_marks()
        self.marks.clear()
        self.marks_changed()

    def _read_listed(self) -> Sequence[CaseRow]:
        rows = self.listing.read_from_start(MOST_MARKED + 1)
        return tuple({case.id: case for case in map(self.case_of, rows)}.values())

    def _mark_listed(self, cases: Sequence[CaseRow]) -> None:
        if len(cases) > MOST_MARKED:
            told = _("There are more than %(most)s in the list; narrow it down first.")
            self.say(told % {"most": MOST_MARKED}, Tone.SOON)
            return
        self._keep_marks()
        if self._inverting:
            self.marks.invert(cases)
        else:
            self.marks.set(cases)
        self.marks_changed()

    def _not_read(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    def _keep_marks(self) -> None:
        """Remember the marks as they are, to be undone."""
        self.courier.journal.note_marks(self.marks, tuple(self.marks))

    def marks_changed(self) -> None:
        """Draw the marks anew."""
        self.listing.repaint()
        self.tell_marks()

    # Verbs.

    def action_verb(self, verb: str) -> None:
        """Open the dialog of a verb: for the marked cases, if there are any."""
        if self.marks:
            self.start_together(Verb(verb))
        else:
            super().action_verb(verb)

    def start_verb(self, verb: Verb, row: CaseRow) -> None:
        """Open the dialog of a verb: for the marked cases, if there are any."""
        if self.marks:
            self.start_together(verb)
        else:
            super().start_verb(verb, row)

    def action_more(self) -> None:
        """Open the menu of verbs: for the marked cases, if there are any."""
        if not self.marks:
            super().action_more()
            return

        def chosen(verb: Verb | None) -> None:
            if verb is not None:
                self.start_together(verb)

        menu = TogetherMenu(tuple(self.marks), self.shop, TogetherRights(self.rights, self.marks))
        self.app.push_screen(menu, chosen)

    def start_together(self, verb: Verb) -> None:
        """Open the dialog of a verb for all marked cases, or say why not."""
        reason = TogetherRights(self.rights, self.marks).why_not(verb)
        if reason:
            self.say(reason, Tone.SOON)
            return
        self._open_several(verb, TOGETHER[verb])

    def start_ready(self, verb: Verb, command: CaseCommand, row: CaseRow) -> None:
        """Show what a command that is filled in would do: to the marked cases, if there are any."""
        if not self.marks:
            super().start_ready(verb, command, row)
        elif reason := TogetherRights(self.rights, self.marks).why_not(verb):
            self.say(reason, Tone.SOON)
        else:
            self._open_several(verb, alike(command))

    def _open_several(self, verb: Verb, together: Together) -> None:
        dialog = SeveralDialog(verb, tuple(self.marks), self.shop, self.courier, together)
        self.app.push_screen(dialog, self._after_several)

    def _after_several(self, done: tuple[str, ...] | None) -> None:
        if done:
            # What was refused stays marked, to be tried again or looked into.
            self.marks.drop(done)
            self.renew()
            self.marks_changed()
