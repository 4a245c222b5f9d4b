"""The table of areas."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText, LongText, UtcDateTime


class GridKind(StrEnum):
    """What a grid is for; not in its code, an attribute."""

    COMPREHENSIVE = "comprehensive"
    DEDICATED = "dedicated"


class Area(SQLModel, table=True):
    """One area during one span of days; a changed area is a new row, the old one ends.

    Cases point to the row, so an old case keeps the grid it happened in.
    """

    __tablename__ = "area"
    __table_args__ = (
        Index(
            "ux_area_code_now",
            "code",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
        Index("ix_area_parent", "parent_code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=CodeText)
    parent_code: str | None = Field(default=None, sa_type=CodeText)
    level: int
    name: str
    name_en: str | None = None
    kind: str | None = None
    households: int | None = None
    residents: int | None = None
    valid_from: date
    valid_to: date | None = None


_ENDED = "change <> 'split'"


class AreaSuccession(SQLModel, table=True):
    """One step of the lineage of areas (沿革): what became of ``from_code``, and of what part.

    A split leaves the area in force and names each part that was taken off it; any other change
    ends its code, once and for ever, and names who stands for it now, or nobody.
    """

    __tablename__ = "area_succession"
    __table_args__ = (
        Index(
            "ux_area_succession_end",
            "from_code",
            unique=True,
            sqlite_where=text(_ENDED),
            postgresql_where=text(_ENDED),
        ),
        Index("ix_area_succession_to", "to_code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    change: str
    from_code: str = Field(sa_type=CodeText)
    to_code: str | None = Field(default=None, sa_type=CodeText)
    at: datetime = Field(sa_type=UtcDateTime)
    operator: str


class AreaBoundary(SQLModel, table=True):
    """The outline of the area that has a code today, as GeoJSON; see `core.areas.geometry`."""

    __tablename__ = "area_boundary"

    area_code: str = Field(primary_key=True, sa_type=CodeText)
    geometry: str = Field(sa_type=LongText)
