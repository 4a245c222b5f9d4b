"""The application: it owns nothing, and puts together what does.

Screens hold what is seen, the courier carries commands, the watch waits for changes; here
they are only made, and what concerns all of them is passed on.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import App
from textual.binding import BindingType

from console.faults import record_fault
from console.present.receipts import receipt
from console.present.tones import Tone
from console.present.vocabulary import sentence
from console.present.words import CHINESE, ENGLISH, _, in_chinese, use_language
from console.tui.courier import CommandDone, CommandFailed, CommandRefused, Courier
from console.tui.keys import Place, bindings, given_keys, use_keys
from console.tui.screens.queue import QueueScreen
from console.tui.screens.timers import TimersScreen
from console.tui.screens.work import WorkScreen
from console.tui.shop import Shop
from console.tui.status import NOTICE_SECONDS, ReadFailed, Say, Status
from console.tui.themes import DAY, NIGHT, PALETTES, theme_of
from console.tui.watch import DatabaseChanged, LineChanged, Watch
from core.kernel.errors import CoreError, Unavailable

RETRY_SECONDS: Final = 2.0


class DeskApp(App[None]):
    """The desk on a terminal."""

    TITLE = "GridDesk"
    CSS_PATH = Path(__file__).parent / "griddesk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.DESK)]
    ENABLE_COMMAND_PALETTE = False  # ours is printed from the table of keys

    def __init__(self, shop: Shop, *, theme: str | None = None) -> None:
        super().__init__()
        self.shop = shop
        self.status = Status()
        self._watch = Watch(self, shop.feed)
        self._courier = Courier(self, lambda: shop.desk, shop.scope.login)
        for palette in (NIGHT, DAY):
            self.register_theme(theme_of(palette))
        self.theme = DAY.name if theme == "light" else NIGHT.name

    def on_mount(self) -> None:
        """Show the work, then begin to watch for changes."""
        self.install_screen(QueueScreen(self.shop, self.status, self._courier), "queue")
        self.install_screen(TimersScreen(self.shop, self.status, self._courier), "timers")
        self.push_screen("queue")
        self.set_keymap(dict(given_keys()))
        self._watch.start()

    def on_unmount(self) -> None:
        """Let the feed go."""
        self._watch.stop()

    # What concerns every screen.

    @on(DatabaseChanged)
    def _changed(self) -> None:
        if isinstance(self.screen, WorkScreen):
            self.screen.renew()

    @on(LineChanged)
    def _line_changed(self, event: LineChanged) -> None:
        self._set_line(event.lost_since)

    def _set_line(self, lost_since: datetime | None) -> None:
        was_live = self.status.live
        self.status.lost_since = lost_since
        if lost_since is None and not was_live:
            self.post_message(Say(_("The database is back.")))
        self._retell()

    @on(ReadFailed)
    def _read_failed(self, event: ReadFailed) -> None:
        if isinstance(event.error, Unavailable):
            if self.status.live:
                self._set_line(self.shop.clock())
            self.set_timer(RETRY_SECONDS, self._try_again)
        elif isinstance(event.error, CoreError):
            self.post_message(Say(sentence(event.error), Tone.LATE))
        else:
            self._tell_fault(record_fault(event.error))

    def _try_again(self) -> None:
        self._changed()

    @on(Say)
    def _say(self, event: Say) -> None:
        number = self.status.say(event.sentence, event.tone)
        self.set_timer(NOTICE_SECONDS, lambda: self._hush(number))
        self._retell()

    def _hush(self, number: int) -> None:
        self.status.hush(number)
        self._retell()

    def _retell(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen) and screen.is_mounted:
                screen.retell()

    # Answers to commands whose dialog was closed before they came.

    @on(CommandDone)
    def _done(self, event: CommandDone) -> None:
        self.post_message(Say(receipt(event.outcome, self.shop.clock(), self.shop.zone)))

    @on(CommandRefused)
    def _refused(self, event: CommandRefused) -> None:
        self.post_message(Say(sentence(event.error), Tone.LATE))

    @on(CommandFailed)
    def _command_failed(self, event: CommandFailed) -> None:
        self._tell_fault(event.error_id)

    def _tell_fault(self, error_id: str) -> None:
        told = _("The program has made a mistake; it is on record as %(id)s.") % {"id": error_id}
        self.post_message(Say(told, Tone.LATE))

    # Keys of the desk.

    def action_language(self) -> None:
        """Speak the other language."""
        use_language(ENGLISH if in_chinese() else CHINESE)
        self._retell()

    def action_theme(self) -> None:
        """Change between dark and light."""
        self.theme = DAY.name if PALETTES[self.theme].dark else NIGHT.name
        self._retell()

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        if isinstance(self.screen, WorkScreen):
            from console.tui.dialogs.palette import PaletteDialog

            screen = self.screen
            dialog = PaletteDialog(screen.PLACES, screen.case_under_hand(), screen.rights)
            self.push_screen(dialog, self._start_command)

    async def _start_command(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action, default_namespace=self.screen)

    def action_renew(self) -> None:
        """Read everything again."""
        self._changed()

    async def action_go(self, screen: str) -> None:
        """Switch to a screen."""
        if isinstance(self.screen, WorkScreen):
            await self.switch_screen(screen)

    def action_report(self) -> None:
        """Take in a new report."""
        if isinstance(self.screen, WorkScreen):
            self.screen.open_report()

    def action_ended(self) -> None:
        """Find a case that has ended."""
        if isinstance(self.screen, WorkScreen):
            self.screen.open_ended()

    def action_keys(self) -> None:
        """Show all keys."""
        from console.tui.dialogs.help import HelpDialog

        self.push_screen(HelpDialog())


def run(shop: Shop, *, keys: Mapping[str, str] | None = None, theme: str | None = None) -> None:
    """Show the desk until the operator leaves it."""
    unknown = use_keys(keys or {})
    app = DeskApp(shop, theme=theme)
    if unknown:
        told = _("The settings give keys to what there is not: %(names)s.")
        app.status.say(told % {"names": ", ".join(unknown)}, Tone.SOON)
    app.run()
