"""The line behind the colon: any command found by its name, or an order typed in full.

What is typed is sought among the names in the table of keys until it begins as an order does,
such as ``dispatch 231``; then its next word is completed, and Enter carries it out.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from console.present.tones import Tone
from console.present.words import _
from console.tui.dialogs.fields import LABEL_CELLS, Fault, Field
from console.tui.dialogs.order_reader import OrderReader
from console.tui.dialogs.pick import Choice, Choices, PickField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.errands import Errand
from console.tui.ink import Line, Lines, Piece
from console.tui.kept import Kept
from console.tui.keys import TABLE, Key, Place, shown, word_of
from console.tui.orders import Misread, Run, Wanted, Word, is_order
from console.tui.rights import Rights
from console.tui.status import ReadFailed
from console.tui.themes import Surface
from core.cases.rows import CaseRow
from core.kernel.text import width

SHOWN: Final = 14
REMEMBERED: Final = 50
"""Orders that `↑` brings back."""
_LINES: Final = "lines"


class Pointer(Lines):
    """Points at the word that is not understood."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Pointer { height: auto; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._before = self._under = 0

    def point(self, line: str, word: Word | None) -> None:
        """Point at a word of the line, or at nothing."""
        self._before = width(line[: word.start]) if word else 0
        self._under = width(word.text) if word else 0
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  one line
        """Return a line of carets, or none."""
        if not self._under:
            return []
        # The input has a cell of padding.
        indent = " " * (LABEL_CELLS + 1 + self._before)
        return [Line((Piece(indent), Piece("^" * self._under, Tone.LATE, bold=True)))]


class OrderField(PickField[Any]):
    """The line; the arrows choose, above the first choice they bring back earlier orders."""

    ROWS = SHOWN

    BINDINGS: ClassVar[list[BindingType]] = [("tab", "take", "")]

    def __init__(self, choices: Any, reader: OrderReader, history: Sequence[str]) -> None:
        super().__init__("command", _("Command"), choices, hint=_("name, key, or: dispatch 231 …"))
        self._reader = reader
        self._history = history
        self._back = 0
        self._offering: Errand[tuple[str, Sequence[Choice[Any]]]] = Errand(
            self, self._read_offers, self._offer, self._failed
        )

    @property
    def line(self) -> str:
        """What is typed, with the space that ends a word."""
        return self._search.value.lstrip()

    def narrow(self) -> None:
        """Complete an order; find a command by anything else."""
        if is_order(self.line):
            self._offering.ask()
            self.post_message(self.Changed())
        else:
            super().narrow()

    def _read_offers(self) -> tuple[str, Sequence[Choice[Any]]]:
        line = self.line
        return line, self._reader.offers(line)

    def _offer(self, offered: tuple[str, Sequence[Choice[Any]]]) -> None:
        line, choices = offered
        if line == self.line and is_order(line):
            self.offer(choices)

    def step(self, by: int) -> None:
        """Choose another one; from the first one up, bring an earlier order back."""
        back = self._back - by
        if self._history and (self._back or (by < 0 and self._choices.chosen == 0)):
            self._back = min(max(back, 0), len(self._history))
            line = self._history[-self._back] if self._back else ""
            self._search.value = line
            self._search.cursor_position = len(line)
        else:
            super().step(by)

    def action_take(self) -> None:
        """Put the choice that is marked into the line."""
        choice = self.picked
        if choice is None or not choice.value or not is_order(self.line):
            return
        line = self.line
        begun = "" if line.endswith(" ") else line.split()[-1]
        self._search.value = line[: len(line) - len(begun)] + str(choice.value) + " "
        self._search.cursor_position = len(self._search.value)


class PaletteDialog(Sheet[Wanted | None]):
    """Find a command and start it, or type an order; what does not apply now says why."""

    def __init__(
        self,
        places: Sequence[Place],
        row: CaseRow | None,
        rights: Rights,
        reader: OrderReader,
        login: str,
    ) -> None:
        super().__init__()
        self._places = places
        self._row = row
        self._rights = rights
        self._reader = reader
        self._kept = Kept(login, "orders")
        self._history: list[str] = [str(line) for line in self._kept.load().get(_LINES, ())]
        self._field = OrderField(lambda: [*self._choices()], reader, self._history)
        self._pointer = Pointer()
        self._trouble = Fault()
        self._reading = Errand(self, self._read, self._take, self._misread)

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Commands"))

    def body(self) -> ComposeResult:
        """Yield what is wrong with the line, then the line and the choices."""
        yield self._trouble
        yield self._pointer
        yield self._field

    def keys(self) -> SheetKeys:
        """Return the keys: start it, complete, leave."""
        return SheetKeys(("open", _("run it")), ("complete", ""), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._field.take_keys()

    def _choices(self) -> Iterator[Choice[Any]]:
        for key in TABLE:
            if key.place in self._places and key.id != "palette":
                space = "app" if key.place is Place.DESK else "screen"
                note = self._why_not(key) or _(key.about)
                yield Choice(f"{space}.{key.action}", shown(key), word_of(key), note)
        if Place.QUEUE in self._places:
            for n, view in enumerate(self._reader.views):
                name = _("View: %(name)s") % {"name": view.title}
                yield Choice(f"screen.view({n})", "", name, view.line)

    def _why_not(self, key: Key) -> str:
        if key.verb is None or self._row is None:
            return ""
        return self._rights.why_not(key.verb, self._row)

    @on(Field.Changed)
    def _changed(self) -> None:
        self._trouble.tell("")
        self._pointer.point("", None)

    @on(Field.Sent)
    @on(Choices.Doubled)
    def _start(self) -> None:
        if is_order(self._field.line):
            self._reading.ask()
        elif self._field.value is not None:
            self.dismiss(Run(self._field.value))

    def _read(self) -> Wanted | None:
        return self._reader.read(self._field.line)

    def _take(self, wanted: Wanted | None) -> None:
        line = self._field.line.strip()
        lines = [*(other for other in self._history if other != line), line]
        self._kept.keep({_LINES: lines[-REMEMBERED:]})
        self.dismiss(wanted)

    def _misread(self, error: Exception) -> None:
        if isinstance(error, Misread):
            self._trouble.tell(error.sentence)
            self._pointer.point(self._field.line, error.word)
        else:
            self.app.post_message(ReadFailed(error))

    def action_open(self) -> None:
        """Start the command that is marked, or carry out the order."""
        self._start()

    def action_complete(self) -> None:
        """Put the choice that is marked into the line."""
        self._field.action_take()
