"""The queue: lanes on the left, the list, the case in hand on the right."""

from collections import OrderedDict
from dataclasses import replace
from math import inf
from time import monotonic
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from console.present.cases import deed_of
from console.present.filters import Understood, understand
from console.present.names import Names, read_names
from console.present.numbers import full_number, is_number
from console.present.pinyin import read_ahead
from console.present.tones import Tone
from console.present.views import READY_MADE, View, written
from console.present.vocabulary import sentence, tier_word
from console.present.words import _, _n
from console.saved_views import SavedViews
from console.tui.courier import Courier
from console.tui.errands import Errand
from console.tui.keys import Place, bindings
from console.tui.screens.marking import MarkingScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.board import LEAST_CELLS, PANE_CELLS, Board
from console.tui.widgets.case_list import CaseList, QueueSource
from console.tui.widgets.case_pane import CasePane, CaseStrip
from console.tui.widgets.foot import Foot, Known
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.lanes import EVERY, LaneColumn, LaneTabs, lane_name, lane_sum
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.offers import Offers
from console.tui.widgets.row_list import RowList
from console.tui.widgets.views import ViewCounts, Views
from core.cases.rows import CaseDetail, CaseFilter, CaseRow, LaneCount, several
from core.kernel.errors import NotFound, Refused
from core.kernel.text import neutralise

TYPING_PAUSE: Final = 0.15
"""Seconds without a key before a filter is read."""
LOOKING_PAUSE: Final = 0.12
"""Seconds on a row before its story is shown: over a thin line, running down the list must
cost no more than the list."""
CLOCK_READ: Final = 20.0
"""Seconds after which counts are read again though nobody committed: clocks have run on."""
_STORIES_KEPT: Final = 64


PATIENCE: Final = 20
"""How many times as long as it took nothing is counted again: a twentieth of the time at most
goes into the counts of the views, which may have to look at every open case."""
LEAST_PAUSE: Final = 1.0


