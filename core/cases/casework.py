"""One verb on one case: the only code that changes a case.

A use case opens the case, sets fields, starts and stops timers, and finishes; `finish`
then gives the case row, one history entry, the timers and the audit entry to `Writes`
together. Nothing is written before that, so a refusal raised on the way leaves no trace.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import bindparam, insert, select, update

from core.audit.trail import write_audit
from core.cases.history import (
    GENESIS,
    NOT_IN_HISTORY,
    Entry,
    canonical,
    changed_fields,
    entry_hash,
    plain,
    recorded_fields,
    recorded_values,
)
from core.cases.lifecycle import LIFECYCLE, is_open, verbs_from
from core.cases.models import Case, CaseHistory
from core.cases.record import CaseRecord, record_of, row_of
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, State, Verb
from core.cases.timers import (
    Key,
    OpenTimers,
    extensions_of,
    pauses_of,
    read_open_timers,
    read_timers,
)
from core.deadlines.engine import Extension, Pause, Reckoning
from core.deadlines.limits import Limit, parse_limit
from core.deadlines.policy import Policy, load_policy
from core.kernel.command import CaseCommand
from core.kernel.errors import Conflict, NotFound, WrongState
from core.kernel.words import N_
from core.kernel.writes import Turn
from core.operators.hand import Hand
from core.units.responsibility import load_responsibility_list

_CASES = Case.__table__  # type: ignore[attr-defined]
_HISTORY = CaseHistory.__table__  # type: ignore[attr-defined]
_STORED_FIELDS = tuple(name for name in Case.model_fields if name != "id")
_WRITTEN_ALWAYS: Final = tuple(sorted(NOT_IN_HISTORY - {"id"}))
"""What no entry of the history tells apart from what it was."""

_CASE: Final = "case"
"""What `Hand.ahead` has of a case: its record and its timers."""

# Statements are built once: building one costs more than running it.
_READ_CASE = (
    select(_CASES)
    .where(_CASES.c.district_code == bindparam("district"), _CASES.c.number == bindparam("number"))
    .with_for_update()
)
_READ_CASES = (
    select(_CASES)
    .where(
        _CASES.c.district_code == bindparam("district"),
        _CASES.c.number.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(_CASES.c.id)
    .with_for_update()
)
_ADD_CASE = insert(_CASES).returning(_CASES.c.id)
_CHANGE_CASE = update(_CASES).where(
    _CASES.c.id == bindparam("this_case"), _CASES.c.version == bindparam("seen_version")
)
_ADD_HISTORY = insert(_HISTORY)


class Casework:
    """A case in the hands of one verb."""

    def __init__(self, hand: Hand, case: CaseRecord, verb: Verb, timers: OpenTimers) -> None:
        self.hand = hand
        self.case = case
        self.verb = verb
        self.timers = timers
        self.policy: Policy = hand.reference(load_policy)
        self.details: dict[str, Any] = {}
        self._from_state: str | None = case.state if case.id else None
        self._before = recorded_values(case) if case.id else None

    @classmethod
    def open(cls, hand: Hand, command: CaseCommand, verb: Verb) -> Self:
        """Take the case of ``command`` in hand for ``verb``.

        Raises:
            NotFound: no such case inside the jurisdiction.
            Conflict: the case has moved on since the operator saw it.
            WrongState: the verb is not legal in its state.
        """
        case, timers = _take_case(hand, command.number)
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
        """Let a clock of the case run that started at ``started_at`` and is due as reckoned."""
        case = self.case
        self.timers.run(case, stage, limit, started_at, reckoning)
        if stage is Stage.HANDLE:
            case.handle_started_at = started_at
            case.handle_target_at = reckoning.target_at
            case.handle_due_at = reckoning.due_at
            case.handle_estimated = reckoning.estimated
            case.handled_late = None

    def start_stage(self, stage: Stage) -> None:
        """Start the timer of ``stage`` with the district's limit for it."""
        self.start(stage, self.policy.stages[stage])

    def start_handling(self) -> None:
        """Start the handling clock with the limit that the case was filed with."""
        self.forget_handling()
        limit, target = self.handling_limit()
        self.start(Stage.HANDLE, limit, target=target)

    def forget_handling(self) -> None:
        """Leave the handling clock that stopped to the history; none runs, and none is late."""
        case = self.case
        case.handle_started_at = case.handle_target_at = case.handle_due_at = None
        case.handle_estimated = False
        case.handled_late = None
        case.pauses = case.extensions = canonical([])
        case.extension_asked = case.extension_asked_by = None

    def restart_handling(
        self, *, paused_from: datetime | None = None, extended_by: Limit | None = None
    ) -> None:
        """Let the handling clock run on from where it stood, by the calendar of today.

        Args:
            paused_from: since when it stood for a reason that moves the due time.
            extended_by: more time granted now. With neither, the due time moves only if the
                calendar has changed since the clock stopped.
        """
        case = self.case
        started_at = case.handle_started_at
        if started_at is None:
            msg = f"the handling clock of case {case.number} never ran"
            raise ValueError(msg)
        pauses, extensions = self.pauses(), self.extensions()
        if paused_from is not None and paused_from < self.now:
            pauses.append(Pause(paused_from, self.now))
            case.pauses = canonical([[plain(p.paused_from), plain(p.resumed_at)] for p in pauses])
        if extended_by is not None:
            extensions.append(Extension(self.now, extended_by))
            case.extensions = canonical([[plain(e.granted_at), str(e.limit)] for e in extensions])
        limit, target = self.handling_limit()
        reckoning = self.policy.deadlines.reckon(
            started_at, limit, pauses, extensions, target=target
        )
        self.run(Stage.HANDLE, str(limit), started_at, reckoning)

    def reckon_anew(self, moved: Mapping[Key, Reckoning]) -> None:
        """Let clocks that run end as reckoned anew; they neither stop nor start again."""
        case = self.case
        for key, reckoning in moved.items():
            self.timers.move(key, reckoning)
        handling = moved.get((Stage.HANDLE, 0))
        if handling:
            case.handle_target_at = handling.target_at
            case.handle_due_at = handling.due_at
            case.handle_estimated = handling.estimated

    def pauses(self) -> list[Pause]:
        """Return the spans through which the handling clock has stood."""
        return pauses_of(self.case.pauses)

    def extensions(self) -> list[Extension]:
        """Return what was granted to the handling clock."""
        return extensions_of(self.case.extensions)

    def handling_limit(self) -> tuple[Limit, Limit | None]:
        """Return the limit of handling and its own target, if it has one."""
        case = self.case
        target = parse_limit(case.handling_target) if case.handling_target else None
        return parse_limit(case.handling_limit or ""), target

    def stop(self, *stages: Stage) -> None:
        """Stop the case's own clocks of ``stages`` that run and keep what they measured."""
        for stage in stages:
            pauses = self.pauses() if stage is Stage.HANDLE else ()
            timer = self.timers.stop(self.policy.deadlines, self.now, stage, pauses=pauses)
            if timer and stage is Stage.HANDLE:
                self.case.handled_late = self.now > timer.due_at

    def stop_all(self) -> None:
        """Stop every timer, those of calls too."""
        for timer in tuple(self.timers):
            if timer.call:
                deadlines = self.policy.deadlines
                self.timers.stop(deadlines, self.now, timer.stage, call=timer.call)
            else:
                self.stop(Stage(timer.stage))

    def finish(self, target: State | None = None) -> CaseOutcome:
        """Have the case, its history, timers and audit entry written; return the receipt.

        Args:
            target: the state entered when it is not the one that the lifecycle names.
        """
        case = self.case
        case.state = target or LIFECYCLE[self.verb].target or case.state
        if not is_open(case.state):
            self.stop_all()
            case.ended_at = case.ended_at or self.now
        self._show_soonest_timer()
        changes = self._changes()
        entry = self._entry(changes)
        self._write_case(entry, changes)
        reassigned = not {"tier", "unit_id"}.isdisjoint(changes)
        moved = "area_code" in changes
        writes = self.hand.writes
        self.timers.write(writes, case, reassigned=reassigned, moved=moved)
        entry.case_id = case.id or 0
        writes.keep(Turn.ADDED, _ADD_HISTORY, row_of(entry))
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
        case, soonest = self.case, self.timers.soonest()
        case.due_at = soonest.due_at if soonest else None
        case.due_on = self.policy.local_day(soonest.due_at) if soonest else None
        case.due_stage = soonest.stage if soonest else None
        case.estimated = bool(soonest and soonest.estimated)

    def _changes(self) -> dict[str, Any]:
        if self._before is None:
            return dict(recorded_fields(self.case))
        return dict(changed_fields(self._before, self.case))

    def _entry(self, changes: dict[str, Any]) -> Entry:
        case = self.case
        payload = {
            "changes": changes,
            "started": self.timers.started,
            "stopped": self.timers.stopped,
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

    def _write_case(self, entry: Entry, changes: Collection[str]) -> None:
        """Add a new case at once, for its key; of another one write what has changed.

        A field that is written takes its index, its triggers and its foreign keys with it,
        even where its value is what it was.
        """
        case = self.case
        seen = case.version
        case.version, case.history_hash = entry.seq, entry.hash
        if case.id is None:
            values = {name: getattr(case, name) for name in _STORED_FIELDS}
            case.id = self.hand.session.connection().execute(_ADD_CASE, values).scalar_one()
            return
        values = {name: getattr(case, name) for name in (*changes, *_WRITTEN_ALWAYS)}
        values |= {"this_case": case.id, "seen_version": seen}
        self.hand.writes.keep(Turn.CASES, _CHANGE_CASE, values, case=case.number)


def load_case(hand: Hand, number: str) -> CaseRecord:
    """Read a case for change; no other transaction changes it until this one ends.

    Raises:
        NotFound: no such case inside the jurisdiction.
    """
    hand.ahead.pop((_CASE, number), None)
    row = (
        hand.session.connection()
        .execute(_READ_CASE, {"district": hand.scope.district_code, "number": number})
        .one_or_none()
    )
    if row is None:
        raise _no_case(number)
    return _covered(hand, record_of(row))


def read_ahead(hand: Hand, numbers: Collection[str]) -> list[CaseRecord]:
    """Read cases for change, with their timers, before verbs ask for them one by one."""
    connection, district = hand.session.connection(), hand.scope.district_code
    rows = connection.execute(_READ_CASES, {"district": district, "numbers": list(numbers)})
    cases = [record_of(row) for row in rows]
    timers = read_open_timers(connection, district, [case.id or 0 for case in cases])
    for case in cases:
        hand.ahead[_CASE, case.number] = case, timers.get(case.id or 0, OpenTimers())
    return cases


def look_at_case(hand: Hand, number: str) -> tuple[CaseRecord, OpenTimers]:
    """Return a case and its timers for change, and leave them to the verb that is to follow.

    Raises:
        NotFound: no such case inside the jurisdiction.
    """
    if (_CASE, number) not in hand.ahead:
        read_ahead(hand, [number])
    if (_CASE, number) not in hand.ahead:
        raise _no_case(number)
    case, timers = hand.ahead[_CASE, number]
    return _covered(hand, case), timers


def _take_case(hand: Hand, number: str) -> tuple[CaseRecord, OpenTimers]:
    if (_CASE, number) in hand.ahead:
        case, timers = hand.ahead.pop((_CASE, number))
        return _covered(hand, case), timers
    case = load_case(hand, number)
    return case, read_timers(hand.session.connection(), case)


def _covered(hand: Hand, case: CaseRecord) -> CaseRecord:
    if not hand.scope.covers(case.area_code):
        raise _no_case(case.number)
    return case


def _no_case(number: str) -> NotFound:
    return NotFound(N_("There is no case %(number)s in your area."), number=number)


def standing(hand: Hand, number: str) -> CaseOutcome:
    """Return the receipt of an intake that was made before.

    Raises:
        NotFound: the case lies outside the jurisdiction.
    """
    work = Casework(hand, load_case(hand, number), Verb.REPORT, OpenTimers())
    return work.outcome(repeated=True)
