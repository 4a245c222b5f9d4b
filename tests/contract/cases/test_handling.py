"""Dispatch, receive, return, transfer, escalate, resolve, check, note."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.cases.commands import (
    DispatchCase,
    EscalateCase,
    FailCheck,
    FileCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    ResolveCase,
    ReturnCase,
    RevealReporter,
    TransferCase,
    VerifyCase,
)
from core.cases.privacy import Reporter
from core.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.district import (
    AUDITOR,
    BUREAU,
    DISPATCHER,
    ENFORCEMENT,
    GRIDDER,
    LITTER,
    MONDAY_MORNING,
    NEXT_GRID,
    OTHER_ENFORCEMENT,
    OTHER_GRID,
    QUARREL,
    SAFETY,
    STALLS,
    STREET_DISPATCHER,
    VIEWER,
    District,
)
from tests.stored import case_fields, everything_in, payloads, timer_stages

WEDNESDAY_BEFORE_GOLDEN_WEEK = datetime(2026, 9, 30, 7, 0, tzinfo=UTC)
"""Wednesday 2026-09-30 15:00 in Hangzhou."""
CLOSE_OF_MAKE_UP_SATURDAY = datetime(2026, 10, 10, 10, 0, tzinfo=UTC)
"""Saturday 2026-10-10 18:00 in Hangzhou, a make-up working day."""


def filed(district: District, item: str = STALLS, **fields: Any) -> str:
    """Report and file a case; return its number."""
    number = district.report(item_code=item, **fields).number
    district.desk.execute(FileCase(number=number, item_code=item), by=DISPATCHER)
    return number


def dispatched(district: District, unit: str = ENFORCEMENT) -> str:
    """Report, file and dispatch a case of tier 3; return its number."""
    number = filed(district)
    district.desk.execute(DispatchCase(number=number, unit_code=unit), by=DISPATCHER)
    return number


def handling(district: District) -> str:
    """Bring a case of tier 3 into handling; return its number."""
    number = dispatched(district)
    district.desk.execute(ReceiveCase(number=number), by=DISPATCHER)
    return number


def resolved(district: District) -> str:
    """Bring a case of tier 3 to its check; return its number."""
    number = handling(district)
    district.desk.execute(ResolveCase(number=number, result="已清理"), by=DISPATCHER)
    return number


def test_the_handling_clock_starts_at_dispatch_not_at_receipt(district: District) -> None:
    number = dispatched(district)
    case = case_fields(district.transactions, number)
    assert timer_stages(district.transactions, number) == {"handle", "receive"}
    due = case["handle_due_at"]

    district.clock.advance(timedelta(hours=1))
    outcome = district.desk.execute(ReceiveCase(number=number), by=DISPATCHER)

    assert outcome.stage == "handle"
    assert case_fields(district.transactions, number)["handle_due_at"] == due
    # 7 working days from Monday 14 September: the make-up Sunday 20 September counts.
    assert outcome.due_at == datetime(2026, 9, 22, 10, 0, tzinfo=UTC)


def test_a_case_is_escalated_one_tier_at_a_time(district: District) -> None:
    number = filed(district, LITTER)
    escalate = EscalateCase(number=number, reason="升")
    tiers = [district.desk.execute(escalate, by=DISPATCHER).tier for _ in range(3)]
    assert tiers == [2, 3, 4]
    with pytest.raises(Refused, match="Tier 4 is the highest"):
        district.desk.execute(escalate, by=DISPATCHER)


def test_three_working_days_cross_golden_week_to_the_make_up_saturday(
    district: District,
) -> None:
    district.clock.move_to(WEDNESDAY_BEFORE_GOLDEN_WEEK)
    number = filed(district, QUARREL)
    district.desk.execute(DispatchCase(number=number, unit_code="C001"), by=DISPATCHER)

    outcome = district.desk.execute(ReceiveCase(number=number), by=DISPATCHER)

    assert outcome.due_at == CLOSE_OF_MAKE_UP_SATURDAY
    assert not outcome.estimated


@pytest.mark.parametrize(
    ("unit", "sentence"),
    (
        (BUREAU, "answers at tier 4"),
        (OTHER_ENFORCEMENT, "answers in 330108002"),
        ("nobody", "There is no unit"),
    ),
)
def test_a_case_goes_only_to_a_unit_that_answers_for_it(
    district: District, unit: str, sentence: str
) -> None:
    number = filed(district)
    before = everything_in(district.transactions)

    with pytest.raises(Invalid, match=sentence):
        district.desk.execute(DispatchCase(number=number, unit_code=unit), by=DISPATCHER)

    assert everything_in(district.transactions) == before


def test_a_tier_one_case_goes_to_a_gridder_of_its_grid(district: District) -> None:
    number = filed(district, LITTER)
    outcome = district.desk.execute(
        DispatchCase(number=number, gridder_number=GRIDDER), by=DISPATCHER
    )
    assert outcome.state == "dispatched"
    assert case_fields(district.transactions, number)["gridder_id"] == 1

    elsewhere = filed(district, LITTER, area_code=NEXT_GRID)
    with pytest.raises(Invalid, match="holds no post"):
        district.desk.execute(DispatchCase(number=elsewhere, gridder_number=GRIDDER), by=DISPATCHER)


def test_a_gridder_is_never_given_a_case_of_a_higher_tier(district: District) -> None:
    number = filed(district)
    with pytest.raises(Invalid, match="Only a case of tier 1"):
        district.desk.execute(DispatchCase(number=number, gridder_number=GRIDDER), by=DISPATCHER)


def test_a_returned_case_awaits_dispatch_while_its_clock_goes_on(district: District) -> None:
    number = handling(district)
    due = case_fields(district.transactions, number)["handle_due_at"]

    outcome = district.desk.execute(ReturnCase(number=number, reason="非辖区"), by=DISPATCHER)

    case = case_fields(district.transactions, number)
    assert (outcome.state, case["unit_id"], case["return_count"]) == ("filed", None, 1)
    assert case["handle_due_at"] == due
    assert timer_stages(district.transactions, number) == {"handle", "dispatch"}


def test_a_units_second_return_of_a_case_is_refused(district: District) -> None:
    number = dispatched(district)
    district.desk.execute(ReturnCase(number=number, reason="权属不清"), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=ENFORCEMENT), by=DISPATCHER)
    before = everything_in(district.transactions)

    with pytest.raises(Refused, match="second return is refused"):
        district.desk.execute(ReturnCase(number=number, reason="还是不清"), by=DISPATCHER)

    assert everything_in(district.transactions) == before


def test_another_unit_may_return_the_case_too(district: District) -> None:
    number = dispatched(district)
    district.desk.execute(ReturnCase(number=number, reason="权属不清"), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=SAFETY), by=DISPATCHER)
    outcome = district.desk.execute(ReturnCase(number=number, reason="不归我"), by=DISPATCHER)
    assert outcome.state == "filed"
    assert case_fields(district.transactions, number)["return_count"] == 2


def test_a_transferred_case_keeps_its_clock_and_its_first_unit(district: District) -> None:
    number = handling(district)
    before = case_fields(district.transactions, number)
    district.clock.advance(timedelta(hours=1))

    outcome = district.desk.execute(
        TransferCase(number=number, unit_code=SAFETY, reason="安全隐患"), by=DISPATCHER
    )

    after = case_fields(district.transactions, number)
    assert (outcome.state, outcome.unit) == ("dispatched", "西兴应急安监站")
    assert after["handle_due_at"] == before["handle_due_at"]
    assert (after["first_unit_id"], after["unit_id"]) == (2, 3)
    assert after["dispatch_count"] == 2
    with pytest.raises(Invalid, match="already"):
        district.desk.execute(
            TransferCase(number=number, unit_code=SAFETY, reason="再转"), by=DISPATCHER
        )


def test_escalating_a_running_case_starts_the_new_tiers_clock_at_once(
    district: District,
) -> None:
    number = handling(district)
    district.clock.advance(timedelta(days=1))

    outcome = district.desk.execute(
        EscalateCase(number=number, reason="街道无力处置"), by=DISPATCHER
    )

    case = case_fields(district.transactions, number)
    assert (outcome.state, outcome.tier, case["unit_id"]) == ("filed", 4, None)
    assert timer_stages(district.transactions, number) == {"handle", "dispatch"}
    entry = payloads(district.transactions, number)[-1]
    stopped = {timer["stage"]: timer for timer in entry["stopped"]}
    # Eight office hours of Monday and Tuesday: 09:00-18:00 less lunch, and one hour more.
    assert stopped["handle"]["used_seconds"] == 8 * 3600
    assert entry["details"]["suggested_unit"] == BUREAU
    # 7 working days from Tuesday 15 September, with the make-up Sunday.
    started = {timer["stage"]: timer for timer in entry["started"]}
    assert started["handle"]["due_at"] == "2026-09-23T10:00:00+00:00"


def test_escalating_may_dispatch_in_the_same_step(district: District) -> None:
    number = handling(district)
    outcome = district.desk.execute(
        EscalateCase(number=number, reason="跨街道", unit_code=BUREAU), by=DISPATCHER
    )
    assert (outcome.state, outcome.unit) == ("dispatched", "区综合行政执法局")
    assert timer_stages(district.transactions, number) == {"handle", "receive"}


def test_escalating_before_dispatch_leaves_the_clock_to_the_dispatch(district: District) -> None:
    number = filed(district, QUARREL)
    district.desk.execute(EscalateCase(number=number, reason="涉及多户"), by=DISPATCHER)
    assert timer_stages(district.transactions, number) == {"dispatch"}
    assert case_fields(district.transactions, number)["handling_limit"] == "7 working_day"


def test_there_is_no_tier_above_the_highest(district: District) -> None:
    number = handling(district)
    district.desk.execute(
        EscalateCase(number=number, reason="升级", unit_code=BUREAU), by=DISPATCHER
    )
    before = everything_in(district.transactions)
    with pytest.raises(Refused, match="is the highest"):
        district.desk.execute(EscalateCase(number=number, reason="再升"), by=DISPATCHER)
    assert everything_in(district.transactions) == before


def test_escalating_a_public_report_needs_it_verified(district: District) -> None:
    number = district.report(source="hotline").number
    with pytest.raises(Refused, match="verify it"):
        district.desk.execute(EscalateCase(number=number, reason="急"), by=DISPATCHER)
    district.desk.execute(VerifyCase(number=number, valid=True), by=DISPATCHER)
    assert district.desk.execute(EscalateCase(number=number, reason="急"), by=DISPATCHER).tier == 4


def test_resolving_stops_the_handling_clock_and_a_check_is_due(district: District) -> None:
    number = resolved(district)
    case = case_fields(district.transactions, number)
    assert timer_stages(district.transactions, number) == {"check"}
    assert not case["handled_late"]
    assert case["due_stage"] == "check"


def test_resolving_after_the_due_time_is_late(district: District) -> None:
    number = handling(district)
    district.clock.move_to(datetime(2026, 9, 22, 10, 0, 1, tzinfo=UTC))
    district.desk.execute(ResolveCase(number=number, result="已清理"), by=DISPATCHER)
    assert case_fields(district.transactions, number)["handled_late"]
    stopped = payloads(district.transactions, number)[-1]["stopped"]
    assert [(timer["stage"], timer["late_by_seconds"]) for timer in stopped] == [("handle", 1)]


def test_a_passed_check_closes_the_case_with_its_rating(district: District) -> None:
    number = resolved(district)
    with pytest.raises(Invalid):
        district.desk.execute(PassCheck(number=number, rating=6), by=DISPATCHER)
    outcome = district.desk.execute(PassCheck(number=number, rating=5), by=DISPATCHER)
    case = case_fields(district.transactions, number)
    assert (outcome.state, case["rating"], outcome.due_at) == ("closed", 5, None)
    assert timer_stages(district.transactions, number) == set()


def test_a_failed_check_sends_the_case_back_and_the_due_time_stays(district: District) -> None:
    number = resolved(district)
    due = case_fields(district.transactions, number)["handle_due_at"]
    district.clock.advance(timedelta(days=3))

    outcome = district.desk.execute(FailCheck(number=number, reason="仍有摊贩"), by=DISPATCHER)

    case = case_fields(district.transactions, number)
    assert (outcome.state, case["rework_count"], case["resolved_at"]) == ("handling", 1, None)
    assert case["handle_due_at"] == due
    assert outcome.due_at == datetime(2026, 9, 22, 10, 0, tzinfo=UTC)
    assert timer_stages(district.transactions, number) == {"handle"}


def test_a_note_changes_nothing_but_the_story(district: District) -> None:
    number = resolved(district)
    before = case_fields(district.transactions, number)
    district.desk.execute(NoteCase(number=number, text="已电话回访"), by=DISPATCHER)
    after = case_fields(district.transactions, number)
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"version", "history_hash"}


def test_a_decision_on_an_old_version_is_a_conflict(district: District) -> None:
    number = filed(district)
    seen = case_fields(district.transactions, number)["version"]
    district.desk.execute(NoteCase(number=number, text="先到"), by=DISPATCHER)
    before = everything_in(district.transactions)

    with pytest.raises(Conflict, match="changed by somebody else"):
        district.desk.execute(
            DispatchCase(number=number, seen_version=seen, unit_code=ENFORCEMENT), by=DISPATCHER
        )

    assert everything_in(district.transactions) == before


def test_a_case_elsewhere_looks_as_if_it_did_not_exist(district: District) -> None:
    elsewhere = district.report(area_code=OTHER_GRID).number
    with pytest.raises(NotFound) as refusal:
        district.desk.execute(NoteCase(number=elsewhere, text="看看"), by=STREET_DISPATCHER)
    missing = elsewhere.replace("000001", "000009")
    with pytest.raises(NotFound) as unknown:
        district.desk.execute(NoteCase(number=missing, text="看看"), by=STREET_DISPATCHER)
    assert str(refusal.value).replace(elsewhere, missing) == str(unknown.value)


def test_a_preview_says_what_would_happen_and_changes_nothing(district: District) -> None:
    number = filed(district)
    before = everything_in(district.transactions)
    command = DispatchCase(number=number, unit_code=ENFORCEMENT)

    preview = district.desk.preview(command, by=DISPATCHER)

    assert everything_in(district.transactions) == before
    assert district.desk.execute(command, by=DISPATCHER) == preview


def test_commands_together_are_done_all_or_none(district: District) -> None:
    number = filed(district)
    before = everything_in(district.transactions)
    good = NoteCase(number=number, text="一")
    with pytest.raises(Invalid):
        district.desk.execute_together([good, NoteCase(number=number, text="")], by=DISPATCHER)
    assert everything_in(district.transactions) == before


def test_a_refused_command_of_a_batch_does_not_hinder_the_others(district: District) -> None:
    number = filed(district)
    results = district.desk.execute_batch(
        [
            NoteCase(number=number, text="一"),
            NoteCase(number=number, text=""),
            NoteCase(number=number, text="三"),
        ],
        by=DISPATCHER,
    )
    assert [type(result).__name__ for result in results] == [
        "CaseOutcome",
        "Invalid",
        "CaseOutcome",
    ]
    texts = [entry["details"].get("text") for entry in payloads(district.transactions, number)]
    assert texts[-2:] == ["一", "三"]


def test_a_batch_that_does_not_go_on_leaves_the_rest_undone_but_does_one(
    district: District,
) -> None:
    number = filed(district)
    batch = [NoteCase(number=number, text=text) for text in ("一", "二", "三")]
    answers = iter((True, True, False))

    results = district.desk.execute_batch(batch, by=DISPATCHER, goes_on=lambda: next(answers))
    again = district.desk.execute_batch(batch, by=DISPATCHER, goes_on=lambda: False)

    assert (len(results), len(again)) == (2, 1)
    texts = [entry["details"].get("text") for entry in payloads(district.transactions, number)]
    assert texts[-3:] == ["一", "二", "一"]


def test_looking_at_a_reporter_is_on_record_and_not_for_viewers(district: District) -> None:
    number = district.report(reporter_name="王芳", reporter_phone="10112345678").number

    with pytest.raises(Forbidden):
        district.desk.execute(RevealReporter(number=number), by=VIEWER)
    seen = district.desk.execute(RevealReporter(number=number), by=AUDITOR)

    assert seen == Reporter("王芳", "10112345678")
    looks = [row[2:6] for row in everything_in(district.transactions)["audit_entry"]]
    assert (AUDITOR, "reveal_reporter", number, "done") in looks
    assert (VIEWER, "RevealReporter", number, "refused") in looks


def test_an_unknown_operator_gets_nowhere(district: District) -> None:
    with pytest.raises(Forbidden):
        district.report(by="nobody")
    assert everything_in(district.transactions)["cases"] == []


def test_the_clock_of_the_morning_is_monday_nine(district: District) -> None:
    assert district.report().due_at == MONDAY_MORNING + timedelta(minutes=15)
