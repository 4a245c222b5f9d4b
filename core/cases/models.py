"""The tables that a case owns: the case, its history, its open timers, its numbers.

Every row carries ``district_code`` first in its keys, so that the tables can be spread by
district without a rewrite.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.cases.states import OPEN_STATES, State
from core.kernel.columns import BigKey, CodeText, LongText, UtcDateTime

CALL_BACK_AWAITED: Final = (
    "state = 'closed' AND satisfaction IS NULL AND (source IN ('hotline', 'online')) IS TRUE"
)
"""Which closed cases await that the public is called back; in the words of their index.

``IS TRUE`` keeps SQLite from taking the index of sources, which holds every case of one.
"""

HANDLED_LATE: Final = "resolved_at > handle_due_at"
"""Which cases were handled too late; in the words of their index."""

_OPEN = text("ended_at IS NULL")
_EXTENDED = text("ended_at IS NULL AND extensions <> '[]'")
_OPEN_AND_PLACED = text("ended_at IS NULL AND latitude IS NOT NULL")


def _open_index(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _words(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class Case(SQLModel, table=True):
    """One reported matter.

    ``due_at``, ``due_on`` (its local day), ``due_stage`` and ``estimated`` repeat the
    soonest open timer, so that a lane of the queue is one range of one index; they are
    empty once the case has ended. ``handle_*`` keep the handling clock after it stopped, until
    the case is reopened.
    ``pauses`` are the spans, as JSON pairs of instants, through which the handling clock
    that runs now has stood; ``extensions`` are those granted to it, as JSON pairs of the
    moment and the limit. ``exempt`` keeps a late case out of the figures of lateness, and
    the case is shown late all the same. ``version`` is the ``seq`` of the newest history entry and
    ``history_hash`` its hash, so that a truncated history shows.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("district_code", "id"),
        UniqueConstraint("district_code", "number"),
        UniqueConstraint("district_code", "source", "source_ref"),
        CheckConstraint(f"state IN ({_words(tuple(State))})", name="known_state"),
        CheckConstraint(
            f"(ended_at IS NULL) = (state IN ({_words(OPEN_STATES)}))", name="open_or_ended"
        ),
        CheckConstraint("(ended_at IS NULL) = (due_at IS NOT NULL)", name="open_has_due"),
        _open_index("ix_cases_lane", "district_code", "tier", "due_at", "id"),
        _open_index("ix_cases_street_lane", "district_code", "street_code", "tier", "due_at", "id"),
        _open_index("ix_cases_open", "district_code", "due_at", "id"),
        _open_index("ix_cases_street_open", "district_code", "street_code", "due_at", "id"),
        # The tier comes last, so that a community's lanes are counted without its cases.
        _open_index("ix_cases_open_area", "district_code", "area_code", "due_at", "id", "tier"),
        _open_index("ix_cases_open_unit", "district_code", "unit_id", "due_at", "id"),
        # What lies near a place, whatever grid it is in; few sources tell coordinates.
        Index(
            "ix_cases_open_position",
            "district_code",
            "latitude",
            "longitude",
            sqlite_where=_OPEN_AND_PLACED,
            postgresql_where=_OPEN_AND_PLACED,
        ),
        Index("ix_cases_reported", "district_code", "reported_at"),
        Index("ix_cases_reporter", "district_code", "reporter_staff_id", "reported_at"),
        Index("ix_cases_resolved", "district_code", "resolved_at"),
        # What stood late at the end of a day long ago, without all that was handled since.
        Index(
            "ix_cases_handled_late",
            "district_code",
            "resolved_at",
            "handle_due_at",
            sqlite_where=text(HANDLED_LATE),
            postgresql_where=text(HANDLED_LATE),
        ),
        Index(
            "ix_cases_extended",
            "district_code",
            "id",
            sqlite_where=_EXTENDED,
            postgresql_where=_EXTENDED,
        ),
        # Partial, or SQLite, which knows no share of NULLs, would take it for every open case.
        Index(
            "ix_cases_ended",
            "district_code",
            "ended_at",
            sqlite_where=text("ended_at IS NOT NULL"),
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        Index(
            "ix_cases_call_back",
            "district_code",
            "ended_at",
            "id",
            sqlite_where=text(CALL_BACK_AWAITED),
            postgresql_where=text(CALL_BACK_AWAITED),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    district_code: str = Field(sa_type=CodeText)
    number: str = Field(sa_type=CodeText)
    version: int = 1
    history_hash: str = ""

    state: str
    tier: int
    source: str
    source_ref: str
    item_id: int | None = Field(default=None, foreign_key="item.id")
    condition: int | None = None
    matter: str = Field(sa_type=LongText)
    address: str = ""
    area_id: int = Field(foreign_key="area.id")
    area_code: str = Field(sa_type=CodeText)
    street_code: str = Field(sa_type=CodeText)
    latitude: float | None = None
    longitude: float | None = None
    reporter_staff_id: int | None = Field(default=None, foreign_key="staff.id")
    reporter_name: str = ""
    reporter_phone: str = ""

    validity: str | None = None
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    gridder_id: int | None = Field(default=None, foreign_key="staff.id")
    first_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    handling_limit: str | None = None
    handling_target: str | None = None
    self_handled: bool = False
    result: str = Field(default="", sa_type=LongText)
    reject_reason: str | None = None
    rating: int | None = None

    reported_at: datetime = Field(sa_type=UtcDateTime)
    filed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dispatched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    circulated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    handle_started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handle_target_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handle_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handle_estimated: bool = False
    handled_late: bool | None = None

    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_on: date | None = None
    due_stage: str | None = None
    estimated: bool = False

    pauses: str = Field(default="[]", sa_type=LongText)
    extensions: str = Field(default="[]", sa_type=LongText)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspended_until: date | None = None
    merged_into_id: int | None = Field(default=None, sa_type=BigKey)
    ruled: bool = False
    extension_asked_by: str | None = None
    extension_asked: str | None = None
    card: str | None = None
    reply_awaited: bool = False
    satisfaction: int | None = None
    spot_check: str | None = None
    appeal: str | None = None
    appeal_asked_by: str | None = None
    exempt: bool = False

    dispatch_count: int = 0
    return_count: int = 0
    escalation_count: int = 0
    check_count: int = 0
    rework_count: int = 0
    hand_down_count: int = 0
    suspension_count: int = 0
    reopen_count: int = 0
    extension_count: int = 0
    urge_count: int = 0
    call_count: int = 0


class CaseTimer(SQLModel, table=True):
    """One open timer. Stopping it removes the row and writes the outcome into the history.

    ``call`` is the number of the call that a ``call_answer`` or ``call_finish`` belongs to,
    0 for the clocks of the case itself.
    """

    __tablename__ = "case_timer"
    __table_args__ = (
        ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        # With the stage at the end, timers by stage are counted from the index alone.
        Index("ix_case_timer_due", "district_code", "due_at", "case_id", "stage"),
        Index(
            "ix_case_timer_street_due",
            "district_code",
            "street_code",
            "due_at",
            "case_id",
            "stage",
        ),
        Index("ix_case_timer_stage_due", "district_code", "stage", "due_at", "case_id"),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    stage: str = Field(primary_key=True)
    call: int = Field(default=0, primary_key=True)
    street_code: str = Field(sa_type=CodeText)
    area_code: str = Field(sa_type=CodeText)
    tier: int
    unit_id: int | None = None
    limit: str = Field(sa_column_kwargs={"name": "time_limit"})
    started_at: datetime = Field(sa_type=UtcDateTime)
    target_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    estimated: bool = False


class CaseHistory(SQLModel, table=True):
    """One entry of the history of a case; append-only by triggers, chained by hashes."""

    __tablename__ = "case_history"
    __table_args__ = (
        ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        Index("ix_case_history_at", "district_code", "at"),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    verb: str
    operator: str
    from_state: str | None = None
    to_state: str
    payload: str = Field(sa_type=LongText)
    prev_hash: str
    hash: str


class CaseCall(SQLModel, table=True):
    """One unit called to a case by a whistle (吹哨报到)."""

    __tablename__ = "case_call"
    __table_args__ = (
        ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        Index("ix_case_call_unit", "district_code", "unit_id"),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    call: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    leads: bool
    urgent: bool
    called_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    excused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rating: int | None = None


class SpotCheckDraw(SQLModel, table=True):
    """A sample of closed cases that was drawn for others to check, with all it takes to repeat it.

    ``id`` is a hash of what was asked and of what was drawn.
    """

    __tablename__ = "spot_check_sample"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    id: str = Field(primary_key=True, sa_type=CodeText)
    area_code: str = Field(sa_type=CodeText)
    seed: str
    since: date
    until: date
    asked: int
    candidates: int
    drawn_at: datetime = Field(sa_type=UtcDateTime)
    drawn_by: str


class SpotCheckDrawn(SQLModel, table=True):
    """One case of a sample; ``closed_at`` is when it had ended as it was drawn.

    ``result`` and what stands after it are empty until the filled-in sheet is taken in.
    """

    __tablename__ = "spot_check_drawn"
    __table_args__ = (
        ForeignKeyConstraint(["district_code", "case_id"], ["cases.district_code", "cases.id"]),
        ForeignKeyConstraint(
            ["district_code", "sample_id"],
            ["spot_check_sample.district_code", "spot_check_sample.id"],
        ),
    )

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    sample_id: str = Field(primary_key=True, sa_type=CodeText)
    case_id: int = Field(primary_key=True, sa_type=BigKey)
    closed_at: datetime = Field(sa_type=UtcDateTime)
    result: str | None = None
    finding: str = Field(default="", sa_type=LongText)
    checker: str = ""
    checked_on: date | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Precedent(SQLModel, table=True):
    """A ruling of who answers for an item in an area; later suggestions show it."""

    __tablename__ = "precedent"

    id: int | None = Field(default=None, primary_key=True)
    district_code: str = Field(sa_type=CodeText)
    item_code: str = Field(sa_type=CodeText, index=True)
    tier: int
    area_code: str = Field(sa_type=CodeText)
    unit_id: int = Field(foreign_key="unit.id")
    number: str = Field(sa_type=CodeText)
    ruled_at: datetime = Field(sa_type=UtcDateTime)
    ruled_by: str
    reason: str = Field(sa_type=LongText)


class CaseSequence(SQLModel, table=True):
    """The last case number given out in a district in a year."""

    __tablename__ = "case_sequence"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    year: int = Field(primary_key=True)
    last: int


class QueueCount(SQLModel, table=True):
    """How many open cases fall due on a local day, by street and tier.

    Kept by triggers on ``cases``, so that the counts of a lane cost the same whether
    three hundred or three hundred thousand cases are open.
    """

    __tablename__ = "queue_count"

    district_code: str = Field(primary_key=True, sa_type=CodeText)
    street_code: str = Field(primary_key=True, sa_type=CodeText)
    tier: int = Field(primary_key=True)
    due_on: date = Field(primary_key=True)
    open: int
