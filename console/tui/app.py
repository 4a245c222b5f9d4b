"""The application: it owns nothing, and puts together what does.

Screens hold what is seen, the courier carries commands, the watch waits for changes; here
they are only made, and what concerns all of them is passed on. The empty desk is painted
first: the database, and the libraries that speak to it, are opened behind it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import App
from textual.binding import BindingType
from textual.filter import NoColor
from textual.message import Message

from console.present.tones import Tone
from console.present.vocabulary import sentence
from console.present.words import CHINESE, ENGLISH, _, in_chinese, use_language
from console.tui.doorway import Doorway
from console.tui.keys import Place, bindings, given_keys, use_keys
from console.tui.status import NOTICE_SECONDS, ReadFailed, Say, Status
from console.tui.themes import DAY, NIGHT, PALETTES, theme_of
from core.kernel.errors import CoreError, Unavailable

if TYPE_CHECKING:
    from console.tui.courier import CommandDone, CommandFailed, CommandRefused
    from console.tui.screens.work import WorkScreen
    from console.tui.shop import Shop
    from console.tui.watch import LineChanged, Watch

RETRY_SECONDS: Final = 2.0


class ShopOpened(Message):
    """The database is open, and everything is loaded that the work needs."""

    def __init__(self, shop: "Shop", place: str) -> None:
        super().__init__()
        self.shop = shop
        self.place = place


class DeskApp(App[None]):
    """The desk on a terminal."""

    TITLE = "GridDesk"
    CSS_PATH = Path(__file__).parent / "griddesk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.DESK)]
    ENABLE_COMMAND_PALETTE = False  # ours is printed from the table of keys

    def __init__(self, open_shop: "Callable[[], Shop]", *, theme: str | None = None) -> None:
        super().__init__()
        self.status = Status()
        self.trouble: Exception | None = None
        self._open_shop = open_shop
        self._shop: Shop | None = None
        self._watch: Watch | None = None
        if self.no_color:
            # Textual alone would leave shades of grey, which are colours too.
            self._filters.append(NoColor())
        for palette in (NIGHT, DAY):
            self.register_theme(theme_of(palette))
        self.theme = DAY.name if theme == "light" else NIGHT.name

    @property
    def shop(self) -> "Shop":
        """Everything the screens work with, once it is open."""
        assert self._shop is not None, "the database is not open yet"  # noqa: S101  a mistake of ours
        return self._shop

    @property
    def at_work(self) -> "WorkScreen | None":
        """The screen that is worked in, when no dialog lies over it."""
        from console.tui.screens.work import WorkScreen

        return self.screen if isinstance(self.screen, WorkScreen) else None

    def get_default_screen(self) -> Doorway:
        """Begin with the empty desk."""
        return Doorway()

    def on_mount(self) -> None:
        """Open the database once the empty desk has been painted."""
        self.set_keymap(dict(given_keys()))
        self.call_after_refresh(
            self.run_worker, self._open, thread=True, group="opening", exit_on_error=False
        )

    def _open(self) -> None:
        try:
            shop = self._open_shop()
            top = shop.registry.areas()
            # Loaded here, so that the thread that draws need not wait for it.
            import console.tui.screens.queue
            import console.tui.screens.timers  # noqa: F401
        except Exception as error:  # noqa: BLE001  told by whoever started the screen
            self.trouble = error
            self.call_from_thread(self.exit)
        else:
            self.post_message(ShopOpened(shop, top[0].name if top else ""))

    @on(ShopOpened)
    async def _begin(self, event: ShopOpened) -> None:
        from console.tui.courier import Courier
        from console.tui.screens.queue import QueueScreen
        from console.tui.screens.timers import TimersScreen
        from console.tui.watch import Watch

        shop = self._shop = event.shop
        self.status.place = event.place
        courier = Courier(self, lambda: shop.desk, shop.scope.login)
        self.install_screen(QueueScreen(shop, self.status, courier), "queue")
        self.install_screen(TimersScreen(shop, self.status, courier), "timers")
        await self.push_screen("queue")
        self._watch = Watch(self, shop.feed)
        self._watch.start()

    def on_unmount(self) -> None:
        """Let the feed go."""
        if self._watch is not None:
            self._watch.stop()

    # What concerns every screen.

    def on_database_changed(self) -> None:
        """Read again."""
        if self.at_work:
            self.at_work.renew()

    def on_line_changed(self, event: "LineChanged") -> None:
        """Tell whether the line is live."""
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
            self.set_timer(RETRY_SECONDS, self.on_database_changed)
        elif isinstance(event.error, CoreError):
            self.post_message(Say(sentence(event.error), Tone.LATE))
        else:
            from console.faults import record_fault

            self._tell_fault(record_fault(event.error))

    @on(Say)
    def _say(self, event: Say) -> None:
        number = self.status.say(event.sentence, event.tone)
        self.set_timer(NOTICE_SECONDS, lambda: self._hush(number))
        self._retell()

    def _hush(self, number: int) -> None:
        self.status.hush(number)
        self._retell()

    def _retell(self) -> None:
        from console.tui.screens.work import WorkScreen

        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen) and screen.is_mounted:
                screen.retell()

    # Answers to commands whose dialog was closed before they came.

    def on_command_done(self, event: "CommandDone") -> None:
        """Say what was done."""
        from console.present.receipts import receipt

        self.post_message(Say(receipt(event.outcome, self.shop.clock(), self.shop.zone)))

    def on_command_refused(self, event: "CommandRefused") -> None:
        """Say why it was not done."""
        self.post_message(Say(sentence(event.error), Tone.LATE))

    def on_command_failed(self, event: "CommandFailed") -> None:
        """Say that the program made a mistake."""
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

    def action_renew(self) -> None:
        """Read everything again."""
        self.on_database_changed()

    async def action_go(self, screen: str) -> None:
        """Switch to a screen."""
        if self.at_work:
            await self.switch_screen(screen)

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        if self.at_work:
            from console.tui.dialogs.palette import PaletteDialog

            work = self.at_work
            dialog = PaletteDialog(work.PLACES, work.case_under_hand(), work.rights)
            self.push_screen(dialog, self._start_command)

    async def _start_command(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action, default_namespace=self.screen)

    def action_report(self) -> None:
        """Take in a new report."""
        if self.at_work:
            self.at_work.open_report()

    def action_ended(self) -> None:
        """Find a case that has ended."""
        if self.at_work:
            self.at_work.open_ended()

    def action_keys(self) -> None:
        """Show all keys."""
        from console.tui.dialogs.help import HelpDialog

        if self.at_work:
            self.push_screen(HelpDialog())


def run(
    open_shop: "Callable[[], Shop]",
    *,
    keys: Mapping[str, str] | None = None,
    theme: str | None = None,
) -> None:
    """Show the desk until the operator leaves it.

    Args:
        open_shop: opens the database; called in a thread, after the first paint.
        keys: other keys, by the ids of `console.tui.keys`.
        theme: ``light`` or ``dark``.

    Raises:
        CoreError: what opening raised; the terminal is given back first.
    """
    unknown = use_keys(keys or {})
    app = DeskApp(open_shop, theme=theme)
    if unknown:
        told = _("The settings give keys to what there is not: %(names)s.")
        app.status.say(told % {"names": ", ".join(unknown)}, Tone.SOON)
    app.run()
    if app.trouble is not None:
        raise app.trouble
