"""Views below the lanes: ready-made filters, and those the operator has saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.present.tones import Tone
from console.present.views import READY_MADE, View, written
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from core.kernel.text import neutralise

ROUGH: Final = 0.1
"""Seconds of counting from which on the counts are marked as rough."""


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """The views, how many cases each has, and how many seconds the counting took.

    ``None`` stands for a view that is not understood any more.
    """

    views: tuple[View, ...] = READY_MADE
    totals: tuple[int | None, ...] = ()
    took_for: float = 0.0

    @property
    def rough(self) -> bool:
        """Whether they are counted so seldom that they may be some seconds old."""
        return self.took_for > ROUGH


class Views(Lines):
    """The views, and how many cases each has."""

    DEFAULT_CSS = """
    Views { width: 100%; padding: 0 0 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._counts = ViewCounts()
        self._line = ""

    def tell(self, counts: ViewCounts, line: str) -> None:
        """Show other counts, or which filter is on."""
        if (counts, line) != (self._counts, self._line):
            self._counts, self._line = counts, line
            self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return a head and a line for each view."""
        told = [Line((Piece(" " + _("Views"), Tone.DIM),))]
        line = written(self._line)
        for n, view in enumerate(self._counts.views):
            on = view.said == line
            click = f"screen.view({n})"
            totals = self._counts.totals
            rough = "~" if self._counts.rough else ""
            total = totals[n] if n < len(totals) else None
            count = "" if total is None else f"{rough}{total:,} "
            told.append(
                Line(
                    (
                        Piece("▎" if on else " ", Tone.ACCENT),
                        Piece(
                            neutralise(view.title), Tone.STRONG if on else Tone.PLAIN, click=click
                        ),
                    ),
                    (Piece(count, Tone.STRONG if on else Tone.DIM, click=click),),
                )
            )
        return told
