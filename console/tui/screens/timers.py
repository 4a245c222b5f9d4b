"""What is late and what will be: the timers by stage, and each of them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from console.present.vocabulary import STAGES, word
from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.errands import Errand
from console.tui.keys import BY_ID, Place
from console.tui.screens.marking import MarkingScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.case_pane import CaseStrip
from console.tui.widgets.foot import Told
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.row_list import RowList
from console.tui.widgets.stages import Chosen, StageTable, StageTabs, When, count_of
from console.tui.widgets.timer_list import TimerList, TimerSource
from core.cases.rows import CaseFilter, CaseRow, StageCount, TimerRow
from core.deadlines.limits import Limit, LimitUnit

CLOCK_READ: Final = 20.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of the stages."""

    counts: tuple[StageCount, ...]


class TimersScreen(MarkingScreen):
    """The timers."""

    PLACES = (Place.CASE, Place.MENU, Place.MARKS, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["next_lane"].keys, "stage(1)", show=False, id="next_lane"),
        Binding(BY_ID["previous_lane"].keys, "stage(-1)", show=False, id="previous_lane"),
        Binding(BY_ID["next_view"].keys, "when(1)", show=False, id="next_view"),
        Binding(BY_ID["clear"].keys, "unmark", show=False, id="clear"),
        Binding(BY_ID["previous_view"].keys, "when(-1)", show=False, id="previous_view"),
    ]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        scope, clock, zone = shop.scope, shop.clock, shop.zone
        self._chosen = Chosen()
        self._counts: tuple[StageCount, ...] = ()
        self._shown: tuple[Chosen, int] | None = None
        self._header = Header("timers", scope, status, clock, zone)
        self._table = StageTable()
        self._tabs = StageTabs()
        self._list = TimerList(clock, zone, self.marks)
        self._head = ListHead(self._list, lambda n: _n("%(n)s clock", "%(n)s clocks", n))
        self._strip = CaseStrip(clock, zone)
        self._told = Told(status, filters=False)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._counting = Errand(self, self._count, self._counted, self._failed)

    def compose(self) -> ComposeResult:
        """Put the regions together."""
        yield self._header
        with Horizontal(id="body"):
            with Vertical(id="stages"):
                yield self._table
            with Vertical(id="middle"):
                yield self._tabs
                yield self._head
                yield self._list
        yield self._strip
        yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """Give the list the keys; the reads begin after the first paint."""
        self._list.focus()
        self.watch(self._list, "place", self._told.tell_place)
        self.call_after_refresh(self._counting.ask)
        self.set_interval(CLOCK_READ, self.renew)
        self._tell()

    def case_under_hand(self) -> CaseRow | None:
        """Return the case of the timer under the cursor."""
        return self._list.current.case if self._list.current else None

    def stage_under_hand(self) -> str | None:
        """Return the stage of the timer under the cursor."""
        return self._list.current.stage if self._list.current else None

    @property
    def listing(self) -> TimerList:
        """The list of timers."""
        return self._list

    def case_of(self, row: TimerRow) -> CaseRow:
        """Return the case of a timer."""
        return row.case

    def tell_marks(self) -> None:
        """Say in the foot how many cases are marked."""
        self._told.tell_marks(len(self.marks))

    def renew(self) -> None:
        """Count again; the list follows when the counts have come."""
        self._shown = None
        self._counting.ask()

    def retell(self) -> None:
        """Draw every word again."""
        regions = (self._header, self._table, self._tabs, self._strip, self._told, self._keys)
        for lines in (*regions, self._head):
            lines.redraw(layout=False)
        self._list.repaint()
        self._tell()

    def _count(self) -> Summary:
        now = self.shop.clock()
        return Summary(self.shop.timers.summary(now, self._end_of_next_working_day(now)))

    def _end_of_next_working_day(self, now: datetime) -> datetime:
        deadlines = self.shop.explain.policy().deadlines
        day = deadlines.due(now, Limit(1, LimitUnit.WORKING_DAY)).due_at
        local = day.astimezone(self.shop.zone).date() + timedelta(days=1)
        return datetime.combine(local, time.min, self.shop.zone)

    def _counted(self, summary: Summary) -> None:
        self._counts = summary.counts
        self._show()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    def _show(self) -> None:
        """List what is chosen; anew when something may have changed, else keeping the place."""
        total = count_of(self._counts, self._chosen)
        if self._shown != (self._chosen, total):
            self._shown = (self._chosen, total)
            wanted = CaseFilter(
                stage=self._chosen.stage,
                late=self._chosen.when is When.LATE,
                due_today=self._chosen.when is When.TODAY,
            )
            self._list.show(TimerSource(self.shop.timers, wanted, total))
        self._tell()

    def _tell(self) -> None:
        stage = self._chosen.stage
        name = word(STAGES, stage) if stage else _("All clocks")
        self._head.tell(
            name,
            count_of(self._counts, Chosen(stage, When.LATE)),
            count_of(self._counts, Chosen(stage, When.TODAY)),
        )
        self._table.tell(self._counts, self._chosen)
        self._tabs.tell(self._counts, self._chosen)
        self.tell_marks()

    @on(RowList.Moved)
    def _moved(self) -> None:
        row = self.case_under_hand()
        self._strip.tell(row)
        self._keys.about(row)

    @on(RowList.Counted)
    def _list_counted(self) -> None:
        self._head.redraw(layout=False)
        self._tell()

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self.post_message(ReadFailed(event.error))

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.open_case()

    def action_stage(self, step: int) -> None:
        """List another stage."""
        stages: list[str | None] = [None, *(count.stage for count in self._counts)]
        here = stages.index(self._chosen.stage) if self._chosen.stage in stages else 0
        self._choose(Chosen(stages[(here + step) % len(stages)], self._chosen.when))

    def action_when(self, step: int) -> None:
        """List what is late, due today, or all of it."""
        whens = [When.OPEN, When.LATE, When.TODAY]
        self._choose(
            Chosen(self._chosen.stage, whens[(whens.index(self._chosen.when) + step) % len(whens)])
        )

    def action_choose_clock(self, stage: str, when: str) -> None:
        """List what was pressed in the table; the next working day is found in the whole list."""
        chosen = When(when)
        self._choose(Chosen(stage or None, When.OPEN if chosen is When.NEXT else chosen))

    def _choose(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._show()
