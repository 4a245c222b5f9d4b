"""What may come next in the filter, over the list while the filter is typed."""

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.message import Message

from console.present.completion import Offered
from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Lines, Piece, column
from console.tui.themes import Surface
from core.kernel.text import cut, fold, neutralise, width

IN_SIGHT: Final = 7
_LEAST_NOTE: Final = 6


class Offers(Lines):
    """The offers; the chosen one is marked. What is not understood is said above them."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Offers { layer: above; dock: bottom; margin: 0 0 2 0; height: auto; width: 100%;
        background: $panel; display: none; }
    Offers.-shown { display: block; }
    """

    class Taken(Message):
        """An offer was chosen with the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self._offered = Offered()
        self._first = 0
        self._trouble = ""
        self.chosen = 0

    @property
    def offered(self) -> Offered:
        """What is offered now."""
        return self._offered

    def offer(self, offered: Offered) -> None:
        """Offer something else; the first one is chosen."""
        self._offered = offered
        self._first = self.chosen = 0
        self._renew()

    def tell(self, trouble: str) -> None:
        """Say what is not understood, or nothing."""
        if trouble != self._trouble:
            self._trouble = trouble
            self._renew()

    def hide(self) -> None:
        """Offer nothing, because nobody types any more."""
        self._offered, self._trouble = Offered(), ""
        self._renew()

    def step(self, by: int) -> None:
        """Choose another one; beyond the last comes the first."""
        if self._offered.offers:
            self.chosen = (self.chosen + by) % len(self._offered.offers)
            self._first = min(max(self._first, self.chosen - IN_SIGHT + 1), self.chosen)
            self.redraw(layout=False)

    def _renew(self) -> None:
        self.set_class(bool(self._offered.offers or self._trouble), "-shown")
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return what is wrong, then the offers in sight, then how to take one."""
        told = [
            Line((Piece(f" {part}", Tone.LATE),))
            for part in (fold(f"▲ {self._trouble}", cells - 2) if self._trouble else ())
        ]
        offers = self._offered.offers
        seen = offers[self._first : self._first + IN_SIGHT]
        widest = max((width(neutralise(offer.shown)) for offer in seen), default=0)
        shown_cells = min(widest + 2, max(cells // 2, 8))
        for number, offer in enumerate(seen, start=self._first):
            chosen = number == self.chosen
            lead = (
                Piece(" ▌ " if chosen else "   ", Tone.ACCENT),
                column(neutralise(offer.shown), shown_cells, Tone.STRONG if chosen else Tone.PLAIN),
            )
            room = cells - shown_cells - 4
            note = cut(neutralise(offer.note), room) if room >= _LEAST_NOTE else ""
            told.append(
                Line((*lead, Piece(note, Tone.DIM)), (), Surface.CURSOR if chosen else None)
            )
        if offers:
            place = f"{self.chosen + 1} / {len(offers)} "
            told.append(
                Line((Piece("   " + _("Tab takes it, ↓ ↑ choose"), Tone.FAINT),),
                     (Piece(place, Tone.FAINT),))
            )  # fmt: skip
        return told

    def on_click(self, event: events.Click) -> None:
        """Take what the mouse points at."""
        number = self._first + event.y - (len(self.lines_now(self.size.width)) - self._rows())
        if 0 <= number - self._first < min(IN_SIGHT, len(self._offered.offers)):
            self.chosen = number
            self.post_message(self.Taken())

    def _rows(self) -> int:
        """Return how many lines there are from the first offer on."""
        return min(IN_SIGHT, len(self._offered.offers) - self._first) + 1
