"""Who handles a case: dispatch, receive, return, transfer, and rulings."""

import json

from sqlalchemy import insert, select
from sqlmodel import col

from core.cases.casework import Casework
from core.cases.commands import DispatchCase, ReceiveCase, ReturnCase, RuleCase, TransferCase
from core.cases.intake import item_of
from core.cases.models import CaseHistory, Precedent
from core.cases.record import CaseRecord
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Tier, Verb
from core.cases.whistling import demand_no_open_call
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand
from core.staff.models import Cover, Posting, Staff
from core.units.responsibility import AnsweringUnit, load_responsibility_list


def dispatch_case(hand: Hand, command: DispatchCase) -> CaseOutcome:
    """Send a case to a unit of its tier, or at tier 1 to a gridder of its grid.

    The handling clock starts here, not at receipt, so that nobody gains by not signing.
    A clock that runs already (the case was returned or escalated) goes on.

    Raises:
        Invalid: neither or both are named, or who is named does not answer here.
    """
    work = Casework.open(hand, command, Verb.DISPATCH)
    if bool(command.unit_code) == bool(command.gridder_number):
        raise Invalid(N_("Name either a unit or a gridder."), field="unit_code")
    if command.unit_code:
        assign_to_unit(work, answering_unit(work, command.unit_code))
    else:
        _assign_to_gridder(work, command.gridder_number or "")
    work.details["note"] = checked_text("note", command.note, required=False)
    return work.finish()


def receive_case(hand: Hand, command: ReceiveCase) -> CaseOutcome:
    """Sign for a case; the handling clock has been running since dispatch."""
    work = Casework.open(hand, command, Verb.RECEIVE)
    work.case.received_at = hand.now
    work.stop(Stage.RECEIVE)
    work.details |= _handler(work)
    return work.finish()


def return_case(hand: Hand, command: ReturnCase) -> CaseOutcome:
    """Send a case back to the desk; the handling clock goes on.

    Raises:
        Invalid: no reason.
        Refused: the same unit returned this case before, a ruling binds it, or a called
            unit is still at work.
    """
    work = Casework.open(hand, command, Verb.RETURN)
    case = work.case
    reason = checked_text("reason", command.reason)
    demand_no_open_call(work)
    if case.ruled:
        raise Refused(
            N_("A supervisor ruled who handles case %(number)s; it cannot be returned."),
            number=case.number,
        )
    handler = _handler(work)
    if handler in _handlers_that_returned(hand, case):
        raise Refused(
            N_(
                "%(who)s has returned case %(number)s before; a second return is refused. "
                "A supervisor must rule who handles it."
            ),
            who=handler.get("unit_name") or handler.get("gridder_name"),
            number=case.number,
        )
    work.details |= {"reason": reason, **handler}
    case.unit_id = None
    case.gridder_id = None
    case.received_at = None
    case.return_count += 1
    work.stop(Stage.RECEIVE)
    work.start_stage(Stage.DISPATCH)
    return work.finish()


def transfer_case(hand: Hand, command: TransferCase) -> CaseOutcome:
    """Give a case to another unit of the same tier; the handling clock goes on.

    Raises:
        Invalid: no reason, or the unit does not answer here or has the case already.
    """
    work = Casework.open(hand, command, Verb.TRANSFER)
    case = work.case
    work.details["reason"] = checked_text("reason", command.reason)
    demand_no_open_call(work)
    unit = answering_unit(work, command.unit_code)
    if unit.id == case.unit_id:
        raise Invalid(
            N_("%(unit)s has case %(number)s already."),
            field="unit_code",
            unit=unit.name,
            number=case.number,
        )
    work.details["from"] = _handler(work)
    case.ruled = False
    work.stop(Stage.RECEIVE)
    assign_to_unit(work, unit)
    return work.finish()


def rule_case(hand: Hand, command: RuleCase) -> CaseOutcome:
    """Decide who handles a case; binding, and kept as a precedent (指定管辖).

    Raises:
        Invalid: no reason, or the unit does not answer at the tier and in the area.
    """
    work = Casework.open(hand, command, Verb.RULE)
    case = work.case
    reason = checked_text("reason", command.reason)
    unit = answering_unit(work, command.unit_code)
    returns = _handlers_that_returned(hand, case)
    assign_to_unit(work, unit)
    case.ruled = True
    work.details |= {
        "reason": reason,
        # A ruling against a unit that had returned the case finds its return groundless.
        "groundless": {"unit_code": unit.code, "unit_name": unit.name} in returns,
    }
    hand.session.execute(
        insert(Precedent),
        {
            "district_code": case.district_code,
            "item_code": item_of(work).code,
            "tier": case.tier,
            "area_code": case.area_code,
            "unit_id": unit.id,
            "number": case.number,
            "ruled_at": hand.now,
            "ruled_by": hand.scope.login,
            "reason": reason,
        },
    )
    return work.finish()


