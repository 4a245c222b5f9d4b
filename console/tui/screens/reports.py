"""The reports: live figures of an area over some days, and the cases behind each of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from time import monotonic
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from console.present.figures import FIGURES, TABLES
from console.present.times import local_day
from console.present.tones import Tone
from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.behind import BehindDialog
from console.tui.dialogs.facts import FactsDialog
from console.tui.errands import Errand
from console.tui.held_rows import HeldRows
from console.tui.keys import BY_ID, Place, bindings, word_of
from console.tui.screens.work import WorkScreen
from console.tui.shop import Figures, Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.facts import FactPane, FactStrip
from console.tui.widgets.figure_facts import definitions, figure_facts, figure_outline
from console.tui.widgets.figure_list import FigureLine, FigureList
from console.tui.widgets.foot import Told
from console.tui.widgets.header import Header
from console.tui.widgets.headline import CHART_DAYS, PERIODS, Drawn, Headline, ReportHead, Tables
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.list_head import ColumnHeads
from console.tui.widgets.row_list import RowList
from console.tui.widgets.signal_facts import signal_facts
from core.cases.rows import CaseRow
from core.kernel.text import neutralise
from core.reports.drill import WHOLE
from core.reports.nightly import DayFigures
from core.reports.signals import Signal

READ_EVERY: Final = 5.0
"""Seconds between two reads of the figures, however often somebody commits."""
CHART_EVERY: Final = 300.0
"""Seconds between two reads of the charts; one day of fourteen moves little."""
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: an area by its code and name, and a period."""

    area: str
    name: str
    period: str


