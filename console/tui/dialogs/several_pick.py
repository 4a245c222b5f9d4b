"""A field to pick several of many: letters narrow, arrows move, space picks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from console.present.words import _, _n
from console.tui.dialogs.fields import Field
from console.tui.dialogs.pick import SHOWN, Choice, Choices, Search
from console.tui.errands import Errand
from console.tui.status import ReadFailed

T = TypeVar("T")


class PickingSearch(Search):
    """A search line in which the space picks."""

    class Picked(Message):
        """The marked choice is picked, or let go."""

    def on_key(self, event: events.Key) -> None:
        """Pick with the space, which would else be typed."""
        if event.key == "space":
            event.stop()
            event.prevent_default()
            self.post_message(self.Picked())


class SeveralField(Field[tuple[T, ...]], Generic[T]):
    """Several of many, in the order in which they were picked."""

    DEFAULT_CSS = """
    SeveralField .picker { height: auto; width: 1fr; background: $panel; }
    """

    def __init__(
        self,
        name: str,
        label: str,
        read: Callable[[], Sequence[Choice[T]]],
        *,
        least: int = 1,
        hint: str = "",
    ) -> None:
        super().__init__(name, label, required=True)
        self._least = least
        self._search = PickingSearch(placeholder=hint, compact=True, classes="entry")
        self._choices = Choices(SHOWN)
        self._all: Sequence[Choice[T]] = ()
        self._matching: Sequence[Choice[T]] = ()
        self._picked: dict[T, Choice[T]] = {}
        self._reading: Errand[Sequence[Choice[T]]] = Errand(self, read, self._take, self._failed)

    def entry(self) -> Widget:
        """Return search line and choices."""
        return Vertical(self._search, self._choices, classes="picker")

    def compose(self) -> ComposeResult:
        """Put the field together and begin to read."""
        yield from super().compose()
        self._reading.ask()

    @property
    def picks(self) -> tuple[Choice[T], ...]:
        """The choices that are picked."""
        return tuple(self._picked.values())

    @property
    def value(self) -> tuple[T, ...]:
        """The values that are picked."""
        return tuple(self._picked)

    @property
    def missing(self) -> bool:
        """Whether too few are picked."""
        return len(self._picked) < self._least

    def check(self) -> bool:
        """Say how many more are needed."""
        told = _n("Pick at least %(n)s.", "Pick at least %(n)s.", self._least)
        self.fault.tell(told if self.missing else "")
        return not self.missing

    def _take(self, choices: Sequence[Choice[T]]) -> None:
        self._all = choices
        self._narrow()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    def _narrow(self) -> None:
        words = self._search.value.casefold().split()
        self._matching = [choice for choice in self._all if choice.matches(words)]
        self._offer()

    def _offer(self) -> None:
        here = self._choices.chosen
        self._choices.offer([self._shown(choice) for choice in self._matching])
        if 0 < here < len(self._matching):
            self._choices.choose(here)

    def _shown(self, choice: Choice[Any]) -> Choice[Any]:
        return replace(choice, mark=_("✓ picked")) if choice.value in self._picked else choice

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow()
        self._choices.choose(0)

    @on(Search.Stepped)
    def _stepped(self, event: Search.Stepped) -> None:
        event.stop()
        self._choices.step(event.by)

    @on(PickingSearch.Picked)
    @on(Choices.Pointed)
    def _pick(self, event: Message) -> None:
        event.stop()
        if self._choices.chosen >= len(self._matching):
            return
        choice = self._matching[self._choices.chosen]
        if self._picked.pop(choice.value, None) is None:
            self._picked[choice.value] = choice
        self.fault.tell("")
        if self._search.value:
            # The search has done its work; the next unit is another one.
            self._search.value = ""
        self._offer()
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent())
