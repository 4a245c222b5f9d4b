"""Looking whether the database still holds what it held: a sample of histories, and counts."""

from random import Random
from typing import Final

from console.scheduler.job import Task, Worked
from core.cases.history import verify_chain
from core.kernel.errors import Corrupt
from core.kernel.words import N_

PLACES: Final = 50
EACH: Final = 20
"""Cases verified at each of so many places of the archive."""


def integrity(task: Task) -> Worked:
    """Verify a sample of histories, another one each night, and the counts of the queue.

    Raises:
        Corrupt: something is not what it was; it stays on record as failed until it is again.
    """
    chance = Random(task.window.at.isoformat())  # noqa: S311  which cases are looked at is no secret
    cases = entries = 0
    for chain in task.shop.history.sample([chance.random() for _ in range(PLACES)], EACH):
        fault = verify_chain(chain.number, chain.version, chain.head, chain.entries)
        if fault is not None:
            raise Corrupt(
                N_("The history of case %(number)s is not whole. Run griddesk history verify."),
                number=fault.number,
            )
        cases += 1
        entries += len(chain.entries)
    miscounted = task.shop.scheduling.miscounted()
    if miscounted:
        raise Corrupt(
            N_("%(count)s counts of the queue differ from its cases. Restore the triggers."),
            count=miscounted,
        )
    return Worked({"cases": cases, "entries": entries})
