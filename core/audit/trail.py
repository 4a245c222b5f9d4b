"""Writing the audit trail."""

from sqlalchemy import insert

from core.audit.models import AuditEntry
from core.operators.hand import Hand

DONE = "done"
REFUSED = "refused"


def write_audit(
    hand: Hand, action: str, subject: str, *, outcome: str = DONE, detail: str = ""
) -> None:
    """Add one entry to the audit trail, in the transaction of the command."""
    hand.session.execute(
        insert(AuditEntry),
        {
            "at": hand.now,
            "operator": hand.scope.login,
            "action": action,
            "subject": subject,
            "outcome": outcome,
            "detail": detail,
        },
    )
