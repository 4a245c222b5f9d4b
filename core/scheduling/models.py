"""The tables of the scheduler: its one lease, the windows of its jobs, the sealed days."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, CodeText, LongText, UtcDateTime


class SchedulerLease(SQLModel, table=True):
    """The one row that says which runner works; ``runner`` is empty when it was given back.

    ``beats`` grows with every beat and never turns back, whatever the clocks do: a lease
    whose beats stand still is that of a runner that is gone.
    """

    __tablename__ = "scheduler_lease"

    id: int = Field(primary_key=True, sa_type=BigKey)
    runner: str
    beats: int = Field(sa_type=BigKey)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    beat_at: datetime = Field(sa_type=UtcDateTime)


class JobWindow(SQLModel, table=True):
    """One window of a job: done with what came of it, or failed and to be tried again.

    It covers every moment after ``after`` up to ``window_at``, so that one run can make up for
    the many windows of a downtime.
    """

    __tablename__ = "job_window"

    job: str = Field(primary_key=True, sa_type=CodeText)
    window_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    after: datetime = Field(sa_type=UtcDateTime)
    state: str
    tries: int
    began_at: datetime = Field(sa_type=UtcDateTime)
    took_ms: int
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    runner: str
    result: str = Field(sa_type=LongText)
    """What came of it, as JSON."""


class HistorySeal(SQLModel, table=True):
    """One line for the entries of history that were made on a day; append-only by triggers."""

    __tablename__ = "history_seal"

    day: date = Field(primary_key=True)
    begins_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """``None`` for the first line, which covers everything before it too."""
    ends_at: datetime = Field(sa_type=UtcDateTime)
    entries: int = Field(sa_type=BigKey)
    prev_hash: str
    hash: str
    sealed_at: datetime = Field(sa_type=UtcDateTime)
