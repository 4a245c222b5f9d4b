"""Forgetting what is older than it is kept for: windows of jobs, and the audit trail if asked.

The audit trail only grows: its trigger refuses every removal but that of entries older than
the district's setting `AUDIT_KEPT_SINCE`, which is moved here, with an entry that says so.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, func, select, tuple_

from core.audit.models import AuditEntry
from core.audit.trail import write_audit
from core.kernel.columns import UtcDateTime
from core.kernel.settings import AUDIT_KEPT_SINCE, write_setting
from core.operators.hand import Hand
from core.scheduling.commands import ForgetOldRows
from core.scheduling.lease import only_timers
from core.scheduling.models import JobWindow
from core.scheduling.windows import DONE

_WINDOWS: Final[Table] = JobWindow.__table__  # type: ignore[attr-defined]
_AUDIT: Final[Table] = AuditEntry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were removed."""

    windows: int
    audit: int


def forget_old_rows(hand: Hand, command: ForgetOldRows) -> Forgotten:
    """Remove what is older than it is kept for, at most ``most`` rows of each kind."""
    only_timers(hand)
    return Forgotten(_forget_windows(hand, command), _forget_audit(hand, command))


def _forget_windows(hand: Hand, command: ForgetOldRows) -> int:
    """Remove old windows; the newest of each job tells from where to go on, and stays."""
    columns = _WINDOWS.c
    newest = (
        select(columns.job, func.max(columns.window_at))
        .where(columns.state == DONE)
        .group_by(columns.job)
    )
    key = tuple_(columns.job, columns.window_at)
    old = (
        select(columns.job, columns.window_at)
        .where(
            columns.state == DONE,
            columns.window_at < command.windows_before,
            key.not_in(newest),
        )
        .order_by(columns.window_at)
        .limit(command.most)
    )
    removed: int = hand.session.connection().execute(delete(_WINDOWS).where(key.in_(old))).rowcount
    return removed


def _forget_audit(hand: Hand, command: ForgetOldRows) -> int:
    before = command.audit_before
    if before is None:
        return 0
    connection = hand.session.connection()
    old = select(_AUDIT.c.id).where(_AUDIT.c.at < before).order_by(_AUDIT.c.id).limit(command.most)
    keys = connection.execute(old).scalars().all()
    if not keys:
        return 0
    stored: Any = UtcDateTime().process_bind_param(before, connection.dialect)
    write_setting(hand.session, AUDIT_KEPT_SINCE, str(stored))
    hand.session.flush()
    connection.execute(delete(_AUDIT).where(_AUDIT.c.id.in_(keys)))
    write_audit(hand, "forget_audit", "", detail=f"{len(keys)} < {before.isoformat()}")
    return len(keys)
