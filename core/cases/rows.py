"""What readers give back about cases: frozen rows, never table objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar

from core.areas.rows import Spot
from core.cases.states import Verb

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QueueKey:
    """The place of a case in a list ordered by the soonest deadline."""

    due_at: datetime
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue.

    ``due_at`` is the soonest open clock and ``stage`` says which; both are ``None`` once
    the case has ended. ``card`` is what the last urging has come to. Names are as stored:
    front ends neutralise and translate.
    """

    id: int
    number: str
    version: int
    state: str
    tier: int
    source: str
    item_code: str | None
    item_name: str | None
    item_name_en: str | None
    matter: str
    address: str
    area_code: str
    street: str
    community: str
    grid: str
    unit: str | None
    unit_code: str | None
    gridder: str | None
    due_at: datetime | None
    stage: str | None
    estimated: bool
    reported_at: datetime
    ended_at: datetime | None
    card: str | None = None

    @property
    def key(self) -> QueueKey:
        """The place in the queue; only open cases have one."""
        if self.due_at is None:
            msg = f"case {self.number} has ended and stands in no queue"
            raise ValueError(msg)
        return QueueKey(self.due_at, self.id)


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many cases of a tier are open, fall due later today, and are late."""

    tier: int
    name: str
    name_en: str
    open: int
    due_today: int
    late: int


@dataclass(frozen=True, slots=True)
class TimerRow:
    """One open timer with the case it belongs to."""

    case: CaseRow
    stage: str
    limit: str
    started_at: datetime
    target_at: datetime
    due_at: datetime
    estimated: bool
    call: int = 0


@dataclass(frozen=True, slots=True)
class CallRow:
    """One unit that was called to a case; the moments tell how far it has come."""

    call: int
    unit: str
    unit_code: str
    leads: bool
    urgent: bool
    called_at: datetime
    answered_at: datetime | None
    finished_at: datetime | None
    excused_at: datetime | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class Supervision:
    """What supervision has done to a case, as it stands.

    ``pauses`` are spans through which the handling clock that runs now has stood,
    ``extensions`` what was granted to it: when, and which limit. ``extension_asked`` awaits
    a decision. ``merged_into`` is the number of the case that stands for this one.
    """

    pauses: tuple[tuple[datetime, datetime], ...] = ()
    suspended_until: date | None = None
    extensions: tuple[tuple[datetime, str], ...] = ()
    extension_asked: str | None = None
    card: str | None = None
    reply_awaited: bool = False
    ruled: bool = False
    merged_into: str | None = None
    satisfaction: int | None = None
    spot_check: str | None = None
    appeal: str | None = None
    exempt: bool = False
    urge_count: int = 0
    reopen_count: int = 0
    suspension_count: int = 0
    extension_count: int = 0
    hand_down_count: int = 0
    calls: tuple[CallRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many timers of a stage are open, and of these late, due later today, due next.

    ``due_next`` counts those due after today, up to the end of the next working day.
    """

    stage: str
    open: int
    late: int
    due_today: int
    due_next: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the story of a case.

    ``payload`` holds ``changes`` (field → new value), ``started`` and ``stopped`` timers
    and ``details`` in the words of the verb (reason, result, unit …).
    """

    seq: int
    at: datetime
    verb: str
    operator: str
    operator_name: str
    from_state: str | None
    to_state: str
    payload: Mapping[str, Any]
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything about one case that the operator may see; personal data masked."""

    row: CaseRow
    timers: tuple[TimerRow, ...]
    history: tuple[HistoryRow, ...]
    validity: str | None
    handling_limit: str | None
    handling_target: str | None
    handle_started_at: datetime | None
    handle_target_at: datetime | None
    handle_due_at: datetime | None
    handle_estimated: bool
    handled_late: bool | None
    result: str
    reject_reason: str | None
    rating: int | None
    self_handled: bool
    circulated: bool
    reporter_name: str
    reporter_phone: str
    dispatch_count: int
    return_count: int
    escalation_count: int
    rework_count: int
    allowed: tuple[Verb, ...] = field(default=())
    supervision: Supervision = field(default=Supervision())
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows; every given part must hold.

    A part may have several values: one of them must be true of the case, except for ``text``,
    of which each must be found in matter, address or number. ``exclude_*`` turn the test
    around: none may be true. ``unit`` is a code or part of a name, ``item`` the begin of a
    code, ``area`` an area with all inside it.

    ``late`` and ``due_today`` are judged against the moment the reader is given; ``due_on`` is
    the local day of the soonest clock. An ended case has no clock: neither these or ``stage``
    nor their opposites find it. ``reported_since`` is in, ``reported_until`` is out. ``open``
    ``None`` means open and ended alike.
    """

    tier: int | tuple[int, ...] | None = None
    state: str | tuple[str, ...] | None = None
    unit: str | tuple[str, ...] | None = None
    item: str | tuple[str, ...] | None = None
    area: str | tuple[str, ...] | None = None
    source: str | tuple[str, ...] | None = None
    stage: str | tuple[str, ...] | None = None
    card: str | tuple[str, ...] | None = None
    text: str | tuple[str, ...] | None = None
    late: bool = False
    due_today: bool = False
    due_on: date | None = None
    reported_since: datetime | None = None
    reported_until: datetime | None = None
    exclude_tier: int | tuple[int, ...] | None = None
    exclude_state: str | tuple[str, ...] | None = None
    exclude_unit: str | tuple[str, ...] | None = None
    exclude_item: str | tuple[str, ...] | None = None
    exclude_area: str | tuple[str, ...] | None = None
    exclude_source: str | tuple[str, ...] | None = None
    exclude_stage: str | tuple[str, ...] | None = None
    exclude_card: str | tuple[str, ...] | None = None
    exclude_text: str | tuple[str, ...] | None = None
    exclude_late: bool = False
    exclude_due_today: bool = False
    exclude_due_on: date | None = None
    open: bool | None = True


MOST_VALUES: Final = 8
"""How many areas, and how many texts, a filter may have on each side."""


def several(part: T | tuple[T, ...] | None) -> tuple[T, ...]:
    """Return the values of a part of a filter, however it was given."""
    if part is None:
        return ()
    return part if isinstance(part, tuple) else (part,)


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What a verb did: the case as it stands afterwards, in the words of a receipt."""

    number: str
    version: int
    verb: str
    state: str
    tier: int
    unit: str | None
    due_at: datetime | None
    stage: str | None
    estimated: bool
    repeated: bool = False
    """True when an intake was a repetition and the case existed already."""
