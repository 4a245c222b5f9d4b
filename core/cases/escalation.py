"""Moving a case between tiers: escalate it to the one above, hand it down to one below."""

from core.cases.assignment import answering_unit, assign_to_unit
from core.cases.casework import Casework
from core.cases.commands import EscalateCase, HandDownCase
from core.cases.intake import demand_verified, enter_tier, item_of
from core.cases.precedents import suggestion_noted
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, State, Tier, Verb
from core.cases.whistling import demand_no_open_call
from core.catalogue.admission import AdmittedItem
from core.kernel.errors import Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand
from core.units.responsibility import load_responsibility_list


def escalate_case(hand: Hand, command: EscalateCase) -> CaseOutcome:
    """Raise a case to the tier above; the new tier's limit starts.

    If the handling clock was running, the new one starts at once: the public has been
    waiting. Otherwise it starts with the dispatch, as ever. What the tier below used stays
    in the history. With a unit named, the case is dispatched in the same step.

    Raises:
        Refused: there is no tier above, a public report is not verified yet, or a called
            unit is still at work.
        Invalid: no reason, no item, or the unit does not answer at the new tier.
    """
    work = Casework.open(hand, command, Verb.ESCALATE)
    case = work.case
    reason = checked_text("reason", command.reason)
    above = work.policy.tier_above(case.tier)
    item = item_of(work)
    demand_verified(case)
    if case.filed_at is None:
        case.filed_at = hand.now
        case.condition, _ = item.limit_of(case.condition)
    case.escalation_count += 1
    _move(work, above.tier, item, reason)
    if command.unit_code:
        assign_to_unit(work, answering_unit(work, command.unit_code))
        return work.finish(State.DISPATCHED)
    return _await_dispatch(work, item)


def hand_down_case(hand: Hand, command: HandDownCase) -> CaseOutcome:
    """Give a case to a lower tier, only for an item that this tier answers for.

    Counted per sender (the history names who), so that work pushed down without power or
    budget shows: the funnel effect.

    Raises:
        Invalid: no reason, or the tier is not below.
        Refused: nobody at that tier answers for the item there.
    """
    work = Casework.open(hand, command, Verb.HAND_DOWN)
    case = work.case
    reason = checked_text("reason", command.reason)
    if command.tier not in work.policy.tiers or command.tier >= case.tier:
        raise Invalid(
            N_("Case %(number)s is at tier %(tier)s; hand it down to a tier below."),
            field="tier",
            number=case.number,
            tier=case.tier,
        )
    item = item_of(work)
    answers = hand.reference(load_responsibility_list)
    if command.tier > Tier.GRID and not answers.best(item.code, command.tier, case.area_code):
        raise Refused(
            N_("Nobody at tier %(tier)s answers for item %(item)s there; it cannot go down."),
            tier=command.tier,
            item=item.code,
        )
    if command.tier == Tier.GRID != item.default_tier:
        raise Refused(
            N_("Item %(item)s is not for the grid to handle; it cannot go down."), item=item.code
        )
    case.hand_down_count += 1
    _move(work, command.tier, item, reason)
    return _await_dispatch(work, item)


def _move(work: Casework, tier: int, item: AdmittedItem, reason: str) -> None:
    case = work.case
    demand_no_open_call(work)
    was_handling = Stage.HANDLE in work.timers
    work.details |= {"reason": reason, "from_tier": case.tier, "tier": tier}
    work.stop_all()
    case.unit_id = None
    case.gridder_id = None
    case.received_at = None
    case.ruled = False
    enter_tier(work, tier, item)
    work.details["limit"] = case.handling_limit
    if was_handling:
        work.start_handling()


def _await_dispatch(work: Casework, item: AdmittedItem) -> CaseOutcome:
    work.start_stage(Stage.DISPATCH)
    work.details |= suggestion_noted(work, item.code)
    return work.finish()
