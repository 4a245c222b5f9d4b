"""A field to pick one of many: type a few letters of code or name, choose with the arrows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from console.present.names import closeness
from console.present.pinyin import read_ahead
from console.present.tones import Tone
from console.present.words import _
from console.tui.dialogs.fields import Field
from console.tui.errands import Errand
from console.tui.ink import Line, Lines, Piece, column
from console.tui.status import ReadFailed
from console.tui.themes import Surface
from console.tui.widgets.typed import Entry
from core.kernel.text import cut, neutralise, width

T = TypeVar("T")

SHOWN: Final = 6
"""Choices in sight at once."""
NONE: Final = -1
"""Stands for the number of the chosen one while nothing is chosen."""
LEAST_NOTE: Final = 6
"""Cells below which a note says nothing."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One of many; ``mark`` says why it stands first, such as a suggestion.

    ``also`` is a name it is found by beside the one that is shown.
    """

    value: T
    code: str
    name: str
    note: str = ""
    mark: str = ""
    also: str = ""

    def matches(self, words: Sequence[str]) -> bool:
        """Say whether every word is somewhere in the code, the name or the note."""
        text = f"{self.code} {self.name} {self.note} {self.mark} {self.also}".casefold()
        return all(word in text for word in words)

    def sounds_like(self, words: Sequence[str]) -> bool:
        """Say whether every word is in the Pinyin of the name, or its letters are."""
        return all(closeness(word, self.name, self.also) is not None for word in words)


def matching(choices: Sequence[Choice[T]], words: Sequence[str]) -> list[Choice[T]]:
    """Return the choices that fit: as written first, then by their Pinyin."""
    written = [choice for choice in choices if choice.matches(words)]
    if not words:
        return written
    others = (choice for choice in choices if not choice.matches(words))
    return written + [choice for choice in others if choice.sounds_like(words)]


class Choices(Lines):
    """The choices in sight; the chosen one is marked."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Choices { background: $panel; }
    """

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.styles.height = rows
        self._choices: Sequence[Choice[Any]] = ()
        self._first = 0
        self.chosen = 0
        self.loading_words = True

    def offer(self, choices: Sequence[Choice[Any]], chosen: int = 0) -> None:
        """Offer other choices; the first one is chosen, or with `NONE` none is."""
        self._choices = choices
        self._first, self.chosen = 0, chosen
        self.loading_words = False
        self.redraw(layout=False)

    def wait(self) -> None:
        """Offer nothing until there is something."""
        self.offer(())
        self.loading_words = True

    def step(self, by: int) -> None:
        """Choose another one."""
        if self._choices:
            self.choose(min(max(self.chosen + by, 0), len(self._choices) - 1))

    def choose(self, number: int) -> None:
        """Choose one by number."""
        self.chosen = number
        self._first = min(max(self._first, number - self._rows + 1), number)
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the choices in sight."""
        if not self._choices:
            words = _("loading…") if self.loading_words else _("Nothing matches.")
            return [Line((Piece("  " + words, Tone.DIM),))]
        shown = self._choices[self._first : self._first + self._rows]
        longest = max(len(choice.code) for choice in self._choices)
        code_cells = longest + 2 if longest else 0
        return [
            self._line(choice, self._first + n, min(code_cells, cells // 3), cells)
            for n, choice in enumerate(shown)
        ]

    def _line(self, choice: Choice[Any], number: int, code_cells: int, cells: int) -> Line:
        chosen = number == self.chosen
        left = [
            Piece("▌ " if chosen else "  ", Tone.ACCENT),
            column(neutralise(choice.code), code_cells, Tone.DIM),
            Piece(neutralise(choice.name), Tone.STRONG if chosen else Tone.PLAIN),
        ]
        if choice.mark:
            left.append(Piece("  ◂ " + choice.mark, Tone.GOOD))
        # The name is never cut for the note's sake.
        room = cells - sum(width(piece.text) for piece in left) - 3
        note = cut(neutralise(choice.note), room) if room >= LEAST_NOTE else ""
        return Line(tuple(left), (Piece(f"{note} ", Tone.DIM),), Surface.CURSOR if chosen else None)

    def on_click(self, event: events.Click) -> None:
        """Choose where the mouse points."""
        number = self._first + event.y
        if number < len(self._choices):
            self.choose(number)
            self.post_message(self.Doubled() if event.chain > 1 else self.Pointed())

    class Pointed(Message):
        """The mouse has chosen."""

    class Doubled(Message):
        """The mouse has chosen and means it."""


class Search(Entry):
    """Where letters are typed while the arrows move among the choices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "step(1)", ""),
        ("up", "step(-1)", ""),
        ("pagedown", f"step({SHOWN})", ""),
        ("pageup", f"step(-{SHOWN})", ""),
    ]

    class Stepped(Message):
        """The arrows were used."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_step(self, by: int) -> None:
        """Tell that the arrows were used."""
        self.post_message(self.Stepped(by))


class PickField(Field[T | None], Generic[T]):
    """One of many, read when the dialog opens."""

    ROWS: ClassVar[int] = SHOWN
    guess = True
    """Whether the first choice is marked though nothing speaks for it, neither a mark of its
    own nor what has been typed."""

    DEFAULT_CSS = """
    PickField .picker { height: auto; width: 1fr; background: $panel; }
    """

    def __init__(
        self,
        name: str,
        label: str,
        read: Callable[[], Sequence[Choice[T]]],
        *,
        required: bool = True,
        hint: str = "",
        wish: T | None = None,
    ) -> None:
        super().__init__(name, label, required=required)
        self._wish = wish
        self._search = Search(placeholder=hint, compact=True, classes="entry")
        self._choices = Choices(self.ROWS)
        self._all: Sequence[Choice[T]] = ()
        self._matching: Sequence[Choice[T]] = ()
        self._read = read
        self._reading: Errand[Sequence[Choice[T]]] = Errand(
            self, self._read_all, self._take, self._failed
        )

    def entry(self) -> Widget:
        """Return search line and choices."""
        return Vertical(self._search, self._choices, classes="picker")

    def reread(self) -> None:
        """Read the choices again, keeping to the one that is marked; till then there are none."""
        if self.value is not None:
            self._wish = self.value
        self._all = self._matching = ()
        self._choices.wait()
        self._reading.ask()

    def compose(self) -> ComposeResult:
        """Put the field together and begin to read."""
        yield from super().compose()
        self._reading.ask()

    @property
    def picked(self) -> Choice[T] | None:
        """The choice that is marked."""
        chosen = self._choices.chosen
        return self._matching[chosen] if NONE < chosen < len(self._matching) else None

    @property
    def typed(self) -> str:
        """What stands in the search line."""
        return self._search.value.strip()

    @property
    def value(self) -> T | None:
        """The value of the choice that is marked."""
        return self.picked.value if self.picked else None

    @property
    def missing(self) -> bool:
        """Whether nothing is marked though something must be."""
        return self.required and self.picked is None

    def mark(self, value: T) -> None:
        """Mark the choice of a value."""
        for n, choice in enumerate(self._matching):
            if choice.value == value:
                self._choices.choose(n)

    def offer(self, choices: Sequence[Choice[T]]) -> None:
        """Offer these choices, marking the first one."""
        self._matching = choices
        spoken_for = self.guess or bool(self.typed) or any(choice.mark for choice in choices[:1])
        self._choices.offer(choices, 0 if spoken_for else NONE)

    def narrow(self) -> None:
        """Offer the choices that fit what is typed."""
        words = self._search.value.casefold().split()
        self.offer(matching(self._all, words))
        self.fault.tell("")
        self.post_message(self.Changed())

    def step(self, by: int) -> None:
        """Mark another choice."""
        self._choices.step(by)
        self.post_message(self.Changed())

    def _read_all(self) -> Sequence[Choice[T]]:
        choices = self._read()
        # Here in the thread, so that no key has to wait for the dictionaries of Pinyin.
        read_ahead(name for choice in choices for name in (choice.name, choice.also))
        return choices

    def _take(self, choices: Sequence[Choice[T]]) -> None:
        self._all = choices
        self.narrow()
        if self._wish is not None:
            self.mark(self._wish)

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._all:
            self.narrow()

    @on(Search.Stepped)
    def _stepped(self, event: Search.Stepped) -> None:
        event.stop()
        self.step(event.by)

    @on(Choices.Pointed)
    def _pointed(self, event: Choices.Pointed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent())


class LowPickField(PickField[T]):
    """The same for a low terminal and a form that has more to show."""

    ROWS = 4
