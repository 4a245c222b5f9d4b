"""What every screen with a case under the cursor shares: verbs, explanation, head and foot."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from console.present.receipts import receipt
from console.present.tones import Tone
from console.present.words import _
from console.tui.courier import Courier
from console.tui.keys import Place, bindings
from console.tui.rights import Rights
from console.tui.shop import Shop
from console.tui.status import Say, Status
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.text import neutralise


class WorkScreen(Screen[None]):
    """A screen to work in."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CASE)]

    PLACES: ClassVar[tuple[Place, ...]] = (Place.CASE, Place.MENU, Place.DESK)
    """Whose keys apply here, beside those of the list."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  Textual declares it as an instance variable
        (0, "-narrow"),
        (96, "-middle"),
        (116, "-normal"),
        (150, "-wide"),
    ]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__()
        self.shop = shop
        self.status = status
        self.courier = courier
        self.rights = Rights(shop.scope.role, status)

    def case_under_hand(self) -> CaseRow | None:
        """Return the case that a verb would act on."""
        raise NotImplementedError

    def stage_under_hand(self) -> str | None:
        """Return the clock that an explanation would be about; ``None`` is the soonest."""
        return None

    def renew(self) -> None:
        """Read again, because something has changed."""
        raise NotImplementedError

    def retell(self) -> None:
        """Draw every word again, because the language, the theme or the status has changed."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was shown."""
        self.renew()
        self.retell()

    def action_verb(self, verb: str) -> None:
        """Open the dialog of a verb for the case under the cursor, or say why not."""
        row = self.case_under_hand()
        if row is None:
            self.say(_("There is no case under the cursor."), Tone.SOON)
            return
        self.start_verb(Verb(verb), row)

    def start_verb(self, verb: Verb, row: CaseRow) -> None:
        """Open the dialog of a verb for a case, or say why not."""
        reason = self.rights.why_not(verb, row)
        if reason:
            self.say(reason, Tone.SOON)
            return
        from console.tui.dialogs.catalogue import dialog_for

        dialog = dialog_for(verb, row, self.shop, self.courier)
        self.app.push_screen(dialog, self._after_dialog)

    def action_more(self) -> None:
        """Open the menu of verbs for the case under the cursor."""
        row = self.case_under_hand()
        if row is None:
            self.say(_("There is no case under the cursor."), Tone.SOON)
            return
        self._open_menu(row, lambda verb: self.start_verb(verb, row))

    def _open_menu(self, row: CaseRow, start: Callable[[Verb], None]) -> None:
        from console.tui.dialogs.menu import MenuDialog

        def chosen(verb: Verb | None) -> None:
            if verb is not None:
                start(verb)

        self.app.push_screen(MenuDialog(row, self.shop, self.rights), chosen)

    def open_ended(self) -> None:
        """Find a case that has ended, and open the menu of verbs for it."""
        from console.tui.dialogs.ended import EndedDialog

        def found(row: CaseRow | None) -> None:
            if row is not None:
                self._open_menu(row, lambda verb: self.start_verb(verb, row))

        self.app.push_screen(EndedDialog(self.shop), found)

    def action_explain(self) -> None:
        """Explain the due time of the case under the cursor."""
        row = self.case_under_hand()
        if row is None:
            self.say(_("There is no case under the cursor."), Tone.SOON)
            return
        from console.tui.dialogs.explain import ExplainDialog

        self.app.push_screen(ExplainDialog(row, self.shop, self.stage_under_hand()))

    def open_report(self) -> None:
        """Take in a new report, where the role allows it."""
        reason = self.rights.may_not(Verb.REPORT)
        if reason:
            self.say(reason, Tone.SOON)
            return
        from console.tui.dialogs.report import ReportDialog

        self.app.push_screen(ReportDialog(self.shop, self.courier), self._after_dialog)

    def open_case(self) -> None:
        """Show the whole story of the case under the cursor."""
        row = self.case_under_hand()
        if row is not None:
            from console.tui.dialogs.story import StoryDialog

            self.app.push_screen(StoryDialog(row, self.shop))

    def _after_dialog(self, outcome: CaseOutcome | None) -> None:
        if outcome is not None:
            self.say(receipt(outcome, self.shop.clock(), self.shop.zone))
            self.renew()

    def say(self, sentence: str, tone: Tone = Tone.GOOD) -> None:
        """Say something in the foot of the screen."""
        self.app.post_message(Say(sentence, tone))

    def tell_taken(self, who: str, what: str, number: str) -> None:
        """Say that somebody else has acted on the case under the cursor."""
        self.say(
            _("%(number)s: %(who)s has just done “%(what)s”.")
            % {"who": neutralise(who), "what": what, "number": neutralise(number)},
            Tone.NEWS,
        )
