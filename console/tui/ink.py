"""Pieces of text with tones become strips of cells: the only code that draws words.

A line is cut and filled to the cell, so that Chinese, English and numbers stand in columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from console.present.tones import Said, Tone
from console.tui.steady import Steady
from console.tui.themes import Palette, Surface, palette_of
from core.kernel.text import cut, pad, width


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one tone; ``click`` names the action that a mouse starts on it."""

    text: str
    tone: Tone = Tone.PLAIN
    bold: bool = False
    click: str = ""
    surface: Surface | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: pieces from the left, pieces against the right edge, and what it lies on."""

    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    surface: Surface | None = None


BLANK: Final = Line()


def said(text: Said, *, bold: bool = False) -> Piece:
    """Make a piece of what the presentation says."""
    return Piece(text.text, text.tone, bold)


def column(text: str, cells: int, tone: Tone = Tone.PLAIN, *, bold: bool = False) -> Piece:
    """Make a piece of exactly ``cells`` cells."""
    return Piece(pad(text, cells), tone, bold)


_STRONG: Final = frozenset({Tone.STRONG, Tone.LATE, Tone.SOON})
_WEAK: Final = frozenset({Tone.DIM, Tone.FAINT})
_REVERSED: Final = frozenset({Surface.CURSOR, Surface.CHIP, Surface.FLASH})


@lru_cache(maxsize=4096)
def style_of(
    palette: Palette, tone: Tone, surface: Surface, *, bold: bool = False, click: str = ""
) -> Style:
    """Return the terminal style of a tone on a surface."""
    meta = {"@click": click} if click else None
    if palette.plain:
        return Style(
            bold=bold or tone in _STRONG or None,
            dim=tone in _WEAK or None,
            reverse=surface in _REVERSED or None,
            meta=meta,
        )
    colour = palette.colour(tone, surface)
    if surface is Surface.CHIP:
        colour = palette.surfaces[Surface.GROUND]
    return Style(
        color=colour,
        bgcolor=palette.surfaces[surface],
        bold=bold or tone is Tone.STRONG or None,
        meta=meta,
    )


def draw(line: Line, cells: int, palette: Palette, surface: Surface) -> Strip:
    """Draw ``line`` in exactly ``cells`` cells; the right side stays, the left is cut."""
    ground = line.surface or surface
    right = fit(line.right, cells)
    room = cells - sum(width(piece.text) for piece in right)
    left = fit(line.left, room - 1 if right and room > 0 else room)
    gap = room - sum(width(piece.text) for piece in left)
    pieces = (*left, Piece(" " * gap), *right)
    return Strip(
        [
            Segment(
                piece.text,
                style_of(
                    palette,
                    piece.tone,
                    piece.surface or ground,
                    bold=piece.bold,
                    click=piece.click,
                ),
            )
            for piece in pieces
            if piece.text
        ],
        cells,
    )


def fit(pieces: Iterable[Piece], cells: int) -> list[Piece]:
    """Return as many of ``pieces`` as fit into ``cells``, the last one cut where needed."""
    kept: list[Piece] = []
    for piece in pieces:
        size = width(piece.text)
        if size <= cells:
            kept.append(piece)
            cells -= size
            continue
        shortened = cut(piece.text, cells)
        if shortened:
            kept.append(Piece(shortened, piece.tone, piece.bold, piece.click, piece.surface))
        break
    return kept


class Lines(Steady, Widget):
    """A region of drawn lines; a subclass says which, and calls `redraw` when they change."""

    SURFACE: Surface = Surface.GROUND

    DEFAULT_CSS = """
    Lines { height: auto; width: 1fr; }
    """

    _drawn: tuple[int, Sequence[Line]] | None = None

    def lines(self, cells: int) -> Sequence[Line]:
        """Return what to show in ``cells`` cells."""
        raise NotImplementedError

    def redraw(self, *, layout: bool = True) -> None:
        """Draw again, because what is shown has changed."""
        self._drawn = None
        self.refresh(layout=layout)

    def lines_now(self, cells: int) -> Sequence[Line]:
        """Return the lines for this width, made once until `redraw`."""
        if self._drawn is None or self._drawn[0] != cells:
            self._drawn = (cells, self.lines(cells))
        return self._drawn[1]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002  Textual's signature
        """Return how many lines there are at this width."""
        return len(self.lines_now(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        cells = self.content_size.width
        lines = self.lines_now(cells)
        line = lines[y] if y < len(lines) else BLANK
        return draw(line, cells, palette_of(self.app), self.SURFACE)
