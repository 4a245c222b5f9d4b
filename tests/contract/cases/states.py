"""A case in each state, and a plausible command for each verb."""

from collections.abc import Callable
from datetime import date

from core.cases import commands as c
from core.cases.states import State, Verb
from core.kernel.command import Command
from tests.contract.cases.test_handling import dispatched, filed, handling, resolved
from tests.district import BUREAU, DISPATCHER, ENFORCEMENT, SAFETY, STALLS, SUPERVISOR, District


def _suspended(district: District) -> str:
    number = handling(district)
    command = c.SuspendCase(number=number, until=date(2026, 9, 30), reason="等")
    district.desk.execute(command, by=SUPERVISOR)
    return number


def _closed(district: District) -> str:
    number = resolved(district)
    district.desk.execute(c.PassCheck(number=number, rating=5), by=DISPATCHER)
    return number


def _rejected(district: District) -> str:
    number = district.report().number
    district.desk.execute(c.RejectCase(number=number, reason="invalid"), by=DISPATCHER)
    return number


def _merged(district: District) -> str:
    number, other = filed(district), filed(district)
    district.desk.execute(c.MergeCase(number=number, into=other), by=DISPATCHER)
    return number


def _cancelled(district: District) -> str:
    number = filed(district)
    district.desk.execute(c.CancelCase(number=number, reason="误录"), by=SUPERVISOR)
    return number


IN_STATE: dict[State, Callable[[District], str]] = {
    State.REPORTED: lambda district: district.report().number,
    State.FILED: filed,
    State.DISPATCHED: dispatched,
    State.HANDLING: handling,
    State.SUSPENDED: _suspended,
    State.RESOLVED: resolved,
    State.CLOSED: _closed,
    State.REJECTED: _rejected,
    State.MERGED: _merged,
    State.CANCELLED: _cancelled,
}

COMMAND: dict[Verb, Callable[[str], Command]] = {
    Verb.SETTLE: lambda n: c.SettleCase(number=n, result="已劝离", item_code=STALLS),
    Verb.VERIFY: lambda n: c.VerifyCase(number=n, valid=True),
    Verb.FILE: lambda n: c.FileCase(number=n, item_code=STALLS),
    Verb.REJECT: lambda n: c.RejectCase(number=n, reason="invalid"),
    Verb.DISPATCH: lambda n: c.DispatchCase(number=n, unit_code=ENFORCEMENT),
    Verb.RECEIVE: lambda n: c.ReceiveCase(number=n),
    Verb.RETURN: lambda n: c.ReturnCase(number=n, reason="退"),
    Verb.RULE: lambda n: c.RuleCase(number=n, unit_code=ENFORCEMENT, reason="定"),
    Verb.TRANSFER: lambda n: c.TransferCase(number=n, unit_code=SAFETY, reason="转"),
    Verb.ESCALATE: lambda n: c.EscalateCase(number=n, reason="升", unit_code=BUREAU),
    Verb.HAND_DOWN: lambda n: c.HandDownCase(number=n, tier=2, reason="下"),
    Verb.ASK_EXTENSION: lambda n: c.AskExtension(number=n, limit="1 working_day", reason="难"),
    Verb.GRANT_EXTENSION: lambda n: c.GrantExtension(number=n),
    Verb.REFUSE_EXTENSION: lambda n: c.RefuseExtension(number=n, reason="否"),
    Verb.SUSPEND: lambda n: c.SuspendCase(number=n, until=date(2026, 9, 30), reason="等"),
    Verb.RESUME: lambda n: c.ResumeCase(number=n),
    Verb.URGE: lambda n: c.UrgeCase(number=n, reason="催"),
    Verb.REPLY: lambda n: c.ReplyToUrge(number=n, text="复"),
    Verb.WHISTLE: lambda n: c.WhistleCase(
        number=n, unit_codes=(ENFORCEMENT, SAFETY), lead=SAFETY, reason="哨"
    ),
    Verb.ANSWER_CALL: lambda n: c.AnswerCall(number=n, call=1),
    Verb.FINISH_CALL: lambda n: c.FinishCall(number=n, call=1, result="毕"),
    Verb.EXCUSE_CALL: lambda n: c.ExcuseCall(number=n, call=1, reason="免"),
    Verb.RATE_CALL: lambda n: c.RateCall(number=n, call=1, rating=3),
    Verb.MERGE: lambda n: c.MergeCase(number=n, into="330108-26-000001"),
    Verb.UNMERGE: lambda n: c.UnmergeCase(number=n, reason="拆"),
    Verb.RESOLVE: lambda n: c.ResolveCase(number=n, result="好"),
    Verb.PASS_CHECK: lambda n: c.PassCheck(number=n, rating=5),
    Verb.FAIL_CHECK: lambda n: c.FailCheck(number=n, reason="差"),
    Verb.REOPEN: lambda n: c.ReopenCase(number=n, reason="重"),
    Verb.CANCEL: lambda n: c.CancelCase(number=n, reason="废"),
    Verb.RATE: lambda n: c.RateCase(number=n, satisfaction=5),
    Verb.SPOT_CHECK: lambda n: c.SpotCheckCase(number=n, passed=True, finding="见"),
    Verb.ASK_APPEAL: lambda n: c.AskAppeal(number=n, reason="诉"),
    Verb.UPHOLD_APPEAL: lambda n: c.UpholdAppeal(number=n, reason="准"),
    Verb.DISMISS_APPEAL: lambda n: c.DismissAppeal(number=n, reason="驳"),
    Verb.NOTE: lambda n: c.NoteCase(number=n, text="注"),
}
