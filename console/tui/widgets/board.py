"""The board: the lanes side by side, each a list of its own with its counts over it.

A wide terminal shows every tier at once. A column is read like the list, a window at a time,
and one of them has the keys; the others keep their place and show no cursor.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from console.present.numbers import short_number
from console.present.times import LEFT_CELLS
from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.marks import Marks
from console.tui.widgets.case_list import (
    CaseList,
    QueueSource,
    card_piece,
    matter_piece,
    place_piece,
    state_piece,
)
from console.tui.widgets.lanes import lane_bar, lane_name, lane_numeral
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseRow, LaneCount
from core.kernel.clock import Clock
from core.kernel.text import pad

LEAST_CELLS: Final = 160
"""Cells that a terminal must be wide for the board."""
PANE_CELLS: Final = 220
"""Cells from which on the case in hand stands beside the board, instead of below it."""


class LaneList(CaseList):
    """The cases of one tier, in the few cells of a column."""

    def __init__(self, tier: int, clock: Clock, zone: ZoneInfo, marks: Marks) -> None:
        super().__init__(clock, zone, marks)
        self.tier = tier
        self._in_hand = False

    def columns(self) -> Sequence[Column[CaseRow]]:
        """Return the columns, in the language spoken now."""
        return (
            Column(_("Left"), LEFT_CELLS, LEFT_CELLS, self.left_piece),
            Column(_("Matter"), 16, 30, matter_piece, weight=4, lead=card_piece),
            Column(_("State"), 6 if in_chinese() else 11, 11, state_piece, yields=2),
            Column(_("Grid"), 14, 24, place_piece, weight=2, yields=3),
            Column(_("Number"), 7, 9, short_number_piece, weight=1, yields=1),
        )

    @property
    def shows_cursor(self) -> bool:
        """Whether the keys are for this column."""
        return self._in_hand

    def take_in_hand(self, *, taken: bool) -> None:
        """Show the cursor, or hide it."""
        if taken != self._in_hand:
            self._in_hand = taken
            self.refresh_line(self.rank)


class LaneHead(Lines):
    """What stands over a column: the tier, how many cases, how late, and the heads."""

    DEFAULT_CSS = """
    LaneHead { height: 4; padding: 1 0 0 0; }
    """

    def __init__(self, rows: LaneList) -> None:
        super().__init__()
        self._rows = rows
        self._lane: LaneCount | None = None
        self._chosen = False

    def tell(self, lane: LaneCount, *, chosen: bool) -> None:
        """Show other counts, or that the keys are for this column."""
        if (lane, chosen) != (self._lane, self._chosen):
            self._lane, self._chosen = lane, chosen
            self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return tier and counts, the bar, and the column heads."""
        lane = self._lane
        if lane is None:
            return [BLANK, BLANK, self._rows.heads()]
        click = f"screen.lane_to({lane.tier})"
        mark = Piece("▎" if self._chosen else " ", Tone.ACCENT)
        name = f"{pad(lane_numeral(lane), 3)}{lane_name(lane)}"
        tone = Tone.STRONG if self._chosen else Tone.PLAIN
        left = [mark, Piece(name, tone, bold=True, click=click)]
        left.append(Piece(f"  {lane.open:,}", tone, bold=True, click=click))
        right = []
        if lane.late:
            told = _("late %(n)s") % {"n": f"{lane.late:,}"}
            right.append(Piece(f" ▲ {told}", Tone.LATE, bold=True, click=click))
        if lane.due_today:
            told = _("today %(n)s") % {"n": f"{lane.due_today:,}"}
            right.append(Piece(f"  ◆ {told}", Tone.SOON, click=click))
        right.append(Piece("  "))
        bar = Line((mark, *lane_bar(lane, cells - 3, click)))
        return [Line(tuple(left), tuple(right)), bar, self._rows.heads()]


class LaneStack(Vertical):
    """One column: head and list."""

    DEFAULT_CSS = """
    LaneStack { width: 1fr; }
    """

    def __init__(self, rows: LaneList) -> None:
        super().__init__()
        self.rows = rows
        self.head = LaneHead(rows)

    def compose(self) -> ComposeResult:
        """Put the head over the list."""
        yield self.head
        yield self.rows


class Board(Horizontal):
    """The columns; they are made when the board is first shown, one for each tier."""

    DEFAULT_CSS = """
    Board { height: 1fr; display: none; }
    """

    class Turned(Message):
        """The keys are for another column."""

    def __init__(self, clock: Clock, zone: ZoneInfo, marks: Marks) -> None:
        super().__init__()
        self._make: Callable[[int], LaneList] = lambda tier: LaneList(tier, clock, zone, marks)
        self._stacks: dict[int, LaneStack] = {}
        self._tier = 0

    @property
    def tiers(self) -> list[int]:
        """The tiers that have a column."""
        return list(self._stacks)

    @property
    def active(self) -> LaneList:
        """The column that the keys are for."""
        return self._stacks[self._tier].rows

    @property
    def lists(self) -> Iterator[LaneList]:
        """Every column."""
        return (stack.rows for stack in self._stacks.values())

    async def set_up(self, tiers: Sequence[int]) -> Sequence[LaneList]:
        """Make the columns, if they are not there yet; return those that are new."""
        if self.tiers == list(tiers):
            return ()
        await self.remove_children()
        self._stacks = {tier: LaneStack(self._make(tier)) for tier in tiers}
        self._tier = tiers[0]
        await self.mount(*self._stacks.values())
        return tuple(self.lists)

    def show(self, sources: Mapping[int, QueueSource], row: CaseRow | None) -> None:
        """Show other cases; the cursor goes to ``row``, and the keys to its column."""
        if row is not None and row.tier in self._stacks:
            self.turn_to(row.tier)
        for tier, stack in self._stacks.items():
            stack.rows.show(sources[tier], row if row and row.tier == tier else None)

    def tell(self, lanes: Sequence[LaneCount]) -> None:
        """Show other counts in the heads."""
        for lane in lanes:
            if lane.tier in self._stacks:
                chosen = lane.tier == self._tier
                self._stacks[lane.tier].head.tell(lane, chosen=chosen)

    def turn_to(self, tier: int, line: int | None = None) -> None:
        """Give the keys to a column, the cursor on a line of the screen if given."""
        self._tier = tier
        active = self.active
        for rows in self.lists:
            rows.take_in_hand(taken=rows is active)
        if line is not None:
            active.go_to_line(line)
        if not active.has_focus:
            active.focus(scroll_visible=False)
        self.post_message(self.Turned())

    def retell(self) -> None:
        """Draw every word again."""
        for stack in self._stacks.values():
            stack.head.redraw(layout=False)
            stack.rows.repaint()

    @on(events.DescendantFocus)
    def _clicked(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, LaneList) and event.widget.tier != self._tier:
            self.turn_to(event.widget.tier)

    @on(RowList.Counted)
    def _counted(self, event: RowList.Counted) -> None:
        if isinstance(event.rows, LaneList):
            self._stacks[event.rows.tier].head.redraw(layout=False)


def short_number_piece(row: CaseRow, _cells: int) -> Piece:
    """Number the case as shortly as it can be called."""
    return Piece(short_number(row.number), Tone.DIM)
