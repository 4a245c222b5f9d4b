"""The open timers of one case while a verb works on it.

Stopping a timer removes its row and leaves what it measured to the history; so "what is
overdue" reads a small table however old the archive is.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.cases.history import plain
from core.cases.models import CaseHistory, CaseTimer
from core.cases.record import CaseRecord, row_of
from core.cases.states import Stage, Verb
from core.deadlines.engine import Deadlines, Extension, Pause, Reckoning
from core.deadlines.limits import LimitUnit, parse_limit
from core.kernel.writes import Turn, Writes

_TIMERS = CaseTimer.__table__  # type: ignore[attr-defined]
_OF_CASE = (
    _TIMERS.c.district_code == bindparam("district"),
    _TIMERS.c.case_id == bindparam("case"),
)
# Statements are built once: building one costs more than running it.
# In order: what is told of several clocks of a case goes into its history.
_READ = select(_TIMERS).where(*_OF_CASE).order_by(_TIMERS.c.stage, _TIMERS.c.call)
_READ_MANY = (
    select(_TIMERS)
    .where(
        _TIMERS.c.district_code == bindparam("district"),
        _TIMERS.c.case_id.in_(bindparam("of_cases", expanding=True)),
    )
    .order_by(_TIMERS.c.case_id, _TIMERS.c.stage, _TIMERS.c.call)
)
_ADD = insert(_TIMERS)
_REASSIGN = update(_TIMERS).where(*_OF_CASE, _TIMERS.c.call == 0)
_PUT_ELSEWHERE = update(_TIMERS).where(*_OF_CASE)
_DROP = delete(_TIMERS).where(
    *_OF_CASE, _TIMERS.c.stage == bindparam("gone"), _TIMERS.c.call == bindparam("gone_call")
)
_MOVE = (
    update(_TIMERS)
    .where(
        *_OF_CASE, _TIMERS.c.stage == bindparam("of_stage"), _TIMERS.c.call == bindparam("of_call")
    )
    .values({name: bindparam(f"new_{name}") for name in ("target_at", "due_at", "estimated")})
)

_HISTORY = CaseHistory.__table__  # type: ignore[attr-defined]
_UNMERGED = (
    select(_HISTORY.c.case_id, _HISTORY.c.at, _HISTORY.c.payload)
    .where(
        _HISTORY.c.district_code == bindparam("district"),
        _HISTORY.c.case_id.in_(bindparam("of_cases", expanding=True)),
        _HISTORY.c.verb == Verb.UNMERGE,
    )
    .order_by(_HISTORY.c.case_id, _HISTORY.c.seq)
)

Key = tuple[str, int]
"""Stage and call; the call is 0 for a clock of the case itself."""


class Called(NamedTuple):
    """A unit called to a case, by the number of its call."""

    call: int
    unit_id: int


@dataclass(slots=True)
class OpenTimer:
    """A row of ``case_timer`` while a verb works on it."""

    district_code: str
    case_id: int
    stage: str
    call: int
    street_code: str
    area_code: str
    tier: int
    unit_id: int | None
    time_limit: str
    started_at: datetime
    target_at: datetime
    due_at: datetime
    estimated: bool

    def told(self) -> dict[str, Any]:
        """Return what the history keeps of a running timer."""
        return {
            "stage": self.stage,
            "call": self.call,
            "limit": self.time_limit,
            "started_at": plain(self.started_at),
            "target_at": plain(self.target_at),
            "due_at": plain(self.due_at),
            "estimated": self.estimated,
        }


class OpenTimers:
    """What runs, what was started and what was stopped by this verb."""

    def __init__(self, timers: Iterable[OpenTimer] = ()) -> None:
        self._running: dict[Key, OpenTimer] = {(t.stage, t.call): t for t in timers}
        self._stored = frozenset(self._running)
        self._moved: set[Key] = set()
        self.started: list[dict[str, Any]] = []
        self.stopped: list[dict[str, Any]] = []

    def __contains__(self, stage: Stage) -> bool:
        """Say whether the case's own clock of ``stage`` runs."""
        return (stage, 0) in self._running

    def __iter__(self) -> Iterator[OpenTimer]:
        """Yield every running timer."""
        return iter(self._running.values())

    def run(
        self,
        case: CaseRecord,
        stage: Stage,
        limit: str,
        started_at: datetime,
        reckoning: Reckoning,
        called: Called | None = None,
    ) -> None:
        """Let a timer run that started at ``started_at`` and is due as reckoned.

        ``limit`` is empty for a timer that ends at a given instant; ``called`` is whose
        clock it is when it is not the case's own.
        """
        timer = OpenTimer(
            district_code=case.district_code,
            case_id=case.id or 0,
            stage=str(stage),
            call=called.call if called else 0,
            street_code=case.street_code,
            area_code=case.area_code,
            tier=case.tier,
            unit_id=called.unit_id if called else case.unit_id,
            time_limit=limit,
            started_at=started_at,
            target_at=reckoning.target_at,
            due_at=reckoning.due_at,
            estimated=reckoning.estimated,
        )
        self._running[timer.stage, timer.call] = timer
        self.started.append(timer.told())

    def stop(
        self,
        deadlines: Deadlines,
        now: datetime,
        stage: str,
        *,
        call: int = 0,
        pauses: Iterable[Pause] = (),
    ) -> OpenTimer | None:
        """Stop a timer if it runs and keep what it measured, pauses left out; return it."""
        timer = self._running.pop((stage, call), None)
        if timer is None:
            return None
        limit = timer.time_limit
        unit = parse_limit(limit).unit if limit else LimitUnit.HOUR
        used = deadlines.elapsed(timer.started_at, now, unit)
        for pause in pauses:
            used -= deadlines.elapsed(pause.paused_from, pause.resumed_at, unit)
        late_by = max((now - timer.due_at).total_seconds(), 0.0)
        self.stopped.append(
            {
                "stage": timer.stage,
                "call": call,
                "limit": limit,
                "due_at": plain(timer.due_at),
                "used_seconds": round(used.total_seconds()),
                "late_by_seconds": round(late_by),
            }
        )
        return timer

    def move(self, key: Key, reckoning: Reckoning) -> None:
        """Let a timer that runs end as reckoned anew; it neither stops nor starts again.

        The history tells it among the started ones, with the start that it had, so that what
        a history replays to is what runs.
        """
        timer = self._running[key]
        timer.target_at = reckoning.target_at
        timer.due_at = reckoning.due_at
        timer.estimated = reckoning.estimated
        self._moved.add(key)
        self.started.append(timer.told())

    def soonest(self) -> OpenTimer | None:
        """Return the timer that ends first."""
        return min(self, key=lambda timer: timer.due_at, default=None)

    def write(
        self, writes: Writes, case: CaseRecord, *, reassigned: bool, moved: bool = False
    ) -> None:
        """Bring the table in line with what runs.

        Args:
            writes: of the verb's transaction.
            case: as it is about to stand.
            reassigned: whether somebody else must act now, so that clocks going on show it.
            moved: whether the case lies in another area now, so that they show that.
        """
        of_case = {"district": case.district_code, "case": case.id}
        gone = {(t["stage"], t["call"]) for t in self.stopped} & self._stored
        for stage, call in sorted(gone):
            row = of_case | {"gone": stage, "gone_call": call}
            writes.keep(Turn.REMOVED, _DROP, row)
        kept = self._stored - gone
        if kept and reassigned:
            whose = {"tier": case.tier, "unit_id": case.unit_id}
            writes.keep(Turn.CHANGED, _REASSIGN, of_case | whose)
        if kept and moved:
            place = {"street_code": case.street_code, "area_code": case.area_code}
            writes.keep(Turn.CHANGED, _PUT_ELSEWHERE, of_case | place)
        for key in sorted(self._moved & kept):
            writes.keep(Turn.CHANGED, _MOVE, of_case | _new_times(self._running[key]))
        new = [timer for key, timer in self._running.items() if key not in kept]
        for timer in new:
            timer.case_id, timer.tier = case.id or 0, case.tier
            timer.unit_id = timer.unit_id if timer.call else case.unit_id
            writes.keep(Turn.ADDED, _ADD, row_of(timer))


