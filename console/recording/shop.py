"""The shop of a desk that is recorded: everything read is veiled before the screen has it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.present.receipts import receipt
from console.present.vocabulary import sentence
from console.recording.cast import CastWriter
from console.recording.veil import Veil
from core.cases.rows import CaseOutcome
from core.kernel.command import Command
from core.kernel.errors import CoreError

if TYPE_CHECKING:
    from console.bootstrap import Shop

CHANGED = "changed"
"""The mark of a commit, of this desk or another."""


class VeiledReader:
    """A reader whose every answer is veiled."""

    def __init__(self, reader: Any, veil: Veil) -> None:
        self._reader = reader
        self._veil = veil

    def __getattr__(self, name: str) -> Any:
        read = getattr(self._reader, name)

        def veiled(*arguments: Any, **named: Any) -> Any:
            try:
                return self._veil.over(read(*arguments, **named))
            except CoreError as error:
                raise self._veil.over_error(error) from None

        return veiled


class RecordedDesk:
    """The door for every change; what goes through it is marked in the recording."""

    def __init__(self, shop: "Shop", veil: Veil, cast: CastWriter) -> None:
        self._shop = shop
        self._veil = veil
        self._cast = cast

    def execute(self, command: Command, *, by: str) -> Any:  # noqa: ARG002  the screen has an alias
        """Carry out a command of whoever sits here, and mark what came of it."""
        return self._marked(command, self._shop.desk.execute)

    def preview(self, command: Command, *, by: str) -> Any:  # noqa: ARG002  the same
        """Say what a command would do."""
        return self._ask(command, self._shop.desk.preview)

    def _marked(self, command: Command, do: Callable[..., Any]) -> Any:
        name = type(command).__name__
        try:
            outcome = self._ask(command, do)
        except CoreError as error:
            self._cast.marked(f"{name}: {sentence(error)}")
            raise
        told = ""
        if isinstance(outcome, CaseOutcome):
            told = f": {receipt(outcome, self._shop.clock(), self._shop.zone)}"
        self._cast.marked(name + told)
        return outcome

    def _ask(self, command: Command, do: Callable[..., Any]) -> Any:
        try:
            return self._veil.over(do(command, by=self._shop.scope.login))
        except CoreError as error:
            raise self._veil.over_error(error) from None


class RecordedFeed:
    """The change feed, which marks every change."""

    def __init__(self, feed: Any, cast: CastWriter) -> None:
        self._feed = feed
        self._cast = cast

    def wait(self, timeout: float) -> bool:
        """Wait for a change."""
        changed: bool = self._feed.wait(timeout)
        if changed:
            self._cast.marked(CHANGED)
        return changed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._feed, name)


class RecordedShop:
    """The shop as the screen of a recorded desk has it: readers veiled, desk and feed marked."""

    def __init__(self, shop: "Shop", cast: CastWriter) -> None:
        self._shop = shop
        self._cast = cast
        self._veil = Veil()
        self.scope = self._veil.over(shop.scope)
        self.zone = shop.zone
        self.clock = shop.clock
        self.read_only = shop.read_only
        self.bell = shop.bell
        self.desk = RecordedDesk(shop, self._veil, cast)

    def feed(self) -> RecordedFeed:
        """Start watching for commits."""
        return RecordedFeed(self._shop.feed(), self._cast)

    def __getattr__(self, name: str) -> Any:
        # Whatever else a shop has is a reader.
        return VeiledReader(getattr(self._shop, name), self._veil)
