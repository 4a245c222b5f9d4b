"""Calling several units to one case: a street whistles, departments report in (吹哨报到).

One unit leads. Each call has its own clocks to answer and to finish. The case resolves
when the lead says so and every call is answered or excused; the caller rates each unit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from core.cases.casework import Casework
from core.cases.commands import AnswerCall, ExcuseCall, FinishCall, RateCall, WhistleCase
from core.cases.models import CaseCall
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Verb
from core.cases.timers import Called
from core.kernel.command import CaseCommand
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand
from core.units.responsibility import AnsweringUnit, load_responsibility_list

_CALLS = CaseCall.__table__  # type: ignore[attr-defined]


@dataclass(slots=True)
class Call:
    """One called unit, as its row stands."""

    district_code: str
    case_id: int
    call: int
    unit_id: int
    leads: bool
    urgent: bool
    called_at: datetime
    answered_at: datetime | None
    finished_at: datetime | None
    excused_at: datetime | None
    rating: int | None

    @property
    def is_open(self) -> bool:
        """Whether the unit is still expected or at work."""
        return self.finished_at is None and self.excused_at is None


def whistle_case(hand: Hand, command: WhistleCase) -> CaseOutcome:
    """Call units to the case; each has its own clock to answer.

    Raises:
        Invalid: fewer than two units, one twice, one of another area, or no lead among them.
        Refused: units called before are still at work.
    """
    work = Casework.open(hand, command, Verb.WHISTLE)
    case = work.case
    work.details["reason"] = checked_text("reason", command.reason)
    demand_no_open_call(work)
    units = [_callable_unit(work, code) for code in command.unit_codes]
    if len(set(command.unit_codes)) != len(units) or len(units) < 2:  # noqa: PLR2004  several
        raise Invalid(N_("Call at least two different units."), field="unit_codes")
    if command.lead not in command.unit_codes:
        raise Invalid(N_("The lead must be one of the units called."), field="lead")
    told = []
    for unit in units:
        case.call_count += 1
        leads = unit.code == command.lead
        _add_call(work, unit, leads=leads, urgent=command.urgent)
        told.append({"call": case.call_count, "unit_code": unit.code, "unit_name": unit.name})
    work.details |= {"calls": told, "lead": command.lead, "urgent": command.urgent}
    return work.finish()


def answer_call(hand: Hand, command: AnswerCall) -> CaseOutcome:
    """Report in: the clock to answer stops, the clock to finish runs.

    Raises:
        Refused: the call was answered before, or excused.
    """
    work, call = _take_call(hand, command, command.call, Verb.ANSWER_CALL)
    if call.answered_at or not call.is_open:
        raise Refused(N_("Call %(call)s has been answered or excused before."), call=call.call)
    _write(work, call, answered_at=hand.now)
    _stop(work, Stage.CALL_ANSWER, call)
    _start(work, Stage.CALL_FINISH, Stage.CALL_FINISH, Called(call.call, call.unit_id))
    work.details["note"] = checked_text("note", command.note, required=False)
    return work.finish()


def finish_call(hand: Hand, command: FinishCall) -> CaseOutcome:
    """Report that the called unit has done its part.

    Raises:
        Invalid: no result text.
        Refused: the unit has not answered, or its call is over.
    """
    work, call = _take_call(hand, command, command.call, Verb.FINISH_CALL)
    if call.answered_at is None or not call.is_open:
        raise Refused(
            N_("Call %(call)s is not at work: it was not answered, or is over."), call=call.call
        )
    work.details["result"] = checked_text("result", command.result)
    _write(work, call, finished_at=hand.now)
    _stop(work, Stage.CALL_FINISH, call)
    return work.finish()


def excuse_call(hand: Hand, command: ExcuseCall) -> CaseOutcome:
    """Let a called unit go.

    Raises:
        Invalid: no reason.
        Refused: the call is over.
    """
    work, call = _take_call(hand, command, command.call, Verb.EXCUSE_CALL)
    if not call.is_open:
        raise Refused(N_("Call %(call)s is over."), call=call.call)
    work.details["reason"] = checked_text("reason", command.reason)
    _write(work, call, excused_at=hand.now)
    _stop(work, Stage.CALL_ANSWER, call)
    _stop(work, Stage.CALL_FINISH, call)
    return work.finish()


def rate_call(hand: Hand, command: RateCall) -> CaseOutcome:
    """Rate how a called unit did, once.

    Raises:
        Invalid: the rating is not 1 to 5.
        Refused: the unit is still at work, was excused, or was rated before.
    """
    work, call = _take_call(hand, command, command.call, Verb.RATE_CALL)
    if command.rating not in range(1, 6):
        raise Invalid(
            N_("The rating %(rating)s is not one of 1 to 5."), field="rating", rating=command.rating
        )
    if call.answered_at is None or call.excused_at or call.rating is not None:
        raise Refused(
            N_("Call %(call)s cannot be rated: unanswered, excused, or rated before."),
            call=call.call,
        )
    _write(work, call, rating=command.rating)
    work.details["rating"] = command.rating
    return work.finish()


def demand_no_open_call(work: Casework) -> None:
    """Let a case move only when no called unit is still expected or at work.

    Raises:
        Refused: a call is open.
    """
    if any(call.is_open for call in _calls(work)):
        raise Refused(
            N_("Units called to case %(number)s are still expected or at work; excuse them first."),
            number=work.case.number,
        )


def demand_calls_answered(work: Casework) -> None:
    """Let a case resolve only when every call is answered or excused.

    Raises:
        Refused: a call is neither.
    """
    silent = [call for call in _calls(work) if call.answered_at is None and call.is_open]
    if silent:
        raise Refused(
            N_("Call %(call)s to case %(number)s is unanswered; it must be answered or excused."),
            call=silent[0].call,
            number=work.case.number,
        )


def end_calls(work: Casework) -> None:
    """Finish every call that was answered: the lead says the whole matter is done."""
    for call in _calls(work):
        if call.is_open:
            _write(work, call, finished_at=work.now)
            _stop(work, Stage.CALL_FINISH, call)


def _calls(work: Casework) -> list[Call]:
    case = work.case
    if not case.call_count:
        return []
    rows = work.hand.session.connection().execute(
        select(_CALLS)
        .where(_CALLS.c.district_code == case.district_code, _CALLS.c.case_id == case.id)
        .order_by(_CALLS.c.call)
    )
    return [Call(**row._mapping) for row in rows]  # noqa: SLF001  its public name


def _take_call(hand: Hand, command: CaseCommand, number: int, verb: Verb) -> tuple[Casework, Call]:
    work = Casework.open(hand, command, verb)
    call = next((call for call in _calls(work) if call.call == number), None)
    if call is None:
        raise Invalid(
            N_("Case %(number)s has no call %(call)s."),
            field="call",
            number=work.case.number,
            call=number,
        )
    unit = hand.reference(load_responsibility_list).by_id.get(call.unit_id)
    work.details |= {"call": call.call, "unit_name": unit.name if unit else ""}
    return work, call


def _callable_unit(work: Casework, code: str) -> AnsweringUnit:
    unit = work.hand.reference(load_responsibility_list).by_code.get(code)
    if unit is None or not work.case.area_code.startswith(unit.area_code):
        raise Invalid(
            N_("There is no unit %(unit)s that answers where case %(number)s lies."),
            field="unit_codes",
            unit=code,
            number=work.case.number,
        )
    return unit


def _add_call(work: Casework, unit: AnsweringUnit, *, leads: bool, urgent: bool) -> None:
    case = work.case
    work.hand.session.connection().execute(
        insert(_CALLS),
        {
            "district_code": case.district_code,
            "case_id": case.id,
            "call": case.call_count,
            "unit_id": unit.id,
            "leads": leads,
            "urgent": urgent,
            "called_at": work.now,
        },
    )
    limit = "call_answer_urgent" if urgent else Stage.CALL_ANSWER
    _start(work, Stage.CALL_ANSWER, limit, Called(case.call_count, unit.id))


def _start(work: Casework, stage: Stage, limit_of: str, called: Called) -> None:
    limit = work.policy.stages[limit_of]
    reckoning = work.policy.deadlines.reckon(work.now, limit)
    work.timers.run(work.case, stage, str(limit), work.now, reckoning, called)


def _write(work: Casework, call: Call, **values: object) -> None:
    work.hand.session.connection().execute(
        update(_CALLS)
        .where(
            _CALLS.c.district_code == call.district_code,
            _CALLS.c.case_id == call.case_id,
            _CALLS.c.call == call.call,
        )
        .values(**values)
    )


def _stop(work: Casework, stage: Stage, call: Call) -> None:
    work.timers.stop(work.policy.deadlines, work.now, stage, call=call.call)
