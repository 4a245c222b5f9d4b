"""Draws the rows of a list in columns, and remembers what it has drawn."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from rich.segment import Segment
from textual.strip import Strip

from console.present.tones import Tone
from console.present.words import language
from console.tui.columns import GAP, Column, fit_columns
from console.tui.ink import Line, Piece, style_of
from console.tui.themes import Palette, Surface
from core.kernel.text import cut, pad, width

R = TypeVar("R")

CURSOR_SIGN: Final = "▌"
MARK_SIGN: Final = "✓"
FRESH_SIGN: Final = "•"
_SIGN_CELLS: Final = 1
_STRIPS_KEPT: Final = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """How a row lies on the screen: on what, under the cursor or marked or not, how wide."""

    surface: Surface
    under_cursor: bool
    marked: bool
    cells: int


class RowPainter(Generic[R]):
    """Draws rows; what has been drawn before and has not changed is not drawn again."""

    def __init__(self, columns: Callable[[], Sequence[Column[R]]]) -> None:
        self._columns = columns
        self._strips: dict[Hashable, Strip] = {}
        self._fitted: tuple[Hashable, list[tuple[Column[R], int]]] | None = None

    def forget(self) -> None:
        """Draw everything anew, because the language or the theme has changed."""
        self._strips.clear()
        self._fitted = None

    def heads(self, cells: int) -> Line:
        """Return the line of column heads for rows of ``cells`` cells."""
        heads = (pad(column.head, size) for column, size in self._fit(cells))
        return Line((Piece(" " * _SIGN_CELLS + (" " * GAP).join(heads), Tone.DIM),))

    def strip(self, row: R, state: Hashable, look: Look, palette: Palette) -> Strip:
        """Return a row drawn in exactly as many cells as its look says.

        Args:
            row: the row.
            state: everything that the drawing depends on besides look, theme and language.
            look: how it lies on the screen.
            palette: the colours.
        """
        key = (state, look, palette.name, language())
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            strip = self._strips[key] = self._drawn(row, look, palette)
        return strip

    def _drawn(self, row: R, look: Look, palette: Palette) -> Strip:
        surface = look.surface
        # The flash is a colour, so it has a sign of its own too.
        sign = FRESH_SIGN if surface is Surface.FLASH else " "
        sign = CURSOR_SIGN if look.under_cursor else sign
        sign = MARK_SIGN if look.marked else sign
        segments = [Segment(sign, style_of(palette, Tone.ACCENT, surface))]
        room = look.cells - _SIGN_CELLS
        fitted = self._fit(look.cells)
        for n, (column, cells) in enumerate(fitted, 1):
            size = cells
            # The last one reaches to the edge.
            reach = room if n == len(fitted) else min(size + GAP, room)
            room = max(0, room - reach)
            if column.lead is not None and (lead := column.lead(row)).text:
                text = cut(f"{lead.text} ", size)
                style = style_of(palette, lead.tone, surface, bold=lead.bold)
                segments.append(Segment(text, style))
                size, reach = size - width(text), reach - width(text)
            piece = column.piece(row, size)
            style = style_of(palette, piece.tone, surface, bold=piece.bold)
            segments.append(Segment(pad(pad(piece.text, size), reach), style))
        return Strip(segments, look.cells)

    def _fit(self, cells: int) -> list[tuple[Column[R], int]]:
        key = (cells, language())
        if self._fitted is None or self._fitted[0] != key:
            # A cell is left free at the edge, so that the last word does not touch what follows.
            fitted = fit_columns(self._columns(), cells - _SIGN_CELLS - 1)
            self._fitted = (key, fitted)
        return self._fitted[1]
