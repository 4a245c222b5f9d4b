"""Letting policies act, each exactly once for each clock."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, insert, select

from core.cases.casework import look_at_case, read_ahead
from core.cases.commands import EscalateCase, NoteCase, ResumeCase, UrgeCase
from core.cases.escalation import escalate_case
from core.cases.record import CaseRecord
from core.cases.resolution import note_case
from core.cases.suspension import resume_case
from core.cases.timers import OpenTimer, OpenTimers
from core.cases.urging import urge_case
from core.catalogue.admission import load_admission_list
from core.deadlines.policy import load_policy
from core.kernel.errors import NotFound, Refused
from core.kernel.words import N_
from core.kernel.writes import Turn
from core.operators.hand import Hand
from core.policies.commands import ApplyPolicy
from core.policies.models import Action, PolicyAction
from core.policies.rules import Clock, Rule, load_rules

_DONE = PolicyAction.__table__  # type: ignore[attr-defined]
_ADD: Final = insert(_DONE)
_ACTED: Final = select(_DONE.c.case_id, _DONE.c.rule, _DONE.c.call, _DONE.c.started_at).where(
    _DONE.c.district_code == bindparam("district"),
    _DONE.c.case_id.in_(bindparam("of_cases", expanding=True)),
)

_ACTED_ON: Final = "acted on"
"""What `Hand.ahead` has of a case: the policies that have acted, each with its clock."""

Deed = tuple[str, int, datetime]
"""A policy and the clock that it acted on: call and start."""


class Applied(StrEnum):
    """What became of a policy that was to act."""

    DONE = "done"
    REFUSED = "refused"
    STALE = "stale"
    """The clock has stopped or moved, or the policy acted before: nothing was done."""


def apply_policy(hand: Hand, command: ApplyPolicy) -> Applied:
    """Let a policy act on a clock, unless it has acted, or has no reason to any more.

    The case is locked first, so of two runners one waits, finds it done and does nothing.
    What the action itself refuses (there is no tier above) is kept with the policy's deed
    and not tried again.

    Raises:
        NotFound: there is no such case or no such policy.
    """
    case, timers = look_at_case(hand, command.number)
    rule = next((r for r in hand.reference(load_rules) if r.code == command.rule), None)
    if rule is None:
        raise NotFound(N_("There is no policy %(rule)s."), rule=command.rule)
    timer = _running(timers, command)
    acted = _acted_on(hand, case)
    deed = (command.rule, command.call, command.started_at)
    if timer is None or deed in acted:
        return Applied.STALE
    clock = _clock(hand, case, timer)
    meant_at = rule.acts_at(clock, hand.reference(load_policy).deadlines)
    if meant_at > hand.now or not rule.watches(clock):
        return Applied.STALE
    refusal = ""
    try:
        with hand.writes.part():
            _act(hand, case, rule)
    except Refused as refused:
        refusal = str(refused)
    acted.add(deed)
    hand.writes.keep(
        Turn.ADDED,
        _ADD,
        {
            "district_code": case.district_code,
            "case_id": case.id,
            "rule": rule.code,
            "call": command.call,
            "started_at": command.started_at,
            "meant_at": meant_at,
            "at": hand.now,
            "refusal": refusal,
        },
    )
    return Applied.REFUSED if refusal else Applied.DONE


def look_ahead(hand: Hand, commands: Sequence[ApplyPolicy]) -> None:
    """Read the cases of a batch of policies, their timers and what has acted on them."""
    _read_deeds(hand, read_ahead(hand, {command.number for command in commands}))


def _act(hand: Hand, case: CaseRecord, rule: Rule) -> None:
    # The history names the policy; people read it in their language from this mark.
    why = f"policy {rule.code}"
    match rule.action:
        case Action.NOTIFY:
            note_case(hand, NoteCase(number=case.number, text=why))
        case Action.URGE:
            urge_case(hand, UrgeCase(number=case.number, reason=why))
        case Action.ESCALATE:
            escalate_case(hand, EscalateCase(number=case.number, reason=why))
        case Action.RESUME:
            resume_case(hand, ResumeCase(number=case.number, reason=why))
        case unknown:
            raise Refused(N_("There is no policy action %(action)s."), action=unknown)


def _running(timers: OpenTimers, command: ApplyPolicy) -> OpenTimer | None:
    wanted = (command.stage, command.call, command.started_at)
    return next((t for t in timers if (t.stage, t.call, t.started_at) == wanted), None)


def _acted_on(hand: Hand, case: CaseRecord) -> set[Deed]:
    if (_ACTED_ON, case.number) not in hand.ahead:
        _read_deeds(hand, [case])
    found: set[Deed] = hand.ahead[_ACTED_ON, case.number]
    return found


def _read_deeds(hand: Hand, cases: Collection[CaseRecord]) -> None:
    deeds: dict[int | None, set[Deed]] = {case.id: set() for case in cases}
    values = {"district": hand.scope.district_code, "of_cases": list(deeds)}
    for key, *deed in hand.session.connection().execute(_ACTED, values):
        deeds[key].add(tuple(deed))
    for case in cases:
        hand.ahead[_ACTED_ON, case.number] = deeds[case.id]


def _clock(hand: Hand, case: CaseRecord, timer: OpenTimer) -> Clock:
    item = hand.reference(load_admission_list).by_id.get(case.item_id or 0)
    return Clock(
        number=case.number,
        stage=timer.stage,
        call=timer.call,
        tier=timer.tier,
        item_code=item.code if item else "",
        started_at=timer.started_at,
        target_at=timer.target_at,
        due_at=timer.due_at,
    )
