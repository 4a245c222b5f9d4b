"""The history replays to the case, and tampering shows."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import select

from core.cases.commands import DispatchCase, EscalateCase, FileCase, ReceiveCase
from core.cases.history import recorded_fields, replay, replay_timers
from core.cases.models import Case
from tests.district import BUREAU, DISPATCHER, ENFORCEMENT, STALLS, District
from tests.stored import chain_fault, history, payloads, timer_stages


@pytest.fixture
def number(district: District) -> str:
    """A case with a history of five entries."""
    number = district.report(reporter_name="王芳", reporter_phone="10112345678").number
    for command in (
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReceiveCase(number=number),
        EscalateCase(number=number, reason="升级", unit_code=BUREAU),
    ):
        district.desk.execute(command, by=DISPATCHER)
    return number


def test_a_history_replays_to_its_case(district: District, number: str) -> None:
    told = payloads(district.transactions, number)
    with district.transactions.rehearsing() as session:
        case = session.exec(select(Case).where(Case.number == number)).one()
        assert replay(told) == dict(recorded_fields(case))
        assert case.version == len(told)
    assert {stage for stage, _ in replay_timers(told)} == timer_stages(
        district.transactions, number
    )


def test_a_history_holds_no_personal_data_of_the_reporter(district: District, number: str) -> None:
    written = "".join(entry.payload for entry in history(district.transactions, number))
    assert "王芳" not in written
    assert "10112345678" not in written


def test_an_untouched_chain_verifies(district: District, number: str) -> None:
    assert chain_fault(district.transactions, number) is None


@pytest.mark.parametrize(
    ("tampering", "seq", "problem"),
    (
        ("UPDATE case_history SET operator = 'x' WHERE seq = 3", 3, "was changed"),
        ("UPDATE case_history SET payload = '{}' WHERE seq = 1", 1, "was changed"),
        ("DELETE FROM case_history WHERE seq = 2", 2, "missing"),
        ("DELETE FROM case_history WHERE seq = 5", 5, "missing"),
        ("UPDATE case_history SET prev_hash = 'x' WHERE seq = 4", 4, "does not follow"),
        ("UPDATE cases SET history_hash = 'x'", 5, "is not the one"),
    ),
)
def test_any_tampering_is_named(
    district: District, number: str, tampering: str, seq: int, problem: str
) -> None:
    with district.transactions.writing() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(text(guards)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE case_history DISABLE TRIGGER ALL"))
        connection.execute(text(tampering))

    fault = chain_fault(district.transactions, number)

    assert fault is not None
    assert (fault.number, fault.seq) == (number, seq)
    assert problem in fault.problem


def test_payloads_are_canonical_json(district: District, number: str) -> None:
    for entry in history(district.transactions, number):
        value = json.loads(entry.payload)
        again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert again == entry.payload
