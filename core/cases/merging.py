"""Two reports of one matter: merge them, and take a wrong merge back."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.cases.casework import Casework, load_case
from core.cases.commands import MergeCase, UnmergeCase
from core.cases.lifecycle import is_open
from core.cases.models import CaseHistory
from core.cases.record import CaseRecord
from core.cases.regridding import follow_division
from core.cases.rows import CaseOutcome
from core.cases.states import Stage, State, Verb
from core.cases.timers import merge_spans, since
from core.cases.whistling import demand_no_open_call
from core.deadlines.engine import Pause
from core.deadlines.limits import parse_limit
from core.kernel.errors import Corrupt, Invalid, Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand


def merge_case(hand: Hand, command: MergeCase) -> CaseOutcome:
    """Let another open case stand for this one; every clock of this one stops.

    Raises:
        Invalid: the other case is this one, or has ended.
        NotFound: there is no such other case inside the jurisdiction.
        Refused: a called unit is still at work, or a reply to an urging is owed.
    """
    work = Casework.open(hand, command, Verb.MERGE)
    case = work.case
    demand_no_open_call(work)
    if case.reply_awaited:
        raise Refused(
            N_("Case %(number)s was urged and owes a written reply; it cannot be merged yet."),
            number=case.number,
        )
    into = load_case(hand, command.into)
    if into.id == case.id or not is_open(into.state):
        raise Invalid(
            N_("Case %(number)s can only be merged into another case that is open."),
            field="into",
            number=case.number,
        )
    work.details |= {
        "into": into.number,
        "reason": checked_text("reason", command.reason, required=False),
        "state": str(case.state),
        "timers": [timer.told() for timer in work.timers],
    }
    case.merged_into_id = into.id
    return work.finish()


def unmerge_case(hand: Hand, command: UnmergeCase) -> CaseOutcome:
    """Put a merged case back where it stood; its clocks run on from where they stopped.

    Raises:
        Invalid: no reason.
    """
    work = Casework.open(hand, command, Verb.UNMERGE)
    case = work.case
    reason = checked_text("reason", command.reason)
    merged_at, held = _merge_of(hand, case)
    key, connection = case.id or 0, hand.session.connection()
    stood = merge_spans(connection, case.district_code, [key]).get(key, [])
    if merged_at < hand.now:
        stood.append(Pause(merged_at, hand.now))
    work.details |= {"reason": reason, "from": held["into"], "merged_at": merged_at}
    follow_division(work)
    case.merged_into_id = None
    case.ended_at = None
    case.handled_late = None
    for timer in held["timers"]:
        if timer["stage"] == Stage.HANDLE:
            work.restart_handling(paused_from=merged_at)
        else:
            _run_on(work, timer, stood)
    return work.finish(State(held["state"]))


def _run_on(work: Casework, timer: dict[str, Any], stood: list[Pause]) -> None:
    started_at = datetime.fromisoformat(timer["started_at"])
    limit = parse_limit(timer["limit"])
    reckoning = work.policy.deadlines.reckon(started_at, limit, since(started_at, stood))
    work.run(Stage(timer["stage"]), timer["limit"], started_at, reckoning)


def _merge_of(hand: Hand, case: CaseRecord) -> tuple[datetime, dict[str, Any]]:
    query = (
        select(col(CaseHistory.at), col(CaseHistory.payload))
        .where(
            col(CaseHistory.district_code) == case.district_code,
            col(CaseHistory.case_id) == case.id,
            col(CaseHistory.verb) == Verb.MERGE,
        )
        .order_by(col(CaseHistory.seq).desc())
        .limit(1)
    )
    entry = hand.session.execute(query).one_or_none()
    if entry is None:
        raise Corrupt(
            N_("Case %(number)s is merged, but its history knows of no merge."), number=case.number
        )
    return entry.at, json.loads(entry.payload)["details"]
