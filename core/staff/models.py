"""The tables of staff and postings."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText


class Post(StrEnum):
    """The post a member of staff holds in an area (1+1+1+X)."""

    LEADER = "leader"
    GUIDE = "guide"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"


class Staff(SQLModel, table=True):
    """One person, known by a unique staff number; names repeat."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, sa_type=CodeText)
    name: str
    phone: str | None = None
    joined_on: date
    left_on: date | None = None


class Posting(SQLModel, table=True):
    """One post of one person in one area during one span of days."""

    __tablename__ = "posting"
    __table_args__ = (
        Index(
            "ux_posting_now",
            "staff_id",
            "area_code",
            "post",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
        Index("ix_posting_staff", "staff_id"),
        Index("ix_posting_area", "area_code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    area_code: str = Field(sa_type=CodeText)
    post: str
    valid_from: date
    valid_to: date | None = None


class Cover(SQLModel, table=True):
    """Somebody stands in at a post from ``first_on`` to ``last_on``, both days included (顶岗).

    ``absent_id`` is who is away; nobody, where the post is vacant.
    """

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_area", "area_code"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    absent_id: int | None = Field(default=None, foreign_key="staff.id")
    area_code: str = Field(sa_type=CodeText)
    post: str
    first_on: date
    last_on: date
