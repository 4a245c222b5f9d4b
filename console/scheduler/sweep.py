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
    due = task.shop.policies.due(task.shop.clock())
    for _, result in let_act(task.shop.desk, due, pause=task.pause, held=task.held):
        if isinstance(result, Refused) or result is Applied.REFUSED:
            counted["refused"] += 1
        elif result is Applied.DONE:
            counted["done"] += 1
    return Worked(counted)
