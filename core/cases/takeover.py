"""Taking over a case from another system: in the state and with the times that it had there.

Its story begins here with one entry that says so; what the other system did is not invented.
Clocks of an open case run from the times of the case, by the calendar and limits of today.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.areas.register import KnownArea
from core.cases.casework import Casework
from core.cases.intake import next_number
from core.cases.lifecycle import is_open
from core.cases.record import CaseRecord
from core.cases.rows import CaseOutcome
from core.cases.states import TO_BE_VERIFIED, Stage, State, Tier, Validity, Verb
from core.cases.timers import OpenTimers
from core.catalogue.admission import AdmittedItem
from core.deadlines.engine import Reckoning
from core.deadlines.policy import load_policy
from core.operators.hand import Hand

TAKEN_OVER: Final = (
    State.REPORTED,
    State.FILED,
    State.DISPATCHED,
    State.HANDLING,
    State.RESOLVED,
    State.CLOSED,
    State.REJECTED,
    State.CANCELLED,
)
"""States in which a case can be taken over; suspended and merged ones hang on more than a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenCase:
    """A case as another system had it, all that it refers to found here.

    Instants are in order: reported, filed, dispatched, resolved, ended, none after now.
    """

    state: State
    source: str
    source_ref: str
    matter: str
    area: KnownArea
    reported_at: datetime
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    item: AdmittedItem | None = None
    tier: int | None = None
    unit_id: int | None = None
    unit_tier: int | None = None
    gridder_id: int | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    result: str = ""
    reject_reason: str | None = None
    rating: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    file_name: str = ""


def take_over(hand: Hand, taken: TakenCase) -> CaseOutcome:
    """Begin a case in the state that it had elsewhere."""
    work = Casework(hand, _record(hand, taken), Verb.IMPORT, OpenTimers())
    case = work.case
    work.details |= {"source_ref": case.source_ref, "file": taken.file_name}
    _set_limit(work, taken)
    _start_clocks(work)
    return work.finish(taken.state)


def _record(hand: Hand, taken: TakenCase) -> CaseRecord:
    handled = taken.unit_id is not None or taken.gridder_id is not None
    tier = _tier_of(taken)
    filed_at = taken.filed_at or (taken.reported_at if _was_filed(taken) else None)
    dispatched_at = taken.dispatched_at or (filed_at if handled else None)
    closed = taken.state == State.CLOSED
    resolved_at = taken.resolved_at or (taken.ended_at if closed else None)
    case = CaseRecord(
        district_code=hand.scope.district_code,
        number="",
        state=taken.state,
        tier=tier,
        source=taken.source,
        source_ref=taken.source_ref,
        item_id=taken.item.id if taken.item else None,
        matter=taken.matter,
        address=taken.address,
        area_id=taken.area.id,
        area_code=taken.area.code,
        street_code=taken.area.street_code,
        latitude=taken.latitude,
        longitude=taken.longitude,
        reporter_name=taken.reporter_name,
        reporter_phone=taken.reporter_phone,
        validity=Validity.VALID if filed_at and taken.source in TO_BE_VERIFIED else None,
        unit_id=taken.unit_id,
        first_unit_id=taken.unit_id,
        gridder_id=taken.gridder_id,
        self_handled=(closed and taken.item is not None and not handled and tier == Tier.GRID),
        result=taken.result,
        reject_reason=taken.reject_reason,
        rating=taken.rating,
        reported_at=taken.reported_at,
        filed_at=filed_at,
        dispatched_at=dispatched_at,
        received_at=dispatched_at if taken.state in {State.HANDLING, State.RESOLVED} else None,
        resolved_at=resolved_at,
        ended_at=taken.ended_at,
        circulated_at=filed_at if tier > Tier.GRID else None,
        dispatch_count=1 if handled else 0,
    )
    year = hand.reference(load_policy).local_day(taken.reported_at).year
    case.number = next_number(hand, year)
    return case


def _tier_of(taken: TakenCase) -> int:
    if taken.tier or taken.unit_tier:
        return taken.tier or taken.unit_tier or Tier.GRID
    by_grid = taken.gridder_id is not None or taken.state == State.CLOSED
    return Tier.GRID if by_grid or taken.item is None else taken.item.default_tier


def _was_filed(taken: TakenCase) -> bool:
    """Say whether the case was admitted: it stands under an item and was not turned away."""
    return taken.item is not None and taken.state not in {State.REPORTED, State.REJECTED}


def _set_limit(work: Casework, taken: TakenCase) -> None:
    """Give an admitted case its limit, and what had a handler the handling clock that it had."""
    case = work.case
    if taken.item is None or case.filed_at is None:
        return
    rule = work.policy.tiers.get(case.tier)
    case.condition, own = taken.item.limit_of(None)
    limit = own or (rule.due if rule else None)
    if limit is None:
        return
    case.handling_limit = str(limit)
    case.handling_target = str(rule.target) if rule and rule.target and not own else None
    if case.dispatched_at is None:
        return
    _, target = work.handling_limit()
    reckoning = work.policy.deadlines.reckon(case.dispatched_at, limit, target=target)
    if case.resolved_at is None and is_open(case.state):
        work.run(Stage.HANDLE, str(limit), case.dispatched_at, reckoning)
    else:
        _keep_handling(case, case.dispatched_at, reckoning)


def _keep_handling(case: CaseRecord, started_at: datetime, reckoning: Reckoning) -> None:
    """Keep a handling clock that has stopped elsewhere."""
    case.handle_started_at = started_at
    case.handle_target_at = reckoning.target_at
    case.handle_due_at = reckoning.due_at
    case.handle_estimated = reckoning.estimated
    if case.resolved_at is not None:
        case.handled_late = case.resolved_at > reckoning.due_at


def _start_clocks(work: Casework) -> None:
    """Let the clocks of the stage that an open case is in run from when the stage began."""
    case = work.case
    started = {
        State.REPORTED: (Stage.ACCEPT, case.reported_at),
        State.FILED: (Stage.DISPATCH, case.filed_at),
        State.DISPATCHED: (Stage.RECEIVE, case.dispatched_at),
        State.RESOLVED: (Stage.CHECK, case.resolved_at),
    }
    stage, began = started.get(State(case.state), (None, None))
    if stage is not None and began is not None:
        _start(work, stage, began)
    if case.state == State.REPORTED and case.source in TO_BE_VERIFIED:
        _start(work, Stage.VERIFY, case.reported_at)


def _start(work: Casework, stage: Stage, began: datetime) -> None:
    limit = work.policy.stages[stage]
    work.run(stage, str(limit), began, work.policy.deadlines.reckon(began, limit))
