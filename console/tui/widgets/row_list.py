"""A list of any length of which only what is looked at is ever held.

The cursor is held by what a row is, not by where it stands: through refreshes and reorders
it stays on its case, and the line under the eye stays where it was.
"""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from textual import events, on
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.present.tones import Tone
from console.present.words import _, language
from console.tui.columns import GAP, Column, fit_columns
from console.tui.ink import Line, Piece, draw, style_of
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
from console.tui.reading import MARGIN, RowSource, Stretch
from console.tui.themes import Surface, palette_of
from core.kernel.clock import Clock
from core.kernel.text import pad

R = TypeVar("R")

CURSOR_SIGN: Final = "▌"
MARK_SIGN: Final = "✓"
FLASH_SECONDS: Final = 0.9
TICK_SECONDS: Final = 1.0
_STRIPS_KEPT: Final = 2000


class RowList(ScrollView, Generic[R], can_focus=True, inherit_bindings=False):
    """The list; a subclass says which columns it has."""

    DEFAULT_CSS = """
    RowList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LIST)]

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
        self._rank = 0
        self._held: R | None = None
        self._fresh: frozenset[object] = frozenset()
        self._strips: dict[Hashable, Strip] = {}
        self._fitted: tuple[Hashable, list[tuple[Column[R], int]]] | None = None
        self._painted: tuple[Hashable, ...] = ()

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
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._held

    def show(self, source: RowSource[R]) -> None:
        """Show another list, keeping to the same row where it is in that list too."""
        self._reader.switch(source)
        self._loaded = False
        self._goal = None
        self.renew()

    def renew(self) -> None:
        """Read again what is shown, because something has changed."""
        self._stale = True
        self._read_next()

    def repaint(self) -> None:
        """Draw everything again, because the language or the theme has changed."""
        self._strips.clear()
        self._fitted = None
        self.refresh()

    def heads(self, cells: int) -> Line:
        """Return the line of column heads for a list of ``cells`` cells."""
        fitted = self._fit(cells)
        heads = (pad(column.head, size) for column, size in fitted)
        text = " " * len(CURSOR_SIGN) + (" " * GAP).join(heads)
        return Line((Piece(text, Tone.DIM),))

    # Reading.

    def _read_next(self) -> None:
        if self._reader.busy or self._reader.source is None or not self.is_attached:
            return
        job = self._next_job(self._reader.source)
        if job is not None:
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
        self._goal = None if answer.cursor is not None else self._goal
        self._accept(answer)
        self._read_next()

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
        if source is None or not before.rows:
            return
        known = {source.identity_of(row): self.version_of(row) for row in before.rows}
        span = (source.order_of(before.rows[0]), source.order_of(before.rows[-1]))
        open_start, open_end = before.first == 0, before.end == before.total
        fresh = set()
        for row in after.rows:
            identity = source.identity_of(row)
            if identity in known:
                changed = known[identity] != self.version_of(row)
            else:
                key = source.order_of(row)
                changed = (open_start or key > span[0]) and (open_end or key < span[1])
            if changed:
                fresh.add(identity)
        if fresh:
            self._fresh = frozenset(fresh)
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
        palette = palette_of(self.app)
        source = self._reader.source
        identity = source.identity_of(row) if source else None
        surface = self._surface(rank, identity)
        key = (
            identity,
            self.version_of(row),
            self.clock_of(row),
            surface,
            rank == self._rank,
            self.is_marked(row),
            cells,
            palette.name,
            language(),
        )
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            strip = self._strips[key] = self._drawn(row, rank == self._rank, surface, cells)
        return strip

    def _surface(self, rank: int, identity: object) -> Surface:
        if identity in self._fresh:
            return Surface.FLASH
        if rank == self._rank:
            return Surface.CURSOR if self.has_focus else Surface.REST
        return Surface.GROUND

    def _drawn(self, row: R, under_cursor: bool, surface: Surface, cells: int) -> Strip:  # noqa: FBT001
        palette = palette_of(self.app)
        sign = CURSOR_SIGN if under_cursor else " "
        if self.is_marked(row):
            sign = MARK_SIGN
        segments = [Segment(sign, style_of(palette, Tone.ACCENT, surface))]
        room = cells - len(CURSOR_SIGN)
        fitted = self._fit(cells)
        for column, size in fitted[:-1]:
            piece = column.piece(row, size)
            style = style_of(palette, piece.tone, surface, bold=piece.bold)
            segments.append(Segment(pad(pad(piece.text, size), min(size + GAP, room)), style))
            room = max(0, room - size - GAP)
        for column, size in fitted[-1:]:
            piece = column.piece(row, size)
            style = style_of(palette, piece.tone, surface, bold=piece.bold)
            # The last one reaches to the edge: a piece less for everything that comes after.
            segments.append(Segment(pad(pad(piece.text, size), room), style))
        return Strip(segments, cells)

    def _fit(self, cells: int) -> list[tuple[Column[R], int]]:
        key = (cells, language())
        if self._fitted is None or self._fitted[0] != key:
            self._fitted = (key, fit_columns(self.columns(), cells - len(CURSOR_SIGN) - 1))
        return self._fitted[1]
