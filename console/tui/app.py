"""The application: it owns nothing, and puts together what does.

Screens hold what is seen, the courier carries commands, the watch waits for changes; here
they are only made, and what concerns all of them is passed on. The empty desk is painted
first: the database, and the libraries that speak to it, are opened behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import inf
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Event, Key, Paste
from textual.filter import LineFilter, NoColor
from textual.message import Message
from textual.timer import Timer

from console.present.tones import Tone
from console.present.vocabulary import sentence
from console.present.words import CHINESE, ENGLISH, _, in_chinese, use_language
from console.terminal import TerminalDriver
from console.tui.doorway import Doorway
from console.tui.keys import Place, bindings, given_keys, use_keys, word_of
from console.tui.status import ANSWER_SECONDS, NOTICE_SECONDS, ReadFailed, Say, Status
from console.tui.steady import FaultMet, Steady
from console.tui.themes import PALETTES, palette_after, palette_named, theme_of
from console.tui.typeahead import Typeahead
from core.kernel.errors import CoreError, Unavailable
from core.kernel.text import neutralise

if TYPE_CHECKING:
    from console.tui.courier import CommandDone, CommandFailed, CommandRefused
    from console.tui.screens.work import WorkScreen
    from console.tui.shop import Shop
    from console.tui.watch import LineChanged, TimersBeat, Watch

FIRST_RETRY: Final = 1.0
LAST_RETRY: Final = 30.0
"""Seconds until a lost database is asked again: doubling from first to last."""
MOST_FAULTS: Final = 20
"""Faults after which the desk is left: one that comes back at every turn cannot be worked with."""


class ShopOpened(Message):
    """The database is open, and everything is loaded that the work needs."""

    def __init__(self, shop: "Shop", place: str) -> None:
        super().__init__()
        self.shop = shop
        self.place = place


class DeskApp(Steady, App[None]):
    """The desk on a terminal."""

    TITLE = "GridDesk"
    CSS_PATH = Path(__file__).parent / "griddesk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.DESK)]
    ENABLE_COMMAND_PALETTE = False  # ours is printed from the table of keys

    def __init__(
        self,
        open_shop: "Callable[[], Shop]",
        *,
        theme: str | None = None,
        tour: bool = False,
        driver: type[Driver] | None = None,
        over_typed: Sequence[LineFilter] = (),
    ) -> None:
        super().__init__(driver_class=driver)
        self.over_typed = over_typed
        self._tour = tour
        self._typeahead = Typeahead(self, super().on_event)
        self.status = Status()
        self.trouble: Exception | None = None
        self._open_shop = open_shop
        self._shop: Shop | None = None
        self._watch: Watch | None = None
        self._feed_lost_since: datetime | None = None
        self._retry: Timer | None = None
        self._pause = FIRST_RETRY
        self._answered_at = -inf
        self.faults: list[str] = []
        """The ids of the mistakes that the program has made since it was started."""
        if self.no_color:
            # Textual alone would leave shades of grey, which are colours too.
            self._filters.append(NoColor())
        for palette in PALETTES.values():
            self.register_theme(theme_of(palette))
        few = self.console.color_system == "standard"
        self.theme = palette_named(theme, sixteen_colours=few).name

    @property
    def shop(self) -> "Shop":
        """Everything the screens work with, once it is open."""
        assert self._shop is not None, "the database is not open yet"  # noqa: S101  a mistake of ours
        return self._shop

    async def on_event(self, event: Event) -> None:
        """Let keys wait for the one before them."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._typeahead.take(event)
        else:
            await super().on_event(event)

    @property
    def at_work(self) -> "WorkScreen | None":
        """The screen that is worked in, when no dialog lies over it and the desk is not closing."""
        from console.tui.screens.work import WorkScreen

        top = self.screen_stack[-1] if self.screen_stack else None
        return top if isinstance(top, WorkScreen) else None

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
            import console.tui.screens.admin
            import console.tui.screens.calendar
            import console.tui.screens.grids
            import console.tui.screens.inbox
            import console.tui.screens.queue
            import console.tui.screens.reports
            import console.tui.screens.staff
            import console.tui.screens.timers
            import console.tui.screens.units  # noqa: F401
        except Exception as error:  # noqa: BLE001  told by whoever started the screen
            self.trouble = error
            self.call_from_thread(self.exit)
        else:
            self.post_message(ShopOpened(shop, top[0].name if top else ""))

    @on(ShopOpened)
    async def _begin(self, event: ShopOpened) -> None:
        from console.tui.courier import Courier
        from console.tui.screens.admin import AdminScreen
        from console.tui.screens.calendar import CalendarScreen
        from console.tui.screens.grids import GridsScreen
        from console.tui.screens.inbox import InboxScreen
        from console.tui.screens.queue import QueueScreen
        from console.tui.screens.reports import ReportsScreen
        from console.tui.screens.staff import StaffScreen
        from console.tui.screens.timers import TimersScreen
        from console.tui.screens.units import UnitsScreen
        from console.tui.watch import Watch

        shop = self._shop = event.shop
        self.status.place = event.place
        self.status.read_only = shop.read_only
        courier = Courier(self, lambda: shop.desk, shop.scope.login)
        self.install_screen(QueueScreen(shop, self.status, courier), "queue")
        self.install_screen(TimersScreen(shop, self.status, courier), "timers")
        self.install_screen(GridsScreen(shop, self.status, courier), "grids")
        self.install_screen(StaffScreen(shop, self.status, courier), "staff")
        self.install_screen(UnitsScreen(shop, self.status, courier), "units")
        self.install_screen(ReportsScreen(shop, self.status, courier), "reports")
        self.install_screen(CalendarScreen(shop, self.status, courier), "calendar")
        self.install_screen(AdminScreen(shop, self.status, courier), "admin")
        self.install_screen(InboxScreen(shop, self.status, courier), "inbox")
        await self.push_screen("queue")
        self._watch = Watch(self, shop.feed, shop.scheduling.beat_at)
        self._watch.start()
        if self._tour:
            self.call_after_refresh(self._show_around)
        if shop.bell:
            from console.tui.bell import Bell

            await self.mount(Bell(shop))

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
        self._feed_lost_since = event.lost_since
        self._set_line(event.lost_since)

    def on_timers_beat(self, event: "TimersBeat") -> None:
        """Keep when the timers were last heard of; the head tells how long ago that is."""
        self.status.beat_at = event.beat_at

    def on_row_list_counted(self) -> None:
        """Take it that the database answers again, when a read has come back after a failure."""
        if not self.status.live and self._feed_lost_since is None:
            self._set_line(None)

    def _set_line(self, lost_since: datetime | None) -> None:
        was_live = self.status.live
        self.status.lost_since = lost_since
        if lost_since is None:
            self._pause = FIRST_RETRY
        if lost_since is None and not was_live:
            self.post_message(Say(_("The database is back."), is_news=True))
        self._retell()

    @on(ReadFailed)
    def _read_failed(self, event: ReadFailed) -> None:
        if isinstance(event.error, Unavailable):
            if self.status.live:
                self._set_line(self.shop.clock())
            self._ask_again_later()
        elif isinstance(event.error, CoreError):
            self.post_message(Say(sentence(event.error), Tone.LATE))
        else:
            self._record(event.error)

    def _ask_again_later(self) -> None:
        """Ask a lost database again, however many reads have failed, once and ever more seldom."""
        if self._retry is None:
            self._retry = self.set_timer(self._pause, self._ask_again)
            self._pause = min(2 * self._pause, LAST_RETRY)

    def _ask_again(self) -> None:
        self._retry = None
        self.on_database_changed()

    @on(FaultMet)
    def _fault_met(self, event: FaultMet) -> None:
        self._handle_exception(event.error)

    def _handle_exception(self, error: Exception) -> None:
        """Put a mistake of the program on record and go on; Textual would end here."""
        if len(self.faults) >= MOST_FAULTS or self._shop is None:
            super()._handle_exception(error)
            return
        self._record(error)

    def _record(self, error: Exception) -> None:
        from console.faults import record_fault

        self.faults.append(record_fault(error))
        self._tell_fault(self.faults[-1])

    @on(Say)
    def _say(self, event: Say) -> None:
        """Show what is said; news waits until the last answer could be read."""
        if not event.is_news:
            self._answered_at = monotonic()
        elif (wait := self._answered_at + ANSWER_SECONDS - monotonic()) > 0:
            again = Say(event.sentence, event.tone, is_news=True)
            self.set_timer(wait, lambda: self.post_message(again))
            return
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
        """Change to the next theme."""
        before = PALETTES[self.theme]
        after = palette_after(before)
        if after is before:
            self.post_message(Say(_("This terminal has sixteen colours; they have one theme.")))
        self.theme = after.name
        self._retell()

    def action_renew(self) -> None:
        """Read everything again."""
        self.on_database_changed()

    async def action_go(self, screen: str) -> None:
        """Switch to a screen."""
        if self.at_work:
            await self.switch_screen(screen)

    def action_command_palette(self) -> None:
        """Find a command by its name, or type an order."""
        if self.at_work:
            self.at_work.open_palette("dark" if PALETTES[self.theme].dark else "light")

    def action_report(self) -> None:
        """Take in a new report."""
        if self.at_work:
            self.at_work.open_report()

    def action_ended(self) -> None:
        """Find a case that has ended."""
        if self.at_work:
            self.at_work.open_ended()

    def action_jump(self) -> None:
        """Go to a case by its number."""
        if self.at_work:
            self.at_work.open_jump()

    def action_keys(self) -> None:
        """Show all keys."""
        from console.tui.dialogs.help import HelpDialog

        if self.at_work:
            self.push_screen(HelpDialog())

    def action_help_here(self) -> None:
        """Help with what has the keys now."""
        from console.tui.dialogs.help import HelpDialog, help_for

        if self._shop is not None and not isinstance(self.screen, HelpDialog):
            self.push_screen(help_for(self.screen, self.focused))

    def action_tour(self) -> None:
        """Show the places of the queue, one after the other."""
        from console.tui.dialogs.tour import TourDialog

        queue = self.get_screen("queue")
        if self.screen is queue:
            self.push_screen(TourDialog(queue, self.shop.scope.login))
        elif self.at_work:
            self.post_message(Say(_("The tour begins on the queue: press 1 first."), Tone.SOON))

    def _show_around(self) -> None:
        """Begin the tour where it has never been taken or left."""
        from console.tui.dialogs.tour import was_toured

        if not was_toured(self.shop.scope.login):
            self.action_tour()


