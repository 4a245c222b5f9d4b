"""Writing the audit trail."""

from sqlalchemy import insert

from core.audit.models import AuditEntry
from core.kernel.writes import Turn
from core.operators.hand import Hand

_ADD = insert(AuditEntry.__table__)  # type: ignore[attr-defined]

DONE = "done"
REFUSED = "refused"


def write_audit(
    hand: Hand, action: str, subject: str, *, outcome: str = DONE, detail: str = ""
) -> None:
    """Add one entry to the audit trail, in the transaction of the command."""
    hand.writes.keep(
        Turn.ADDED,
        _ADD,
        {
            "at": hand.now,
            "operator": hand.scope.login,
            "action": action,
            "subject": subject,
            "outcome": outcome,
            "detail": detail,
        },
    )
