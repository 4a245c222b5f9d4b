"""A list of any length of which only what is looked at is ever held.

The cursor is held by what a row is, not by where it stands: through refreshes and reorders
it stays on its case, and the line under the eye stays where it was.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeVar

from textual import events, on
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.present.tones import Tone
from console.present.words import _
from console.tui.columns import Column
from console.tui.ink import Line, Piece, draw
from console.tui.keys import Place, bindings
from console.tui.list_reader import (
    Answer,
    Failure,
    Job,
    ListReader,
    again,
    begin,
    go_back,
    go_on,
    jump,
    look_at,
)
from console.tui.reading import MARGIN, RowSource, Stretch, changed_rows
from console.tui.row_painter import Look, RowPainter
from console.tui.steady import Steady
from console.tui.themes import Surface, palette_of
from core.kernel.clock import Clock

R = TypeVar("R")

FLASH_SECONDS: Final = 0.9
TICK_SECONDS: Final = 1.0
JUMP_LETTERS: Final = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM0123456789"
"""What rows are jumped to by, those under the fingers first."""
LABEL_CELLS: Final = 3
"""Cells of a letter to jump to, with its margins."""


class RowList(Steady, ScrollView, Generic[R], can_focus=True, inherit_bindings=False):
    """The list; a subclass says which columns it has."""

    DEFAULT_CSS = """
    RowList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: scroll; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LIST)]

    MARKS_NEWS: ClassVar[bool] = True
    """Whether rows that are new or have changed flash once."""

    place: reactive[tuple[int, int]] = reactive((0, 0), repaint=False)
    """Where the cursor is and of how many; whoever watches it is painted in the same frame."""

    class Told(Message):
        """Something about the list; ``rows`` is the list itself."""

        def __init__(self, rows: "RowList[Any]") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "RowList[Any]":
            """The list, for `textual.on`."""
            return self.rows

    class Moved(Told):
        """The cursor stands on another row, or on the same row that has changed."""

    class Counted(Told):
        """The list has been read, and how long it is may have changed."""

    class Opened(Told):
        """Somebody wants to see the row under the cursor in full."""

    class Left(Told):
        """The row that the cursor stood on is not in the list any more."""

        def __init__(self, rows: "RowList[Any]", row: Any) -> None:
            super().__init__(rows)
            self.row = row

    class Failed(Told):
        """A read did not succeed; what is shown stays and may be old."""

        def __init__(self, rows: "RowList[Any]", error: Exception) -> None:
            super().__init__(rows)
            self.error = error

    class Read(Message, bubble=False):
        """A thread has finished a read."""

        def __init__(self, generation: int, answer: Answer[Any] | Failure) -> None:
            super().__init__()
            self.generation = generation
            self.answer = answer

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._clock = clock
        self._reader: ListReader[R] = ListReader(
            clock,
            partial(self.run_worker, thread=True, group="reading", exit_on_error=False),
            lambda generation, answer: self.post_message(self.Read(generation, answer)),
        )
        self._stretch: Stretch[R] = Stretch()
        self._loaded = False
        self._stale = False
        self._goal: tuple[int, int] | None = None
        self._asked_goal: tuple[int, int] | None = None
        self._rank = 0
        self._asked_rank = 0
        self._held: R | None = None
        self._fresh: frozenset[object] = frozenset()
        self._painter: RowPainter[R] = RowPainter(self.columns)
        self._painted: tuple[Hashable, ...] = ()
        self._letters: dict[int, str] = {}

    # What a subclass says.

    def columns(self) -> Sequence[Column[R]]:
        """Return the columns, in the language spoken now."""
        raise NotImplementedError

    def version_of(self, row: R) -> Hashable:
        """Return what tells that a row has changed."""
        raise NotImplementedError

    def clock_of(self, row: R) -> Hashable:
        """Return what a row shows of the time."""
        raise NotImplementedError

    def is_marked(self, row: R) -> bool:  # noqa: ARG002  a plain list has no marks
        """Say whether the operator has marked a row."""
        return False

    def empty_words(self) -> str:
        """Say that there is nothing in the list."""
        return _("Nothing here.")

    # What others ask.

    @property
    def total(self) -> int:
        """How many rows the list has."""
        return self._stretch.total

    @property
    def loaded(self) -> bool:
        """Whether the present list has been read at all."""
        return self._loaded

    @property
    def rank(self) -> int:
        """Where the cursor stands, from 0."""
        return self._rank

    @property
    def line(self) -> int:
        """The line of the screen that the cursor stands on."""
        return self._line

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor is drawn."""
        return True

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._held

    def show(self, source: RowSource[R], row: R | None = None) -> None:
        """Show another list, the cursor on ``row``, or on the same row as before if it is there."""
        if row is not None:
            self._held, self._rank = row, self.scroll_offset.y
        self._reader.switch(source)
        self._loaded = False
        self._goal = None
        self.renew()

    def renew(self) -> None:
        """Read again what is shown, because something has changed."""
        self._stale = True
        self._read_next()

    def go_to(self, rank: int) -> None:
        """Put the cursor on a rank; a far one a third of the screen below the top."""
        top, height = self.scroll_offset.y, self._room.height
        near = top <= rank < top + height
        self._go(rank, None if near else height // 3)

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line of the screen, or on the last row above it."""
        self._go(min(self.scroll_offset.y + line, self.total - 1))

    def read_from_start(self, most: int) -> Sequence[R]:
        """Read the first rows of the list, in sight or not; for a thread."""
        source = self._reader.source
        return source.after(None, most, self._clock()) if source is not None else ()

    def repaint(self) -> None:
        """Draw everything again, because the language or the theme has changed."""
        self._painter.forget()
        self.refresh()

    def heads(self) -> Line:
        """Return the line of column heads."""
        return self._painter.heads(self._room.width)

    # Reading.

    def _read_next(self) -> None:
        if self._reader.busy or self._reader.source is None or not self.is_attached:
            return
        job = self._next_job(self._reader.source)
        if job is not None:
            self._asked_goal, self._asked_rank = self._goal, self._rank
            self._reader.start(job)

    def _next_job(self, source: RowSource[R]) -> Job[R] | None:
        held = self._stretch
        if self._goal is not None:
            rank, line = self._goal
            return partial(jump, source, rank, line, held.total)
        if not self._stale:
            return self._edge_job(source, held)
        self._stale = False
        anchor, line = self._anchor()
        if anchor is None:
            return partial(begin, source)
        elsewhere = None
        if self._held is not None and self._held is not anchor:
            elsewhere = (self._held, self._rank)
        return partial(again, source, anchor, line, elsewhere)

    def _edge_job(self, source: RowSource[R], held: Stretch[R]) -> Job[R] | None:
        top = self.scroll_offset.y
        bottom = top + self._room.height
        if not held.rows:
            return None
        if bottom <= held.first - MARGIN or top >= held.end + MARGIN:
            return partial(look_at, source, top)
        if held.end < held.total and bottom + MARGIN > held.end:
            return partial(go_on, source, held)
        if held.first > 0 and top - MARGIN < held.first:
            return partial(go_back, source, held)
        return None

    def _anchor(self) -> tuple[R | None, int]:
        """Return the row that must not move on screen, and the line it stands on."""
        line = self._rank - self.scroll_offset.y
        if 0 <= line < max(1, self._room.height):
            return self._held, line
        first = self._stretch.row(self.scroll_offset.y)
        return (first, 0) if first is not None else (self._held, 0)

    @on(Read)
    def _take(self, message: Read) -> None:
        message.stop()
        if not self._reader.is_for_now(message.generation):
            return
        answer = message.answer
        if isinstance(answer, Failure):
            self._goal = None
            self._stale = True
            self.post_message(self.Failed(self, answer.error))
            return
        if self._goal == self._asked_goal:
            self._goal = None if answer.cursor is not None else self._goal
            self._accept(self._follow_steps(answer))
        elif self._asked_goal is None:
            self._accept(replace(answer, cursor=None, top=None))
        # else: a jump that another key has overtaken.
        self._read_next()

    def _follow_steps(self, answer: Answer[R]) -> Answer[R]:
        """Return the answer with the cursor moved on by the steps that were taken meanwhile."""
        steps = self._rank - self._asked_rank
        if answer.cursor is None or self._asked_goal is not None or not steps:
            return answer
        rank = self._rank_of_held(answer.stretch)
        if rank is None:
            rank = min(max(answer.cursor + steps, 0), max(0, answer.stretch.total - 1))
        top = rank - (self._rank - self.scroll_offset.y)
        return replace(answer, cursor=rank, top=top, left=False)

    def _rank_of_held(self, stretch: Stretch[R]) -> int | None:
        """Return where the row under the cursor stands in a stretch."""
        source, held = self._reader.source, self._held
        if source is None or held is None:
            return None
        identity = source.identity_of(held)
        places = (n for n, row in enumerate(stretch.rows) if source.identity_of(row) == identity)
        place = next(places, None)
        return None if place is None else stretch.first + place

    def _accept(self, answer: Answer[R]) -> None:
        first_time = not self._loaded
        before, held, top = self._stretch, self._held, self.scroll_offset.y
        self._stretch = stretch = answer.stretch
        self._loaded = True
        if answer.anew and not first_time:
            self._mark_changes(before, stretch)
        self.virtual_size = Size(self._room.width, stretch.total)
        rank = self._rank if answer.cursor is None else answer.cursor
        rank = min(rank, max(0, stretch.total - 1))
        wanted = answer.top
        if wanted is not None and top == 0 and answer.anew and rank < self._room.height:
            # Whoever watches the top of the list sees what arrives there.
            wanted = 0
        row = stretch.row(rank)
        self._rank = rank
        self.place = (rank, stretch.total)
        self._held = row if row is not None or not stretch.total else held
        scrolled = self._scroll_to_top(top if wanted is None else wanted)
        if not scrolled and not self._shows_the_same(before):
            self.refresh()
        if answer.left and held is not None and not first_time:
            self.post_message(self.Left(self, held))
        if first_time or before.total != stretch.total or answer.anew:
            self.post_message(self.Counted(self))
        if self._held != held or first_time:
            self.post_message(self.Moved(self))

    def _shows_the_same(self, before: Stretch[R]) -> bool:
        """Say whether every row on screen was there before, so that nothing need be drawn."""
        top = self.scroll_offset.y
        ranks = range(top, min(top + self._room.height, self.total))
        return (
            not self._fresh
            and before.total == self.total
            and all(before.row(rank) is self._stretch.row(rank) for rank in ranks)
        )

    def _mark_changes(self, before: Stretch[R], after: Stretch[R]) -> None:
        source = self._reader.source
        if source is None or not self.MARKS_NEWS:
            return
        fresh = changed_rows(source, before, after, self.version_of)
        if fresh:
            self._fresh = fresh
            self.set_timer(FLASH_SECONDS, self._calm_down)

    def _calm_down(self) -> None:
        self._fresh = frozenset()
        self.refresh()

    # Moving.

    def _go(self, rank: int, line: int | None = None) -> None:
        """Put the cursor on a rank, ``line`` lines below the top of the screen if given."""
        if not self.total:
            return
        rank = min(max(rank, 0), self.total - 1)
        if line is None:
            line = min(max(rank - self.scroll_offset.y, 0), max(0, self._room.height - 1))
        row = self._stretch.row(rank)
        if row is None:
            self._goal = (rank, line)
            self._read_next()
            return
        self._goal = None
        old, self._rank, self._held = self._rank, rank, row
        self.place = (rank, self.total)
        if not self._scroll_to_top(rank - line):
            self.refresh_line(old)
            self.refresh_line(rank)
        if old != rank:
            self.post_message(self.Moved(self))
        self._read_next()

    def _scroll_to_top(self, top: int) -> bool:
        top = min(max(top, 0), max(0, self.total - self._room.height))
        if top == self.scroll_offset.y:
            return False
        self.scroll_to(y=top, animate=False)
        return True

    @property
    def _room(self) -> Size:
        """The cells that rows are drawn in: without the scrollbar."""
        return self.scrollable_content_region.size

    @property
    def _line(self) -> int:
        return min(max(self._rank - self.scroll_offset.y, 0), max(0, self._room.height - 1))

    @property
    def _target(self) -> int:
        """Where the cursor is, or will be once a read under way has come back."""
        return self._rank if self._goal is None else self._goal[0]

    def action_down(self) -> None:
        """Go to the next row."""
        self._go(self._target + 1)

    def action_up(self) -> None:
        """Go to the row before."""
        self._go(self._target - 1)

    def action_page_down(self) -> None:
        """Go a page on, the cursor staying on its line."""
        self._go(self._target + max(1, self._room.height - 1), self._line)

    def action_page_up(self) -> None:
        """Go a page back, the cursor staying on its line."""
        self._go(self._target - max(1, self._room.height - 1), self._line)

    def action_first(self) -> None:
        """Go to the first row."""
        self._go(0, 0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._go(self.total - 1, max(0, self._room.height - 1))

    def action_letters(self) -> None:
        """Put a letter on every row in sight; the next key goes to its row."""
        in_sight = range(self.scroll_offset.y, self.total)[: self._room.height]
        self._letters = dict(zip(in_sight, JUMP_LETTERS, strict=False))
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Go to the row of a letter; any other key takes the letters off."""
        if self._letters:
            event.stop()
            event.prevent_default()
            ranks = {letter: rank for rank, letter in self._letters.items()}
            self._letters = {}
            self.refresh()
            if event.character in ranks:
                self._go(ranks[event.character])

    def action_open(self) -> None:
        """Ask for the row under the cursor in full."""
        if self._held is not None:
            self.post_message(self.Opened(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a second click opens."""
        rank = self.scroll_offset.y + event.y
        if rank < self.total:
            self._go(rank)
            if event.chain > 1:
                self.action_open()

    # Drawing.

    def on_mount(self) -> None:
        """Begin to read, and to watch the clock."""
        self.set_interval(TICK_SECONDS, self._tick)
        self._read_next()

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        self.virtual_size = Size(self._room.width, self.total)
        self._scroll_to_top(self._rank - self._line)
        self._read_next()

    def on_focus(self) -> None:
        """Show where keys go."""
        self.refresh_line(self._rank)

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.refresh_line(self._rank)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what has come into view."""
        super().watch_scroll_y(old_value, new_value)
        self._read_next()

    def _tick(self) -> None:
        top = self.scroll_offset.y
        rows = (self._stretch.row(rank) for rank in range(top, top + self._room.height))
        painted = tuple(self.clock_of(row) for row in rows if row is not None)
        if painted != self._painted:
            self._painted = painted
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the list."""
        rank = self.scroll_offset.y + y
        cells = self._room.width
        row = self._stretch.row(rank)
        if row is not None:
            return self._row_strip(row, rank, cells)
        palette = palette_of(self.app)
        if rank < self.total:
            line = Line((Piece("   ···", Tone.FAINT),))
        elif self._loaded and not self.total and y == 1:
            line = Line((Piece("   " + self.empty_words(), Tone.DIM),))
        else:
            line = Line()
        return draw(line, cells, palette, Surface.GROUND)

    def _row_strip(self, row: R, rank: int, cells: int) -> Strip:
        source = self._reader.source
        identity = source.identity_of(row) if source else None
        under_cursor = rank == self._rank and self.shows_cursor
        surface = Surface.GROUND
        if identity in self._fresh:
            surface = Surface.FLASH
        elif under_cursor:
            surface = Surface.CURSOR if self.has_focus else Surface.REST
        strip = self._painter.strip(
            row,
            (identity, self.version_of(row), self.clock_of(row)),
            Look(surface, under_cursor, self.is_marked(row), cells),
            palette_of(self.app),
        )
        if rank not in self._letters:
            return strip
        letter = Line((Piece(f" {self._letters[rank]} ", Tone.STRONG, bold=True),))
        label = draw(letter, LABEL_CELLS, palette_of(self.app), Surface.CHIP)
        return Strip.join([label, strip.crop(LABEL_CELLS)])
