"""A due time that was moved explains itself."""

from datetime import date, timedelta

import pytest

from core.cases.commands import AskExtension, GrantExtension, ResumeCase, SuspendCase
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.explain import ExplainReader
from tests.contract.cases.test_handling import handling
from tests.district import DISPATCHER, SUPERVISOR, District


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
    scope = Scope(DISPATCHER, "张敏", Role.DISPATCHER, "330108", "330108")

    explanation = ExplainReader(database, scope).case(number)

    assert explanation.due_at == outcome.due_at
    notes = {note for day in explanation.days for note in day.notes}
    assert {"paused", "extended"} <= notes
