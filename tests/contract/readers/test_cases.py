"""One case: everything about it, masked, and only inside the jurisdiction."""

from typing import Final

import pytest

from core.cases.lifecycle import LIFECYCLE
from core.cases.states import State, Verb
from core.kernel.errors import NotFound
from core.operators.models import Role
from storage.readers.cases import CaseReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import GRID, HOME, NOW, SCOPES, scope

FIRST: Final = "330108-26-000001"


def test_a_detail_holds_the_row_its_timers_and_its_story(written: Written) -> None:
    case = written.data.cases[0]
    reader = CaseReader(written.database, SCOPES["grid"])

    detail = reader.detail(FIRST, NOW)

    assert detail.row == reader.row(FIRST)
    assert [(timer.stage, timer.due_at, timer.case) for timer in detail.timers] == [
        (timer.stage, timer.due_at, detail.row)
        for timer in sorted(
            (timer for timer in written.data.timers if timer.case_id == 1),
            key=lambda timer: timer.due_at,
        )
    ]
    assert [(entry.seq, entry.hash) for entry in detail.history] == [
        (entry.seq, entry.hash) for entry in written.data.entries if entry.case_id == 1
    ]
    assert (detail.handle_started_at, detail.handle_due_at) == (
        case.handle_started_at,
        case.handle_due_at,
    )
    assert (detail.dispatch_count, detail.return_count) == (case.dispatch_count, case.return_count)
    assert detail.circulated is (case.circulated_at is not None)
    assert (detail.handling_limit, detail.handled_late) == ("3 working_day", None)


def test_every_case_of_a_jurisdiction_can_be_read_and_no_other(written: Written) -> None:
    for who in SCOPES.values():
        reader = CaseReader(written.database, who)
        inside = {case.number for case in written.data.within(who)}
        for case in written.data.cases:
            if case.number in inside:
                assert reader.row(case.number).number == case.number
                continue
            with pytest.raises(NotFound):
                reader.row(case.number)


@pytest.mark.parametrize("number", ("330109-26-000001", "nonsense", "", "\0", "\ud800", "%"))
def test_a_case_elsewhere_is_refused_in_the_words_of_an_unknown_one(
    written: Written, number: str
) -> None:
    reader = CaseReader(written.database, SCOPES["grid"])
    elsewhere = next(
        case.number for case in written.data.cases if not case.area_code.startswith(GRID)
    )

    refusals = []
    for asked in (number, elsewhere):
        with pytest.raises(NotFound) as refused:
            reader.detail(asked, NOW)
        refusals.append((refused.value.template, refused.value.params))

    assert refusals == [
        ("There is no case %(number)s in your area.", {"number": number}),
        ("There is no case %(number)s in your area.", {"number": elsewhere}),
    ]


def test_the_reporter_is_masked_whether_from_the_public_or_of_the_staff(written: Written) -> None:
    reader = CaseReader(written.database, SCOPES["province"])
    shown = {
        case.reporter_staff_id: reader.detail(case.number, NOW)
        for case in written.data.cases
        if case.district_code == HOME
    }

    public, staff = shown[None], shown[1]

    assert (public.reporter_name, public.reporter_phone) == ("张*敏", "138****1234")
    assert (staff.reporter_name, staff.reporter_phone) == ("王*1", "138****0001")


def test_names_of_people_in_the_story_are_masked(written: Written) -> None:
    detail = CaseReader(written.database, SCOPES["grid"]).detail(FIRST, NOW)

    report = detail.history[0]

    assert report.payload["details"] == {
        "text": "备注",
        "gridder_name": "王*明",
        "from": {"gridder_name": "李*"},
    }
    assert (report.operator, report.operator_name) == ("zhangmin", "张敏")
    assert (detail.history[-1].operator, detail.history[-1].operator_name) == ("gone", "gone")


def test_the_verbs_allowed_are_those_of_the_state_that_the_role_may_do(written: Written) -> None:
    verbs = {
        role: CaseReader(written.database, scope(HOME, role)).detail(FIRST, NOW).allowed
        for role in Role
    }

    dispatched = (
        Verb.RECEIVE,
        Verb.RETURN,
        Verb.TRANSFER,
        Verb.ESCALATE,
        Verb.HAND_DOWN,
        Verb.ASK_EXTENSION,
        Verb.REPLY,
        Verb.MERGE,
        Verb.NOTE,
    )
    assert verbs[Role.DISPATCHER] == dispatched
    for role, allowed in verbs.items():
        assert set(allowed) == {
            verb
            for verb, step in LIFECYCLE.items()
            if State.DISPATCHED in step.sources and role in step.roles and step.by_hand
        }
    assert Verb.RECEIVE not in verbs[Role.VIEWER]
