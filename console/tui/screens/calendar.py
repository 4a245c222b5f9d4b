"""The calendar: a month of days, what each of them is, and what falls due on it."""

from calendar import monthrange
from datetime import date, timedelta
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from console.present.times import local_day
from console.present.tones import Tone
from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.day import DayDialog
from console.tui.errands import Errand
from console.tui.keys import Place, bindings
from console.tui.screens.admin_tab import AdminTab
from console.tui.screens.queue import QueueScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.admin_tabs import AdminTabs
from console.tui.widgets.foot import Told
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.month import Almanac, DayPane, DayStrip, MonthGrid, MonthHead, YearList
from core.cases.rows import CaseRow
from core.deadlines.ledger import FIRST_YEAR, LAST_YEAR

CLOCK_READ: Final = 20.0
"""Seconds after which the counts are read again: at midnight what was due has become late."""
_MONTHS: Final = 12


class CalendarScreen(AdminTab):
    """The calendar, to look at; announced years are taken in by `griddesk calendar import`."""

    PLACES = (Place.CALENDAR, Place.ADMIN, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CALENDAR, Place.ADMIN)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        self.day = self._today()
        self._almanac: Almanac | None = None
        self._header = Header("admin", shop.scope, status, shop.clock, shop.zone)
        self._tabs = AdminTabs(shop.scope.role, "calendar")
        self._year = YearList()
        self._head = MonthHead()
        self._grid = MonthGrid()
        self._strip = DayStrip()
        self._pane = DayPane()
        self._told = Told(status, filters=False)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._reading = Errand(self, self._read, self._take, self._failed)

    def compose(self) -> ComposeResult:
        """Put the regions together; which of them show depends on the width."""
        yield self._header
        yield self._tabs
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self._year
            with Vertical(id="middle"):
                yield self._head
                yield self._grid
            yield self._pane
        yield self._strip
        yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """Begin to read after the first paint."""
        self.set_interval(CLOCK_READ, self.renew)

    def case_under_hand(self) -> CaseRow | None:
        """Return nothing: the cursor is on a day."""
        return None

    def renew(self) -> None:
        """Read the year of the chosen day again."""
        self._reading.ask()

    def retell(self) -> None:
        """Draw every word again."""
        for lines in (self._header, self._tabs, self._told, self._keys):
            lines.redraw(layout=False)
        self._tell()

    def _today(self) -> date:
        return local_day(self.shop.clock(), self.shop.zone)

    def _read(self) -> Almanac:
        year, calendar = self.day.year, self.shop.calendar
        due = calendar.due(date(year, 1, 1), date(year, 12, 31))
        return Almanac(calendar.year(year), due, self._today())

    def _take(self, almanac: Almanac) -> None:
        self._almanac = almanac
        self._tell()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    @property
    def almanac(self) -> Almanac | None:
        """The year of the chosen day, once it has been read."""
        known = self._almanac
        return known if known and known.year.year == self.day.year else None

    def _tell(self) -> None:
        for part in (self._year, self._head, self._grid, self._strip, self._pane):
            part.tell(self.almanac, self.day)

    # Keys.

    async def action_find(self) -> None:
        """Say that nothing is sought here."""
        self.say(_("There is nothing to find in the calendar; go to a day."), Tone.SOON)

    def _choose(self, day: date) -> None:
        self.day = day
        if self.almanac is None:
            self._reading.ask()
        self._tell()

    def action_choose_day(self, day: str) -> None:
        """Choose the day that was pressed."""
        self._choose(date.fromisoformat(day))

    def action_today(self) -> None:
        """Go to today."""
        self._choose(self._today())

    def action_day(self, step: int) -> None:
        """Go so many days on, or back."""
        day = self.day + timedelta(days=step)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            self._choose(day)
        else:
            self._say_it_ends()

    def action_month(self, step: int) -> None:
        """Go so many months on, or back, to the same day or to the last one there is."""
        year, month = divmod(self.day.year * _MONTHS + self.day.month - 1 + step, _MONTHS)
        if FIRST_YEAR <= year <= LAST_YEAR:
            _first, length = monthrange(year, month + 1)
            self._choose(date(year, month + 1, min(self.day.day, length)))
        else:
            self._say_it_ends()

    def _say_it_ends(self) -> None:
        told = _("The calendar goes from %(first)s to %(last)s.")
        self.say(told % {"first": FIRST_YEAR, "last": LAST_YEAR}, Tone.SOON)

    async def action_open_day(self) -> None:
        """List the cases that fall due on the chosen day; explain a day that has none."""
        almanac = self.almanac
        if almanac is None:
            return
        if not almanac.due_on(self.day):
            await self.app.push_screen(DayDialog(almanac.row_of(self.day), almanac))
            return
        queue = self.app.get_screen("queue")
        assert isinstance(queue, QueueScreen)  # noqa: S101  for the type checker
        queue.show_only(f"due:{self.day}")
        await self.app.switch_screen(queue)