class ReportsScreen(WorkScreen):
    """Figures: the headline with its charts, a table, all figures of a line."""

    PLACES = (Place.REPORTS, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.REPORTS)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        super().__init__(shop, status, courier)
        self._areas: list[tuple[str, str]] = []
        """The areas gone into, by code and name; the last is shown."""
        self.period = "today"
        self.drawn: Drawn | None = None
        self.days: tuple[DayFigures, ...] = ()
        self.signals: tuple[Signal, ...] = ()
        self._drawn_for: Asked | None = None
        self._days_of: str | None = None
        self._days_at = self._read_at = -CHART_EVERY
        self._waiting = False
        self._header = Header("reports", shop.scope, status, shop.clock, shop.zone)
        self._head = ReportHead()
        self._headline = Headline()
        self._tables = Tables()
        self.rows = FigureList(shop.clock)
        self._heads = ColumnHeads(self.rows)
        self._strip = FactStrip()
        self._pane = FactPane()
        self._told = Told(status, filters=False)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._reading = Errand(self, self._read, self._take, self._failed)
        self._charting = Errand(self, self._read_days, self._take_days, self._failed)

    def compose(self) -> ComposeResult:
        """Put the regions together; which of them show depends on the width."""
        yield self._header
        with Horizontal(id="body"):
            with Vertical(id="middle"):
                yield self._head
                yield self._headline
                yield self._tables
                yield self._heads
                yield self.rows
                yield self._strip
            yield self._pane
        yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """Give the list the keys; the reads begin after the first paint."""
        self.rows.focus()
        self.watch(self.rows, "place", self._told.tell_place)

    def case_under_hand(self) -> CaseRow | None:
        """Return nothing: the cursor is on a figure."""
        return None

    def renew(self) -> None:
        """Read the figures again, now or when the last read has aged a little."""
        wait = READ_EVERY - (monotonic() - self._read_at)
        if wait <= 0 or self._drawn_for != self._asked:
            self._ask()
        elif not self._waiting:
            self._waiting = True
            self.set_timer(wait, self._ask)

    def _ask(self) -> None:
        self._waiting = False
        self._read_at = monotonic()
        self._reading.ask()
        if self._days_of != self._asked.area or monotonic() - self._days_at > CHART_EVERY:
            self._charting.ask()

    def retell(self) -> None:
        """Draw every word again."""
        for lines in (self._header, self._tables, self._heads, self._strip, self._told, self._keys):
            lines.redraw(layout=False)
        self._pane.retell()
        self.rows.repaint()
        self._tell()

    @property
    def _asked(self) -> Asked:
        whole = (self.shop.scope.area_code, self.status.place)
        code, name = self._areas[-1] if self._areas else whole
        return Asked(code, name, self.period)

    # Reading.

    def _figures(self, area: str) -> Figures:
        return self.shop.figures.of_area(area) if self._areas else self.shop.figures

    def _read(self) -> tuple[Asked, Drawn]:
        asked, now = self._asked, self.shop.clock()
        since, until = days_of(asked.period, local_day(now, self.shop.zone))
        report = self._figures(asked.area).over(since, until, self.shop.zone, now)
        return asked, Drawn(asked.period, since, report)

    def _take(self, read: tuple[Asked, Drawn]) -> None:
        self._drawn_for, self.drawn = read
        self._show()

    def _read_days(self) -> tuple[str, tuple[DayFigures, ...], tuple[Signal, ...]]:
        area, now, zone = self._asked.area, self.shop.clock(), self.shop.zone
        today = local_day(now, zone)
        since = today - timedelta(days=CHART_DAYS - 1)
        reader = self.shop.signals.of_area(area) if self._areas else self.shop.signals
        signals = (*reader.warnings(today, zone, now), *reader.padding(today, zone, now))
        return area, self._figures(area).daily(since, today, zone, now), signals

    def _take_days(self, read: tuple[str, tuple[DayFigures, ...], tuple[Signal, ...]]) -> None:
        self._days_of, self.days, self.signals = read
        self._days_at = monotonic()
        self._tell()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    # Showing.

    def _show(self) -> None:
        drawn, part = self.drawn, self.rows.part
        if drawn is None:
            return
        sections = getattr(drawn.report, part)
        lines = [FigureLine(0, WHOLE, drawn.report.whole)]
        lines += [FigureLine(n, part, line) for n, line in enumerate(sections, start=1)]
        self.rows.show(HeldRows(lines, lambda line: line.place))
        self._tell()

    def _tell(self) -> None:
        current = self._drawn_for == self._asked
        drawn = self.drawn if current else None
        chosen = self.rows.chosen
        here = self._days_of == self._asked.area
        days = self.days if here else ()
        self._head.tell(drawn, self.period, self._asked.name, len(self.signals) if here else 0)
        self._headline.tell(drawn.report if drawn else None, days, chosen)
        self._tables.tell(self.rows.part)
        self._heads.redraw(layout=False)
        line = self.rows.current
        if line is not None:
            self._pane.tell(partial(figure_facts, line, chosen))
            self._strip.tell(partial(figure_outline, line, chosen))

    @on(RowList.Moved)
    @on(RowList.Counted)
    def _moved(self) -> None:
        self._tell()

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self._failed(event.error)

    # Keys.

    def action_choose_figure(self, figure: str) -> None:
        """Choose the figure that was pressed."""
        self.rows.choose(figure)
        self._tell()

    def action_figure(self, step: int) -> None:
        """Choose the next figure, or the one before."""
        self.action_choose_figure(_next(tuple(FIGURES), self.rows.chosen, step))

    def action_period(self, step: int) -> None:
        """Show the next period, or the one before."""
        self.action_show_period(_next(tuple(PERIODS), self.period, step))

    def action_show_period(self, period: str) -> None:
        """Show the figures of another period."""
        self.period = period
        self._tell()
        self._ask()

    def action_table(self, step: int) -> None:
        """Show the next table, or the one before."""
        self.action_show_table(_next(tuple(TABLES), self.rows.part, step))

    def action_show_table(self, part: str) -> None:
        """Show another table."""
        self.rows.part = part
        self.rows.repaint()
        self._show()

    def action_into(self) -> None:
        """Go into the street or community under the cursor."""
        line = self.rows.current
        if line is None or line.part not in _BELOW or not line.key:
            self.say(_("Only a street or a community can be gone into."), Tone.SOON)
            return
        self._areas.append((line.key, line.name))
        self.rows.part = _BELOW[line.part]
        self.rows.repaint()
        self._ask()
        self._tell()

    def action_out(self) -> None:
        """Go back to the area around."""
        if self._areas:
            self._areas.pop()
            self.rows.part = "communities" if self._areas else "streets"
            self.rows.repaint()
            self._ask()
            self._tell()

    def action_definitions(self) -> None:
        """Say what each figure means."""
        self.app.push_screen(FactsDialog(word_of(BY_ID["definitions"]), definitions))

    def action_warnings(self) -> None:
        """Say what looks unusual as of today, and why."""
        if self._days_of != self._asked.area:
            self.say(_("loading…"), Tone.DIM)
            return
        told = partial(signal_facts, self.signals)
        self.app.push_screen(FactsDialog(word_of(BY_ID["warnings"]), told))

    @on(RowList.Opened)
    def action_behind(self) -> None:
        """List the cases behind the chosen figure of the line under the cursor."""
        line, drawn, asked = self.rows.current, self.drawn, self._drawn_for
        if line is None or drawn is None or asked is None:
            return
        figure = line.figure(self.rows.chosen)
        if not (figure.denominator or figure.numerator):
            self.say(_("No case has a part in this figure."), Tone.SOON)
            return
        report = drawn.report
        inside = bool(self._areas)
        drill = self.shop.drill.of_area(asked.area) if inside else self.shop.drill
        read = partial(
            drill.shares,
            figure.name,
            drawn.since,
            report.on,
            self.shop.zone,
            report.drawn_at,
            part=line.part,
            key=line.key,
        )
        self.app.push_screen(BehindDialog(self.shop, figure, neutralise(line.name), read))


_BELOW: Final = {"streets": "communities", "communities": "tiers"}
"""Which table is shown first of an area that was gone into."""


def _next(names: tuple[str, ...], here: str, step: int) -> str:
    return names[(names.index(here) + step) % len(names)]


def days_of(period: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period, as seen from ``today``."""
    if period == "yesterday":
        day = today - timedelta(days=1)
        return day, day
    if period == "week":
        return today - timedelta(days=_WEEK - 1), today
    return (today.replace(day=1), today) if period == "month" else (today, today)