class QueueScreen(MarkingScreen):
    """The live queue."""

    PLACES = (Place.CASE, Place.MENU, Place.QUEUE, Place.MARKS, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.QUEUE)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        scope, clock, zone = shop.scope, shop.clock, shop.zone
        self.shown: CaseFilter | None = None
        self._lane = EVERY
        self._understood = Understood(CaseFilter())
        self._wish = ""
        self._lanes: tuple[LaneCount, ...] = ()
        self._stories: OrderedDict[tuple[int, int], CaseDetail] = OrderedDict()
        self._looked_at: CaseDetail | None = None
        self._left: CaseRow | None = None
        self._typing: Timer | None = None
        self._looking: Timer | None = None
        self._header = Header("queue", scope, status, clock, zone)
        self._column = LaneColumn()
        self._tabs = LaneTabs()
        self._views = Views()
        self._plain = CaseList(clock, zone, self.marks)
        self._board = Board(clock, zone, self.marks)
        self.boarded = self._wants_board = False
        """Whether the tiers stand side by side, and whether they shall where there is room."""
        self._head = ListHead(self._plain, lambda n: _n("%(n)s case", "%(n)s cases", n))
        self._strip = CaseStrip(clock, zone)
        self._pane = CasePane(clock, zone, self.rights)
        self._saved = SavedViews(scope.login)
        self._foot = Foot(status, self._learn)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._counting = Errand(self, self._count, self._counted, self._failed)
        self._viewing = Errand(self, self._count_views, self._views_counted, self._failed)
        self._views_at = -inf
        self._views_missed = False
        self._view_counts = ViewCounts()
        self._tallied: tuple[CaseFilter, tuple[LaneCount, ...]] | None = None
        self._tallying = Errand(self, self._tally, self._take_tally, self._failed)
        self._telling = Errand(self, self._read_story, self._tell_story, self._failed)
        self._seeking = Errand(self, self._seek, self.go_to, self._not_found)

    def compose(self) -> ComposeResult:
        """Put the regions together; which of them show depends on the width."""
        yield self._header
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self._column
                yield self._views
            with Vertical(id="middle"):
                yield self._tabs
                yield self._head
                yield self._plain
                yield self._board
                yield self._strip
            yield self._pane
        yield self._foot
        yield self._keys
        yield self._foot.offers

    def on_mount(self) -> None:
        """Start in the work: the list has the keys, the reads begin after the first paint."""
        self._list.focus()
        self.watch(self._plain, "place", self._tell_place)
        self._tell_where()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._show()
        self.set_interval(CLOCK_READ, self.renew)

    # What is shown.

    @property
    def wanted(self) -> CaseFilter:
        """The cases that the list shows; a tier in the filter line wins over the lane."""
        wanted = self._understood.wanted
        if wanted.tier is None and self._lane != EVERY and not self.boarded:
            return replace(wanted, tier=self._lane)
        return wanted

    @property
    def _list(self) -> CaseList:
        """The list that has the keys: of every lane, or the column of the board."""
        return self._board.active if self.boarded else self._plain

    def case_under_hand(self) -> CaseRow | None:
        """Return the case under the cursor."""
        return self._list.current

    @property
    def listing(self) -> CaseList:
        """The list of cases."""
        return self._list

    def case_of(self, row: CaseRow) -> CaseRow:
        """Return the row, which is the case."""
        return row

    def tell_marks(self) -> None:
        """Say in the foot how many cases are marked."""
        self._foot.told.tell_marks(len(self.marks))

    def marks_changed(self) -> None:
        """Draw the marks anew."""
        super().marks_changed()
        self._board.retell()

    def renew(self) -> None:
        """Read the window, the counts and the story again."""
        for rows in self._board.lists if self.boarded else (self._plain,):
            rows.renew()
        self._counting.ask()

    def retell(self) -> None:
        """Draw every word again."""
        for lines in (self._header, self._column, self._tabs, self._views, self._strip, self._keys):
            lines.redraw(layout=False)
        self._pane.retell()
        self._foot.told.redraw(layout=False)
        self._plain.repaint()
        self._board.retell()
        self._tell_where()

    def _show(self, row: CaseRow | None = None) -> None:
        self.shown = self.wanted
        if self.boarded:
            self._board.show(
                {t: self._source(in_lane(self.shown, t)) for t in self._board.tiers}, row
            )
        else:
            self._plain.show(self._source(self.shown), row)
        self._counting.ask()
        self._tell_where()

    def _source(self, wanted: CaseFilter) -> QueueSource:
        return QueueSource(self.shop.queue, self.shop.cases, wanted)

    def _tell_place(self) -> None:
        self._foot.told.tell_place(self._list.place)

    def _tell_where(self) -> None:
        wanted_tier = self.wanted.tier
        tier = wanted_tier if isinstance(wanted_tier, int) else EVERY
        lanes = {lane.tier: lane for lane in self._lanes}
        every = lane_sum(self._lanes)
        lane = lanes.get(tier, replace(every, tier=tier))
        name = lane_name(lane) if tier == EVERY else f"{tier_word(tier)} · {lane_name(lane)}"
        plain = self.wanted in {CaseFilter(), CaseFilter(tier=tier)} and bool(self._lanes)
        self._head.tell(name, lane.late if plain else 0, lane.due_today if plain else 0)
        self._column.tell((every, *self._lanes) if self._lanes else (), tier)
        self._tabs.tell((every, *self._lanes) if self._lanes else (), tier)
        read = self._understood
        self._foot.tell(read.trouble, read.start, read.end)
        self._views.tell(self._view_counts, self._foot.line)
        if self.boarded:
            self._tell_board()

    def _tell_board(self) -> None:
        """Tell the counts over the columns: of all cases, or of those that the filter leaves."""
        lanes = self._lanes
        if self.shown != CaseFilter():
            if self._tallied is None or self._tallied[0] != self.shown:
                return
            lanes = self._tallied[1]
        self._board.tell(lanes)

    # The board.

    async def action_board(self) -> None:
        """Show the tiers side by side, or the list again; say why not."""
        if not self.boarded and self.size.width < LEAST_CELLS:
            told = _("The board needs %(least)s columns; this terminal has %(n)s.")
            self.say(told % {"least": LEAST_CELLS, "n": self.size.width}, Tone.SOON)
            return
        self._wants_board = not self._wants_board
        await self._lay_out()

    async def on_resize(self) -> None:
        """Go back to the list where the board has no room, and to the board once it has again."""
        await self._lay_out()

    async def _lay_out(self) -> None:
        cells = self.size.width
        boarded = self._wants_board and cells >= LEAST_CELLS and bool(self._lanes)
        self.set_class(cells < PANE_CELLS, "-slim")
        if boarded == self.boarded:
            return
        row = self._list.current
        if boarded:
            for rows in await self._board.set_up([lane.tier for lane in self._lanes]):
                self.watch(rows, "place", self._tell_place, init=False)
        elif self._lane != EVERY:
            self._lane = self._board.active.tier
        self.boarded = boarded
        self.set_class(boarded, "-board")
        self._plain.display, self._board.display = not boarded, boarded
        if boarded and row is None:
            self._board.turn_to(self._lane or self._board.tiers[0])
        self._show(row)
        self._list.focus()

    @on(Board.Turned)
    def _turned(self) -> None:
        self._tell_place()
        self._tell_where()
        self._look_soon()

    def _tally(self) -> tuple[CaseFilter, tuple[LaneCount, ...]]:
        wanted, now, queue = self.shown or CaseFilter(), self.shop.clock(), self.shop.queue
        filters = [in_lane(wanted, lane.tier) for lane in self._lanes]
        lanes = [
            replace(
                lane,
                open=queue.total(only, now),
                late=queue.total(replace(only, late=True), now),
                due_today=queue.total(replace(only, due_today=True), now),
            )
            for lane, only in zip(self._lanes, filters, strict=True)
        ]
        return wanted, tuple(lanes)

    def _take_tally(self, tallied: tuple[CaseFilter, tuple[LaneCount, ...]]) -> None:
        self._tallied = tallied
        self._tell_where()

    # Reading beside the list.

    def _count(self) -> tuple[LaneCount, ...]:
        return self.shop.queue.lanes(self.shop.clock())

    def _counted(self, lanes: tuple[LaneCount, ...]) -> None:
        self._lanes = lanes
        self.status.highest_tier = max((lane.tier for lane in lanes), default=0)
        self._tell_where()
        if self._wants_board and not self.boarded:
            self.call_later(self._lay_out)
        elif self.boarded and self.shown != CaseFilter():
            self._tallying.ask()
        self._views_missed = monotonic() < self._views_at
        if not self._views_missed:
            self._views_at = inf
            self._viewing.ask()

    def _count_views(self) -> ViewCounts:
        began, now, queue = monotonic(), self.shop.clock(), self.shop.queue
        views = (*READY_MADE, *self._saved.all())
        every = [understand(view.line, now, self.shop.zone) for view in views]
        if any(read.by_name for read in every):
            names = self._foot.known.names or self._read_names()
            every = [understand(view.line, now, self.shop.zone, names) for view in views]
        totals = tuple(None if read.trouble else queue.total(read.wanted, now) for read in every)
        return ViewCounts(views, totals, monotonic() - began)

    def _read_names(self) -> Names:
        today = self.shop.clock().astimezone(self.shop.zone).date()
        names = read_names(self.shop.registry, today)
        read_ahead(name.name for name in names)
        return Names(names)

    def _learn(self) -> Known:
        return Known(self._read_names(), (*READY_MADE, *self._saved.all()))

    def _views_counted(self, counts: ViewCounts) -> None:
        pause = max(LEAST_PAUSE, PATIENCE * counts.took_for)
        self._views_at = monotonic() + pause
        self.set_timer(pause, self._make_up_for_views)
        self._view_counts = counts
        self._tell_where()

    def _make_up_for_views(self) -> None:
        """Count what was not counted because it was too soon."""
        if self._views_missed:
            self._counting.ask()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    def _read_story(self) -> tuple[CaseRow | None, CaseDetail | None]:
        row = self._left or self._list.current
        if row is None:
            return None, None
        try:
            return row, self.shop.cases.detail(row.number, self.shop.clock())
        except NotFound:
            return row, None

    def _tell_story(self, found: tuple[CaseRow | None, CaseDetail | None]) -> None:
        row, detail = found
        if row is None or detail is None:
            return
        if self._left is not None and self._left.id == row.id:
            self._left = None
            self._tell_who(row, detail)
            self._telling.ask()
            return
        self._stories[detail.row.id, detail.row.version] = detail
        while len(self._stories) > _STORIES_KEPT:
            self._stories.popitem(last=False)
        current = self._list.current
        if current is None or current.id != detail.row.id:
            return
        seen = self._looked_at
        if seen is not None and seen.row.id == detail.row.id:
            self._tell_who(seen.row, detail)
        self._looked_at = detail
        self._pane.tell(current, detail)

    def _tell_who(self, seen: CaseRow, detail: CaseDetail) -> None:
        if detail.row.version == seen.version or not detail.history:
            return
        last = detail.history[-1]
        if last.operator != self.shop.scope.login:
            self.tell_taken(last.operator_name or last.operator, deed_of(last).text, seen.number)

    # What the regions tell.

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        if event.rows is self._list:
            self._look_soon()

    def _look_soon(self) -> None:
        if self._looking is not None:
            self._looking.stop()
        if self._looked_at is None:
            self._look()
        else:
            self._looking = self.set_timer(LOOKING_PAUSE, self._look)

    def _look(self) -> None:
        """Turn everything beside the list to the case that the cursor has come to rest on."""
        row = self._list.current
        story = self._stories.get((row.id, row.version)) if row else None
        if story is None and row and self._looked_at and self._looked_at.row.id == row.id:
            story = self._looked_at
        self._pane.tell(row, story)
        self._strip.tell(row)
        self._keys.about(row)
        self._telling.ask()

    @on(RowList.Counted)
    def _list_counted(self) -> None:
        self._head.redraw(layout=False)
        self._tell_where()

    @on(RowList.Left)
    def _case_left(self, event: RowList.Left) -> None:
        if event.rows is self._list:
            self._left = event.row
            self._telling.ask()

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self.post_message(ReadFailed(event.error))

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.open_case()

    @on(Foot.Typed)
    def _typed(self, event: Foot.Typed) -> None:
        names = self._foot.known.names
        read = understand(event.line, self.shop.clock(), self.shop.zone, names)
        if read.by_name and names is None:
            self._foot.learn()
            return
        wanted = self._understood.wanted if read.trouble else read.wanted
        self._understood = replace(read, wanted=wanted)
        self._tell_where()
        if self._typing is not None:
            self._typing.stop()
        if not self._foot.typing and wanted.open is not True:
            self._open_ended_of(wanted)
        elif not read.trouble and wanted.open is True:
            self._typing = self.set_timer(TYPING_PAUSE, self._show)

    @on(Foot.Done)
    def _typing_done(self, event: Foot.Done) -> None:
        self._list.focus()
        self._tell_where()
        if event.sent and is_number(self._foot.line):
            self._wish = self._foot.line
            self._seeking.ask()
        elif self._understood.wanted.open is not True:
            self._open_ended_of(self._understood.wanted)

    @on(Offers.Taken)
    def _offer_taken(self) -> None:
        self._foot.take_offer()

    def _open_ended_of(self, wanted: CaseFilter) -> None:
        """List ended cases where they can be acted on; the queue has open ones only."""
        self._understood = Understood(CaseFilter())
        self._foot.set_line("")
        self.open_ended(wanted)

    def _seek(self) -> CaseRow:
        return self.shop.cases.row(full_number(self.shop, self._wish))

    def _not_found(self, error: Exception) -> None:
        if isinstance(error, Refused):
            # The digits stay what they are to the list: text in matter, address or number.
            self.say(sentence(error), Tone.SOON)
        else:
            self._failed(error)

    def go_to(self, row: CaseRow) -> None:
        """Put the cursor on an open case, of whichever lane; show an ended one."""
        self._foot.set_line("")
        if row.ended_at is not None:
            super().go_to(row)
            return
        self._understood = Understood(CaseFilter())
        self._lane = EVERY
        self._show(row)

    def show_only(self, line: str) -> None:
        """Show every lane under a filter that is asked for elsewhere."""
        self._lane = EVERY
        self._understood = understand(line, self.shop.clock(), self.shop.zone)
        self._foot.set_line(line)
        self._show()

    # Keys.

    def action_lane(self, step: int) -> None:
        """Go to the next lane, or the one before."""
        if self.boarded:
            tiers = self._board.tiers
            here = tiers.index(self._board.active.tier)
            self._board.turn_to(tiers[(here + step) % len(tiers)], self._list.line)
            return
        tiers = [EVERY, *(lane.tier for lane in self._lanes)]
        here = tiers.index(self._lane) if self._lane in tiers else 0
        self.action_lane_to(tiers[(here + step) % len(tiers)])

    def action_lane_to(self, tier: int) -> None:
        """Show the lane of a tier; on the board, go to its column."""
        if self.boarded:
            self._board.turn_to(tier)
            return
        self._lane = tier
        self._show()

    def action_view(self, number: int) -> None:
        """Put a ready-made filter on, or take it off."""
        self._put_on(self.views[number])

    def _put_on(self, view: View) -> None:
        self._foot.set_line("" if written(self._foot.line) == view.said else view.line)

    def action_next_view(self, step: int) -> None:
        """Go to the next ready-made filter, or the one before."""
        lines = ["", *(view.said for view in self.views)]
        line = written(self._foot.line)
        here = lines.index(line) if line in lines else 0
        self._foot.set_line(lines[(here + step) % len(lines)])

    @property
    def views(self) -> tuple[View, ...]:
        """The views, ready-made and saved."""
        return self._view_counts.views

    def action_views(self) -> None:
        """Choose a view, or remove one."""
        from console.tui.dialogs.views import ViewsDialog

        def chosen(view: View | None) -> None:
            self._viewing.ask()
            if view is not None:
                self._put_on(view)

        counts = self._view_counts
        self.app.push_screen(ViewsDialog(counts.views, counts.totals, self._saved), chosen)

    def action_save_view(self) -> None:
        """Save the filter that is on."""
        from console.tui.dialogs.views import SaveViewDialog

        line = self._foot.line
        if not line.strip() or self._understood.trouble:
            self.say(_("Put a filter on first; then it can be saved under a name."), Tone.SOON)
            return

        def saved(view: View | None) -> None:
            if view is not None:
                self.say(_("Saved %(view)s: %(filter)s") % _told(view))
                self._viewing.ask()

        self.app.push_screen(SaveViewDialog(line, self._saved.save), saved)

    def action_filter(self) -> None:
        """Type a filter."""
        self._foot.type()

    def action_clear(self) -> None:
        """Take the marks off; without marks, clear the filter."""
        if self.marks:
            self.action_unmark()
        else:
            self._foot.set_line("")


def in_lane(wanted: CaseFilter, tier: int) -> CaseFilter:
    """Narrow a filter to one tier; one that leaves the tier out finds nothing there."""
    asked = several(wanted.tier)
    if asked and tier not in asked:
        return replace(wanted, tier=tier, exclude_tier=(*several(wanted.exclude_tier), tier))
    return replace(wanted, tier=tier)


def _told(view: View) -> dict[str, str]:
    return {"view": neutralise(view.name), "filter": neutralise(view.line)}
