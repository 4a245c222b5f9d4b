"""What is late, due today and due on the next working day, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.present.tones import Tone
from console.present.vocabulary import STAGES, word
from console.present.words import _
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.themes import Surface
from core.cases.rows import StageCount
from core.kernel.text import pad
from core.kernel.words import N_


class When(StrEnum):
    """When a timer runs out."""

    OPEN = "open"
    LATE = "late"
    TODAY = "due_today"
    NEXT = "due_next"


WHENS: Final = (
    (When.OPEN, N_("open"), Tone.PLAIN, 7),
    (When.LATE, N_("late"), Tone.LATE, 7),
    (When.TODAY, N_("today"), Tone.SOON, 7),
    (When.NEXT, N_("next w.day"), Tone.TODAY, 11),
)
"""When, how it is called, its tone, and the cells of its column."""

_WHEN_CELLS: Final = sum(cells for _when, _text, _tone, cells in WHENS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which timers are listed: of one stage or of all, late or due today or all."""

    stage: str | None = None
    when: When = When.OPEN


def count_of(counts: Sequence[StageCount], chosen: Chosen) -> int:
    """Return how many timers are chosen."""
    return sum(
        getattr(count, chosen.when) for count in counts if chosen.stage in {None, count.stage}
    )


class StageChoice(Lines):
    """What both forms of the counts know."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[StageCount, ...] = ()
        self._chosen = Chosen()

    def tell(self, counts: tuple[StageCount, ...], chosen: Chosen) -> None:
        """Show other counts, or another choice."""
        if (counts, chosen) != (self._counts, self._chosen):
            self._counts, self._chosen = counts, chosen
            self.redraw()


class StageTable(StageChoice):
    """The counts as a table; every number can be pressed."""

    DEFAULT_CSS = """
    StageTable { width: 100%; height: auto; padding: 0 0 0 1; }
    """

    def lines(self, cells: int) -> Sequence[Line]:
        """Return a head, a line for all stages, a line for each."""
        name_cells = max(8, cells - 2 - _WHEN_CELLS)
        head = [Piece(" " + pad("", name_cells))]
        head += [
            Piece(pad(_(text), size - 1, "right") + " ", Tone.DIM) for _w, text, _t, size in WHENS
        ]
        told = [Line(tuple(head)), self._line(None, _("All clocks"), name_cells), BLANK]
        told += [
            self._line(count.stage, word(STAGES, count.stage), name_cells) for count in self._counts
        ]
        return told

    def _line(self, stage: str | None, name: str, name_cells: int) -> Line:
        here = self._chosen.stage == stage
        click = f"screen.choose_clock('{stage or ''}', 'open')"
        pieces = [
            Piece("▎" if here else " ", Tone.ACCENT),
            Piece(pad(name, name_cells), Tone.STRONG if here else Tone.PLAIN, click=click),
        ]
        for when, _text, tone, size in WHENS:
            count = count_of(self._counts, Chosen(stage, when))
            chosen = here and self._chosen.when is when
            shade = (tone if tone is not Tone.PLAIN else Tone.STRONG) if count else Tone.FAINT
            sign = "▲" if when is When.LATE and count else ""
            text = pad(f"{sign}{count:,}" if count else "·", size - 1, "right") + " "
            pieces.append(
                Piece(
                    text,
                    shade,
                    bold=chosen,
                    click=f"screen.choose_clock('{stage or ''}', '{when}')",
                    surface=Surface.CURSOR if chosen else None,
                )
            )
        return Line(tuple(pieces))


class StageTabs(StageChoice):
    """The counts in one line, for a narrow screen."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    StageTabs { height: 1; }
    """

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        pieces: list[Piece] = []
        for stage in (None, *(count.stage for count in self._counts)):
            here = self._chosen.stage == stage
            surface = Surface.CURSOR if here else None
            click = f"screen.choose_clock('{stage or ''}', 'open')"
            name = word(STAGES, stage) if stage else _("All")
            late = count_of(self._counts, Chosen(stage, When.LATE))
            pieces += [
                Piece("▎" if here else " ", Tone.ACCENT, surface=surface),
                Piece(f"{name} ", Tone.STRONG if here else Tone.DIM, click=click, surface=surface),
                Piece(
                    f"{count_of(self._counts, Chosen(stage)):,} ",
                    Tone.STRONG if here else Tone.PLAIN,
                    click=click,
                    surface=surface,
                ),
            ]
            if late:
                pieces.append(Piece(f"▲{late:,} ", Tone.LATE, click=click, surface=surface))
        return [Line(tuple(pieces))]
