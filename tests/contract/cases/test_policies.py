"""What happens by itself, exactly once, in order, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.cases.commands import DispatchCase, EscalateCase, SuspendCase
from core.kernel.settings import note_reference_change
from core.policies.commands import ApplyPolicy
from core.policies.models import PolicyRule
from core.policies.rules import DueAction
from core.policies.sweep import Applied
from storage.database import Database
from storage.readers.policies import PolicyReader
from tests.contract.cases.test_handling import filed, handling
from tests.district import BUREAU, DISPATCHER, QUARREL, SUPERVISOR, District
from tests.stored import case_fields, everything_in, history

DUE = datetime(2026, 9, 22, 10, 0, tzinfo=UTC)
"""When seven working days from Monday 14 September end."""

RULES = (
    PolicyRule(code="1-warn", stage="handle", moment="target", action="notify"),
    PolicyRule(code="2-late", stage="handle", moment="due", action="urge"),
    PolicyRule(
        code="3-up",
        stage="handle",
        tier=3,
        moment="after_due",
        after="1 working_day",
        action="escalate",
    ),
    PolicyRule(code="4-up", stage="handle", tier=4, moment="due", action="escalate"),
    PolicyRule(code="5-resume", stage="suspension", moment="due", action="resume"),
)


@pytest.fixture
def reader(database: Database, district: District) -> PolicyReader:
    """The policies above, in force."""
    with district.transactions.writing() as session:
        session.add_all(PolicyRule(**rule.model_dump()) for rule in RULES)
        note_reference_change(session)
    return PolicyReader(database)


def apply(district: District, action: DueAction) -> Applied:
    """Let one due action happen."""
    clock = action.clock
    command = ApplyPolicy(
        number=clock.number,
        rule=action.rule.code,
        stage=clock.stage,
        call=clock.call,
        started_at=clock.started_at,
    )
    applied: Applied = district.desk.execute(command, by=SUPERVISOR)
    return applied


def sweep(district: District, reader: PolicyReader) -> list[tuple[str, str]]:
    """Let everything due happen; return the policies and what became of them."""
    return [
        (action.rule.code, str(apply(district, action))) for action in reader.due(district.clock())
    ]


def test_policies_act_in_order_and_once(district: District, reader: PolicyReader) -> None:
    number = handling(district)
    assert sweep(district, reader) == []
    # Down for two weeks: target, due and one working day later have all passed.
    district.clock.move_to(DUE + timedelta(days=3))

    assert sweep(district, reader) == [("1-warn", "done"), ("2-late", "done"), ("3-up", "done")]

    verbs = [entry.verb for entry in history(district.transactions, number)]
    assert verbs[-3:] == ["note", "urge", "escalate"]
    assert case_fields(district.transactions, number)["card"] == "yellow"
    before = everything_in(district.transactions)
    assert sweep(district, reader) == []
    assert everything_in(district.transactions) == before


def test_nothing_happens_before_its_moment(district: District, reader: PolicyReader) -> None:
    handling(district)
    # The target, five working days, ends on Sunday 20 September at 18:00.
    target = datetime(2026, 9, 20, 10, 0, tzinfo=UTC)
    district.clock.move_to(target - timedelta(seconds=1))
    assert sweep(district, reader) == []
    district.clock.move_to(target)
    assert sweep(district, reader) == [("1-warn", "done")]


def test_a_second_runner_does_nothing(district: District, reader: PolicyReader) -> None:
    handling(district)
    district.clock.move_to(DUE)
    seen_by_both = reader.due(district.clock())
    first = [str(apply(district, action)) for action in seen_by_both]
    before = everything_in(district.transactions)
    second = [str(apply(district, action)) for action in seen_by_both]
    assert (first, second) == (["done", "done"], ["stale", "stale"])
    assert everything_in(district.transactions) == before


def test_a_refused_action_is_kept_and_not_tried_again(
    district: District, reader: PolicyReader
) -> None:
    number = filed(district, QUARREL)
    for _ in range(2):
        district.desk.execute(EscalateCase(number=number, reason="升"), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=BUREAU), by=DISPATCHER)
    district.clock.move_to(DUE + timedelta(seconds=1))
    assert ("4-up", "refused") in sweep(district, reader)
    assert case_fields(district.transactions, number)["tier"] == 4
    assert sweep(district, reader) == []


def test_a_suspended_case_resumes_by_itself(district: District, reader: PolicyReader) -> None:
    number = handling(district)
    district.desk.execute(
        SuspendCase(number=number, until=date(2026, 9, 16), reason="等"), by=SUPERVISOR
    )
    # The timers were silent until Wednesday noon, though it was to resume at midnight.
    district.clock.move_to(datetime(2026, 9, 16, 4, 0, tzinfo=UTC))
    assert sweep(district, reader) == [("5-resume", "done")]
    case = case_fields(district.transactions, number)
    assert case["state"] == "handling"


def test_a_clock_that_moved_on_sets_nothing_off(district: District, reader: PolicyReader) -> None:
    handling(district)
    district.clock.move_to(DUE)
    stale = reader.due(district.clock())[-1]
    district.clock.move_to(DUE - timedelta(days=1))
    assert apply(district, stale) == Applied.STALE
