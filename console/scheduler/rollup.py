"""The tallies of the days that are over, for figures of months and years."""

from console.rolling_up import roll_up
from console.scheduler.job import Task, Worked


def rollup(task: Task) -> Worked:
    """Count the day that is over, and every other one that has changed since it was counted."""
    done = roll_up(task.shop, task.window.at, held=task.held, pause=task.pause)
    return Worked({"days": done.days, "months": done.months})
