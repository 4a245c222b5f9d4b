"""The story of a case, and the walk over all stories."""

import pytest
from sqlalchemy import text

from core.cases.history import verify_chain
from core.kernel.errors import NotFound
from storage import guards
from storage.readers.history import HistoryReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import SCOPES

FIRST = "330108-26-000001"


def test_a_story_is_told_from_its_beginning(written: Written) -> None:
    entries = HistoryReader(written.database, SCOPES["grid"]).entries(FIRST)
    stored = [entry for entry in written.data.entries if entry.case_id == 1]

    assert [(e.seq, e.at, e.verb, e.prev_hash, e.hash) for e in entries] == [
        (e.seq, e.at, e.verb, e.prev_hash, e.hash) for e in stored
    ]
    assert entries[0].payload["changes"] == {
        "reported_at": written.data.cases[0].reported_at.isoformat()
    }


def test_a_story_from_elsewhere_is_not_told(written: Written) -> None:
    for name in ("abroad", "nowhere", "crossed"):
        with pytest.raises(NotFound):
            HistoryReader(written.database, SCOPES[name]).entries(FIRST)


def test_a_walk_meets_every_case_of_the_jurisdiction_once_and_finds_it_whole(
    written: Written,
) -> None:
    for who in SCOPES.values():
        cases = sorted(written.data.within(who), key=lambda case: case.id or 0)
        chains = list(HistoryReader(written.database, who).walk(batch=17))

        assert [chain.number for chain in chains] == [case.number for case in cases]
        assert [len(chain.entries) for chain in chains] == [case.version for case in cases]
        faults = [
            verify_chain(chain.number, chain.version, chain.head, chain.entries) for chain in chains
        ]
        assert set(faults) <= {None}


def test_a_walk_shows_an_entry_that_was_changed_past_the_guards(changeable: Written) -> None:
    with changeable.database.transactions.writing() as session:
        connection = session.connection()
        guards.take_down(connection)
        connection.execute(
            text("UPDATE case_history SET operator = 'nobody' WHERE case_id = 7 AND seq = 2")
        )
        guards.put_up(connection)
    reader = HistoryReader(changeable.database, SCOPES["district"])
    abroad = HistoryReader(changeable.database, SCOPES["abroad"])

    faults = [
        fault
        for chain in (*reader.walk(), *abroad.walk())
        if (fault := verify_chain(chain.number, chain.version, chain.head, chain.entries))
    ]

    number = changeable.data.cases[6].number
    assert [(fault.number, fault.seq) for fault in faults] == [(number, 2)]
