"""The tables of units and of what they answer for."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText


class Platform(StrEnum):
    """The four platforms of primary-level governance (基层治理四平台)."""

    GOVERNANCE = "governance"
    MARKET = "market"
    ENFORCEMENT = "enforcement"
    SERVICE = "service"


class Unit(SQLModel, table=True):
    """A body that handles cases of one tier within one area."""

    __tablename__ = "unit"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, sa_type=CodeText)
    name: str
    name_en: str | None = None
    kind: str
    platform: str
    tier: int
    area_code: str = Field(sa_type=CodeText, index=True)
    valid_from: date
    valid_to: date | None = None


class Duty(SQLModel, table=True):
    """One line of the responsibility list: items that a unit answers for.

    ``item_pattern`` is an item code or a prefix of one (``E04``); the longest match wins.
    The area is the unit's own.
    """

    __tablename__ = "duty"

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    item_pattern: str = Field(primary_key=True, sa_type=CodeText)
