"""The table of the audit trail; append-only by triggers."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, LongText, UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One thing an operator did, was refused, or looked at."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    operator: str
    action: str
    subject: str
    outcome: str
    detail: str = Field(default="", sa_type=LongText)
