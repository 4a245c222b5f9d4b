"""The tables of the roll-ups: the tallies of days that are over, and which days to count again.

`core.reports.rolling` writes them, `storage.guards` marks days, `storage.readers.rolled` reads
them. All could be thrown away: they say nothing that the cases do not.
"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, CodeText, UtcDateTime


class RollUpTurn(SQLModel, table=True):
    """How often days were taken up to be counted, and by which definitions.

    A mark carries the turn in which it was made. Whoever begins a turn does so while nobody
    writes, then counts: what was marked in an earlier turn is in what they read, what comes
    later is marked with theirs.

    ``ends_at`` is the end of the newest day taken up: whatever happens to a case that was
    reported later touches no day that was counted.
    """

    __tablename__ = "rollup_turn"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    turn: int
    basis: str
    ends_at: datetime = Field(sa_type=UtcDateTime)


class RollUpDay(SQLModel, table=True):
    """A local day that was taken up; its tallies are there once it is ``counted``."""

    __tablename__ = "rollup_day"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    begins_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    day: date
    counted: bool = False


class RollUpMark(SQLModel, table=True):
    """A day that some case changed after it was taken up; written by triggers on ``cases``."""

    __tablename__ = "rollup_mark"
    __table_args__ = (Index("ix_rollup_mark_day", "district_code", "day", "turn"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    district_code: str = Field(sa_type=CodeText)
    day: date
    turn: int


class RollUpCut(SQLModel, table=True):
    """The tallies of one street on one day, or in one month, in one division.

    ``rows`` is packed by `core.reports.rolled`; ``day`` is the first of a month.
    """

    __tablename__ = "rollup_cut"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    span: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    cut: str = Field(primary_key=True)
    street_code: str = Field(primary_key=True, sa_type=CodeText)
    rows: bytes