def run(
    open_shop: "Callable[[], Shop]",
    *,
    keys: Mapping[str, str] | None = None,
    theme: str | None = None,
    driver: type[Driver] | None = None,
    over_typed: Sequence[LineFilter] = (),
    tour: bool = False,
) -> None:
    """Show the desk until the operator leaves it.

    Args:
        open_shop: opens the database; called in a thread, after the first paint.
        keys: other keys, by the ids of `console.tui.keys`.
        theme: a name of `console.tui.themes.THEMES`; dark unless it is one.
        driver: what the desk paints on, where that is not the terminal.
        over_typed: filters of what widgets paint that show what was typed.
        tour: whether to show a newcomer around.

    Raises:
        CoreError: what opening raised; the terminal is given back first.
        SystemExit: nobody has left the desk: its terminal is gone, or the program broke down.
    """
    unknown, clashes = use_keys(keys or {})
    app = DeskApp(
        open_shop,
        theme=theme,
        tour=tour,
        driver=driver or TerminalDriver,
        over_typed=over_typed,
    )
    told = [
        _("The key %(key)s is given to “%(one)s”, but “%(other)s” has it; its own key stays.")
        % {"key": neutralise(clash.keys), "one": word_of(clash.key), "other": word_of(clash.other)}
        for clash in clashes
    ]
    if unknown:
        names = neutralise(", ".join(unknown))
        told.append(_("The settings give keys to what there is not: %(names)s.") % {"names": names})
    if told:
        app.status.say(" ".join(told), Tone.SOON)
    app.run()
    if app.trouble is not None:
        raise app.trouble
    if app.return_code:
        raise SystemExit(app.return_code)
