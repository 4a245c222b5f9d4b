"""Reads off the thread that draws: asked for any number of times, run one at a time."""

from collections.abc import Callable
from typing import Generic, TypeVar

from textual.widget import Widget

T = TypeVar("T")


class Errand(Generic[T]):
    """One kind of read for a widget; the last answer is always of after the last asking."""

    def __init__(
        self,
        widget: Widget,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._widget = widget
        self._work = work
        self._done = done
        self._failed = failed
        self._busy = False
        self._again = False

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._busy

    def ask(self) -> None:
        """Have it run, now or as soon as the run under way has come back."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._widget.run_worker(self._run, thread=True, group="errands", exit_on_error=False)

    def _run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001  the edge of a thread: the screen must hear of it
            self._widget.call_later(self._end, self._failed, error)
        else:
            self._widget.call_later(self._end, self._done, result)

    def _end(self, tell: Callable[..., None], what: object) -> None:
        self._busy = False
        tell(what)
        if self._again:
            self._again = False
            self.ask()
