"""The end of a case: resolve, check, and remarks along the way."""

from collections.abc import Mapping
from typing import Final

from core.cases.casework import Casework
from core.cases.commands import FailCheck, NoteCase, PassCheck, ResolveCase
from core.cases.record import CaseRecord
from core.cases.records import Part, lacking
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Verb
from core.cases.whistling import demand_calls_answered, end_calls
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand


def resolve_case(hand: Hand, command: ResolveCase) -> CaseOutcome:
    """Report the matter as dealt with: the handling clock stops, a check is due.

    Raises:
        Invalid: no result text.
        Refused: a unit called to the case has neither answered nor been excused.
    """
    work = Casework.open(hand, command, Verb.RESOLVE)
    result = checked_text("result", command.result)
    demand_calls_answered(work)
    end_calls(work)
    work.case.result = result
    work.case.resolved_at = hand.now
    work.stop(Stage.HANDLE)
    work.start_stage(Stage.CHECK)
    work.details["result"] = result
    return work.finish()


def pass_check(hand: Hand, command: PassCheck) -> CaseOutcome:
    """Find the result good and close the case.

    What the public brought is closed only with a whole record: found valid, answered for,
    and its result in writing. How the reporter rates it when called back comes afterwards.

    Raises:
        Invalid: the rating is not 1 to 5.
        Refused: a public matter lacks something that its record must hold.
    """
    work = Casework.open(hand, command, Verb.PASS_CHECK)
    _demand_whole_record(work.case)
    if command.rating not in range(1, 6):
        raise Invalid(
            N_("The rating %(rating)s is not one of 1 to 5."),
            field="rating",
            rating=command.rating,
        )
    work.case.rating = command.rating
    work.case.check_count += 1
    work.details["rating"] = command.rating
    return work.finish()


def fail_check(hand: Hand, command: FailCheck) -> CaseOutcome:
    """Find the result wanting: back to work, and the due time does not move.

    Raises:
        Invalid: no reason.
    """
    work = Casework.open(hand, command, Verb.FAIL_CHECK)
    case = work.case
    work.details["reason"] = checked_text("reason", command.reason)
    case.check_count += 1
    case.rework_count += 1
    case.resolved_at = None
    work.stop(Stage.CHECK)
    work.restart_handling()
    return work.finish()


def note_case(hand: Hand, command: NoteCase) -> CaseOutcome:
    """Add a remark.

    Raises:
        Invalid: the text is empty or too long.
    """
    work = Casework.open(hand, command, Verb.NOTE)
    work.details["text"] = checked_text("text", command.text)
    return work.finish()


def _demand_whole_record(case: CaseRecord) -> None:
    answered = bool(case.unit_id or case.gridder_id or case.self_handled)
    for part in lacking(case.source, case.validity, case.result, answered=answered):
        raise Refused(_NOT_CLOSED[part], number=case.number)


_NOT_CLOSED: Final[Mapping[Part, str]] = {
    Part.VALIDITY: N_(
        "Case %(number)s comes from the public and was not found valid; it cannot be closed."
    ),
    Part.ANSWER: N_(
        "Case %(number)s comes from the public and nobody answered for it; it cannot be closed."
    ),
    Part.RESULT: N_(
        "Case %(number)s comes from the public and has no written result; it cannot be closed."
    ),
}
