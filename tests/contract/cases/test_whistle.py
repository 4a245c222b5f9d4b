"""Several units called to one case."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cases.commands import (
    AnswerCall,
    EscalateCase,
    ExcuseCall,
    FinishCall,
    RateCall,
    ResolveCase,
    ReturnCase,
    WhistleCase,
)
from core.kernel.errors import Invalid, Refused
from tests.contract.cases.test_handling import handling
from tests.district import BUREAU, COMMITTEE, DISPATCHER, ENFORCEMENT, SAFETY, District
from tests.stored import chain_fault, everything_in, payloads, timer_stages

CALLED = (ENFORCEMENT, SAFETY, BUREAU)


def whistled(district: District, *, urgent: bool = False) -> str:
    """Bring a case into handling and call three units to it; return its number."""
    number = handling(district)
    command = WhistleCase(
        number=number, unit_codes=CALLED, lead=ENFORCEMENT, reason="多头管理", urgent=urgent
    )
    district.desk.execute(command, by=DISPATCHER)
    return number


def test_each_called_unit_has_its_own_clock_to_answer(district: District) -> None:
    number = whistled(district, urgent=True)
    started = payloads(district.transactions, number)[-1]["started"]
    # Thirty minutes from Monday 09:00.
    assert [(t["stage"], t["call"], t["due_at"]) for t in started] == [
        ("call_answer", call, "2026-09-14T01:30:00+00:00") for call in (1, 2, 3)
    ]


def test_the_case_resolves_when_every_call_is_answered_or_excused(district: District) -> None:
    number = whistled(district)
    resolve = ResolveCase(number=number, result="联合整治完成")
    district.desk.execute(AnswerCall(number=number, call=1), by=DISPATCHER)
    district.desk.execute(AnswerCall(number=number, call=2, note="已到场"), by=DISPATCHER)
    before = everything_in(district.transactions)
    with pytest.raises(Refused, match="is unanswered"):
        district.desk.execute(resolve, by=DISPATCHER)
    assert everything_in(district.transactions) == before

    district.desk.execute(ExcuseCall(number=number, call=3, reason="另有任务"), by=DISPATCHER)
    district.desk.execute(FinishCall(number=number, call=2, result="隐患已除"), by=DISPATCHER)
    outcome = district.desk.execute(resolve, by=DISPATCHER)

    assert outcome.state == "resolved"
    assert timer_stages(district.transactions, number) == {"check"}
    calls = everything_in(district.transactions)["case_call"]
    assert [bool(row[8]) for row in calls] == [True, True, False]
    assert chain_fault(district.transactions, number) is None


def test_answering_stops_one_clock_and_starts_the_next(district: District) -> None:
    number = whistled(district)
    district.clock.advance(timedelta(hours=1))
    district.desk.execute(AnswerCall(number=number, call=2), by=DISPATCHER)
    entry = payloads(district.transactions, number)[-1]
    assert [(t["stage"], t["call"], t["used_seconds"]) for t in entry["stopped"]] == [
        ("call_answer", 2, 3600)
    ]
    # Five working days from Monday 14 September; Sunday 20 September is worked.
    assert [(t["stage"], t["due_at"]) for t in entry["started"]] == [
        ("call_finish", "2026-09-20T10:00:00+00:00")
    ]
    with pytest.raises(Refused, match="before"):
        district.desk.execute(AnswerCall(number=number, call=2), by=DISPATCHER)


def test_the_caller_rates_each_unit_once(district: District) -> None:
    number = whistled(district)
    with pytest.raises(Refused, match="cannot be rated"):
        district.desk.execute(RateCall(number=number, call=1, rating=4), by=DISPATCHER)
    district.desk.execute(AnswerCall(number=number, call=1), by=DISPATCHER)
    with pytest.raises(Invalid, match="1 to 5"):
        district.desk.execute(RateCall(number=number, call=1, rating=0), by=DISPATCHER)
    district.desk.execute(RateCall(number=number, call=1, rating=4), by=DISPATCHER)
    with pytest.raises(Refused, match="rated before"):
        district.desk.execute(RateCall(number=number, call=1, rating=5), by=DISPATCHER)
    assert [row[10] for row in everything_in(district.transactions)["case_call"]] == [
        4,
        None,
        None,
    ]


def test_a_case_does_not_leave_while_called_units_are_at_work(district: District) -> None:
    number = whistled(district)
    for command in (
        ReturnCase(number=number, reason="退"),
        EscalateCase(number=number, reason="升"),
    ):
        with pytest.raises(Refused, match="still expected or at work"):
            district.desk.execute(command, by=DISPATCHER)


@pytest.mark.parametrize(
    ("units", "lead", "field"),
    (
        ((ENFORCEMENT,), ENFORCEMENT, "unit_codes"),
        ((ENFORCEMENT, ENFORCEMENT), ENFORCEMENT, "unit_codes"),
        ((ENFORCEMENT, "S101"), ENFORCEMENT, "unit_codes"),
        ((ENFORCEMENT, COMMITTEE), SAFETY, "lead"),
    ),
)
def test_a_whistle_calls_several_units_of_the_place_one_of_which_leads(
    district: District, units: tuple[str, ...], lead: str, field: str
) -> None:
    number = handling(district)
    before = everything_in(district.transactions)
    with pytest.raises(Invalid) as refusal:
        district.desk.execute(
            WhistleCase(number=number, unit_codes=units, lead=lead, reason="吹哨"), by=DISPATCHER
        )
    assert set(refusal.value.fields) == {field}
    assert everything_in(district.transactions) == before


def test_an_unanswered_call_is_late_by_itself(district: District) -> None:
    number = whistled(district)
    district.clock.move_to(datetime(2026, 9, 15, 10, 0, 1, tzinfo=UTC))
    district.desk.execute(AnswerCall(number=number, call=1), by=DISPATCHER)
    stopped = payloads(district.transactions, number)[-1]["stopped"]
    assert [timer["late_by_seconds"] for timer in stopped] == [1]
