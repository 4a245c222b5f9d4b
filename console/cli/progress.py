"""How far long work has come: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Generic, TypeVar

from console.cli.exits import talk
from console.present.words import _

Row = TypeVar("Row")

Progress = Callable[[int, int | None], None]
"""Is told how much is done, and of how much if that is known."""

OFTEN: Final = 1000
"""Rows after which a terminal is told."""
SELDOM: Final = 100_000
"""Rows after which a log is told."""


@contextmanager
def progress(title: str, every: int = 1) -> Iterator[Progress]:
    """Show the progress of ``title`` on standard error.

    Args:
        title: what is being done.
        every: after how many steps a log gets a line.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: _tell_log(title, done, total, every)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
    bar: Any = Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_log(title: str, done: int, total: int | None, every: int) -> None:
    if done % every:
        return
    if total is None:
        talk(_("%(title)s: %(done)s") % {"title": title, "done": f"{done:,}"})
    else:
        told = {"title": title, "done": f"{done:,}", "total": f"{total:,}"}
        talk(_("%(title)s: %(done)s of %(total)s") % told)


class Watched(Generic[Row]):
    """Rows that tell how many of them have been gone through; to be gone through again too."""

    def __init__(self, rows: Iterable[Row], tell: Progress) -> None:
        self._rows = rows
        self._tell = tell

    def __iter__(self) -> Iterator[Row]:
        done = 0
        for done, row in enumerate(self._rows, start=1):
            yield row
            if not done % OFTEN:
                self._tell(done, None)
