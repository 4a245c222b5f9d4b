"""Stopping the handling clock for a time, and letting it run on (挂账)."""

from datetime import datetime, time, timedelta
from typing import Final

from core.cases.casework import Casework
from core.cases.commands import ResumeCase, SuspendCase
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Verb
from core.deadlines.engine import Reckoning
from core.kernel.errors import Invalid
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand

LONGEST: Final = timedelta(days=366)
"""A case is suspended for a year at most."""


def suspend_case(hand: Hand, command: SuspendCase) -> CaseOutcome:
    """Stop the handling clock until the beginning of a day, when it runs on by itself.

    Raises:
        Invalid: no reason, or the day is not ahead within a year.
    """
    work = Casework.open(hand, command, Verb.SUSPEND)
    case, policy = work.case, work.policy
    reason = checked_text("reason", command.reason)
    today = policy.local_day(hand.now)
    if not today < command.until <= today + LONGEST:
        raise Invalid(
            N_("A case is suspended until a day from tomorrow to a year ahead, not %(until)s."),
            field="until",
            until=command.until.isoformat(),
        )
    work.stop(Stage.HANDLE)
    # Nobody is late while the clock stands; whether they were is judged when they resolve.
    case.handled_late = None
    case.suspended_at = hand.now
    case.suspended_until = command.until
    case.suspension_count += 1
    ends_at = datetime.combine(command.until, time(), policy.zone)
    work.run(Stage.SUSPENSION, "", hand.now, Reckoning(ends_at, ends_at, estimated=False))
    work.details |= {"reason": reason, "until": command.until}
    return work.finish()


def resume_case(hand: Hand, command: ResumeCase) -> CaseOutcome:
    """Let the handling clock run on; its due time moves by the time that it stood."""
    work = Casework.open(hand, command, Verb.RESUME)
    case = work.case
    work.stop(Stage.SUSPENSION)
    work.details |= {
        "reason": checked_text("reason", command.reason, required=False),
        "suspended_at": case.suspended_at,
        "due_before": case.handle_due_at,
    }
    work.restart_handling(paused_from=case.suspended_at)
    case.suspended_at = None
    case.suspended_until = None
    return work.finish()
