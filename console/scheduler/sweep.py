"""The sweep: policies act on clocks, in short transactions with room for desks between them."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

from console.scheduler.job import Task, Worked
from core.kernel.errors import Refused
from core.operators.models import TIMERS
from core.policies.rules import DueAction
from core.policies.sweep import Applied

LARGEST: Final = 25
SMALLEST: Final = 5
"""Actions in one transaction; the time it takes holds its wait for desks too, which does not
shrink with it."""

AIM: Final = 0.01
"""Seconds that a transaction should take: a desk that comes meanwhile waits that long."""

SHORTEST_PAUSE: Final = 0.015
"""Seconds left to the desks at least. A desk that waits for an SQLite file tries again after 1, 2,
5, 10, 15 ms: so long a pause is never missed by one that came during the batch before it."""


def sweep(task: Task) -> Worked:
    """Let every policy act that clocks have set off, in the order in which they were to act.

    Each acts once for each clock, by rows of its own, whoever sweeps and however often. After
    each transaction the desks have at least as long as it took: a file of SQLite has one
    writer at a time, and nobody there stands in line.
    """
    counted = {"done": 0, "refused": 0}
    due = task.shop.policies.due(task.shop.clock())
    for batch in _batches(task, due):
        commands = [action.command() for action in batch]
        for result in task.shop.desk.execute_batch(commands, by=TIMERS):
            if isinstance(result, Refused) or result is Applied.REFUSED:
                counted["refused"] += 1
            elif result is Applied.DONE:
                counted["done"] += 1
    return Worked(counted)


def _batches(task: Task, due: Sequence[DueAction]) -> Iterator[Sequence[DueAction]]:
    """Cut ``due`` into batches that take about `AIM` seconds, and pause behind each."""
    size, place = LARGEST, 0
    while place < len(due) and task.held():
        began = time.monotonic()
        yield due[place : place + size]
        took = time.monotonic() - began
        place += size
        size = max(SMALLEST, min(LARGEST, int(size * AIM / max(took, 1e-6))))
        if place < len(due):
            task.pause(max(took, SHORTEST_PAUSE))
