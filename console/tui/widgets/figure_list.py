"""The lines of a report as a list: the headline of each, and the figure that is chosen."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from console.present.figures import FIGURES, HEADLINE, NO_RATE, SECTIONS, SHORT, line_name, rate_of
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _
from console.tui.columns import Column
from console.tui.ink import Piece
from console.tui.widgets.row_list import RowList
from core.kernel.clock import Clock
from core.kernel.text import pad
from core.reports.drill import WHOLE
from core.reports.figures import Figure
from core.reports.nightly import Section

CHOSEN_SIGN = "▾"
_CELLS = 11
_EXTRA = 18


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line of a report, the whole or one of a part; ``rank`` is its place."""

    rank: int
    part: str
    section: Section

    @property
    def place(self) -> tuple[int, str]:
        """The place in the list."""
        return self.rank, self.section.key

    @property
    def name(self) -> str:
        """What the line is about, in the language spoken now."""
        return line_name(self.part, self.section)

    @property
    def key(self) -> str:
        """The key within its part; the whole has none."""
        return "" if self.part == WHOLE else self.section.key

    def figure(self, name: str) -> Figure:
        """Return a figure of this line."""
        return next(figure for figure in self.section.figures if figure.name == name)


class FigureList(RowList[FigureLine]):
    """The list of lines."""

    MARKS_NEWS = False

    def __init__(self, clock: Clock) -> None:
        self.chosen = HEADLINE[0]
        self.part = "tiers"
        super().__init__(clock)

    def choose(self, figure: str) -> None:
        """Choose another figure."""
        self.chosen = figure
        self.repaint()

    def columns(self) -> Sequence[Column[FigureLine]]:
        """Return the columns, in the language spoken now."""
        extra = self.chosen not in HEADLINE
        return (
            Column(word(SECTIONS, self.part), 12, 60, _name, weight=1),
            *(self._figure(name, SHORT[name], _CELLS) for name in HEADLINE),
            *([self._figure(self.chosen, FIGURES[self.chosen], _EXTRA)] if extra else []),
        )

    def _figure(self, name: str, title: str, cells: int) -> Column[FigureLine]:
        sign = CHOSEN_SIGN if name == self.chosen else " "
        head = pad(f"{sign}{_(title)}", cells, "right")
        weakness = 0 if name == self.chosen else 5 - HEADLINE.index(name)
        return Column(head, cells, cells, partial(self._value, name), yields=max(0, 5 - weakness))

    def _value(self, name: str, row: FigureLine, cells: int) -> Piece:
        text = rate_of(row.figure(name))
        chosen = name == self.chosen
        tone = Tone.FAINT if text == NO_RATE else Tone.STRONG if chosen else Tone.PLAIN
        return Piece(pad(text, cells, "right"), tone, bold=chosen)

    def version_of(self, row: FigureLine) -> Hashable:
        """Return everything that is shown."""
        return row.section

    def clock_of(self, row: FigureLine) -> Hashable:  # noqa: ARG002  nothing in a row runs
        """Return nothing."""
        return None

    def empty_words(self) -> str:
        """Say that nothing has happened."""
        return _("Nothing to report.")


def _name(row: FigureLine, _cells: int) -> Piece:
    return Piece(row.name, Tone.STRONG if row.part == WHOLE else Tone.PLAIN)
