"""The inbox: what became of the reports of one member of staff, to be checked and rated."""

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.dialogs.staff import StaffDialog
from console.tui.errands import Errand
from console.tui.keys import Place, bindings
from console.tui.screens.work import WorkScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.case_pane import CasePane, CaseStrip
from console.tui.widgets.foot import Told
from console.tui.widgets.header import Header
from console.tui.widgets.inbox_list import InboxList, InboxSource
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseDetail, CaseRow
from core.kernel.errors import NotFound
from core.kernel.text import neutralise

LOOKING_PAUSE: Final = 0.12
"""Seconds on a row before its story is shown."""
_NOBODY: Final = ("", "")


class InboxScreen(WorkScreen):
    """The reports of one member of staff."""

    PLACES = (Place.CASE, Place.MENU, Place.INBOX, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.INBOX)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        clock, zone = shop.clock, shop.zone
        self._asked = _NOBODY
        self._staff = _NOBODY
        self._looking: Timer | None = None
        self._looked_at: CaseDetail | None = None
        self._header = Header("inbox", shop.scope, status, clock, zone)
        self._list = InboxList(clock, zone)
        self._head = ListHead(self._list, lambda n: _n("%(n)s report", "%(n)s reports", n))
        self._pane = CasePane(clock, zone, self.rights)
        self._strip = CaseStrip(clock, zone)
        self._told = Told(status, filters=False)
        # A narrow terminal has no room for it beside the two verbs of a check.
        self._keys = KeyLine(self.rights, *self.PLACES, without=("report",))
        self._counting = Errand(self, self._count, self._counted, self._not_counted)
        self._telling = Errand(self, self._read_story, self._tell_story, self._failed)

    def compose(self) -> ComposeResult:
        """Put the regions together."""
        yield self._header
        with Horizontal(id="body"):
            with Vertical(id="middle"):
                yield self._head
                yield self._list
                yield self._strip
            yield self._pane
        yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """Give the list the keys, and ask whose reports are wanted."""
        self._list.focus()
        self.watch(self._list, "place", self._told.tell_place)
        self.call_after_refresh(self.action_choose_staff)
        self._tell()

    def case_under_hand(self) -> CaseRow | None:
        """Return the case of the report under the cursor."""
        return self._list.current.case if self._list.current else None

    def renew(self) -> None:
        """Count again; the list follows when the count has come."""
        self._counting.ask()

    def retell(self) -> None:
        """Draw every word again."""
        for lines in (self._header, self._head, self._strip, self._told, self._keys):
            lines.redraw(layout=False)
        self._pane.retell()
        self._list.repaint()
        self._tell()

    def _tell(self) -> None:
        number, name = self._staff
        self._head.tell(f"{neutralise(number)} {name}".strip() or _("Nobody chosen"), 0, 0)

    # Whose reports.

    def action_choose_staff(self) -> None:
        """Choose the member of staff."""
        self.app.push_screen(StaffDialog(self.shop), self._chosen)

    def _chosen(self, person: tuple[str, str] | None) -> None:
        if person is not None:
            self._asked = person
            self._counting.ask()

    def _count(self) -> tuple[tuple[str, str], int]:
        person = self._asked
        return person, self.shop.inbox.count(person[0]) if person[0] else 0

    def _counted(self, counted: tuple[tuple[str, str], int]) -> None:
        self._staff, total = counted
        self._list.staff = number = self._staff[0]
        self._list.repaint()
        self._list.show(InboxSource(self.shop.inbox, number, total))
        self._tell()

    def _not_counted(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self._asked = self._staff
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    # The case in hand.

    @on(RowList.Moved)
    def _moved(self) -> None:
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(LOOKING_PAUSE, self._look)

    def _look(self) -> None:
        row = self.case_under_hand()
        seen = self._looked_at
        self._pane.tell(row, seen if row and seen and seen.row.id == row.id else None)
        self._strip.tell(row)
        self._keys.about(row)
        self._telling.ask()

    def _read_story(self) -> CaseDetail | None:
        row = self.case_under_hand()
        try:
            return self.shop.cases.detail(row.number, self.shop.clock()) if row else None
        except NotFound:
            return None

    def _tell_story(self, detail: CaseDetail | None) -> None:
        row = self.case_under_hand()
        if row is not None and detail is not None and detail.row.id == row.id:
            self._looked_at = detail
            self._pane.tell(row, detail)

    @on(RowList.Counted)
    def _list_counted(self) -> None:
        self._head.redraw(layout=False)

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self.post_message(ReadFailed(event.error))

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.open_case()
