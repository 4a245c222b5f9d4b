"""What is known about the row under the cursor: a pane, or two lines where it is narrow."""

from collections.abc import Callable, Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from console.present.tones import Tone
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.themes import Surface
from core.kernel.text import fold, pad, width

Facts = Callable[[int], Sequence[Line]]
"""Returns the lines for so many cells, in the language spoken when it is asked."""


def nothing(_cells: int) -> Sequence[Line]:
    """Return no lines."""
    return ()


class FactLines(Lines):
    """The lines of one row."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    FactLines { background: $panel; }
    """

    def __init__(self, facts: Facts = nothing) -> None:
        super().__init__()
        self._facts = facts

    def tell(self, facts: Facts) -> None:
        """Show other facts."""
        self._facts = facts
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the lines."""
        return self._facts(cells)


class FactPane(VerticalScroll, can_focus=False):
    """The pane on the right."""

    DEFAULT_CSS = """
    FactPane { width: 39; height: 1fr; background: $panel; padding: 1 2 0 2;
        scrollbar-size-vertical: 1; scrollbar-background: $panel; scrollbar-color: $chosen; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines = FactLines()

    def compose(self) -> ComposeResult:
        """Yield the lines."""
        yield self._lines

    def tell(self, facts: Facts) -> None:
        """Show other facts."""
        self._lines.tell(facts)

    def retell(self) -> None:
        """Draw every word again."""
        self._lines.redraw()


class FactStrip(Lines):
    """The most important in two lines, for a narrow screen."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    FactStrip { height: 2; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts = nothing

    def tell(self, facts: Facts) -> None:
        """Show other facts."""
        self._facts = facts
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the two lines."""
        return self._facts(cells)


def heading(title: str, note: str = "") -> Line:
    """Return the head of a paragraph, with a note against the right edge."""
    return Line((Piece(title, Tone.STRONG),), (Piece(note, Tone.DIM),) if note else ())


def folded(text: str, cells: int, tone: Tone = Tone.PLAIN, lead: str = "") -> Iterator[Line]:
    """Yield a text in as many lines as it takes; ``lead`` stands before the first, dim."""
    for n, part in enumerate(fold(text, max(8, cells - width(lead)))):
        yield Line((Piece(lead if n == 0 else " " * width(lead), Tone.DIM), Piece(part, tone)))


def labelled(label: str, label_cells: int, *pieces: Piece) -> Line:
    """Return a label in a column of its own, then what it is about."""
    return Line((Piece(pad(label, label_cells) + "  ", Tone.DIM), *pieces))


def apart(*paragraphs: Sequence[Line]) -> list[Line]:
    """Put paragraphs below each other with a free line between; empty ones are left out."""
    told: list[Line] = []
    for paragraph in paragraphs:
        if paragraph:
            told += [*([BLANK] if told else []), *paragraph]
    return told
