"""The sweep: policies act on clocks, in short transactions with room for desks between them."""

from console.scheduler.job import Task, Worked
from console.sweeping import let_act
from core.kernel.errors import Refused
from core.policies.sweep import Applied


def sweep(task: Task) -> Worked:
    """Let every policy act that clocks have set off, in the order in which they were to act.

    Each acts once for each clock, by rows of its own, whoever sweeps and however often.
    """
    counted = {"done": 0, "refused": 0}
    shop = task.shop
    due, between = shop.policies.due(shop.clock()), shop.database.shorten_log
    acted = let_act(shop.desk, due, between=between, pause=task.pause, held=task.held)
    for _, result in acted:
        if isinstance(result, Refused) or result is Applied.REFUSED:
            counted["refused"] += 1
        elif result is Applied.DONE:
            counted["done"] += 1
    return Worked(counted)
