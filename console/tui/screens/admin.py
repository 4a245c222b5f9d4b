"""Admin: admission list, limits, policies, operators, imports and the audit trail, to look at."""

from functools import partial
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.dialogs.facts import FactsDialog
from console.tui.errands import Errand
from console.tui.keys import Place, bindings
from console.tui.reading import RowSource
from console.tui.screens.admin_tab import AdminTab
from console.tui.screens.queue import TYPING_PAUSE
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.admin_books import BOOKS, AdminList
from console.tui.widgets.admin_tabs import TABS, AdminTabs
from console.tui.widgets.facts import FactPane, FactStrip
from console.tui.widgets.find_line import FindLine
from console.tui.widgets.foot import Foot
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseRow
from core.kernel.words import N_


class AdminScreen(AdminTab):
    """The tabs beside the calendar: a list, and what is known of the row under the cursor."""

    PLACES = (Place.ADMIN, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ADMIN)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        self.tab = "items"
        self.sought: dict[str, str] = {}
        """What is sought, by tab."""
        self._header = Header("admin", shop.scope, status, shop.clock, shop.zone)
        self._tabs = AdminTabs(shop.scope.role, self.tab)
        self.rows = AdminList(shop, BOOKS[self.tab])
        self.head = ListHead(self.rows, lambda n: _n("%(n)s entry", "%(n)s entries", n))
        self._strip = FactStrip()
        self._pane = FactPane()
        self.foot = FindLine(status, _HINT)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._typing: Timer | None = None
        self._reading = Errand(self, self._read, self._take, self._failed)

    def compose(self) -> ComposeResult:
        """Put the regions together; which of them show depends on the width."""
        yield self._header
        yield self._tabs
        with Horizontal(id="body"):
            with Vertical(id="middle"):
                yield self.head
                yield self.rows
                yield self._strip
            yield self._pane
        yield self.foot
        yield self._keys

    def on_mount(self) -> None:
        """Give the list the keys; the reads begin after the first paint."""
        self.rows.focus()
        self.watch(self.rows, "place", self.foot.told.tell_place)

    def case_under_hand(self) -> CaseRow | None:
        """Return nothing: the cursor is on no case."""
        return None

    def show(self, tab: str) -> None:
        """Show another tab."""
        self.tab = tab
        self._tabs.tell(tab)
        self.foot.set_line(self.sought.get(tab, ""))
        self.renew()

    def renew(self) -> None:
        """Read the tab again."""
        self._tell()
        self._reading.ask()

    def retell(self) -> None:
        """Draw every word again."""
        told = self.foot.told
        for lines in (self._header, self._tabs, self.head, self._strip, self._keys, told):
            lines.redraw(layout=False)
        self._pane.retell()
        self.rows.repaint()
        self._tell()

    def _read(self) -> tuple[str, RowSource[Any]]:
        tab = self.tab
        return tab, BOOKS[tab].read(self.shop, self.sought.get(tab, "").strip())

    def _take(self, read: tuple[str, RowSource[Any]]) -> None:
        tab, source = read
        if tab == self.tab:
            self.rows.open_book(BOOKS[tab], source)

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    def _tell(self) -> None:
        self.head.tell(_(TABS[self.tab]), 0, 0)
        self.foot.told.tell(self.sought.get(self.tab, ""))
        row, book = self.rows.current, self.rows.book
        if row is not None:
            facts = partial(book.facts, self.shop, row)
            self._pane.tell(facts)
            self._strip.tell(lambda cells: list(facts(cells))[:2])

    @on(RowList.Moved)
    @on(RowList.Counted)
    def _moved(self) -> None:
        self.head.redraw(layout=False)
        self._tell()

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self._failed(event.error)

    @on(RowList.Opened)
    def _opened(self) -> None:
        row, book = self.rows.current, self.rows.book
        if row is not None:
            facts = partial(book.facts, self.shop, row)
            self.app.push_screen(FactsDialog(_(TABS[self.tab]), facts))

    # Seeking.

    def action_find(self) -> None:
        """Type what is sought."""
        self.foot.type()

    @on(Foot.Typed)
    def _typed(self, event: Foot.Typed) -> None:
        if event.line != self.sought.get(self.tab, ""):
            self.sought[self.tab] = event.line
            if self._typing is not None:
                self._typing.stop()
            self._typing = self.set_timer(TYPING_PAUSE, self.renew)

    @on(Foot.Done)
    def _typing_done(self) -> None:
        self.rows.focus()
        self._tell()


_HINT: Final = N_("find; in the audit trail: operator:… action:… outcome:…")
