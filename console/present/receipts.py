"""What a verb did, or would do, as a sentence."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.times import due_moment
from console.present.vocabulary import STAGES, STATES, tier_word, word
from console.present.words import _
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import State, Verb
from core.kernel.text import neutralise
from core.kernel.words import N_

DONE: Final = {
    Verb.REPORT: N_("Reported"),
    Verb.SETTLE: N_("Settled"),
    Verb.VERIFY: N_("Verified"),
    Verb.FILE: N_("Filed"),
    Verb.REJECT: N_("Rejected"),
    Verb.DISPATCH: N_("Dispatched"),
    Verb.RECEIVE: N_("Received"),
    Verb.RETURN: N_("Returned"),
    Verb.TRANSFER: N_("Transferred"),
    Verb.ESCALATE: N_("Escalated"),
    Verb.RESOLVE: N_("Resolved"),
    Verb.PASS_CHECK: N_("Check passed"),
    Verb.FAIL_CHECK: N_("Check failed"),
    Verb.RULE: N_("Ruled"),
    Verb.HAND_DOWN: N_("Handed down"),
    Verb.ASK_EXTENSION: N_("Extension asked for"),
    Verb.GRANT_EXTENSION: N_("Extension granted"),
    Verb.REFUSE_EXTENSION: N_("Extension refused"),
    Verb.SUSPEND: N_("Suspended"),
    Verb.RESUME: N_("Resumed"),
    Verb.URGE: N_("Urged"),
    Verb.REPLY: N_("Replied"),
    Verb.WHISTLE: N_("Units called"),
    Verb.ANSWER_CALL: N_("Call answered"),
    Verb.FINISH_CALL: N_("Call finished"),
    Verb.EXCUSE_CALL: N_("Call excused"),
    Verb.RATE_CALL: N_("Call rated"),
    Verb.MERGE: N_("Merged"),
    Verb.UNMERGE: N_("Unmerged"),
    Verb.REOPEN: N_("Reopened"),
    Verb.CANCEL: N_("Cancelled"),
    Verb.RATE: N_("Rated"),
    Verb.SPOT_CHECK: N_("Spot check recorded"),
    Verb.ASK_APPEAL: N_("Appealed"),
    Verb.UPHOLD_APPEAL: N_("Appeal upheld"),
    Verb.DISMISS_APPEAL: N_("Appeal dismissed"),
    Verb.NOTE: N_("Noted"),
    Verb.IMPORT: N_("Taken over"),
    Verb.RECKON: N_("Reckoned anew"),
    Verb.REGRID: N_("Grid changed"),
}


def receipt(outcome: CaseOutcome, now: datetime, zone: ZoneInfo) -> str:
    """Say what was done: ``已派遣 330108-26-0231 · 待签收 · 三级 · 西兴执法队 · …``."""
    return " · ".join([short_receipt(outcome), *_standing(outcome, now, zone)])


def short_receipt(outcome: CaseOutcome) -> str:
    """Say what was done and to which case, where there is more to say behind it."""
    done = _("Known already") if outcome.repeated else word(DONE, outcome.verb)
    return f"{done} {neutralise(outcome.number)}"


def _standing(outcome: CaseOutcome, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    yield word(STATES, outcome.state)
    yield tier_word(outcome.tier)
    if outcome.unit:
        yield neutralise(outcome.unit)
    if clock := clock_of(outcome, now, zone):
        yield clock


def clock_of(outcome: CaseOutcome, now: datetime, zone: ZoneInfo) -> str:
    """Say which clock comes first after a verb, and when it ends."""
    if outcome.due_at is None:
        return ""
    said = _("%(stage)s due %(moment)s") % {
        "stage": word(STAGES, outcome.stage),
        "moment": due_moment(outcome.due_at, now, zone),
    }
    return said + " " + _("(estimated)") if outcome.estimated else said


def consequences(
    row: CaseRow, outcome: CaseOutcome, now: datetime, zone: ZoneInfo
) -> list[tuple[str, str, str]]:
    """Tell what a verb would change: name, before, after; what stays is left out."""
    before_due = due_moment(row.due_at, now, zone) if row.due_at else ""
    before_clock = f"{word(STAGES, row.stage)} {before_due}".strip()
    stopped = _("no clock runs") if row.due_at else ""
    after_due = due_moment(outcome.due_at, now, zone) if outcome.due_at else stopped
    after_clock = f"{word(STAGES, outcome.stage)} {after_due}".strip()
    told = [
        (_("State"), word(STATES, row.state), word(STATES, outcome.state)),
        (_("Tier"), tier_word(row.tier), tier_word(outcome.tier)),
        (
            _("Unit"),
            neutralise(row.unit or row.gridder or "–"),
            neutralise(outcome.unit or _gridder_kept(row, outcome) or "–"),
        ),
        (_("Clock"), before_clock, after_clock),
    ]
    return [line for line in told if line[1] != line[2]]


def _gridder_kept(row: CaseRow, outcome: CaseOutcome) -> str | None:
    """Return the gridder who has the case and keeps it; who gets it anew is not told."""
    sent_anew = outcome.state in {State.FILED, State.DISPATCHED} and outcome.state != row.state
    return None if row.unit or sent_anew else row.gridder
