"""Forgetting what is older than it is kept for."""

from datetime import timedelta
from typing import Final

from console.scheduler.job import Task, Worked
from core.operators.models import TIMERS
from core.scheduling.commands import ForgetOldRows
from core.scheduling.forgetting import Forgotten

WINDOWS_KEPT: Final = timedelta(days=90)
"""How long it stays on record what the scheduler did."""

AT_ONCE: Final = 500
"""Rows removed in one transaction at most."""

PAUSE: Final = 0.02


def retention(task: Task) -> Worked:
    """Remove old windows of jobs, and old entries of the audit trail when the settings say so."""
    at, days = task.window.at, task.shop.settings.keep_audit_days
    command = ForgetOldRows(
        windows_before=at - WINDOWS_KEPT,
        audit_before=at - timedelta(days=days) if days else None,
        most=AT_ONCE,
    )
    windows = audit = 0
    while task.held():
        gone: Forgotten = task.shop.desk.execute(command, by=TIMERS)
        windows += gone.windows
        audit += gone.audit
        if max(gone.windows, gone.audit) < AT_ONCE:
            break
        task.pause(PAUSE)
    return Worked({"windows": windows, "audit": audit})
