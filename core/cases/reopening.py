"""Taking up a closed case again, and ending one that should never have been."""

from datetime import timedelta
from typing import Final

from core.cases.casework import Casework
from core.cases.commands import CancelCase, ReopenCase
from core.cases.intake import enter_tier, item_of
from core.cases.regridding import follow_division
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Verb
from core.kernel.errors import Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand

REOPENED_WITHIN: Final = timedelta(days=30)
"""How long after its end a case can be taken up again."""


def reopen_case(hand: Hand, command: ReopenCase) -> CaseOutcome:
    """Take up a closed case again: it awaits dispatch, and a new handling clock starts there.

    Raises:
        Invalid: no reason.
        Refused: it was closed more than thirty days ago.
    """
    work = Casework.open(hand, command, Verb.REOPEN)
    case = work.case
    reason = checked_text("reason", command.reason)
    closed_at = case.ended_at
    if closed_at is None or hand.now - closed_at > REOPENED_WITHIN:
        raise Refused(
            N_("Case %(number)s was closed more than 30 days ago; report the matter anew."),
            number=case.number,
        )
    work.details |= {"reason": reason, "closed_at": closed_at}
    follow_division(work)
    case.reopen_count += 1
    case.ended_at = case.resolved_at = case.received_at = None
    case.unit_id = case.gridder_id = case.rating = None
    case.self_handled = case.ruled = False
    # It was for being late the first time.
    case.exempt = False
    # The clock that stopped would be told by the limit, and urged by the due time, of before.
    work.forget_handling()
    case.filed_at = case.filed_at or hand.now
    enter_tier(work, case.tier, item_of(work))
    work.start_stage(Stage.DISPATCH)
    return work.finish()


def cancel_case(hand: Hand, command: CancelCase) -> CaseOutcome:
    """End an open case that should never have been one; it counts as not valid.

    Raises:
        Invalid: no reason.
    """
    work = Casework.open(hand, command, Verb.CANCEL)
    work.details["reason"] = checked_text("reason", command.reason)
    return work.finish()