def pauses_of(written: str) -> list[Pause]:
    """Read what ``cases.pauses`` keeps."""
    return [
        Pause(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in json.loads(written)
    ]


def extensions_of(written: str) -> list[Extension]:
    """Read what ``cases.extensions`` keeps."""
    return [
        Extension(datetime.fromisoformat(granted_at), parse_limit(limit))
        for granted_at, limit in json.loads(written)
    ]


def merge_spans(
    connection: Connection, district: str, keys: Collection[int]
) -> dict[int, list[Pause]]:
    """Return the spans through which cases were merged, by their ids; the clocks stood then.

    The handling clock keeps its pauses with the case; what its other clocks stood for, only
    the history tells.
    """
    found: dict[int, list[Pause]] = {}
    rows = connection.execute(_UNMERGED, {"district": district, "of_cases": list(keys)})
    for key, at, payload in rows:
        merged_at = datetime.fromisoformat(json.loads(payload)["details"]["merged_at"])
        if merged_at < at:
            found.setdefault(key, []).append(Pause(merged_at, at))
    return found


def since(started_at: datetime, stood: Iterable[Pause]) -> list[Pause]:
    """Return those of the spans that a clock started at ``started_at`` stood through."""
    return [pause for pause in stood if pause.paused_from >= started_at]


def read_timers(connection: Connection, case: CaseRecord) -> OpenTimers:
    """Read what runs for a case."""
    rows = connection.execute(_READ, {"district": case.district_code, "case": case.id})
    return OpenTimers(OpenTimer(**row._mapping) for row in rows)  # noqa: SLF001  its public name


def read_open_timers(
    connection: Connection, district: str, keys: Collection[int]
) -> dict[int, OpenTimers]:
    """Read what runs for each of many cases, by their ids; one with no timer is left out."""
    found: dict[int, list[OpenTimer]] = {}
    rows = connection.execute(_READ_MANY, {"district": district, "of_cases": list(keys)})
    for row in rows:
        timer = OpenTimer(**row._mapping)  # noqa: SLF001  its public name
        found.setdefault(timer.case_id, []).append(timer)
    return {key: OpenTimers(timers) for key, timers in found.items()}


def _new_times(timer: OpenTimer) -> dict[str, Any]:
    return {
        "of_stage": timer.stage,
        "of_call": timer.call,
        "new_target_at": timer.target_at,
        "new_due_at": timer.due_at,
        "new_estimated": timer.estimated,
    }
