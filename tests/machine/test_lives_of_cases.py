"""Random verbs at random moments on both databases, judged after every step and every life."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Row, Table, select, text

from core.cases import commands as c
from core.cases.history import verify_chain
from core.cases.lifecycle import LIFECYCLE, verbs_from
from core.cases.models import Case, CaseHistory, CaseTimer
from core.cases.rows import CaseOutcome
from core.cases.states import Source, Verb
from core.deadlines.policy import Policy, load_policy
from core.desk import Desk
from core.kernel.command import Command
from core.kernel.errors import Forbidden, Refused, WrongState
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.explain import ExplainReader
from tests.district import (
    ADMIN,
    BUREAU,
    COMMITTEE,
    DISPATCHER,
    ENFORCEMENT,
    GRIDDER,
    LAPSED,
    LITTER,
    MANHOLE,
    MONDAY_MORNING,
    QUARREL,
    SAFETY,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.machine import promises
from tests.machine.clerk import Clerk, Key
from tests.machine.tally import Tally
from tests.machine.undone import Undone

ITEMS = st.sampled_from((STALLS, MANHOLE, QUARREL, LITTER, LAPSED))
UNITS = st.sampled_from((COMMITTEE, ENFORCEMENT, SAFETY, BUREAU))
CALLED: Final = ((ENFORCEMENT, SAFETY), (COMMITTEE, BUREAU), (SAFETY, SAFETY), (BUREAU,))
WORDS = st.sampled_from(("理由", "已处理", "电话已核", ""))

ROOF: Final = "330108-26-000001"
"""The first case of every life: nothing is done to it, and others are merged into it."""
PEOPLE = st.sampled_from((SUPERVISOR, SUPERVISOR, ADMIN, DISPATCHER))
ROLES: Final = {SUPERVISOR: "supervisor", ADMIN: "admin", DISPATCHER: "dispatcher"}
MOST_CASES: Final = 2
STEPS_IN_A_LIFE: Final = 8
WHAT_HAPPENS: Final = (
    *["lead_on"] * 4,
    *["try_a_legal_verb"] * 3,
    "try_any_verb",
    "let_time_pass",
    "report",
)
"""Without a push most lives would be stuck, or cancelled young."""

ARGUMENTS: dict[Verb, Callable[[st.DataObject, str], Command]] = {
    Verb.SETTLE: lambda d, n: c.SettleCase(number=n, result=d.draw(WORDS)),
    Verb.VERIFY: lambda d, n: c.VerifyCase(number=n, valid=d.draw(st.booleans())),
    Verb.FILE: lambda d, n: c.FileCase(
        number=n, item_code=d.draw(ITEMS), tier=d.draw(st.none() | st.integers(0, 5))
    ),
    Verb.REJECT: lambda d, n: c.RejectCase(
        number=n, reason=d.draw(st.sampled_from(("invalid", "no reason")))
    ),
    Verb.DISPATCH: lambda d, n: c.DispatchCase(
        number=n,
        unit_code=d.draw(st.none() | UNITS),
        gridder_number=d.draw(st.sampled_from((None, None, GRIDDER))),
    ),
    Verb.RECEIVE: lambda _, n: c.ReceiveCase(number=n),
    Verb.RETURN: lambda d, n: c.ReturnCase(number=n, reason=d.draw(WORDS)),
    Verb.TRANSFER: lambda d, n: c.TransferCase(number=n, unit_code=d.draw(UNITS), reason="转"),
    Verb.ESCALATE: lambda d, n: c.EscalateCase(
        number=n, reason=d.draw(WORDS), unit_code=d.draw(st.none() | UNITS)
    ),
    Verb.RESOLVE: lambda d, n: c.ResolveCase(number=n, result=d.draw(WORDS)),
    Verb.PASS_CHECK: lambda d, n: c.PassCheck(number=n, rating=d.draw(st.integers(0, 6))),
    Verb.FAIL_CHECK: lambda d, n: c.FailCheck(number=n, reason=d.draw(WORDS)),
    Verb.HAND_DOWN: lambda d, n: c.HandDownCase(
        number=n, tier=d.draw(st.integers(0, 4)), reason=d.draw(WORDS)
    ),
    Verb.SUSPEND: lambda d, n: c.SuspendCase(
        number=n, until=d.draw(st.dates(date(2026, 9, 14), date(2027, 6, 1))), reason="等"
    ),
    Verb.RESUME: lambda _, n: c.ResumeCase(number=n),
    Verb.RULE: lambda d, n: c.RuleCase(number=n, unit_code=d.draw(UNITS), reason=d.draw(WORDS)),
    Verb.ASK_EXTENSION: lambda d, n: c.AskExtension(
        number=n, limit=d.draw(st.sampled_from(("1 working_day", "9 hour"))), reason="难"
    ),
    Verb.GRANT_EXTENSION: lambda _, n: c.GrantExtension(number=n),
    Verb.REFUSE_EXTENSION: lambda d, n: c.RefuseExtension(number=n, reason=d.draw(WORDS)),
    Verb.URGE: lambda d, n: c.UrgeCase(number=n, reason=d.draw(WORDS)),
    Verb.REPLY: lambda d, n: c.ReplyToUrge(number=n, text=d.draw(WORDS)),
    Verb.WHISTLE: lambda d, n: c.WhistleCase(
        number=n,
        unit_codes=d.draw(st.sampled_from(CALLED)),
        lead=d.draw(st.sampled_from((SAFETY, BUREAU))),
        reason="联合整治",
        urgent=d.draw(st.booleans()),
    ),
    Verb.ANSWER_CALL: lambda d, n: c.AnswerCall(number=n, call=d.draw(st.integers(1, 3))),
    Verb.FINISH_CALL: lambda d, n: c.FinishCall(
        number=n, call=d.draw(st.integers(1, 3)), result=d.draw(WORDS)
    ),
    Verb.EXCUSE_CALL: lambda d, n: c.ExcuseCall(
        number=n, call=d.draw(st.integers(1, 3)), reason=d.draw(WORDS)
    ),
    Verb.RATE_CALL: lambda d, n: c.RateCall(
        number=n, call=d.draw(st.integers(1, 3)), rating=d.draw(st.integers(0, 6))
    ),
    Verb.RATE: lambda d, n: c.RateCase(number=n, satisfaction=d.draw(st.integers(0, 6))),
    Verb.SPOT_CHECK: lambda d, n: c.SpotCheckCase(
        number=n, passed=d.draw(st.booleans()), finding=d.draw(WORDS)
    ),
    Verb.ASK_APPEAL: lambda d, n: c.AskAppeal(number=n, reason=d.draw(WORDS)),
    Verb.UPHOLD_APPEAL: lambda d, n: c.UpholdAppeal(number=n, reason=d.draw(WORDS)),
    Verb.DISMISS_APPEAL: lambda d, n: c.DismissAppeal(number=n, reason=d.draw(WORDS)),
    Verb.MERGE: lambda d, n: c.MergeCase(number=n, into=d.draw(st.sampled_from((ROOF, n)))),
    Verb.UNMERGE: lambda d, n: c.UnmergeCase(number=n, reason=d.draw(WORDS)),
    Verb.REOPEN: lambda d, n: c.ReopenCase(number=n, reason=d.draw(WORDS)),
    Verb.CANCEL: lambda d, n: c.CancelCase(number=n, reason=d.draw(WORDS)),
    Verb.NOTE: lambda d, n: c.NoteCase(number=n, text=d.draw(WORDS)),
}

Lead = tuple[Verb, Command]


def _admitted(data: st.DataObject, case: Row[Any]) -> Lead:
    if case.source == Source.HOTLINE and case.validity != "valid":
        return Verb.VERIFY, c.VerifyCase(number=case.number, valid=True)
    item = data.draw(st.sampled_from((STALLS, MANHOLE, QUARREL, LITTER)))
    condition = data.draw(st.sampled_from((1, 2))) if item == MANHOLE else None
    return Verb.FILE, c.FileCase(number=case.number, item_code=item, condition=condition)


def _dispatched(data: st.DataObject, case: Row[Any]) -> Lead:
    number = case.number
    if data.draw(st.integers(0, 4)) == 0:
        return Verb.ESCALATE, c.EscalateCase(number=number, reason="升")
    if case.tier == 1:
        return Verb.DISPATCH, c.DispatchCase(number=number, gridder_number=GRIDDER)
    units = {2: (COMMITTEE,), 3: (ENFORCEMENT, SAFETY), 4: (BUREAU,)}[case.tier]
    unit = data.draw(st.sampled_from(units))
    if data.draw(st.integers(0, 4)) == 0:
        return Verb.RULE, c.RuleCase(number=number, unit_code=unit, reason="定")
    return Verb.DISPATCH, c.DispatchCase(number=number, unit_code=unit)


def _received(data: st.DataObject, case: Row[Any]) -> Lead:
    number = case.number
    leads: list[Lead] = [
        (Verb.RECEIVE, c.ReceiveCase(number=number)),
        (Verb.RECEIVE, c.ReceiveCase(number=number)),
        (Verb.RETURN, c.ReturnCase(number=number, reason="退")),
        (Verb.TRANSFER, c.TransferCase(number=number, unit_code=SAFETY, reason="转")),
        (Verb.HAND_DOWN, c.HandDownCase(number=number, tier=2, reason="下")),
        (Verb.MERGE, c.MergeCase(number=number, into=ROOF)),
    ]
    return data.draw(st.sampled_from(leads))


def _worked_on(data: st.DataObject, case: Row[Any]) -> Lead:
    number = case.number
    if case.extension_asked:
        return Verb.GRANT_EXTENSION, c.GrantExtension(number=number)
    limit = f"1 {case.handling_limit.split()[1]}"
    leads: list[Lead] = [
        (Verb.RESOLVE, c.ResolveCase(number=number, result="好")),
        (Verb.SUSPEND, c.SuspendCase(number=number, until=date(2026, 12, 1), reason="等")),
        (Verb.ASK_EXTENSION, c.AskExtension(number=number, limit=limit, reason="难")),
        (Verb.MERGE, c.MergeCase(number=number, into=ROOF)),
        (Verb.ESCALATE, c.EscalateCase(number=number, reason="升")),
        (
            Verb.WHISTLE,
            c.WhistleCase(number=number, unit_codes=CALLED[0], lead=SAFETY, reason="哨"),
        ),
    ]
    if case.call_count:
        call = data.draw(st.integers(1, case.call_count))
        leads += [
            (Verb.ANSWER_CALL, c.AnswerCall(number=number, call=call)),
            (Verb.FINISH_CALL, c.FinishCall(number=number, call=call, result="毕")),
            (Verb.EXCUSE_CALL, c.ExcuseCall(number=number, call=call, reason="免")),
        ]
    return data.draw(st.sampled_from(leads))


def _judged(data: st.DataObject, case: Row[Any]) -> Lead:
    number = case.number
    if case.appeal == "asked":
        return Verb.DISMISS_APPEAL, c.DismissAppeal(number=number, reason="驳")
    if case.handled_late and case.appeal is None:
        return Verb.ASK_APPEAL, c.AskAppeal(number=number, reason="诉")
    leads: list[Lead] = [
        (Verb.REOPEN, c.ReopenCase(number=number, reason="不满")),
        (Verb.RATE, c.RateCase(number=number, satisfaction=2)),
        (Verb.SPOT_CHECK, c.SpotCheckCase(number=number, passed=False, finding="见")),
    ]
    return data.draw(st.sampled_from(leads))


def _checked(data: st.DataObject, case: Row[Any]) -> Lead:
    if data.draw(st.booleans()):
        return Verb.PASS_CHECK, c.PassCheck(number=case.number, rating=4)
    return Verb.FAIL_CHECK, c.FailCheck(number=case.number, reason="未到位")


LEADING_ON: dict[str, Callable[[st.DataObject, Row[Any]], Lead]] = {
    "reported": _admitted,
    "filed": _dispatched,
    "dispatched": _received,
    "handling": _worked_on,
    "suspended": lambda _, case: (Verb.RESUME, c.ResumeCase(number=case.number)),
    "resolved": _checked,
    "closed": _judged,
    "merged": lambda _, case: (Verb.UNMERGE, c.UnmergeCase(number=case.number, reason="并错")),
}
"""What leads a case on from where it stands."""

CASES = cast("Table", Case.__table__)  # type: ignore[attr-defined]
TIMERS = cast("Table", CaseTimer.__table__)  # type: ignore[attr-defined]
HISTORY = cast("Table", CaseHistory.__table__)  # type: ignore[attr-defined]
EVERY_CASE: Final = select(CASES)
EVERY_TIMER: Final = select(TIMERS).order_by(TIMERS.c.due_at)
SCOPE: Final = Scope(SUPERVISOR, "王强", Role.SUPERVISOR, "330108", "330108")
LIVES: Final = {
    "default": {"sqlite": 220, "postgresql": 30},
    "nightly": {"sqlite": 8000, "postgresql": 2000},
}
"""How many are lived by profile and database: one on a server takes as long as four on a file."""


@dataclass
class Watched:
    """A case under watch: its row and timers as they stand, and its history so far."""

    case: Row[Any]
    timers: list[Row[Any]]
    clerk: Clerk
    entries: list[Row[Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    before_merge: tuple[Row[Any], dict[Key, Row[Any]]] | None = None

    @property
    def clocks(self) -> dict[Key, Row[Any]]:
        return {(timer.stage, timer.call): timer for timer in self.timers}


Seen = dict[str, tuple[Row[Any], list[Row[Any]]]]
"""Every case with its row and its timers, the soonest first."""


class LivesOfCases(RuleBasedStateMachine):
    """Anybody tries anything; time passes; the desk keeps its promises."""

    district: District
    undone: Undone
    policy: Policy
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.watched: dict[str, Watched] = {}
        self.seen: Seen = {}
        self.under_way: AbstractContextManager[None] = self.undone.a_life()
        self.under_way.__enter__()
        self.district.clock.move_to(MONDAY_MORNING)

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        assert self.district.report(item_code=QUARREL).number == ROOF
        self._report(data)

    # One rule with a choice of its own: of several, some lives would be denied most.
    @rule(data=st.data(), what=st.sampled_from(WHAT_HAPPENS))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        getattr(self, f"_{what}")(data)

    def _try_any_verb(self, data: st.DataObject) -> None:
        self._attempt(data, self._any(data), data.draw(st.sampled_from(sorted(ARGUMENTS))))

    def _try_a_legal_verb(self, data: st.DataObject) -> None:
        number = self._any(data)
        verb = data.draw(st.sampled_from(verbs_from(self.watched[number].case.state)))
        self._attempt(data, number, verb)

    def _lead_on(self, data: st.DataObject) -> None:
        number = self._any(data)
        for _ in range(data.draw(st.integers(1, 3))):
            self._let_time_pass(data)
            self._lead(data, number)

    def _let_time_pass(self, data: st.DataObject) -> None:
        minutes = data.draw(st.integers(0, 300) | st.integers(0, 60 * 24 * 6))
        self.district.clock.advance(timedelta(minutes=minutes))

    def _lead(self, data: st.DataObject, number: str) -> None:
        case = self.watched[number].case
        lead = LEADING_ON.get(case.state)
        if lead:
            verb, command = lead(data, case)
            self._do(command, verb, data.draw(st.sampled_from((SUPERVISOR, ADMIN))))

    def teardown(self) -> None:
        try:
            # After a failure the life is not told to its end.
            if sys.exc_info()[0] is None and self.watched:
                for number in self.watched:
                    self._merge_wrongly(number)
                    self._judge_the_whole_life(number)
                self._recount_the_queue()
                self.tally.lives += 1
                self.tally.cases += len(self.watched) + 1
        finally:
            self.under_way.__exit__(None, None, None)

    def _any(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.watched)))

    def _report(self, data: st.DataObject) -> None:
        if len(self.watched) == MOST_CASES:
            return
        source = data.draw(st.sampled_from((Source.GRIDDER, Source.HOTLINE)))
        item = data.draw(st.none() | ITEMS)
        number = self.district.report(source=str(source), item_code=item).number
        self.seen = self._look()
        self.watched[number] = Watched(*self.seen[number], Clerk(self.policy))
        self._judge(number)

    def _attempt(self, data: st.DataObject, number: str, verb: Verb) -> None:
        self._do(ARGUMENTS[verb](data, number), verb, data.draw(PEOPLE))

    def _do(self, command: Command, verb: Verb, by: str) -> Refused | None:
        """Try a command on a watched case and judge what became of it."""
        number = getattr(command, "number")  # noqa: B009  of every verb on a case
        watched = self.watched[number]
        state, allowed = watched.case.state, ROLES[by] in LIFECYCLE[verb].roles
        refusal, outcome = self._tried(command, by)
        before, self.seen = self.seen, self._look()
        if refusal:
            assert self.seen == before
            self._refused_by_the_right_name(refusal, verb, state, allowed=allowed)
            return refusal
        row, timers = self.seen.pop(number)
        assert self.seen == {other: seen for other, seen in before.items() if other != number}
        self.seen[number] = row, timers
        assert allowed
        assert state in LIFECYCLE[verb].sources
        assert isinstance(outcome, CaseOutcome)
        assert (outcome.state, outcome.tier, outcome.version) == (row.state, row.tier, row.version)
        promises.no_clock_moves_unexplained(verb, watched.timers, timers)
        if verb is Verb.MERGE:
            watched.before_merge = (watched.case, watched.clocks)
        watched.case, watched.timers = row, timers
        self.tally.verbs += 1
        self._judge(number)
        if verb is Verb.UNMERGE:
            self._judge_the_unmerge(watched)
        return None

    def _tried(self, command: Command, by: str) -> tuple[Refused | None, CaseOutcome | None]:
        try:
            return None, self.district.desk.execute(command, by=by)
        except Refused as refusal:
            return refusal, None

    def _refused_by_the_right_name(
        self, refusal: Refused, verb: Verb, state: str, *, allowed: bool
    ) -> None:
        if not allowed:
            assert isinstance(refusal, Forbidden)
        elif state not in LIFECYCLE[verb].sources:
            assert isinstance(refusal, WrongState)
            assert (refusal.params["verb"], refusal.allowed) == (verb, verbs_from(state))
        else:
            assert not isinstance(refusal, WrongState)

    def _judge(self, number: str) -> None:
        watched = self.watched[number]
        for entry in self._entries(watched.case.id, after=len(watched.entries)):
            watched.entries.append(entry)
            watched.told.append(json.loads(entry.payload))
            watched.clerk.hear(cast("Any", entry))
        case, timers, told = watched.case, watched.timers, watched.told
        assert case.version == len(watched.entries)
        promises.the_row_is_what_its_history_says(case, told)
        promises.the_timers_are_what_the_history_says(timers, told)
        promises.the_clerk_would_run_the_same_clocks(timers, watched.clerk.clocks, self.policy)
        promises.only_open_cases_have_clocks(case, timers)

    def _judge_the_unmerge(self, watched: Watched) -> None:
        assert watched.before_merge
        merged_at = next(e.at for e in reversed(watched.entries) if e.verb == Verb.MERGE)
        now = (watched.case, watched.clocks)
        stood = (merged_at, watched.entries[-1].at)
        promises.a_wrong_merge_leaves_no_trace(self.policy, watched.before_merge, now, stood)

    def _merge_wrongly(self, number: str) -> None:
        """Whatever has become of the case: merging it and taking that back changes nothing."""
        merge = c.MergeCase(number=number, into=ROOF)
        if self._do(merge, Verb.MERGE, SUPERVISOR) is None:
            length = len(self.watched[number].entries) % 3
            self.district.clock.advance(timedelta(hours=7 * length))
            unmerge = c.UnmergeCase(number=number, reason="并错")
            assert self._do(unmerge, Verb.UNMERGE, SUPERVISOR) is None

    def _judge_the_whole_life(self, number: str) -> None:
        watched = self.watched[number]
        case, told = watched.case, watched.told
        entries = self._entries(case.id)
        assert entries == watched.entries
        chain = cast("list[CaseHistory]", entries)
        assert verify_chain(number, case.version, case.history_hash, chain) is None
        promises.the_handling_clock_ends_anew_only_when_told(entries, told)
        promises.who_asked_did_not_decide(entries)
        now = self.district.clock()
        promises.the_times_of_the_stages_add_up_to_the_life(case, entries, told, now)
        self._explain_every_clock(watched)

    def _explain_every_clock(self, watched: Watched) -> None:
        case = watched.case
        reader = ExplainReader(cast("Database", self.undone), SCOPE)
        due = {timer.stage: timer.due_at for timer in reversed(watched.timers) if timer.time_limit}
        if case.handle_started_at:
            due["handle"] = case.handle_due_at
        for stage, due_at in due.items():
            assert reader.case(case.number, stage).due_at == due_at

    def _recount_the_queue(self) -> None:
        kept = self._asked(
            "SELECT street_code, tier, due_on, open FROM queue_count WHERE open <> 0 "
            "ORDER BY 1, 2, 3"
        )
        assert kept == self._asked(
            "SELECT street_code, tier, due_on, count(*) FROM cases WHERE ended_at IS NULL "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )

    def _asked(self, question: str) -> list[Row[Any]]:
        return list(self.undone.session.connection().execute(text(question)).all())

    def _look(self) -> Seen:
        connection = self.undone.session.connection()
        timers: dict[int, list[Row[Any]]] = defaultdict(list)
        for timer in connection.execute(EVERY_TIMER):
            timers[timer.case_id].append(timer)
        return {row.number: (row, timers[row.id]) for row in connection.execute(EVERY_CASE)}

    def _entries(self, key: int, *, after: int = 0) -> list[Row[Any]]:
        query = select(HISTORY).where(HISTORY.c.case_id == key, HISTORY.c.seq > after)
        return list(self.undone.session.connection().execute(query.order_by(HISTORY.c.seq)).all())


@pytest.fixture
def undone(database: Database) -> Undone:
    return Undone(database)


@pytest.fixture
def district(database: Database, undone: Undone) -> District:
    """A small district on each database, in which nothing that happens lasts."""
    district = District(database.transactions)
    district.transactions, district.desk = undone, Desk(undone, district.clock)
    return district


def test_random_lives_of_cases_keep_every_promise(
    district: District, undone: Undone, database: Database, request: pytest.FixtureRequest
) -> None:
    tally = Tally(database.dialect)

    class InThisDistrict(LivesOfCases):
        pass

    InThisDistrict.district, InThisDistrict.undone = district, undone
    InThisDistrict.tally = tally
    with database.transactions.rehearsing() as session:
        InThisDistrict.policy = load_policy(session)
    profile = settings.get_current_profile_name()
    lives = LIVES.get(profile, LIVES["default"])[database.dialect]
    asked = settings(max_examples=lives, stateful_step_count=STEPS_IN_A_LIFE)
    run_state_machine_as_test(InThisDistrict, settings=asked)
    assert tally.lives >= lives
    request.node.user_properties.append(("lives", tally.told()))
