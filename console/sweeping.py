"""Letting policies act in short transactions, with room for desks between them.

For whoever sweeps, the scheduler or the command line: a file of SQLite has one writer at a time,
and nobody there stands in line.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from core.operators.models import TIMERS
from core.policies.rules import DueAction

if TYPE_CHECKING:
    from core.desk import Desk

LARGEST: Final = 25
"""Actions in one transaction at most."""

FEWEST: Final = 5
"""Actions offered to a transaction at least, and to the first: it ends by `AIM` all the same."""

AIM: Final = 0.01
"""Seconds after which a transaction takes up no further action: a desk that comes meanwhile waits
that long. The first one of a program, which reads what is remembered from then on, takes longer
by itself and stays alone."""

WHOLE: Final = 0.02
"""Seconds that a transaction is to take with its reading ahead, its writing and its commit, which
come before and behind its actions: the next one is offered as many as would have taken that."""

SHORTEST_PAUSE: Final = 0.02
"""Seconds left to the desks at least. A desk that waits for an SQLite file tries again after 1, 3,
8, 18, 33 ms from when it came: so long a pause is not missed by one that came during the
transaction before, even where a busy machine wakes it some milliseconds late."""

TIDIED_EVERY: Final = 8
"""Transactions between two times that the log of an SQLite file is brought into the file: some
hundred pages. From a thousand on SQLite lets the next commit do it, and that may be a desk's: it
was found to wait 90 to 900 ms for the disk."""

Acted = tuple[DueAction, Any]
"""A policy that was to act, and what came of it: an `Applied`, or the `Refused` that it met."""


class Stint:
    """One transaction: for how long it goes on, and how long a pause it owes."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began: float | None = None

    def goes_on(self) -> bool:
        """Say whether there is time for another action; the time runs from the first question."""
        if self._began is None:
            self._began = self._monotonic()
        return self._monotonic() - self._began < AIM

    def pause(self) -> float:
        """Return how many seconds to leave to the desks: as long as they may have waited."""
        return max(self._took(), SHORTEST_PAUSE)

    def next_most(self, done: int) -> int:
        """Return how many actions to offer to the next one, after ``done`` in this one.

        Twice as many at most: the cases of all that is offered are read, done or not.
        """
        took = self._took()
        fitting = int(done * WHOLE / took) if took else LARGEST
        return max(FEWEST, min(fitting, 2 * done, LARGEST))

    def _took(self) -> float:
        return 0.0 if self._began is None else self._monotonic() - self._began


def let_act(
    desk: "Desk",
    due: Sequence[DueAction],
    *,
    between: Callable[[], None],
    pause: Callable[[float], None] = time.sleep,
    held: Callable[[], bool] = lambda: True,
) -> Iterator[Acted]:
    """Let policies act in the order in which they were to, and tell each when it is done.

    Args:
        desk: who carries it out, as the timers.
        due: what is to be done.
        between: tidies up behind some transactions, while the desks have their turn.
        pause: waits some seconds between two transactions.
        held: says before each transaction whether to go on at all.
    """
    place, stints, most = 0, 0, FEWEST
    while place < len(due) and held():
        stint = Stint()
        part = list(islice(due, place, place + most))
        commands = [action.command() for action in part]
        done = desk.execute_batch(commands, by=TIMERS, goes_on=stint.goes_on)
        owed, most = stint.pause(), stint.next_most(len(done))
        yield from zip(part, done, strict=False)
        place += len(done)
        stints += 1
        if stints % TIDIED_EVERY == 0 or place == len(due):
            between()
        if place < len(due):
            pause(owed)