def answering_unit(work: Casework, code: str) -> AnsweringUnit:
    """Return the unit of ``code`` if it answers at the tier and in the area of the case.

    Raises:
        Invalid: there is none, or it answers elsewhere or at another tier.
    """
    case = work.case
    unit = work.hand.reference(load_responsibility_list).by_code.get(code)
    if unit is None:
        raise Invalid(N_("There is no unit %(unit)s today."), field="unit_code", unit=code)
    if unit.tier != case.tier:
        raise Invalid(
            N_("%(unit)s answers at tier %(theirs)s; case %(number)s is at tier %(tier)s."),
            field="unit_code",
            unit=unit.name,
            theirs=unit.tier,
            number=case.number,
            tier=case.tier,
        )
    if not case.area_code.startswith(unit.area_code):
        raise Invalid(
            N_("%(unit)s answers in %(area)s, and case %(number)s lies in %(place)s."),
            field="unit_code",
            unit=unit.name,
            area=unit.area_code,
            number=case.number,
            place=case.area_code,
        )
    return unit


def assign_to_unit(work: Casework, unit: AnsweringUnit) -> None:
    """Make ``unit`` answer for the case and start the clocks of an assignment."""
    case = work.case
    case.unit_id = unit.id
    case.gridder_id = None
    if case.first_unit_id is None:
        case.first_unit_id = unit.id
    work.details |= {"unit_code": unit.code, "unit_name": unit.name}
    _start_assignment(work)


def _assign_to_gridder(work: Casework, number: str) -> None:
    case = work.case
    if case.tier != Tier.GRID:
        raise Invalid(
            N_("Only a case of tier 1 goes to a gridder; case %(number)s is at tier %(tier)s."),
            field="gridder_number",
            number=case.number,
            tier=case.tier,
        )
    person = work.hand.session.execute(
        select(col(Staff.id), col(Staff.name), col(Posting.area_code))
        .join(Posting, col(Posting.staff_id) == col(Staff.id))
        .where(col(Staff.number) == number, col(Posting.valid_to).is_(None))
    ).all()
    covering = work.hand.session.execute(
        select(col(Staff.id), col(Staff.name), col(Cover.area_code))
        .join(Cover, col(Cover.staff_id) == col(Staff.id))
        .where(
            col(Staff.number) == number,
            col(Cover.first_on) <= work.policy.local_day(work.now),
            col(Cover.last_on) >= work.policy.local_day(work.now),
        )
    ).all()
    here = [row for row in (*person, *covering) if case.area_code.startswith(row.area_code)]
    if not here:
        raise Invalid(
            N_("%(staff)s holds no post where case %(number)s lies (%(place)s)."),
            field="gridder_number",
            staff=number,
            number=case.number,
            place=case.area_code,
        )
    case.gridder_id = here[0].id
    case.unit_id = None
    work.details |= {"gridder_number": number, "gridder_name": here[0].name}
    _start_assignment(work)


def _start_assignment(work: Casework) -> None:
    case = work.case
    case.dispatched_at = work.now
    case.dispatch_count += 1
    work.stop(Stage.DISPATCH)
    if Stage.HANDLE not in work.timers:
        work.start_handling()
    work.start_stage(Stage.RECEIVE)


def _handler(work: Casework) -> dict[str, str]:
    """Name who has the case, as the history keeps it."""
    case = work.case
    if case.unit_id:
        unit = work.hand.reference(load_responsibility_list).by_id.get(case.unit_id)
        if unit:
            return {"unit_code": unit.code, "unit_name": unit.name}
    if case.gridder_id:
        person = work.hand.session.get_one(Staff, case.gridder_id)
        return {"gridder_number": person.number, "gridder_name": person.name}
    return {}


def _handlers_that_returned(hand: Hand, case: CaseRecord) -> list[dict[str, str]]:
    if not case.return_count:
        return []
    payloads = hand.session.execute(
        select(col(CaseHistory.payload)).where(
            col(CaseHistory.district_code) == case.district_code,
            col(CaseHistory.case_id) == case.id,
            col(CaseHistory.verb) == Verb.RETURN,
        )
    ).scalars()
    returns = (json.loads(payload)["details"] for payload in payloads)
    return [{k: v for k, v in details.items() if k != "reason"} for details in returns]
