"""A form that makes a command: fields, what would happen, and the sending.

What is typed is never lost: a refusal is told above it and the form stays. A command is
under way once at a time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from console.present.tones import Tone
from console.present.vocabulary import field_sentences, sentence
from console.present.words import _
from console.tui.courier import (
    CommandDone,
    CommandFailed,
    CommandRefused,
    Courier,
    PreviewReady,
    PreviewRefused,
)
from console.tui.dialogs.fields import Fault, Field, Remark
from console.tui.dialogs.pick import LowPickField, PickField
from console.tui.dialogs.sheet import Sheet
from console.tui.ink import BLANK, Line, Lines, Piece, column
from console.tui.keys import BY_ID
from console.tui.shop import Shop
from console.tui.themes import Surface
from core.cases.rows import CaseOutcome
from core.kernel.command import Command
from core.kernel.errors import CoreError, Invalid
from core.kernel.text import fold

LOW_SCREEN: Final = 30
"""Lines below which a terminal has no room for long lists of choices."""
PREVIEW_PAUSE: Final = 0.2
"""Seconds without a change before the desk is asked what would happen."""
_NAME_CELLS: Final = 11

Change = tuple[str, str, str]
"""A name, what it is now, what it would be."""


class Consequence(Lines):
    """What would happen, or why it would be refused."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Consequence { height: auto; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._changes: Sequence[Change] = ()
        self._sentences: Sequence[tuple[str, Tone]] = ()

    def tell(self, changes: Sequence[Change], sentences: Sequence[tuple[str, Tone]] = ()) -> None:
        """Say what would happen, with whole sentences below."""
        if (changes, sentences) != (self._changes, self._sentences):
            self._changes, self._sentences = changes, sentences
            self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return one line for each change, then the sentences."""
        told = [BLANK, *(_change_line(change) for change in self._changes)]
        for text, tone in self._sentences:
            parts = fold(text, cells - _NAME_CELLS)
            told += [Line((Piece(" " * _NAME_CELLS), Piece(part, tone))) for part in parts]
        return told


def _change_line(change: Change) -> Line:
    name, before, after = change
    arrow = (Piece(before, Tone.DIM), Piece("  →  ", Tone.ACCENT)) if before else ()
    return Line((column(name, _NAME_CELLS, Tone.DIM), *arrow, Piece(after, Tone.STRONG)))


class Form(Sheet[CaseOutcome | None]):
    """A dialog that makes a command; a subclass says from which fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["send"].keys, "send", show=False, id="send", priority=True),
        Binding("enter", "send", show=False),
    ]

    ASKED: ClassVar[frozenset[str]] = frozenset()
    """Fields that Enter goes to though they need not be filled in."""

    def __init__(self, shop: Shop, courier: Courier) -> None:
        super().__init__()
        self.shop = shop
        self.courier = courier
        self._fields: tuple[Field[Any], ...] = ()
        self._trouble = Fault()
        self._above = Remark()
        self._consequence = Consequence()
        self._under_way = False
        self._pause: Timer | None = None
        self._asked: Command | None = None
        self._foreseen: CaseOutcome | None = None

    # What a subclass says.

    def fields(self) -> Sequence[Field[Any]]:
        """Return the fields; asked once."""
        return ()

    def command(self) -> Command:
        """Return the command that the fields make."""
        raise NotImplementedError

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what an outcome would change."""
        raise NotImplementedError

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Return sentences that explain an outcome beyond what it changes."""
        return ()

    def begin(self) -> None:
        """Give the keys to the field to begin with."""
        if self._fields:
            self._fields[0].take_keys()

    def fields_changed(self) -> None:
        """Follow a change of one field in others."""

    def asked(self, command: Command | None) -> None:
        """Follow that the desk is asked about a command, or that the fields make none yet."""

    def refused(self, error: CoreError) -> None:
        """Follow a refusal that has been told."""

    def done(self, outcome: CaseOutcome) -> None:
        """Close with what came of the command."""
        self.dismiss(outcome)

    # The look of it.

    @property
    def picker(self) -> type[PickField[Any]]:
        """The field to pick with in a long form: lower where the terminal is low."""
        return LowPickField if self.app.size.height < LOW_SCREEN else PickField

    def body(self) -> ComposeResult:
        """Yield trouble, fields, consequence."""
        yield self._trouble
        yield self._above
        self._fields = tuple(self.fields())
        yield from self._fields
        yield self._consequence

    def on_mount(self) -> None:
        """Begin, and ask what would happen."""
        self.begin()
        self.ask_soon()

    def tell_above(self, text: str) -> None:
        """Say something above the fields that they answer or rest on."""
        self._above.tell(text)

    # What would happen.

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self.fields_changed()
        self.ask_soon()

    def ask_soon(self) -> None:
        """Ask the desk what would happen, once nothing has changed for a moment."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PREVIEW_PAUSE, self._ask)

    def ask_anew(self) -> None:
        """Ask again, though the fields are the same."""
        self._asked = None
        self.ask_soon()

    def _ask(self) -> None:
        if any(field.missing for field in self._fields):
            self._asked = self._foreseen = None
            self._consequence.tell(())
            self.asked(None)
            return
        command = self.command()
        if command != self._asked:
            self._asked = command
            self._foreseen = None
            self.asked(command)
            self.courier.preview(command, self)

    @on(PreviewReady)
    def _previewed(self, event: PreviewReady) -> None:
        event.stop()
        if event.command == self._asked:
            self._foreseen = event.outcome
            self.tell_foreseen()

    def tell_foreseen(self) -> None:
        """Say what would happen, once it is known."""
        if self._foreseen is not None:
            now = self.shop.clock()
            told = [(text, Tone.DIM) for text in self.explanation(self._foreseen, now)]
            self._consequence.tell(self.changes(self._foreseen, now), told)

    @on(PreviewRefused)
    def _preview_refused(self, event: PreviewRefused) -> None:
        event.stop()
        if event.command == self._asked:
            self._consequence.tell((), [("◆ " + sentence(event.error), Tone.SOON)])

    # Sending.

    @on(Field.Sent)
    def _field_sent(self, event: Field.Sent) -> None:
        event.stop()
        fields = [field for field in self._fields if field.display]
        here = next((n for n, field in enumerate(fields) if field.has_focus_within), 0)
        unfilled = [
            field for field in fields[here + 1 :] if field.missing or field.field in self.ASKED
        ]
        if unfilled:
            unfilled[0].take_keys()
        else:
            self.send()

    def action_send(self) -> None:
        """Send what has been typed up to now."""
        self.after_typing(self.send)

    def send(self) -> None:
        """Send the command, unless something is missing or one is under way."""
        if self._under_way:
            return
        wanting = [field for field in self._fields if field.display and not field.check()]
        if wanting:
            wanting[0].take_keys()
            return
        self._under_way = True
        self._trouble.tell("")
        self.courier.send(self.command(), self)

    @on(CommandDone)
    def _done(self, event: CommandDone) -> None:
        event.stop()
        self.done(event.outcome)

    @on(CommandRefused)
    def _refused(self, event: CommandRefused) -> None:
        event.stop()
        self._under_way = False
        self._tell_trouble(event.error)
        self.refused(event.error)

    @on(CommandFailed)
    def _failed(self, event: CommandFailed) -> None:
        event.stop()
        self._under_way = False
        told = _("The program has made a mistake; it is on record as %(id)s.")
        self._trouble.tell(told % {"id": event.error_id})

    def _tell_trouble(self, error: CoreError) -> None:
        faults = field_sentences(error.faults) if isinstance(error, Invalid) else {}
        by_name = {field.field: field for field in self._fields}
        for name, text in faults.items():
            if name in by_name:
                by_name[name].fault.tell(text)
        if not faults or not faults.keys() <= by_name.keys():
            self._trouble.tell(sentence(error))
