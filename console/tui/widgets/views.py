"""Ready-made filters below the lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class View:
    """A filter line with a name."""

    name: str
    line: str


ROUGH: Final = 0.1
"""Seconds of counting from which on the counts are marked as rough."""

VIEWS: Final = (
    View(N_("Late"), "late"),
    View(N_("Due today"), "today"),
    View(N_("To accept"), "state:reported"),
    View(N_("To dispatch"), "state:filed"),
    View(N_("To receive"), "state:dispatched"),
    View(N_("Handling"), "state:handling"),
    View(N_("To check"), "state:resolved"),
)


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """How many cases each view has, and how many seconds the counting took."""

    totals: tuple[int, ...] = ()
    took_for: float = 0.0

    @property
    def rough(self) -> bool:
        """Whether they are counted so seldom that they may be some seconds old."""
        return self.took_for > ROUGH


class Views(Lines):
    """The ready-made filters, and how many cases each has."""

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
        for n, view in enumerate(VIEWS):
            on = view.line == self._line
            click = f"screen.view({n})"
            totals = self._counts.totals
            rough = "~" if self._counts.rough else ""
            count = f"{rough}{totals[n]:,} " if n < len(totals) else ""
            told.append(
                Line(
                    (
                        Piece("▎" if on else " ", Tone.ACCENT),
                        Piece(_(view.name), Tone.STRONG if on else Tone.PLAIN, click=click),
                    ),
                    (Piece(count, Tone.STRONG if on else Tone.DIM, click=click),),
                )
            )
        return told
