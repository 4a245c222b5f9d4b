"""What every screen with a case under the cursor shares: verbs, explanation, head and foot."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from console.present.duplicates import mention
from console.present.receipts import receipt, short_receipt
from console.present.tones import Tone
from console.present.views import READY_MADE, View
from console.present.words import _
from console.tui.courier import Courier
from console.tui.keys import Place, bindings
from console.tui.rights import Rights
from console.tui.shop import Shop
from console.tui.status import Say, Status
from console.tui.steady import Steady
from console.tui.undoing import Undoing, way_back_of
from core.cases.rows import CaseFilter, CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand
from core.kernel.text import neutralise

if TYPE_CHECKING:
    from console.tui.orders import Wanted


class WorkScreen(Steady, Screen[None]):
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
        self.rights = Rights(shop.scope.role, status, shop.read_only)

    def case_under_hand(self) -> CaseRow | None:
        """Return the case that a verb would act on."""
        raise NotImplementedError

    def stage_under_hand(self) -> str | None:
        """Return the clock that an explanation would be about; ``None`` is the soonest."""
        return None

    def renew(self) -> None:
        """Read again, because something has changed."""
        raise NotImplementedError

    def marks_changed(self) -> None:
        """Draw the marks anew, on a screen that has any."""

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
        self.app.push_screen(dialog, self.after_dialog)

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

    def open_ended(self, wanted: CaseFilter | None = None) -> None:
        """Find a case that has ended, and open the menu of verbs for it."""
        from console.tui.dialogs.ended import EndedDialog

        def found(row: CaseRow | None) -> None:
            if row is not None:
                self._open_menu(row, lambda verb: self.start_verb(verb, row))

        self.app.push_screen(EndedDialog(self.shop, wanted), found)

    @property
    def views(self) -> tuple[View, ...]:
        """The views that may be put on here."""
        return READY_MADE

    def open_jump(self) -> None:
        """Ask for the number of a case, and go there."""
        from console.tui.dialogs.jump import JumpDialog

        def found(row: CaseRow | None) -> None:
            if row is not None:
                self.go_to(row)

        self.app.push_screen(JumpDialog(self.shop), found)

    def go_to(self, row: CaseRow) -> None:
        """Show a case, open or ended."""
        from console.tui.dialogs.story import StoryDialog

        self.app.push_screen(StoryDialog(row, self.shop))

    # What is typed behind the colon.

    def open_palette(self, theme: str) -> None:
        """Find a command by its name, or take an order."""
        from console.tui.dialogs.order_reader import OrderReader
        from console.tui.dialogs.palette import PaletteDialog

        row = self.case_under_hand()
        reader = OrderReader(self.shop, row, theme, self.views)
        dialog = PaletteDialog(self.PLACES, row, self.rights, reader, self.shop.scope.login)
        self.app.push_screen(dialog, self._carry_out)

    async def _carry_out(self, wanted: "Wanted | None") -> None:
        from console.tui.orders import Go, Open, Ready, Run, Show

        match wanted:
            case Run(action):
                await self.app.run_action(action, default_namespace=self)
            case Show(line):
                (await self._queue()).show_only(line)
            case Go(row):
                (await self._queue()).go_to(row)
            case Open(verb, row, named):
                (WorkScreen.start_verb if named else type(self).start_verb)(self, verb, row)
            case Ready(verb, command, row, named):
                start = WorkScreen.start_ready if named else type(self).start_ready
                start(self, verb, command, row)

    async def _queue(self) -> Any:
        """Switch to the queue, which is built on this screen and not known to it."""
        queue = self.app.get_screen("queue")
        if self is not queue:
            await self.app.switch_screen(queue)
        return queue

    # Once more, and back again.

    def action_repeat(self) -> None:
        """Do the verb of last time to the case under the cursor, filled in alike."""
        row, last = self.case_under_hand(), self.courier.journal.repeatable
        if row is None:
            self.say(_("There is no case under the cursor."), Tone.SOON)
        elif last is None:
            self.say(_("Nothing has been done here that could be repeated."), Tone.SOON)
        else:
            self.start_ready(*last, row)

    def start_ready(self, verb: Verb, command: CaseCommand, row: CaseRow) -> None:
        """Show what a command that is filled in already would do to a case, or say why not."""
        reason = self.rights.why_not(verb, row)
        if reason:
            self.say(reason, Tone.SOON)
            return
        from console.tui.dialogs.ready import ReadyDialog

        dialog = ReadyDialog(verb, command, row, self.shop, self.courier)
        self.app.push_screen(dialog, self.after_dialog)

    def action_undo(self) -> None:
        """Take back what was done last, where there is a way back; else say so."""
        Undoing(self).begin()

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

        dialog = ReportDialog(self.shop, self.courier)

        def reported(outcome: CaseOutcome | None) -> None:
            self.after_dialog(outcome)
            if outcome is not None and outcome.verb != Verb.MERGE and dialog.likely:
                self.say(f"{short_receipt(outcome)} · {mention(dialog.likely)}", Tone.SOON)

        self.app.push_screen(dialog, reported)

    def open_case(self) -> None:
        """Show the whole story of the case under the cursor."""
        row = self.case_under_hand()
        if row is not None:
            from console.tui.dialogs.story import StoryDialog

            self.app.push_screen(StoryDialog(row, self.shop))

    def after_dialog(self, outcome: CaseOutcome | None) -> None:
        """Say what came of a dialog, and how to take it back where that is possible."""
        if outcome is not None:
            told = receipt(outcome, self.shop.clock(), self.shop.zone)
            way_back = way_back_of(outcome.verb, self.rights)
            self.say(f"{told} · {way_back}" if way_back else told)
            self.renew()

    def say(self, sentence: str, tone: Tone = Tone.GOOD) -> None:
        """Say something in the foot of the screen."""
        self.app.post_message(Say(sentence, tone))

    def tell_taken(self, who: str, what: str, number: str) -> None:
        """Say that somebody else has acted on the case under the cursor."""
        told = _("%(number)s: %(who)s has just done “%(what)s”.")
        names = {"who": neutralise(who), "what": what, "number": neutralise(number)}
        self.app.post_message(Say(told % names, Tone.NEWS, is_news=True))
