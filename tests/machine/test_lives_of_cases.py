"""Random verbs at random moments on both databases, judged after every step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlmodel import select

from core.cases import commands as c
from core.cases.history import plain, recorded_fields, replay, replay_timers
from core.cases.lifecycle import LIFECYCLE, verbs_from
from core.cases.models import Case, CaseTimer
from core.cases.rows import CaseOutcome
from core.cases.states import OPEN_STATES, Source, Verb
from core.kernel.command import Command
from core.kernel.errors import Refused, WrongState
from storage.database import Database
from tests.district import (
    ADMIN,
    BUREAU,
    COMMITTEE,
    ENFORCEMENT,
    GRIDDER,
    LAPSED,
    LITTER,
    MANHOLE,
    QUARREL,
    SAFETY,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.stored import chain_fault, everything_in, payloads

ITEMS = st.sampled_from((STALLS, MANHOLE, QUARREL, LITTER, LAPSED))
UNITS = st.sampled_from((COMMITTEE, ENFORCEMENT, SAFETY, BUREAU))
WORDS = st.sampled_from(("", "理由", "已处理"))

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
        unit_codes=tuple(d.draw(st.lists(UNITS, max_size=3))),
        lead=d.draw(UNITS),
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
    Verb.MERGE: lambda _, n: c.MergeCase(number=n, into="330108-26-000001"),
    Verb.UNMERGE: lambda d, n: c.UnmergeCase(number=n, reason=d.draw(WORDS)),
    Verb.REOPEN: lambda d, n: c.ReopenCase(number=n, reason=d.draw(WORDS)),
    Verb.CANCEL: lambda d, n: c.CancelCase(number=n, reason=d.draw(WORDS)),
    Verb.NOTE: lambda d, n: c.NoteCase(number=n, text=d.draw(WORDS)),
}


class LivesOfCases(RuleBasedStateMachine):
    """Anybody tries anything; time passes; the desk keeps its promises."""

    district: District

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[str] = []
        self.touched: str | None = None

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self._report(data)

    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        self._report(data)

    @rule(data=st.data(), verb=st.sampled_from(sorted(ARGUMENTS)))
    def try_any_verb(self, data: st.DataObject, verb: Verb) -> None:
        self._attempt(data, data.draw(st.sampled_from(self.numbers)), verb)

    @rule(data=st.data())
    def try_a_legal_verb(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        self._attempt(data, number, data.draw(st.sampled_from(verbs_from(self._state(number)))))

    @rule(minutes=st.integers(1, 60 * 24 * 12))
    def time_passes(self, minutes: int) -> None:
        self.district.clock.advance(timedelta(minutes=minutes))

    @invariant()
    def the_touched_case_is_what_its_history_says(self) -> None:
        if self.touched is None:
            return
        number = self.touched
        told = payloads(self.district.transactions, number)
        with self.district.transactions.rehearsing() as session:
            case = session.exec(select(Case).where(Case.number == number)).one()
            timers = session.exec(select(CaseTimer).where(CaseTimer.case_id == case.id)).all()
            assert replay(told) == dict(recorded_fields(case))
            stored = {
                (timer.stage, timer.call): (
                    timer.limit,
                    plain(timer.started_at),
                    plain(timer.target_at),
                    plain(timer.due_at),
                )
                for timer in timers
            }
            assert stored == {
                key: (t["limit"], t["started_at"], t["target_at"], t["due_at"])
                for key, t in replay_timers(told).items()
            }
            assert (case.state in OPEN_STATES) == bool(timers)
            assert case.due_at == min((timer.due_at for timer in timers), default=None)
            own = [timer for timer in timers if not timer.call]
            assert {(timer.tier, timer.unit_id) for timer in own} <= {(case.tier, case.unit_id)}
        assert chain_fault(self.district.transactions, number) is None

    @invariant()
    def the_counts_of_the_queue_are_those_of_a_recount(self) -> None:
        with self.district.transactions.rehearsing() as session:
            connection = session.connection()
            kept = connection.execute(
                text(
                    "SELECT street_code, tier, due_on, open FROM queue_count "
                    "WHERE open <> 0 ORDER BY 1, 2, 3"
                )
            ).all()
            counted = connection.execute(
                text(
                    "SELECT street_code, tier, due_on, count(*) FROM cases "
                    "WHERE ended_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
                )
            ).all()
            assert kept == counted

    def _report(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from((Source.GRIDDER, Source.HOTLINE)))
        item = data.draw(st.none() | ITEMS)
        outcome = self.district.report(source=str(source), item_code=item)
        self.numbers.append(outcome.number)
        self.touched = outcome.number

    def _attempt(self, data: st.DataObject, number: str, verb: Verb) -> None:
        state = self._state(number)
        command = ARGUMENTS[verb](data, number)
        before = everything_in(self.district.transactions)
        self.touched = number
        refusal, outcome = self._tried(command, data.draw(st.sampled_from((SUPERVISOR, ADMIN))))
        if refusal:
            assert isinstance(refusal, WrongState) == (state not in LIFECYCLE[verb].sources)
            after = everything_in(self.district.transactions)
            # Only the note of a forbidden attempt may have been added.
            assert _without_audit(after) == _without_audit(before)
            return
        assert isinstance(outcome, CaseOutcome)
        assert state in LIFECYCLE[verb].sources
        with self.district.transactions.rehearsing() as session:
            case = session.exec(select(Case).where(Case.number == number)).one()
            assert (outcome.state, outcome.tier, outcome.version) == (
                case.state,
                case.tier,
                case.version,
            )

    def _tried(self, command: Command, by: str) -> tuple[Refused | None, CaseOutcome | None]:
        try:
            return None, self.district.desk.execute(command, by=by)
        except Refused as refusal:
            return refusal, None

    def _state(self, number: str) -> str:
        with self.district.transactions.rehearsing() as session:
            return session.exec(select(Case.state).where(Case.number == number)).one()


def _without_audit(stored: dict[str, Any]) -> dict[str, Any]:
    return {table: rows for table, rows in stored.items() if table != "audit_entry"}


@pytest.fixture
def district(database: Database) -> District:
    """A small district on each database."""
    return District(database.transactions)


def test_random_lives_of_cases_keep_every_promise(district: District) -> None:
    class InThisDistrict(LivesOfCases):
        pass

    InThisDistrict.district = district
    # A life is some twenty-five verbs, each judged against the whole database.
    steps = settings(max_examples=settings().max_examples // 4, stateful_step_count=25)
    run_state_machine_as_test(InThisDistrict, settings=steps)
