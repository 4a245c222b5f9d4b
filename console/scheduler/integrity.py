"""Looking whether the database still holds what it held: histories, counts, rolled-up days."""

from random import Random
from typing import Final

from console.rolling_up import days_to_check, recount
from console.scheduler.job import Task, Worked
from core.cases.history import verify_chain
from core.kernel.errors import Corrupt
from core.kernel.words import N_

PLACES: Final = 50
EACH: Final = 20
"""Cases verified at each of so many places of the archive."""
DAYS: Final = 5
"""Days that are rolled up and counted once more."""


def integrity(task: Task) -> Worked:
    """Verify the counts of the queue, and a sample of histories and of days, another each night.

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
    days = days_to_check(task.shop, None, None, DAYS, task.window.at.isoformat())
    for difference in recount(task.shop, days):
        raise Corrupt(
            N_(
                "What is rolled up of %(day)s differs from the cases. Run griddesk rollups recount."
            ),
            day=difference.day.isoformat(),
        )
    return Worked({"cases": cases, "entries": entries, "days": len(days)})
