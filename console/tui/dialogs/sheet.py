"""What every dialog looks like: a sheet in the middle with a title, a body and its keys."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Resize
from textual.screen import ModalScreen

from console.present.tones import Tone
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.keys import BY_ID, shown, word_of
from console.tui.steady import Steady
from console.tui.themes import Surface
from core.kernel.text import fold

T = TypeVar("T")

_FRAME: Final = 7
"""Lines of a sheet around its body: padding, title, keys."""


class Title(Lines):
    """The title of a sheet, and what it is about."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Title { height: auto; background: $panel; }
    """

    def __init__(self, title: str, number: str = "", about: str = "") -> None:
        super().__init__()
        self._title = title
        self._number = number
        self._about = about

    def tell(self, about: str) -> None:
        """Say something else below the title."""
        self._about = about
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the title, then what it is about."""
        told = [
            Line((Piece(self._title, Tone.ACCENT, bold=True),), (Piece(self._number, Tone.DIM),))
        ]
        if self._about:
            told += [Line((Piece(part),)) for part in fold(self._about, cells)[:2]]
        return [*told, BLANK]


class SheetKeys(Lines):
    """The keys of a sheet."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    SheetKeys { height: 2; padding: 1 0 0 0; background: $panel; }
    """

    def __init__(self, *keys: tuple[str, str]) -> None:
        super().__init__()
        self._keys = keys

    def put(self, name: str, word: str) -> None:
        """Show one more key, or without a word no longer; leaving stays the last."""
        *others, last = (key for key in self._keys if key[0] != name)
        self._keys = (*others, *([(name, word)] if word else []), last)
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  one line
        """Return the keys; the words may be other ones than the table has."""
        pieces: list[Piece] = []
        for name, word in self._keys:
            key = BY_ID[name]
            click = f"screen.{key.action}"
            pieces += [
                Piece(shown(key), Tone.ACCENT, bold=True, click=click),
                Piece(f" {word or word_of(key)}    ", click=click),
            ]
        return [Line(tuple(pieces))]


class _Box(Vertical):
    """What lies on the screen below."""

    def on_resize(self) -> None:
        """Draw everything again: half of a wide character at the edge cannot be drawn alone."""
        self.screen.refresh()


class Sheet(Steady, ModalScreen[T], Generic[T]):
    """A dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["leave"].keys, "leave", show=False, id="leave"),
        Binding(BY_ID["help_here"].keys, "app.help_here", show=False, id="help_here"),
    ]

    DEFAULT_CSS = """
    Sheet { align: center middle; background: $background 55%; }
    Sheet #sheet { width: 78; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; padding: 1 3; }
    Sheet #body { height: auto; background: $panel;
        scrollbar-size-vertical: 1; scrollbar-background: $panel; scrollbar-color: $chosen; }
    Sheet Input { height: 1; border: none; padding: 0 1; background: $raised; width: 1fr; }
    Sheet Input:focus { background: $chosen; }
    """

    _closing_with: tuple[T | None] | None = None

    def head(self) -> Title:
        """Return the title."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Yield what the sheet is for."""
        raise NotImplementedError

    def keys(self) -> SheetKeys:
        """Return the keys."""
        return SheetKeys(("leave", ""))

    def compose(self) -> ComposeResult:
        """Put title, body and keys together."""
        with _Box(id="sheet"):
            yield self.head()
            with VerticalScroll(id="body", can_focus=False):
                yield from self.body()
            yield self.keys()

    def on_resize(self, event: Resize) -> None:
        """Let the body scroll where the screen is too small, so that the keys stay in sight."""
        self.query_one("#body").styles.max_height = max(3, event.size.height - _FRAME)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with a result, once: a key pressed twice in haste must not close what lies below.

        What lies above, such as the help, stays open; this sheet closes after it.
        """
        if self._closing_with is not None:
            return AwaitComplete()
        self._closing_with = (result,)
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_screen_resume(self) -> None:
        """Close, if that was wanted while something else lay above.

        The word of it may come when the sheet is closed already; a second closing would
        close what lies below.
        """
        if self._closing_with is not None and self.is_active:
            super().dismiss(*self._closing_with)

    def after_typing(self, act: Callable[[], None]) -> None:
        """Act once everything is taken in that was typed before the key that asks for it.

        A key that applies everywhere is heard at once, while letters before it may still be
        on their way to their field.
        """
        (self.focused or self).call_later(act)

    def action_leave(self) -> None:
        """Close, and change nothing."""
        self.dismiss(None)
