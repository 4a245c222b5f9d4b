"""Raising a case to the tier above."""

from core.cases.assignment import answering_unit, assign_to_unit
from core.cases.casework import Casework
from core.cases.commands import EscalateCase
from core.cases.intake import demand_verified, enter_tier, item_of
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, State, Verb
from core.kernel.fields import checked_text
from core.operators.hand import Hand
from core.units.responsibility import load_responsibility_list


def escalate_case(hand: Hand, command: EscalateCase) -> CaseOutcome:
    """Raise a case to the tier above; the new tier's limit starts.

    If the handling clock was running, the new one starts at once: the public has been
    waiting. Otherwise it starts with the dispatch, as ever. What the tier below used stays
    in the history. With a unit named, the case is dispatched in the same step.

    Raises:
        Refused: there is no tier above, or a public report is not verified yet.
        Invalid: no reason, no item, or the unit does not answer at the new tier.
    """
    work = Casework.open(hand, command, Verb.ESCALATE)
    case = work.case
    reason = checked_text("reason", command.reason)
    above = work.policy.tier_above(case.tier)
    item = item_of(work)
    demand_verified(case)
    was_handling = Stage.HANDLE in work.timers
    work.details |= {"reason": reason, "from_tier": case.tier, "tier": above.tier}
    if case.filed_at is None:
        case.filed_at = hand.now
        case.condition, _ = item.limit_of(case.condition)
    work.stop_all()
    case.escalation_count += 1
    case.unit_id = None
    case.gridder_id = None
    case.received_at = None
    enter_tier(work, above.tier, item)
    work.details["limit"] = case.handling_limit
    if was_handling:
        work.start_handling()
    if command.unit_code:
        assign_to_unit(work, answering_unit(work, command.unit_code))
        return work.finish(State.DISPATCHED)
    work.start_stage(Stage.DISPATCH)
    units = hand.reference(load_responsibility_list)
    suggested = units.suggest(item.code, above.tier, case.area_code)
    work.details["suggested_unit"] = suggested.code if suggested else None
    return work.finish()
