"""What is thought of a closed case: the reporter's rating, spot checks, appeals."""

from core.cases.casework import Casework
from core.cases.commands import AskAppeal, DismissAppeal, RateCase, SpotCheckCase, UpholdAppeal
from core.cases.rows import CaseOutcome
from core.cases.states import Appeal, SpotCheck, Verb
from core.cases.two_persons import demand_another
from core.kernel.command import CaseCommand
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand


def rate_case(hand: Hand, command: RateCase) -> CaseOutcome:
    """Record how satisfied the reporter is, once (评价).

    Raises:
        Invalid: the rating is not 1 to 5.
        Refused: the reporter has rated this case before.
    """
    work = Casework.open(hand, command, Verb.RATE)
    case = work.case
    if command.satisfaction not in range(1, 6):
        raise Invalid(
            N_("The rating %(rating)s is not one of 1 to 5."),
            field="satisfaction",
            rating=command.satisfaction,
        )
    if case.satisfaction is not None:
        raise Refused(N_("The reporter has rated case %(number)s before."), number=case.number)
    case.satisfaction = command.satisfaction
    comment = checked_text("comment", command.comment, required=False)
    work.details |= {"satisfaction": command.satisfaction, "comment": comment}
    return work.finish()


def spot_check_case(hand: Hand, command: SpotCheckCase) -> CaseOutcome:
    """Record what a spot check found (抽查).

    Raises:
        Invalid: no finding.
    """
    work = Casework.open(hand, command, Verb.SPOT_CHECK)
    finding = checked_text("finding", command.finding)
    checker = checked_text("checker", command.checker, required=False)
    result = SpotCheck.PASSED if command.passed else SpotCheck.FAILED
    # One failure stays a failure, whoever looks again later.
    work.case.spot_check = (
        work.case.spot_check if work.case.spot_check == SpotCheck.FAILED else result
    )
    work.details |= {"result": str(result), "finding": finding, "checker": checker}
    return work.finish()


def ask_appeal(hand: Hand, command: AskAppeal) -> CaseOutcome:
    """Appeal against being late, once (超时申诉).

    Raises:
        Invalid: no reason.
        Refused: the case was not late, or there was an appeal before.
    """
    work = Casework.open(hand, command, Verb.ASK_APPEAL)
    case = work.case
    if not case.handled_late:
        raise Refused(
            N_("Case %(number)s was not late; there is nothing to appeal."), number=case.number
        )
    if case.appeal is not None:
        raise Refused(
            N_("There was an appeal on case %(number)s before; there is only one."),
            number=case.number,
        )
    case.appeal = Appeal.ASKED
    case.appeal_asked_by = hand.scope.login
    work.details["reason"] = checked_text("reason", command.reason)
    return work.finish()


def uphold_appeal(hand: Hand, command: UpholdAppeal) -> CaseOutcome:
    """Find the appeal right: the case stays late to see and is exempt from the figures.

    Raises:
        Invalid: no reason.
        Refused: there is no appeal to decide, or the one who asked decides.
    """
    work = _decide(hand, command, Verb.UPHOLD_APPEAL, Appeal.UPHELD)
    work.case.exempt = True
    work.details["reason"] = checked_text("reason", command.reason)
    return work.finish()


def dismiss_appeal(hand: Hand, command: DismissAppeal) -> CaseOutcome:
    """Find the appeal wrong.

    Raises:
        Invalid: no reason.
        Refused: there is no appeal to decide, or the one who asked decides.
    """
    work = _decide(hand, command, Verb.DISMISS_APPEAL, Appeal.DISMISSED)
    work.details["reason"] = checked_text("reason", command.reason)
    return work.finish()


def _decide(hand: Hand, command: CaseCommand, verb: Verb, decision: Appeal) -> Casework:
    work = Casework.open(hand, command, verb)
    case = work.case
    if case.appeal != Appeal.ASKED:
        raise Refused(N_("There is no appeal on case %(number)s to decide."), number=case.number)
    demand_another(hand, case.appeal_asked_by)
    case.appeal = decision
    return work
