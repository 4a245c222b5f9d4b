"""What a batch sends to the database, and that each of its commands is whole, on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, event, update
from sqlmodel import col

from core.cases.commands import FileCase, NoteCase, ReportCase
from core.cases.models import Case
from core.kernel.errors import Conflict, Forbidden
from core.kernel.settings import note_reference_change
from core.kernel.writes import Turn, Writes
from core.policies.commands import ApplyPolicy
from core.policies.models import PolicyRule
from core.policies.sweep import Applied
from storage.database import Database
from storage.readers.policies import PolicyReader
from tests.contract.cases.test_handling import filed
from tests.contract.cases.test_whistle import whistled
from tests.district import DISPATCHER, GRID, QUARREL, STALLS, SUPERVISOR, VIEWER, District
from tests.stored import case_fields, chain_fault, everything_in, history, payloads

URGE = PolicyRule(code="1-late", stage="dispatch", moment="due", action="urge")
ESCALATE = PolicyRule(code="2-up", stage="dispatch", moment="due", action="escalate")
RESUME = PolicyRule(code="3-resume", stage="dispatch", moment="due", action="resume")
"""Refused: what is not suspended cannot be resumed."""
LATE = timedelta(days=30)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Listen to what is sent over the connections that write, savepoints too."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        sent.append(" ".join(sql.split()))

    event.listen(database.writer, "before_cursor_execute", note)
    yield sent
    event.remove(database.writer, "before_cursor_execute", note)


def let_act(district: District, *rules: PolicyRule) -> None:
    with district.transactions.writing() as session:
        session.add_all(PolicyRule(**rule.model_dump()) for rule in rules)
        note_reference_change(session)


def due(database: Database, district: District) -> list[ApplyPolicy]:
    return [action.command() for action in PolicyReader(database).due(district.clock())]


@pytest.mark.parametrize(("rule", "asked"), ((URGE, 0), (ESCALATE, 1)))
def test_a_sweep_sends_as_many_statements_for_many_cases_as_for_few(
    database: Database, district: District, rule: PolicyRule, asked: int
) -> None:
    # For each case escalated, once: whether anybody has ruled on such a matter.
    let_act(district, rule)
    sent: dict[int, list[str]] = {}
    for size in (2, 3, 12):
        numbers = [filed(district, QUARREL) for _ in range(size)]
        district.clock.move_to(district.clock() + LATE)
        actions = [command for command in due(database, district) if command.number in numbers]
        with statements(database) as sent[size]:
            done = district.desk.execute_batch(actions, by=SUPERVISOR)
        assert done == [Applied.DONE] * size
        for number in numbers:
            assert chain_fault(district.transactions, number) is None
    # The two of the first batch paid for what the desk remembers from then on.
    assert len(sent[12]) - len(sent[3]) == 9 * asked
    assert len(sent[3]) <= 14 + 3 * asked
    assert not [sql for sql in sent[12] if "SAVEPOINT" in sql]


def test_a_verb_changes_the_case_last_and_writes_only_what_is_new(
    database: Database, district: District
) -> None:
    number = district.report().number
    with statements(database) as sent:
        district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    assert sent[-1].startswith("UPDATE cases SET ")
    changed = sent[-1].partition(" WHERE ")[0]
    assert ("state=" in changed, "street_code=" in changed) == (True, False)


def test_what_is_refused_in_a_batch_leaves_nothing_and_the_rest_is_whole(
    district: District,
) -> None:
    first, last = filed(district), filed(district)
    reports = [
        ReportCase(source="gridder", source_ref=ref, matter="占道", area_code=GRID, settled=settled)
        for ref, settled in (("a", ""), ("b", "已劝离"), ("c", ""))
    ]
    batch = [
        NoteCase(number=first, text="一"),
        reports[0],
        reports[1],
        NoteCase(number=last, text=""),
        reports[2],
        NoteCase(number=first, text="二"),
    ]

    results = district.desk.execute_batch(batch, by=DISPATCHER)

    told = [type(result).__name__ for result in results]
    # The second report names no item: it cannot be settled, and so is not made either.
    assert told == [
        "CaseOutcome", "CaseOutcome", "Invalid", "Invalid", "CaseOutcome", "CaseOutcome"
    ]  # fmt: skip
    assert int(results[4].number[-6:]) == int(results[1].number[-6:]) + 1
    assert [entry.verb for entry in history(district.transactions, first)][-2:] == ["note", "note"]
    assert len(history(district.transactions, last)) == 2
    for number in (first, last, results[1].number, results[4].number):
        assert chain_fault(district.transactions, number) is None
    assert len(everything_in(district.transactions)["cases"]) == 4


def test_several_policies_act_on_one_case_in_one_batch_each_once(
    database: Database, district: District
) -> None:
    let_act(district, URGE, RESUME)
    number, other = filed(district, QUARREL), filed(district, QUARREL)
    district.clock.move_to(district.clock() + LATE)
    actions = due(database, district)

    done = district.desk.execute_batch([*actions, actions[0]], by=SUPERVISOR)
    before = everything_in(district.transactions)
    again = district.desk.execute_batch(actions, by=SUPERVISOR)

    assert sorted(map(str, done)) == ["done", "done", "refused", "refused", "stale"]
    assert again == [Applied.STALE] * 4
    assert everything_in(district.transactions) == before
    for case in (number, other):
        assert [entry.verb for entry in history(district.transactions, case)][-1] == "urge"
        assert case_fields(district.transactions, case)["urge_count"] == 1
        assert chain_fault(district.transactions, case) is None


def test_nothing_is_read_ahead_for_who_may_not_act(database: Database, district: District) -> None:
    let_act(district, URGE)
    filed(district, QUARREL)
    district.clock.move_to(district.clock() + LATE)
    actions = due(database, district)
    before = everything_in(district.transactions)

    with statements(database) as sent:
        results = district.desk.execute_batch(actions, by=VIEWER)

    assert [type(result) for result in results] == [Forbidden]
    assert not [sql for sql in sent if "FROM cases" in sql]
    assert everything_in(district.transactions) == before


def test_what_a_refused_policy_had_begun_is_not_written_by_the_next_one(
    database: Database, district: District
) -> None:
    # Units are called to the case: it cannot go up, but its clock is late all the same.
    rules = (("1-up", "escalate"), ("2-late", "urge"))
    let_act(
        district,
        *(PolicyRule(code=c, stage="handle", moment="due", action=act) for c, act in rules),
    )
    number = whistled(district)
    district.clock.move_to(district.clock() + LATE)

    done = district.desk.execute_batch(due(database, district), by=SUPERVISOR)

    assert done == [Applied.REFUSED, Applied.DONE]
    assert case_fields(district.transactions, number)["escalation_count"] == 0
    assert "escalation_count" not in payloads(district.transactions, number)[-1]["changes"]
    assert chain_fault(district.transactions, number) is None


def test_a_case_that_is_not_as_it_was_read_is_not_written(district: District) -> None:
    number = filed(district)
    before = everything_in(district.transactions)
    change = update(Case).where(
        col(Case.number) == bindparam("this"), col(Case.version) == bindparam("seen")
    )
    with district.transactions.writing() as session:
        writes = Writes(session)
        for seen in (2, 7):
            row = {"this": number, "seen": seen, "card": "red"}
            writes.keep(Turn.CASES, change, row, case=number)
        for _overlooked in range(2):
            with pytest.raises(Conflict, match=number):
                writes.send()
        session.rollback()
    assert everything_in(district.transactions) == before
