"""The line above the keys: the filter as a sentence, where the cursor is, what was just said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from console.present.completion import Offered, complete
from console.present.filters import LATE, TODAY
from console.present.names import Names
from console.present.tones import Tone
from console.present.views import READY_MADE, View
from console.present.words import _, _n
from console.tui.errands import Errand
from console.tui.ink import Line, Lines, Piece, style_of
from console.tui.status import ReadFailed, Status
from console.tui.themes import Surface, palette_of
from console.tui.widgets.offers import Offers
from console.tui.widgets.typed import Entry, ShowsTyped
from core.kernel.text import neutralise


class Told(Lines, ShowsTyped):
    """The line while nobody types in it."""

    SURFACE = Surface.FOOT

    DEFAULT_CSS = """
    Told { height: 1; width: 1fr; }
    """

    def __init__(self, status: Status, *, filters: bool = True) -> None:
        super().__init__()
        self._status = status
        self._filters = filters
        self._filter = ""
        self._place = ""
        self._marks = ""
        self._trouble = ""
        self._typing = False

    def tell_typing(self, *, typing: bool) -> None:
        """Leave the filter out while it stands beside, where it is typed."""
        self._typing = typing
        self.redraw(layout=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of what was typed while the filter, or its trouble, is shown."""
        typed = self._trouble or (self._filter and self._status.notice is None)
        return super().get_line_filters() if typed else Widget.get_line_filters(self)

    def tell(self, filter_line: str, trouble: str = "") -> None:
        """Show the filter, or what is wrong with it."""
        if (filter_line, trouble) != (self._filter, self._trouble):
            self._filter, self._trouble = filter_line, trouble
            self.redraw(layout=False)

    def tell_place(self, place: tuple[int, int]) -> None:
        """Show where the cursor is: ``7 / 182``."""
        rank, total = place
        self._place = f"{rank + 1:,} / {total:,}" if total else "0 / 0"
        self.redraw(layout=False)

    def tell_marks(self, marks: int) -> None:
        """Show how many cases are marked, if any."""
        said = _n("%(n)s marked", "%(n)s marked", marks) if marks else ""
        if said != self._marks:
            self._marks = said
            self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        place = Piece(
            f" {self._marks}  {self._place} " if self._marks else f" {self._place} ", Tone.DIM
        )
        if self._trouble:
            return [Line((Piece(f" {self._trouble}", Tone.SOON),), (place,))]
        if self._status.notice is not None:
            notice = self._status.notice
            return [Line((Piece(f" {notice.text}", notice.tone),), (place,))]
        if not self._filters or self._typing:
            return [Line((), (place,))]
        if not self._filter:
            hint = Piece(
                _("filter, such as: tier:3 late unit:…"), Tone.FAINT, click="screen.filter"
            )
            return [Line((Piece(" / ", Tone.ACCENT, bold=True), hint), (place,))]
        words = [Piece(" / ", Tone.ACCENT, bold=True)]
        words += [_coloured(word) for word in neutralise(self._filter).split()]
        return [Line(tuple(words), (place,))]


def _coloured(word: str) -> Piece:
    tone = Tone.LATE if word.lower() in LATE else Tone.PLAIN
    tone = Tone.SOON if word.lower() in TODAY else tone
    return Piece(word + " ", tone, click="screen.filter")


@dataclass(frozen=True, slots=True)
class Known:
    """What can be offered: names of the district, once they are read, and views."""

    names: Names | None = None
    views: tuple[View, ...] = READY_MADE


class FilterInput(Entry):
    """Where the filter is typed; leaving it gives the keys back to the list.

    A word that is not understood is underlined where it stands.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "take", show=False),
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    class Left(Message):
        """The operator is done typing."""

    class Stepped(Message):
        """The arrows were used."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Took(Message):
        """What is offered is to be put into the line."""

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, compact=True, highlighter=_Underline(self))
        self._misread = (0, 0)

    @property
    def misread(self) -> tuple[int, int]:
        """From where to where in the line the word stands that is not understood."""
        return self._misread

    def point_at(self, start: int, end: int) -> None:
        """Underline a word, or nothing."""
        if (start, end) != self._misread:
            self._misread = (start, end)
            self.refresh()

    def action_leave(self) -> None:
        """Give the keys back."""
        self.post_message(self.Left())

    def action_take(self) -> None:
        """Take what is offered."""
        self.post_message(self.Took())

    def action_step(self, by: int) -> None:
        """Choose another offer."""
        self.post_message(self.Stepped(by))


