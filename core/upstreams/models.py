"""The tables of what is sent upstream: streams, what waits, what was sent, the runs."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, CodeText, LongText, UtcDateTime


class UpstreamStream(SQLModel, table=True):
    """One mapping as sent for one area; each counts its runs for itself.

    ``what`` is empty once it was stopped. ``sha256`` is the digest of the mapping and
    ``registers`` that of the names it looked up at the last run: while both stand, only what has
    waited since can have changed.
    """

    __tablename__ = "upstream_stream"
    __table_args__ = (UniqueConstraint("district_code", "mapping", "area_code"),)

    id: int | None = Field(default=None, primary_key=True)
    district_code: str = Field(sa_type=CodeText)
    mapping: str = Field(sa_type=CodeText)
    area_code: str = Field(sa_type=CodeText)
    what: str
    last_run: int = 0
    sha256: str = ""
    registers: str = ""


class UpstreamWaiting(SQLModel, table=True):
    """A case that was written since its stream last looked at it; kept by triggers on ``cases``.

    It is written by the transaction that changes the case, so it is seen exactly when the change
    is, however late that commits and whatever its clock says. ``times`` begins with the version of
    the case and counts the changes: a run takes away only what it has seen, and leaves what was
    added meanwhile, even if another run has taken the note away in between.
    """

    __tablename__ = "upstream_waiting"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    stream_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    times: int


class UpstreamRecord(SQLModel, table=True):
    """What an upstream has of one record.

    ``sha256`` is the digest of the row it got last, in run ``sent_run``; both are empty while it
    got none. ``answer`` is what it said of that row. ``faults`` is why the row of today cannot be
    made, as JSON, with the digest of that row: while both stand, it is not written again.
    """

    __tablename__ = "upstream_record"
    __table_args__ = (
        Index("ix_upstream_record_run", "district_code", "stream_id", "sent_run", "answer"),
        Index(
            "ix_upstream_record_faults",
            "district_code",
            "stream_id",
            "key",
            sqlite_where=text("faults <> ''"),
            postgresql_where=text("faults <> ''"),
        ),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    stream_id: int = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=CodeText)
    sha256: str = ""
    sent_run: int = 0
    withdrawn: bool = False
    answer: str = ""
    reason: str = Field(default="", sa_type=LongText)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    faults: str = Field(default="", sa_type=LongText)


class UpstreamRun(SQLModel, table=True):
    """One run that wrote something; ``files`` are its files as JSON, as in its manifest."""

    __tablename__ = "upstream_run"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    stream_id: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    as_at: datetime = Field(sa_type=UtcDateTime)
    operator: str
    whole: bool
    new_rows: int
    changed_rows: int
    withdrawn_rows: int
    unmapped_rows: int
    folder: str
    files: str = Field(sa_type=LongText)
