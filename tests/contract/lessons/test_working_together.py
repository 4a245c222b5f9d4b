"""Lessons 24 to 27, on working together, on boundaries, on merging and on what is handed out.

Two processes on one case, and readers that forget a boundary, have files of their own:
`tests.contract.cases.test_two_desks` and `tests.contract.readers.test_jurisdiction`.
"""

from datetime import timedelta

import pytest

from console.entry import run
from core.cases.commands import (
    CancelCase,
    ExcuseCall,
    MergeCase,
    NoteCase,
    ReceiveCase,
    UnmergeCase,
    WhistleCase,
)
from core.cases.states import State, Verb
from core.kernel.errors import Conflict, NotFound, Refused, WrongState
from core.operators.models import Operator
from storage.readers.policies import PolicyReader
from tests.contract.cases.states import COMMAND, IN_STATE
from tests.contract.cases.test_handling import dispatched, filed, handling
from tests.contract.cases.test_policies import sweep
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    OTHER_GRID,
    SAFETY,
    STREET,
    SUPERVISOR,
    District,
)
from tests.stored import case_fields, everything_in, timer_stages

STREET_SUPERVISOR = "street-supervisor"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def street_supervisor(district: District) -> str:
    """Somebody who may do everything, in one street."""
    with district.transactions.writing() as session:
        session.add(
            Operator(login=STREET_SUPERVISOR, name="孙督", role="supervisor", area_code=STREET)
        )
    return STREET_SUPERVISOR


def test_lesson_24_who_decides_on_what_they_saw_before_is_told_so(district: District) -> None:
    """zammad#246: no check at all, "trust on human intelligence"; the second writer won."""
    number = dispatched(district)
    seen = int(case_fields(district.transactions, number)["version"])
    district.desk.execute(ReceiveCase(number=number, seen_version=seen), by=DISPATCHER)
    before = everything_in(district.transactions)

    with pytest.raises(Conflict, match="changed by somebody else"):
        district.desk.execute(
            CancelCase(number=number, seen_version=seen, reason="重复"), by=SUPERVISOR
        )

    assert everything_in(district.transactions) == before


def test_lesson_24_looking_at_a_case_locks_nobody_out(district: District) -> None:
    """osTicket#2504: a lock taken by reading blocked every reply."""
    number = dispatched(district)
    seen = int(case_fields(district.transactions, number)["version"])
    receive = ReceiveCase(number=number, seen_version=seen)

    # Somebody has the dialog open, with what it would do, and goes to lunch.
    district.desk.preview(receive, by=SUPERVISOR)

    assert district.desk.execute(receive, by=DISPATCHER).state == "handling"


@pytest.mark.parametrize("verb", COMMAND)
def test_lesson_25_no_verb_reaches_a_case_of_another_street(
    district: District, street_supervisor: str, verb: Verb
) -> None:
    """faveo-helpdesk#8315: one method checked the department, nine did not."""
    number = district.report(area_code=OTHER_GRID).number
    before = everything_in(district.transactions)

    with pytest.raises(NotFound, match="no case"):
        district.desk.execute(COMMAND[verb](number), by=street_supervisor)

    assert everything_in(district.transactions) == before


def test_lesson_25_nothing_is_merged_into_a_case_of_another_street(
    district: District, street_supervisor: str
) -> None:
    """osTicket#6936: the endpoints that name a second object were forgotten."""
    mine, theirs = filed(district), district.report(area_code=OTHER_GRID).number
    before = everything_in(district.transactions)

    with pytest.raises(NotFound, match=theirs):
        district.desk.execute(MergeCase(number=mine, into=theirs), by=street_supervisor)

    assert everything_in(district.transactions) == before


def test_lesson_26_a_wrong_merge_is_taken_back_whole(district: District) -> None:
    """osTicket#5325: a wrong merge could not be undone."""
    number, other = handling(district), filed(district)
    before = case_fields(district.transactions, number)
    clocks = timer_stages(district.transactions, number)

    district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    district.desk.execute(UnmergeCase(number=number, reason="不是同一处"), by=DISPATCHER)

    after = case_fields(district.transactions, number)
    assert {name for name in before if before[name] != after[name]} == {"version", "history_hash"}
    assert timer_stages(district.transactions, number) == clocks


@pytest.mark.parametrize("verb", sorted(set(COMMAND) - {Verb.NOTE, Verb.UNMERGE}))
def test_lesson_26_a_merged_case_takes_nothing_but_a_remark(district: District, verb: Verb) -> None:
    """zammad#983, frappe/helpdesk#2539: replies went to what was merged away, and were lost."""
    number = IN_STATE[State.MERGED](district)
    before = everything_in(district.transactions)

    with pytest.raises(WrongState):
        district.desk.execute(COMMAND[verb](number), by=SUPERVISOR)

    assert everything_in(district.transactions) == before


def test_lesson_26_a_merged_case_never_escalates(
    district: District, policies: PolicyReader
) -> None:
    """zammad#904: a merged ticket escalated all the same."""
    number, other = handling(district), filed(district)
    district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    district.clock.advance(timedelta(days=60))

    assert [rule for rule, _ in sweep(district, policies)] == []

    assert case_fields(district.transactions, number)["state"] == "merged"
    assert case_fields(district.transactions, number)["escalation_count"] == 0


def test_lesson_26_cases_that_have_merged_into_each_other_come_apart_again(
    district: District,
) -> None:
    """zammad#2347: merging failed where both were linked to a third."""
    first, second, third = (handling(district) for _ in range(3))
    district.desk.execute(MergeCase(number=first, into=second), by=DISPATCHER)
    district.desk.execute(MergeCase(number=second, into=third), by=DISPATCHER)

    for number in (first, second):
        undone = UnmergeCase(number=number, reason="不是同一处")
        assert district.desk.execute(undone, by=DISPATCHER).state == "handling"

    for number in (first, second, third):
        assert case_fields(district.transactions, number)["merged_into_id"] is None


def test_lesson_26_cases_that_call_the_same_units_are_merged_once_nobody_is_expected(
    district: District,
) -> None:
    """zammad#2347 once more: a shared link is no reason to fail, an open call is."""
    number, other = handling(district), handling(district)
    for one in (number, other):
        whistle = WhistleCase(
            number=one, unit_codes=(ENFORCEMENT, SAFETY), lead=ENFORCEMENT, reason="联合处置"
        )
        district.desk.execute(whistle, by=DISPATCHER)
    before = everything_in(district.transactions)

    with pytest.raises(Refused, match="still expected"):
        district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    assert everything_in(district.transactions) == before

    for call in (1, 2):
        excuse = ExcuseCall(number=number, call=call, reason="并案")
        district.desk.execute(excuse, by=DISPATCHER)
    merged = district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    assert merged.state == "merged"


def test_lesson_27_what_is_handed_out_is_no_formula(
    district: District, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """osTicket#3767: a title that a spreadsheet would run."""
    number = district.report(matter=FORMULA, address="+1", reporter_name="@x").number
    district.desk.execute(NoteCase(number=number, text="-2+3"), by=DISPATCHER)
    capsys.readouterr()

    code = run(["--db", database_url, "--as", DISPATCHER, "case", "list", "--format", "csv"])

    (_, row) = capsys.readouterr().out.splitlines()
    assert code == 0
    assert f"'{FORMULA}" in row
    assert "'+1" in row
    assert not any(cell.startswith(("=", "+", "@")) for cell in row.split(","))