class _Underline(Highlighter):
    def __init__(self, of: FilterInput) -> None:
        self._of = of

    def highlight(self, text: Text) -> None:
        start, end = self._of.misread
        if end > start:
            palette = palette_of(self._of.app)
            style = style_of(palette, Tone.LATE, Surface.FOOT, bold=True)
            text.stylize(style + Style(underline=True), start, end)


class Foot(Horizontal):
    """The line, which turns into an input while the filter is typed."""

    DEFAULT_CSS = """
    Foot { height: 1; background: $foot; }
    Foot FilterInput { display: none; height: 1; border: none; padding: 0; background: $foot;
        width: 1fr; }
    Foot #sign { display: none; width: 3; height: 1; }
    Foot.-typing FilterInput { display: block; }
    Foot.-typing #sign { display: block; }
    Foot.-typing Told { width: 1fr; }
    """

    class Typed(Message):
        """The filter line has changed."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Done(Message):
        """The operator is done typing; ``sent`` by the key that means it."""

        def __init__(self, *, sent: bool) -> None:
            super().__init__()
            self.sent = sent

    def __init__(self, status: Status, learn: Callable[[], Known] | None = None) -> None:
        """Take what is typed; without ``learn`` it is plain text, for which nothing is offered."""
        super().__init__()
        self._offers_words = learn is not None
        self.told = Told(status)
        self.offers = Offers()
        self.known = Known()
        self._input = FilterInput()
        self._learning = Errand(self, learn or Known, self._learned, self._failed)
        self._completing = Errand(self, self._complete, self._offer, self._failed)
        self._asked = ("", 0)

    def compose(self) -> ComposeResult:
        """Put sign, input and told line side by side."""
        yield _Sign(id="sign")
        yield self._input
        yield self.told

    @property
    def line(self) -> str:
        """The filter as typed."""
        return self._input.value

    @property
    def typing(self) -> bool:
        """Whether somebody is typing."""
        return self.has_class("-typing")

    @property
    def learning(self) -> bool:
        """Whether the names of the district are being read."""
        return self._learning.busy

    def learn(self) -> None:
        """Read the names of the district; the line is told anew when they have come."""
        self._learning.ask()

    def tell(self, trouble: str, start: int, end: int) -> None:
        """Say what is not understood and where it stands, or nothing."""
        self._input.point_at(start, end)
        self.told.tell(self.line, trouble)
        self.offers.tell(trouble if self.typing else "")

    def type(self) -> None:
        """Begin to type; the names of the district may have changed since the last time."""
        self.add_class("-typing")
        self.told.tell_typing(typing=True)
        if self._offers_words:
            self.learn()
        self._input.focus()
        self._input.cursor_position = len(self._input.value)

    def set_line(self, line: str) -> None:
        """Replace the filter."""
        self._input.value = line

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))
        self._ask_offers()

    def _learned(self, known: Known) -> None:
        self.known = known
        self.post_message(self.Typed(self.line))
        self._ask_offers()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    # Offers.

    def _ask_offers(self) -> None:
        if self.typing and self._offers_words:
            self._asked = (self._input.value, self._input.cursor_position)
            self._completing.ask()

    def _complete(self) -> Offered:
        line, cursor = self._asked
        return complete(line, cursor, self.known.names, self.known.views)

    def _offer(self, offered: Offered) -> None:
        if self.typing and offered.line == self._input.value:
            self.offers.offer(offered)

    @on(FilterInput.Stepped)
    def _stepped(self, event: FilterInput.Stepped) -> None:
        event.stop()
        if self._offers_words:
            self.offers.step(event.by)
        else:
            self._end(sent=False)

    @on(FilterInput.Took)
    def _took(self, event: FilterInput.Took) -> None:
        event.stop()
        if self._offers_words:
            self.take_offer()
        else:
            self._end(sent=False)

    def take_offer(self) -> None:
        """Put the chosen offer into the line."""
        offered = self.offers.offered
        if offered.offers and offered.line == self._input.value:
            self._input.value, self._input.cursor_position = offered.taken(self.offers.chosen)

    @on(Input.Submitted)
    @on(FilterInput.Left)
    def _done(self, event: Message) -> None:
        event.stop()
        self._end(sent=isinstance(event, Input.Submitted))

    def _end(self, *, sent: bool) -> None:
        self.remove_class("-typing")
        self.told.tell_typing(typing=False)
        if self._offers_words:
            self.offers.hide()
        self.post_message(self.Done(sent=sent))


class _Sign(Lines):
    SURFACE = Surface.FOOT

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  one sign
        return [Line((Piece(" / ", Tone.ACCENT, bold=True),))]
