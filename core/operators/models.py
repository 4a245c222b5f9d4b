"""The table of operators and what each role may do."""

from enum import StrEnum
from typing import Final

from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText

TIMERS: Final = "timers"
"""The login by which policies act: a supervisor of the district that is nobody."""


class Role(StrEnum):
    """What an operator is at the desk."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Operator(SQLModel, table=True):
    """A person with a login at a desk and a jurisdiction: an area and all inside it."""

    __tablename__ = "operator"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: str
    area_code: str = Field(sa_type=CodeText)
    active: bool = True
    password_hash: str | None = None
    """For signing in from a browser; without one there is no way in from there."""
