"""The tables of policies and of what they have done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, CodeText, LongText, UtcDateTime


class Moment(StrEnum):
    """When a policy acts, counted from the clock it watches."""

    TARGET = "target"
    DUE = "due"
    AFTER_DUE = "after_due"


class Action(StrEnum):
    """What a policy does."""

    NOTIFY = "notify"
    URGE = "urge"
    ESCALATE = "escalate"
    RESUME = "resume"


class PolicyRule(SQLModel, table=True):
    """One policy: which clocks it watches, when it acts, what it does.

    ``tier`` and ``item_pattern`` narrow it down, empty means any; ``after`` is a limit such
    as ``1 working_day`` for the moment ``after_due``.
    """

    __tablename__ = "policy_rule"

    code: str = Field(primary_key=True, sa_type=CodeText)
    stage: str
    tier: int | None = None
    item_pattern: str = Field(default="", sa_type=CodeText)
    moment: str
    after: str = ""
    action: str
    active: bool = True


class PolicyAction(SQLModel, table=True):
    """One policy having acted on one clock: written with its effect, so it acts once."""

    __tablename__ = "policy_action"
    __table_args__ = (
        ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        Index("ix_policy_action_at", "district_code", "at"),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    rule: str = Field(primary_key=True, sa_type=CodeText)
    call: int = Field(primary_key=True)
    started_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    meant_at: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)
    refusal: str = Field(default="", sa_type=LongText)
