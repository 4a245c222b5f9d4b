"""More time for a case: the unit asks, a supervisor decides (延期)."""

from typing import Final

from core.cases.casework import Casework
from core.cases.commands import AskExtension, GrantExtension, RefuseExtension
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, Verb
from core.cases.two_persons import demand_another
from core.deadlines.limits import Limit, parse_limit
from core.kernel.command import CaseCommand
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand

MOST: Final = 2
"""How many extensions one handling clock may be granted; refusals do not count."""


def ask_extension(hand: Hand, command: AskExtension) -> CaseOutcome:
    """Ask for more time, at most one original limit and only before the due time.

    Raises:
        Invalid: no reason, or the limit is none, in another unit, or too long.
        Refused: too late, asked already, or granted twice before.
    """
    work = Casework.open(hand, command, Verb.ASK_EXTENSION)
    case = work.case
    reason = checked_text("reason", command.reason)
    asked = parse_limit(command.limit)
    _demand_in_time(work)
    if case.extension_asked:
        raise Refused(
            N_("An extension of case %(number)s has been asked for and awaits a decision."),
            number=case.number,
        )
    if len(work.extensions()) >= MOST:
        raise Refused(
            N_("Case %(number)s has been extended twice; there is no third extension."),
            number=case.number,
        )
    _demand_fitting(asked, work.handling_limit()[0])
    case.extension_asked = str(asked)
    case.extension_asked_by = hand.scope.login
    work.details |= {"limit": str(asked), "reason": reason}
    return work.finish()


def grant_extension(hand: Hand, command: GrantExtension) -> CaseOutcome:
    """Grant what was asked: the limit counts on from the old due time.

    Raises:
        Refused: nothing was asked, the due time has passed, or the one who asked decides.
    """
    work, asked = _decide(hand, command, Verb.GRANT_EXTENSION)
    _demand_in_time(work)
    work.details |= {
        "limit": asked,
        "reason": checked_text("reason", command.reason, required=False),
        "due_before": work.case.handle_due_at,
    }
    work.stop(Stage.HANDLE)
    work.restart_handling(extended_by=parse_limit(asked))
    work.case.extension_count += 1
    return work.finish()


def refuse_extension(hand: Hand, command: RefuseExtension) -> CaseOutcome:
    """Refuse what was asked; the due time stays.

    Raises:
        Invalid: no reason.
        Refused: nothing was asked, or the one who asked decides.
    """
    work, asked = _decide(hand, command, Verb.REFUSE_EXTENSION)
    work.details |= {"limit": asked, "reason": checked_text("reason", command.reason)}
    return work.finish()


def _decide(hand: Hand, command: CaseCommand, verb: Verb) -> tuple[Casework, str]:
    work = Casework.open(hand, command, verb)
    case = work.case
    asked = case.extension_asked
    if not asked:
        raise Refused(
            N_("Nobody has asked for an extension of case %(number)s."), number=case.number
        )
    demand_another(hand, case.extension_asked_by)
    case.extension_asked = None
    case.extension_asked_by = None
    return work, asked


def _demand_in_time(work: Casework) -> None:
    case = work.case
    if case.handle_due_at is None or work.now > case.handle_due_at:
        raise Refused(
            N_("Case %(number)s is past its due time; an extension comes before it or not."),
            number=case.number,
        )


def _demand_fitting(asked: Limit, original: Limit) -> None:
    if asked.unit is not original.unit or not 1 <= asked.amount <= original.amount:
        raise Invalid(
            N_("An extension is from 1 to at most the original limit, %(original)s."),
            field="limit",
            original=str(original),
        )
