"""All keys, printed from the one table."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType

from console.present.tones import Tone
from console.present.words import _
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.ink import BLANK, Line, Lines, Piece, column
from console.tui.keys import CHAPTERS, TABLE, Place, shown, word_of
from console.tui.themes import Surface
from core.kernel.text import fold
from core.kernel.words import N_

_KEY_CELLS: Final = 8
_WORD_CELLS: Final = 13

_FILTER_WORDS: Final = (
    ("tier:3", N_("the cases of a tier")),
    ("late", N_("past their due time; also 超时")),
    ("today", N_("due later today; also 今日")),
    ("state:handling", N_("a state, by code or by its word on screen")),
    (
        "unit:…  item:E04",
        N_("a unit by code or part of its name; an item or the begin of its code"),
    ),
    ("grid:330108001*", N_("an area and everything inside it")),
    ("source:hotline  -source:gridder", N_("from a source, or from any other")),
    ("stage:handle", N_("whose soonest clock is this one")),
    ("since:7d", N_("reported since; also 12h, 2w, 2026-09-30")),
)


class Keys(Lines):
    """The keys by chapter, then the words of the filter."""

    SURFACE = Surface.PANEL

    def lines(self, cells: int) -> Sequence[Line]:
        """Return a line or more for each key."""
        told: list[Line] = []
        for place, chapter in CHAPTERS.items():
            told.append(Line((Piece(_(chapter), Tone.STRONG),)))
            told += self._chapter(place, cells)
            told.append(BLANK)
        told.append(Line((Piece(_("Words of the filter"), Tone.STRONG),)))
        for example, about in _FILTER_WORDS:
            told += _entry([Piece("  "), column(example, 33, Tone.ACCENT)], 35, _(about), cells)
        return told

    def _chapter(self, place: Place, cells: int) -> Iterator[Line]:
        for key in TABLE:
            if key.place is place:
                lead = [
                    Piece("  "),
                    column(shown(key), _KEY_CELLS, Tone.ACCENT, bold=True),
                    column(word_of(key), _WORD_CELLS),
                ]
                yield from _entry(lead, 2 + _KEY_CELLS + _WORD_CELLS, _(key.about), cells)


def _entry(lead: list[Piece], indent: int, about: str, cells: int) -> Iterator[Line]:
    for n, part in enumerate(fold(about, max(10, cells - indent))):
        head = lead if n == 0 else [Piece(" " * indent)]
        yield Line((*head, Piece(part, Tone.DIM)))


class HelpDialog(Sheet[None]):
    """The help."""

    DEFAULT_CSS = """
    HelpDialog #sheet { width: 92; height: 100%; }
    HelpDialog #body { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [("q,question_mark,enter", "leave", "")]

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Keys"))

    def body(self) -> ComposeResult:
        """Yield the keys."""
        yield Keys()

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Give the keys the arrows."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
