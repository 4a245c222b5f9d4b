"""How far long work has come: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from console.cli.exits import talk
from console.present.words import _

if TYPE_CHECKING:
    from core.imports.rows import RowPart

Row = TypeVar("Row")

Progress = Callable[[int, int | None], None]
"""Is told how much is done, and of how much if that is known."""

OFTEN: Final = 1000
"""Rows after which a terminal is told."""
SELDOM: Final = 100_000
"""Rows after which a log is told."""


@contextmanager
def progress(
    title: str, every: int = 1, clock: Callable[[], float] = monotonic
) -> Iterator[Progress]:
    """Show the progress of ``title`` on standard error.

    Args:
        title: what is being done.
        every: after how many steps a log gets a line.
        clock: tells seconds, from whenever.
    """
    if not sys.stderr.isatty():
        began = clock()
        yield lambda done, total: _tell_log(title, done, total, every, clock() - began)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
    speed = TextColumn("{task.fields[pace]}")
    times = (speed, TimeElapsedColumn(), TimeRemainingColumn())
    bar: Any = Bar(*columns, *times, console=Console(stderr=True), transient=True)
    started = clock()

    def tell(done: int, total: int | None) -> None:
        bar.update(task, completed=done, total=total, pace=_pace(done, clock() - started))

    with bar:
        task = bar.add_task(title, total=None, pace="")
        yield tell


def _pace(done: int, seconds: float) -> str:
    """Say how many are done in a second; nothing while that cannot be said."""
    if seconds <= 0:
        return ""
    return _("%(n)s a second") % {"n": f"{done / seconds:,.0f}"}


def _tell_log(title: str, done: int, total: int | None, every: int, seconds: float) -> None:
    if done % every:
        return
    told = {"title": title, "done": f"{done:,}", "total": f"{total:,}" if total else ""}
    known = _("%(title)s: %(done)s of %(total)s") if total else _("%(title)s: %(done)s")
    parts = [known % told, _pace(done, seconds)]
    if total and seconds > 0:
        left = max(total - done, 0) * seconds / done
        parts.append(_("%(n)s s left") % {"n": f"{left:,.0f}"})
    talk(", ".join(filter(None, parts)))


class Watched(Generic[Row]):
    """Rows that tell how many of them have been gone through; to be gone through again too.

    Those of a file can be had in parts, as they are of the file itself.
    """

    def __init__(self, rows: Iterable[Row], tell: Progress, total: int | None = None) -> None:
        self._rows = rows
        self._tell = tell
        self._total = total

    def __iter__(self) -> Iterator[Row]:
        done = 0
        for done, row in enumerate(self._rows, start=1):
            yield row
            if not done % OFTEN:
                self._tell(done, self._total)

    def parts(self) -> "Iterator[RowPart[Row]]":
        """Give the rows many at once."""
        from core.imports.rows import row_parts

        done = 0
        for part in row_parts(self._rows):
            yield part
            before, done = done, done + len(part)
            for step in range(before // OFTEN + 1, done // OFTEN + 1):
                self._tell(step * OFTEN, self._total)
