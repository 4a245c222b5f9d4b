"""All keys, printed from the one table."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from console.present.filters import FILTER_KEYS, FILTER_WORDS
from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.dialogs.fields import Field
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.dialogs.verb import VerbDialog
from console.tui.ink import BLANK, Line, Lines, Piece, column
from console.tui.keys import CHAPTERS, FOR_VERB, TABLE, Place, shown, word_of
from console.tui.themes import Surface
from console.tui.widgets.foot import FilterInput
from console.tui.widgets.row_list import RowList
from core.kernel.text import fold

_KEY_CELLS: Final = 8
_WORD_CELLS: Final = 13

_FILTER_CELLS: Final = 25


class Keys(Lines):
    """The keys by chapter and the words of the filter; what is wanted first stands first."""

    SURFACE = Surface.PANEL

    def __init__(self, first: Sequence[Place] = (), *, filter_first: bool = False) -> None:
        super().__init__()
        self._places = (*first, *(place for place in CHAPTERS if place not in first))
        self._filter_first = filter_first

    def lines(self, cells: int) -> Sequence[Line]:
        """Return a line or more for each key."""
        told: list[Line] = []
        for place in self._places:
            told.append(Line((Piece(_(CHAPTERS[place]), Tone.STRONG),)))
            told += self._chapter(place, cells)
            told.append(BLANK)
        words = [Line((Piece(_("Words of the filter"), Tone.STRONG),))]
        for example, about in (*_filter_keys(), *FILTER_WORDS):
            lead = [Piece("  "), column(example, _FILTER_CELLS, Tone.ACCENT)]
            words += _entry(lead, 2 + _FILTER_CELLS, _(about), cells)
        return [*words, BLANK, *told] if self._filter_first else [*told, *words]

    def _chapter(self, place: Place, cells: int) -> Iterator[Line]:
        for key in TABLE:
            if key.place is place:
                lead = [
                    Piece("  "),
                    column(shown(key), _KEY_CELLS, Tone.ACCENT, bold=True),
                    column(word_of(key), _WORD_CELLS),
                ]
                yield from _entry(lead, 2 + _KEY_CELLS + _WORD_CELLS, _(key.about), cells)


def _filter_keys() -> Iterator[tuple[str, str]]:
    for key in FILTER_KEYS:
        yield f"{key.names[1]}  {key.example}" if in_chinese() else key.example, key.about


def _entry(lead: list[Piece], indent: int, about: str, cells: int) -> Iterator[Line]:
    for n, part in enumerate(fold(about, max(10, cells - indent))):
        head = lead if n == 0 else [Piece(" " * indent)]
        yield Line((*head, Piece(part, Tone.DIM)))


def help_for(screen: Screen[Any], focused: Widget | None) -> "HelpDialog":
    """Return the help that begins with what has the keys now."""
    if isinstance(focused, FilterInput):
        return HelpDialog(about=_("The filter"), filter_first=True)
    if isinstance(screen, Sheet):
        field = (
            next((w for w in focused.ancestors if isinstance(w, Field)), None) if focused else None
        )
        verb = FOR_VERB.get(screen.VERB) if isinstance(screen, VerbDialog) else None
        told = (
            _(verb.about) if verb else "",
            _("Field: %(name)s") % {"name": field.label} if field else "",
        )
        return HelpDialog((Place.DIALOG,), " · ".join(part for part in told if part))
    places: tuple[Place, ...] = getattr(screen, "PLACES", ())
    own = tuple(place for place in places if place not in _EVERYWHERE)
    return HelpDialog((*own, Place.LIST, Place.CASE) if isinstance(focused, RowList) else own)


_EVERYWHERE: Final = (Place.CASE, Place.MENU, Place.DESK)


class HelpDialog(Sheet[None]):
    """The help."""

    DEFAULT_CSS = """
    HelpDialog #sheet { width: 92; height: 100%; }
    HelpDialog #body { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [("q,question_mark,f1,enter", "leave", "")]

    def __init__(
        self, first: Sequence[Place] = (), about: str = "", *, filter_first: bool = False
    ) -> None:
        super().__init__()
        self._about = about
        self._keys = Keys(first, filter_first=filter_first)

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Keys"), about=self._about)

    def body(self) -> ComposeResult:
        """Yield the keys."""
        yield self._keys

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Give the keys the arrows."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
