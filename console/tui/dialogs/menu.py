"""The menu of verbs behind one key: those that are possible first, the others with the reason."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from console.present.cases import state_of, title_of
from console.present.tones import Tone
from console.present.vocabulary import tier_word
from console.present.words import _, _n
from console.tui.dialogs.fields import Fault
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.errands import Errand
from console.tui.ink import Line, Lines, Piece, column
from console.tui.keys import TABLE, Key, Place, shown_alone, word_of
from console.tui.rights import Judge
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from console.tui.themes import Surface
from core.cases.rows import CaseDetail, CaseRow
from core.cases.states import Verb
from core.kernel.text import cut

_KEY_CELLS: Final = 4
_WORD_CELLS: Final = 22

KEYS: Final = tuple(key for key in TABLE if key.place is Place.MENU)


class Verbs(Lines, can_focus=True):
    """The verbs, each with its key; what does not apply is dimmed and says why."""

    SURFACE = Surface.PANEL

    class Pressed(Message):
        """A verb was chosen with the mouse."""

        def __init__(self, verb: Verb) -> None:
            super().__init__()
            self.verb = verb

    def __init__(self, row: CaseRow, rights: Judge) -> None:
        super().__init__()
        self._row = row
        self._rights = rights
        self._detail: CaseDetail | None = None

    def tell(self, detail: CaseDetail) -> None:
        """Judge by all that is known of the case."""
        self._detail = detail
        self.redraw()

    def why_not(self, verb: Verb) -> str:
        """Return why a verb does not apply."""
        return self._rights.why_not(verb, self._row, self._detail)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return one line for each verb."""
        told = [(key, self.why_not(key.verb)) for key in KEYS if key.verb]
        told.sort(key=lambda pair: bool(pair[1]))
        return [_line(key, reason, cells) for key, reason in told]

    def action_press(self, verb: str) -> None:
        """Choose a verb."""
        self.post_message(self.Pressed(Verb(verb)))


def _line(key: Key, reason: str, cells: int) -> Line:
    room = max(cells - _KEY_CELLS - _WORD_CELLS, 10)
    tone = Tone.FAINT if reason else Tone.PLAIN
    click = f"press('{key.verb}')"
    lead = column(shown_alone(key), _KEY_CELLS, Tone.FAINT if reason else Tone.ACCENT, bold=True)
    name = column(word_of(key), _WORD_CELLS, tone)
    about = cut(reason or _(key.about), room)
    return Line(
        tuple(
            Piece(piece.text, piece.tone, piece.bold, click)
            for piece in (lead, name, Piece(about, Tone.FAINT if reason else Tone.DIM))
        )
    )


class MenuDialog(Sheet[Verb | None]):
    """One more key chooses; a verb that does not apply says why, and the menu stays."""

    DEFAULT_CSS = """
    MenuDialog #sheet { width: 104; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.keys, f"choose('{key.verb}')", show=False, id=key.id) for key in KEYS
    ]

    def __init__(self, row: CaseRow, shop: Shop, rights: Judge) -> None:
        super().__init__()
        self._row = row
        self._shop = shop
        self._verbs = Verbs(row, rights)
        self._trouble = Fault()
        self._reading = Errand(self, self._read, self._verbs.tell, self._failed)

    def head(self) -> Title:
        """Return the title: what the verbs are about."""
        row = self._row
        about = f"{title_of(row)} · {state_of(row).text} · {tier_word(row.tier)}"
        return Title(_("More verbs"), row.number, about)

    def body(self) -> ComposeResult:
        """Yield the verbs."""
        yield self._trouble
        yield self._verbs

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Give the menu the arrows, and read what else is known of the case."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
        self._reading.ask()

    def _read(self) -> CaseDetail:
        return self._shop.cases.detail(self._row.number, self._shop.clock())

    def _failed(self, error: Exception) -> None:
        self.app.post_message(ReadFailed(error))

    @on(Verbs.Pressed)
    def _pressed(self, event: Verbs.Pressed) -> None:
        event.stop()
        self.action_choose(event.verb)

    def action_choose(self, verb: str) -> None:
        """Choose a verb, or hear why not."""
        reason = self._verbs.why_not(Verb(verb))
        if reason:
            self._trouble.tell(reason)
            self.query_one("#body").scroll_home(animate=False)
        else:
            self.dismiss(Verb(verb))


class TogetherMenu(MenuDialog):
    """The same for several cases."""

    def __init__(self, rows: Sequence[CaseRow], shop: Shop, rights: Judge) -> None:
        super().__init__(rows[0], shop, rights)
        self._count = len(rows)

    def head(self) -> Title:
        """Return the title: how many cases the verbs are for."""
        return Title(_("More verbs"), _n("%(n)s case", "%(n)s cases", self._count))
