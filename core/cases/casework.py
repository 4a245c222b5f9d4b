"""One verb on one case: the only code that changes a case.

A use case opens the case, sets fields, starts and stops timers, and finishes; `finish`
then writes the case row, one history entry, the timers and the audit entry together.
Nothing is written before that, so a refusal raised on the way leaves no trace.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import bindparam, delete, insert, select, update

from core.audit.trail import write_audit
from core.cases.history import GENESIS, Entry, canonical, entry_hash, plain, recorded_fields
from core.cases.lifecycle import LIFECYCLE, is_open, verbs_from
from core.cases.models import Case, CaseHistory, CaseTimer
from core.cases.record import CaseRecord, row_of
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, State, Verb
from core.deadlines.engine import Pause, Reckoning
from core.deadlines.limits import Limit, LimitUnit, parse_limit
from core.deadlines.policy import Policy, load_policy
from core.kernel.command import CaseCommand
from core.kernel.errors import Conflict, NotFound, WrongState
from core.kernel.words import N_
from core.operators.hand import Hand
from core.units.responsibility import load_responsibility_list

_CASES = Case.__table__  # type: ignore[attr-defined]
_TIMERS = CaseTimer.__table__  # type: ignore[attr-defined]
_HISTORY = CaseHistory.__table__  # type: ignore[attr-defined]
_STORED_FIELDS = tuple(name for name in Case.model_fields if name != "id")

# Statements are built once: building one costs more than running it.
_READ_CASE = (
    select(_CASES)
    .where(_CASES.c.district_code == bindparam("district"), _CASES.c.number == bindparam("number"))
    .with_for_update()
)
_READ_TIMERS = select(_TIMERS).where(
    _TIMERS.c.district_code == bindparam("district"), _TIMERS.c.case_id == bindparam("case")
)
_ADD_CASE = insert(_CASES).returning(_CASES.c.id)
_CHANGE_CASE = update(_CASES).where(
    _CASES.c.id == bindparam("this_case"), _CASES.c.version == bindparam("seen_version")
)
_ADD_TIMER = insert(_TIMERS)
_REASSIGN_TIMERS = update(_TIMERS).where(
    _TIMERS.c.district_code == bindparam("district"), _TIMERS.c.case_id == bindparam("case")
)
_DROP_TIMER = delete(_TIMERS).where(
    _TIMERS.c.district_code == bindparam("district"),
    _TIMERS.c.case_id == bindparam("case"),
    _TIMERS.c.stage == bindparam("gone"),
)
_ADD_HISTORY = insert(_HISTORY)


@dataclass(slots=True)
class OpenTimer:
    """A row of ``case_timer`` while a verb works on it."""

    district_code: str
    case_id: int
    stage: str
    street_code: str
    area_code: str
    tier: int
    unit_id: int | None
    time_limit: str
    started_at: datetime
    target_at: datetime
    due_at: datetime
    estimated: bool


class Casework:
    """A case in the hands of one verb."""

    def __init__(
        self, hand: Hand, case: CaseRecord, verb: Verb, timers: Iterable[OpenTimer]
    ) -> None:
        self.hand = hand
        self.case = case
        self.verb = verb
        self.policy: Policy = hand.reference(load_policy)
        self.details: dict[str, Any] = {}
        self.timers = {Stage(timer.stage): timer for timer in timers}
        self._from_state: str | None = case.state if case.id else None
        self._before = dict(recorded_fields(case)) if case.id else {}
        self._started: list[dict[str, Any]] = []
        self._stopped: list[dict[str, Any]] = []
        self._stored_stages = frozenset(str(stage) for stage in self.timers)

    @classmethod
    def open(cls, hand: Hand, command: CaseCommand, verb: Verb) -> Self:
        """Take the case of ``command`` in hand for ``verb``.

        Raises:
            NotFound: no such case inside the jurisdiction.
            Conflict: the case has moved on since the operator saw it.
            WrongState: the verb is not legal in its state.
        """
        case = load_case(hand, command.number)
        if command.seen_version is not None and command.seen_version != case.version:
            raise Conflict(
                N_(
                    "Case %(number)s was changed by somebody else since you read it "
                    "(version %(now)s, you saw %(seen)s). Look at it again and decide anew."
                ),
                number=case.number,
                now=case.version,
                seen=command.seen_version,
            )
        if case.state not in LIFECYCLE[verb].sources:
            raise WrongState(
                N_("Case %(number)s is %(state)s; %(verb)s is not possible now."),
                number=case.number,
                state=str(case.state),
                verb=str(verb),
                allowed=verbs_from(case.state),
            )
        rows = hand.session.connection().execute(
            _READ_TIMERS, {"district": case.district_code, "case": case.id}
        )
        timers = (OpenTimer(**row._mapping) for row in rows)  # noqa: SLF001  its public name
        return cls(hand, case, verb, timers)

    @property
    def now(self) -> datetime:
        """The moment of the verb."""
        return self.hand.now

    def start(self, stage: Stage, limit: Limit, *, target: Limit | None = None) -> None:
        """Start a timer now.

        Args:
            stage: what it measures.
            limit: how long it may run.
            target: when to warn; 80 % of the limit when not given.
        """
        reckoning = self.policy.deadlines.reckon(self.now, limit, target=target)
        self.run(stage, str(limit), self.now, reckoning)

    def run(self, stage: Stage, limit: str, started_at: datetime, reckoning: Reckoning) -> None:
        """Let a timer run that started at ``started_at`` and is due as reckoned.

        ``limit`` is empty for a timer that ends at a given instant.
        """
        case = self.case
        self.timers[stage] = OpenTimer(
            district_code=case.district_code,
            case_id=case.id or 0,
            stage=str(stage),
            street_code=case.street_code,
            area_code=case.area_code,
            tier=case.tier,
            unit_id=case.unit_id,
            time_limit=limit,
            started_at=started_at,
            target_at=reckoning.target_at,
            due_at=reckoning.due_at,
            estimated=reckoning.estimated,
        )
        if stage is Stage.HANDLE:
            case.handle_started_at = started_at
            case.handle_target_at = reckoning.target_at
            case.handle_due_at = reckoning.due_at
            case.handle_estimated = reckoning.estimated
            case.handled_late = None
        self._started.append(
            {
                "stage": str(stage),
                "limit": limit,
                "started_at": plain(started_at),
                "target_at": plain(reckoning.target_at),
                "due_at": plain(reckoning.due_at),
                "estimated": reckoning.estimated,
            }
        )

    def start_stage(self, stage: Stage) -> None:
        """Start the timer of ``stage`` with the district's limit for it."""
        self.start(stage, self.policy.stages[stage])

    def start_handling(self) -> None:
        """Start the handling clock with the limit that the case was filed with."""
        self.case.pauses = canonical([])
        limit, target = self._handling_limit()
        self.start(Stage.HANDLE, limit, target=target)

    def restart_handling(self, paused_from: datetime | None = None) -> None:
        """Let the handling clock run on from where it stood.

        Args:
            paused_from: since when the clock stood for a reason that moves the due time;
                without one the due time stays as it was.
        """
        case = self.case
        started_at, due_at, target_at = (
            case.handle_started_at,
            case.handle_due_at,
            case.handle_target_at,
        )
        if started_at is None or due_at is None or target_at is None:
            msg = f"the handling clock of case {case.number} never ran"
            raise ValueError(msg)
        limit, target = self._handling_limit()
        reckoning = Reckoning(due_at, target_at, case.handle_estimated)
        if paused_from is not None and paused_from < self.now:
            pauses = [*self.pauses(), Pause(paused_from, self.now)]
            case.pauses = canonical([[plain(p.paused_from), plain(p.resumed_at)] for p in pauses])
            reckoning = self.policy.deadlines.reckon(started_at, limit, pauses, target=target)
        self.run(Stage.HANDLE, str(limit), started_at, reckoning)

    def pauses(self) -> list[Pause]:
        """Return the spans through which the handling clock has stood."""
        return [
            Pause(datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in json.loads(self.case.pauses)
        ]

    def _handling_limit(self) -> tuple[Limit, Limit | None]:
        case = self.case
        target = parse_limit(case.handling_target) if case.handling_target else None
        return parse_limit(case.handling_limit or ""), target

    def stop(self, *stages: Stage) -> None:
        """Stop the timers of ``stages`` that are running and keep what they measured."""
        for stage in stages:
            timer = self.timers.pop(stage, None)
            if timer is None:
                continue
            limit = timer.time_limit
            unit = parse_limit(limit).unit if limit else LimitUnit.HOUR
            used = self.policy.deadlines.elapsed(timer.started_at, self.now, unit)
            late_by = max((self.now - timer.due_at).total_seconds(), 0.0)
            if stage is Stage.HANDLE:
                self.case.handled_late = self.now > timer.due_at
            self._stopped.append(
                {
                    "stage": str(stage),
                    "limit": timer.time_limit,
                    "due_at": plain(timer.due_at),
                    "used_seconds": round(used.total_seconds()),
                    "late_by_seconds": round(late_by),
                }
            )

    def stop_all(self) -> None:
        """Stop every timer."""
        self.stop(*tuple(self.timers))

    def finish(self, target: State | None = None) -> CaseOutcome:
        """Write the case, its history, its timers and the audit entry; return the receipt.

        Args:
            target: the state entered when it is not the one that the lifecycle names.
        """
        case = self.case
        step = LIFECYCLE[self.verb]
        case.state = target or step.target or case.state
        if not is_open(case.state):
            self.stop_all()
            case.ended_at = case.ended_at or self.now
        self._show_soonest_timer()
        entry = self._entry()
        self._write_case(entry)
        self._write_timers()
        entry.case_id = case.id or 0
        self.hand.session.connection().execute(_ADD_HISTORY, row_of(entry))
        write_audit(self.hand, str(self.verb), case.number)
        return self.outcome()

    def outcome(self, *, repeated: bool = False) -> CaseOutcome:
        """Return the case as it stands, in the words of a receipt."""
        case = self.case
        units = self.hand.reference(load_responsibility_list)
        unit = units.by_id.get(case.unit_id) if case.unit_id else None
        return CaseOutcome(
            number=case.number,
            version=case.version,
            verb=str(self.verb),
            state=str(case.state),
            tier=case.tier,
            unit=unit.name if unit else None,
            due_at=case.due_at,
            stage=case.due_stage,
            estimated=case.estimated,
            repeated=repeated,
        )

    def _show_soonest_timer(self) -> None:
        case = self.case
        soonest = min(self.timers.values(), key=lambda timer: timer.due_at, default=None)
        case.due_at = soonest.due_at if soonest else None
        case.due_on = self.policy.local_day(soonest.due_at) if soonest else None
        case.due_stage = str(soonest.stage) if soonest else None
        case.estimated = bool(soonest and soonest.estimated)

    def _entry(self) -> Entry:
        case = self.case
        after = dict(recorded_fields(case))
        changes = {
            name: value
            for name, value in after.items()
            if name not in self._before or self._before[name] != value
        }
        payload = {
            "changes": changes,
            "started": self._started,
            "stopped": self._stopped,
            "details": {name: plain(value) for name, value in self.details.items()},
        }
        entry = Entry(
            district_code=case.district_code,
            case_id=case.id or 0,
            seq=case.version + 1 if case.id else 1,
            at=self.now,
            verb=str(self.verb),
            operator=self.hand.scope.login,
            from_state=self._from_state,
            to_state=str(case.state),
            payload=canonical(payload),
            prev_hash=case.history_hash if case.id else GENESIS,
            hash="",
        )
        entry.hash = entry_hash(case.number, entry)
        return entry

    def _write_case(self, entry: Entry) -> None:
        case, connection = self.case, self.hand.session.connection()
        seen = case.version
        case.version, case.history_hash = entry.seq, entry.hash
        values = {name: getattr(case, name) for name in _STORED_FIELDS}
        if case.id is None:
            case.id = connection.execute(_ADD_CASE, values).scalar_one()
            return
        values |= {"this_case": case.id, "seen_version": seen}
        if connection.execute(_CHANGE_CASE, values).rowcount != 1:
            raise Conflict(
                N_("Case %(number)s is being changed by somebody else. Look at it again."),
                number=case.number,
            )

    def _write_timers(self) -> None:
        case, connection = self.case, self.hand.session.connection()
        key = {"district": case.district_code, "case": case.id}
        gone = {timer["stage"] for timer in self._stopped} & self._stored_stages
        if gone:
            connection.execute(_DROP_TIMER, [key | {"gone": stage} for stage in gone])
        kept = self._stored_stages - gone
        if kept and {"tier", "unit_id"} & self._changed_fields():
            # Who must act has changed while a clock goes on.
            connection.execute(_REASSIGN_TIMERS, key | {"tier": case.tier, "unit_id": case.unit_id})
        new = [timer for stage, timer in self.timers.items() if stage not in kept]
        for timer in new:
            timer.case_id, timer.tier, timer.unit_id = case.id or 0, case.tier, case.unit_id
        if new:
            connection.execute(_ADD_TIMER, [row_of(timer) for timer in new])

    def _changed_fields(self) -> set[str]:
        case = self.case
        return {name for name, value in self._before.items() if plain(getattr(case, name)) != value}


def standing(hand: Hand, number: str) -> CaseOutcome:
    """Return the receipt of an intake that was made before.

    Raises:
        NotFound: the case lies outside the jurisdiction.
    """
    work = Casework(hand, load_case(hand, number), Verb.REPORT, ())
    return work.outcome(repeated=True)


def load_case(hand: Hand, number: str) -> CaseRecord:
    """Read a case for change; no other transaction changes it until this one ends.

    Raises:
        NotFound: no such case inside the jurisdiction.
    """
    row = (
        hand.session.connection()
        .execute(_READ_CASE, {"district": hand.scope.district_code, "number": number})
        .one_or_none()
    )
    if row is None or not hand.scope.covers(row.area_code):
        raise NotFound(N_("There is no case %(number)s in your area."), number=number)
    return CaseRecord(**row._mapping)  # noqa: SLF001  its public name
