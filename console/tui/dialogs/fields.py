"""The fields of a dialog: a label, something to fill in, and what is wrong with it."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from console.tui.steady import Steady
from console.tui.themes import Surface
from console.tui.widgets.typed import Entry, Page
from core.kernel.text import fold, width

T = TypeVar("T")

LABEL_CELLS: Final = 11


class Label(Lines):
    """The name of a field."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Label { width: 11; height: auto; background: $panel; }
    """

    def __init__(self, text: str, *, required: bool) -> None:
        super().__init__()
        self._text = text
        self._required = required

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the name, with a mark where the field must be filled in."""
        mark = Piece(" *", Tone.ACCENT) if self._required else Piece("")
        parts = fold(self._text, cells - 3)
        return [
            Line((Piece(part, Tone.DIM), mark if n == len(parts) - 1 else Piece("")))
            for n, part in enumerate(parts)
        ]


class Fault(Lines):
    """What is wrong with a field."""

    SURFACE = Surface.PANEL
    TONE = Tone.LATE
    SIGN = "▲ "

    DEFAULT_CSS = """
    Fault { height: auto; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def tell(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        if text != self._text:
            self._text = text
            self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the sentence in as many lines as it takes."""
        if not self._text:
            return []
        return [Line((Piece(part, self.TONE),)) for part in fold(self.SIGN + self._text, cells)]


class Remark(Fault):
    """What is known before anything is filled in."""

    TONE = Tone.DIM
    SIGN = ""


class Field(Steady, Vertical, Generic[T]):
    """One thing to fill in; a subclass says what with."""

    DEFAULT_CSS = """
    Field { height: auto; background: $panel; }
    Field > Horizontal { height: auto; background: $panel; }
    Field Fault { margin: 0 0 0 11; }
    """

    class Changed(Message):
        """What is filled in has changed."""

    class Sent(Message):
        """The operator is done with this field."""

    def __init__(self, name: str, label: str, *, required: bool = False) -> None:
        super().__init__(name=name)
        self.field = name
        self.label = label
        self.required = required
        self.fault = Fault()

    def compose(self) -> ComposeResult:
        """Put the label beside what is filled in, and what is wrong below."""
        with Horizontal():
            yield Label(self.label, required=self.required)
            yield self.entry()
        yield self.fault

    def entry(self) -> Widget:
        """Return what is filled in."""
        raise NotImplementedError

    @property
    def value(self) -> T:
        """What has been filled in."""
        raise NotImplementedError

    @property
    def missing(self) -> bool:
        """Whether the field must be filled in and is not."""
        return self.required and not self.value

    def check(self) -> bool:
        """Say what is missing; return whether the field will do."""
        missing = self.missing
        sentence = _("%(field)s must not be empty.") % {"field": self.label} if missing else ""
        self.fault.tell(sentence)
        return not missing

    def take_keys(self) -> None:
        """Give the keys to this field."""
        self.query_one(".entry").focus()


class TextField(Field[str]):
    """One line of text."""

    def __init__(
        self, name: str, label: str, *, required: bool = False, value: str = "", hint: str = ""
    ) -> None:
        super().__init__(name, label, required=required)
        self._input = Entry(value, placeholder=hint, compact=True, classes="entry")

    def entry(self) -> Widget:
        """Return the input."""
        return self._input

    @property
    def value(self) -> str:
        """The text."""
        return self._input.value.strip()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.fault.tell("")
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent())


class LongTextField(Field[str]):
    """A text of several lines."""

    DEFAULT_CSS = """
    LongTextField TextArea { height: 4; border: none; padding: 0; background: $raised; }
    LongTextField TextArea:focus { background: $chosen; border: none; }
    """

    def __init__(self, name: str, label: str, *, required: bool = False, value: str = "") -> None:
        super().__init__(name, label, required=required)
        self._area = Page(value, compact=True, tab_behavior="focus", classes="entry")

    def entry(self) -> Widget:
        """Return the text area, ready to write on."""
        self._area.move_cursor(self._area.document.end)
        return self._area

    @property
    def value(self) -> str:
        """The text."""
        return self._area.text.strip()

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.fault.tell("")
        self.post_message(self.Changed())


class Options(Lines, can_focus=True):
    """A few choices side by side, as many in a line as fit."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Options { height: auto; width: 1fr; background: $panel; }
    """

    class Chosen(Message):
        """Another one was chosen."""

    def __init__(self, words: Sequence[str], chosen: int | None, *, numbered: bool) -> None:
        super().__init__(classes="entry")
        self._numbered = numbered
        self._words = tuple(words)
        self.chosen = chosen

    def set_words(self, words: Sequence[str], chosen: int | None) -> None:
        """Offer other choices."""
        self._words = tuple(words)
        self.chosen = chosen
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the choices."""
        told: list[list[Piece]] = [[]]
        used = 0
        for n, text in enumerate(self._words):
            chosen = n == self.chosen
            label = f"{n + 1} {text}" if self._numbered else text
            mark = "● " if chosen else "○ "
            size = width(mark + label) + 3
            if used and used + size > cells:
                told.append([])
                used = 0
            used += size
            surface = Surface.CURSOR if chosen and self.has_focus else None
            tone = Tone.STRONG if chosen else Tone.PLAIN
            told[-1] += [
                Piece(mark, Tone.ACCENT if chosen else Tone.DIM, surface=surface),
                Piece(label, tone, click=f"choose({n})", surface=surface),
                Piece("   "),
            ]
        return [Line(tuple(pieces)) for pieces in told]

    def action_choose(self, number: int) -> None:
        """Choose one."""
        if 0 <= number < len(self._words) and number != self.chosen:
            self.chosen = number
            self.redraw(layout=False)
            self.post_message(self.Chosen())

    def on_key(self, event: events.Key) -> None:
        """Choose with the arrows or by number."""
        here = -1 if self.chosen is None else self.chosen
        steps = {"right": 1, "down": 1, "space": 1, "left": -1, "up": -1}
        if event.key in steps and self._words:
            event.stop()
            self.action_choose((here + steps[event.key]) % len(self._words))
        elif self._numbered and event.key.isdecimal() and 0 < int(event.key) <= len(self._words):
            event.stop()
            self.action_choose(int(event.key) - 1)

    def on_focus(self) -> None:
        """Show where keys go."""
        self.redraw(layout=False)

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.redraw(layout=False)


class ChoiceField(Field[T | None], Generic[T]):
    """One of a few."""

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[T, str]],
        *,
        required: bool = True,
        chosen: int | None = None,
        numbered: bool = True,
    ) -> None:
        super().__init__(name, label, required=required)
        self._values = [value for value, _word in options]
        self._options = Options([text for _value, text in options], chosen, numbered=numbered)

    def entry(self) -> Widget:
        """Return the choices."""
        return self._options

    def offer(self, options: Sequence[tuple[T, str]], chosen: int | None) -> None:
        """Offer other choices."""
        self._values = [value for value, _word in options]
        self._options.set_words([text for _value, text in options], chosen)

    @property
    def value(self) -> T | None:
        """The value that was chosen."""
        chosen = self._options.chosen
        return None if chosen is None else self._values[chosen]

    @property
    def missing(self) -> bool:
        """Whether nothing was chosen though something must be."""
        return self.required and self._options.chosen is None

    @on(Options.Chosen)
    def _chosen(self, event: Options.Chosen) -> None:
        event.stop()
        self.fault.tell("")
        self.post_message(self.Changed())
