"""The line above the keys: the filter as a sentence, where the cursor is, what was just said."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from console.present.tones import Tone
from console.present.words import _, _n
from console.tui.ink import Line, Lines, Piece
from console.tui.status import Status
from console.tui.themes import Surface
from core.kernel.text import neutralise


class Told(Lines):
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
        if not self._filters:
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
    tone = Tone.LATE if word in {"late", "超时"} else Tone.PLAIN
    tone = Tone.SOON if word in {"today", "今日", "今日到期"} else tone
    return Piece(word + " ", tone, click="screen.filter")


class FilterInput(Input):
    """Where the filter is typed; leaving it gives the keys back to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,down,tab", "leave", "")]

    class Left(Message):
        """The operator is done typing."""

    def action_leave(self) -> None:
        """Give the keys back."""
        self.post_message(self.Left())


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
        """The operator is done typing."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.told = Told(status)
        self._input = FilterInput(select_on_focus=False, compact=True)

    def compose(self) -> ComposeResult:
        """Put sign, input and told line side by side."""
        yield _Sign(id="sign")
        yield self._input
        yield self.told

    @property
    def line(self) -> str:
        """The filter as typed."""
        return self._input.value

    def type(self) -> None:
        """Begin to type."""
        self.add_class("-typing")
        self._input.focus()
        self._input.cursor_position = len(self._input.value)

    def set_line(self, line: str) -> None:
        """Replace the filter."""
        self._input.value = line

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    @on(FilterInput.Left)
    def _done(self, event: Message) -> None:
        event.stop()
        self.remove_class("-typing")
        self.post_message(self.Done())


class _Sign(Lines):
    SURFACE = Surface.FOOT

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  one sign
        return [Line((Piece(" / ", Tone.ACCENT, bold=True),))]
