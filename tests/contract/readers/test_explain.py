"""A due time that was moved explains itself."""

from datetime import date, timedelta

import pytest

from core.cases.commands import (
    AskExtension,
    EscalateCase,
    GrantExtension,
    MergeCase,
    PassCheck,
    ReopenCase,
    ResumeCase,
    SuspendCase,
    UnmergeCase,
)
from core.kernel.errors import Refused
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.explain import ExplainReader
from tests.contract.cases.test_handling import dispatched, filed, handling, resolved
from tests.district import DISPATCHER, SUPERVISOR, District
from tests.stored import timers

SCOPE = Scope(DISPATCHER, "张敏", Role.DISPATCHER, "330108", "330108")


@pytest.fixture
def district(database: Database) -> District:
    """A small district on each database."""
    return District(database.transactions)


def test_a_clock_paused_and_extended_explains_where_it_ends(
    database: Database, district: District
) -> None:
    number = handling(district)
    desk = district.desk
    desk.execute(SuspendCase(number=number, until=date(2026, 9, 30), reason="等"), by=SUPERVISOR)
    district.clock.advance(timedelta(days=1))
    desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    desk.execute(AskExtension(number=number, limit="1 working_day", reason="难"), by=DISPATCHER)
    outcome = desk.execute(GrantExtension(number=number), by=SUPERVISOR)

    explanation = ExplainReader(database, SCOPE).case(number)

    assert explanation.due_at == outcome.due_at
    notes = {note for day in explanation.days for note in day.notes}
    assert {"paused", "extended"} <= notes


@pytest.mark.parametrize("stage", ("handle", "receive"))
def test_a_clock_that_stood_merged_explains_where_it_ends(
    database: Database, district: District, stage: str
) -> None:
    number, other = dispatched(district), filed(district)
    desk = district.desk
    for _ in range(2):
        desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
        district.clock.advance(timedelta(hours=3))
        desk.execute(UnmergeCase(number=number, reason="并错"), by=DISPATCHER)

    explanation = ExplainReader(database, SCOPE).case(number, stage)

    (timer,) = (t for t in timers(district.transactions, number) if t.stage == stage)
    assert (explanation.due_at, explanation.target_at) == (timer.due_at, timer.target_at)
    assert "paused" in {note for day in explanation.days for note in day.notes}


def test_a_reopened_case_explains_the_clock_that_runs_and_not_the_old_one(
    database: Database, district: District
) -> None:
    number = resolved(district)
    desk = district.desk
    desk.execute(PassCheck(number=number, rating=2), by=DISPATCHER)
    desk.execute(ReopenCase(number=number, reason="群众不满意"), by=SUPERVISOR)
    # Tier 4 counts seven working days too, but warns otherwise than tier 3.
    outcome = desk.execute(EscalateCase(number=number, reason="升"), by=DISPATCHER)

    explanation = ExplainReader(database, SCOPE).case(number)

    assert (outcome.stage, outcome.due_at) == ("dispatch", explanation.due_at)
    with pytest.raises(Refused, match="does not run now"):
        ExplainReader(database, SCOPE).case(number, "handle")
