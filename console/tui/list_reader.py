"""Reads for a list, one at a time, off the thread that draws."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from console.tui.reading import (
    RowSource,
    Stretch,
    read_at,
    read_back,
    read_end,
    read_on,
    read_start,
    reread,
)
from core.kernel.clock import Clock

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """What a read brought back.

    ``cursor`` is the rank where the cursor belongs now and ``top`` the rank of the first line
    on screen, where the read was to find that out. ``left`` says that the row under the
    cursor is not in the list any more.
    """

    stretch: Stretch[R]
    cursor: int | None = None
    top: int | None = None
    anew: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A read that did not succeed."""

    error: Exception


Job = Callable[[datetime], Answer[R]]


class ListReader(Generic[R]):
    """Runs one read at a time; what comes back for an earlier list is dropped."""

    def __init__(
        self,
        clock: Clock,
        run: Callable[[Callable[[], None]], object],
        deliver: Callable[[int, Answer[R] | Failure], object],
    ) -> None:
        self._clock = clock
        self._run = run
        self._deliver = deliver
        self._generation = 0
        self.source: RowSource[R] | None = None
        self.busy = False

    def switch(self, source: RowSource[R]) -> None:
        """Read from another list from now on."""
        self.source = source
        self._generation += 1
        self.busy = False

    def start(self, job: Job[R]) -> None:
        """Begin a read; the answer is delivered with the number of its generation."""
        self.busy = True
        generation = self._generation
        # No partial: Textual writes the repr of what it runs, and a job holds hundreds of rows.
        self._run(lambda: self._read(job, generation))

    def is_for_now(self, generation: int) -> bool:
        """Take note of an answer; say whether it is for the list of now."""
        if generation != self._generation:
            return False
        self.busy = False
        return True

    def _read(self, job: Job[R], generation: int) -> None:
        answer: Answer[R] | Failure
        try:
            answer = job(self._clock())
        except Exception as error:  # noqa: BLE001  the edge of a thread: the screen must hear of it
            answer = Failure(error)
        self._deliver(generation, answer)


def begin(source: RowSource[R], now: datetime) -> Answer[R]:
    """Read a list from its start."""
    return Answer(read_start(source, now), cursor=0, top=0, anew=True)


def go_on(source: RowSource[R], held: Stretch[R], now: datetime) -> Answer[R]:
    """Read on behind what is held."""
    return Answer(read_on(source, held, now))


def go_back(source: RowSource[R], held: Stretch[R], now: datetime) -> Answer[R]:
    """Read before what is held."""
    return Answer(read_back(source, held, now))


def look_at(source: RowSource[R], rank: int, now: datetime) -> Answer[R]:
    """Read around a rank, leaving the cursor where it is."""
    return Answer(read_at(source, rank, now))


def jump(source: RowSource[R], rank: int, line: int, total: int, now: datetime) -> Answer[R]:
    """Read around a rank and put the cursor there, on line ``line`` of the screen."""
    if rank <= 0:
        return Answer(read_start(source, now), cursor=0, top=0)
    if rank >= total - 1:
        stretch = read_end(source, now)
        return Answer(stretch, cursor=stretch.total - 1, top=stretch.total - 1 - line)
    stretch = read_at(source, rank, now)
    return Answer(stretch, cursor=min(rank, stretch.total - 1), top=rank - line)


def again(
    source: RowSource[R], anchor: R, line: int, elsewhere: tuple[R, int] | None, now: datetime
) -> Answer[R]:
    """Read the list anew, keeping ``anchor`` on line ``line`` of the screen.

    Args:
        source: the list.
        anchor: the row under the cursor when it is on screen, else the first on screen.
        line: where the anchor stands, counted from the top of the screen.
        elsewhere: the row under the cursor and its rank when it is not the anchor.
        now: the moment the list is read for.
    """
    result = reread(source, anchor, line, now)
    if elsewhere is None:
        return Answer(
            result.stretch, result.rank, result.rank - line, anew=True, left=not result.found
        )
    row, _rank = elsewhere
    rank = source.rank(row, now)
    return Answer(result.stretch, rank, result.rank - line, anew=True)
