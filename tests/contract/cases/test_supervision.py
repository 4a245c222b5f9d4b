"""Suspend and resume, merge and unmerge, hand down, reopen, cancel."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.cases.commands import (
    AskAppeal,
    CancelCase,
    DispatchCase,
    EscalateCase,
    FailCheck,
    HandDownCase,
    MergeCase,
    PassCheck,
    ReceiveCase,
    ReopenCase,
    ResolveCase,
    ResumeCase,
    SuspendCase,
    UnmergeCase,
    UpholdAppeal,
    UrgeCase,
)
from core.kernel.errors import Forbidden, Invalid, Refused, WrongState
from tests.contract.cases.test_handling import dispatched, filed, handling, resolved
from tests.district import (
    BUREAU,
    DISPATCHER,
    ENFORCEMENT,
    LITTER,
    QUARREL,
    SUPERVISOR,
    District,
)
from tests.stored import case_fields, everything_in, payloads, timer_stages

CLOSE_OF_TUESDAY = datetime(2026, 9, 22, 10, 0, tzinfo=UTC)
"""When seven working days from Monday 14 September end."""


def suspend(district: District, number: str, until: date) -> None:
    """Suspend a case as the supervisor."""
    command = SuspendCase(number=number, until=until, reason="等待鉴定")
    district.desk.execute(command, by=SUPERVISOR)


def test_the_due_time_moves_by_the_working_time_that_a_case_was_suspended(
    district: District,
) -> None:
    number = handling(district)
    suspend(district, number, date(2026, 9, 30))
    assert timer_stages(district.transactions, number) == {"suspension"}

    # Two working days later: Tuesday and Wednesday.
    district.clock.advance(timedelta(days=2))
    outcome = district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)

    assert (outcome.state, outcome.stage) == ("handling", "handle")
    assert outcome.due_at == CLOSE_OF_TUESDAY + timedelta(days=2)


def test_a_weekend_of_suspension_moves_nothing(district: District) -> None:
    number = handling(district)
    # From Friday 18:00 to Saturday 23:00; Sunday 20 September is a make-up day.
    district.clock.move_to(datetime(2026, 9, 18, 10, 0, tzinfo=UTC))
    suspend(district, number, date(2026, 9, 20))
    district.clock.move_to(datetime(2026, 9, 19, 15, 0, tzinfo=UTC))
    outcome = district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    assert outcome.due_at == CLOSE_OF_TUESDAY


def test_pauses_add_up_and_survive_a_failed_check(district: District) -> None:
    number = handling(district)
    for _ in range(2):
        suspend(district, number, date(2026, 10, 30))
        district.clock.advance(timedelta(days=1))
        district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    district.desk.execute(ResolveCase(number=number, result="好"), by=DISPATCHER)
    outcome = district.desk.execute(FailCheck(number=number, reason="不好"), by=DISPATCHER)
    assert outcome.due_at == CLOSE_OF_TUESDAY + timedelta(days=2)
    assert case_fields(district.transactions, number)["suspension_count"] == 2


def test_the_suspension_ends_at_the_beginning_of_its_day(district: District) -> None:
    number = handling(district)
    suspend(district, number, date(2026, 9, 30))
    due_at = case_fields(district.transactions, number)["due_at"]
    assert str(due_at).startswith("2026-09-29 16:00:00")


@pytest.mark.parametrize("until", (date(2026, 9, 14), date(2027, 9, 16)))
def test_a_case_is_not_suspended_into_the_past_or_for_more_than_a_year(
    district: District, until: date
) -> None:
    number = handling(district)
    before = everything_in(district.transactions)
    with pytest.raises(Invalid, match="from tomorrow to a year ahead"):
        suspend(district, number, until)
    assert everything_in(district.transactions) == before


def test_the_time_suspended_is_not_time_used(district: District) -> None:
    number = handling(district)
    district.clock.advance(timedelta(hours=1))
    suspend(district, number, date(2026, 9, 30))
    district.clock.advance(timedelta(days=1))
    district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    district.clock.advance(timedelta(hours=2))
    district.desk.execute(ResolveCase(number=number, result="好"), by=DISPATCHER)

    (handle,) = payloads(district.transactions, number)[-1]["stopped"]
    # From 09:00 to 10:00 on Monday, and from 10:00 to 12:00 on Tuesday.
    assert (handle["stage"], handle["used_seconds"]) == ("handle", 3 * 3600)


def test_a_dispatcher_may_not_suspend(district: District) -> None:
    number = handling(district)
    with pytest.raises(Forbidden):
        district.desk.execute(
            SuspendCase(number=number, until=date(2026, 9, 30), reason="等"), by=DISPATCHER
        )
    assert case_fields(district.transactions, number)["state"] == "handling"


def test_a_suspended_case_can_be_neither_resolved_nor_escalated(district: District) -> None:
    number = handling(district)
    suspend(district, number, date(2026, 9, 30))
    for command in (
        ResolveCase(number=number, result="好"),
        EscalateCase(number=number, reason="升"),
    ):
        with pytest.raises(WrongState):
            district.desk.execute(command, by=SUPERVISOR)


def test_a_merged_case_stands_still_and_runs_on_when_unmerged(district: District) -> None:
    number, other = dispatched(district), filed(district)
    district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    district.clock.advance(timedelta(days=1))
    outcome = district.desk.execute(UnmergeCase(number=number, reason="并错"), by=DISPATCHER)
    case = case_fields(district.transactions, number)
    assert outcome.state == "dispatched"
    # Two working hours from Monday 09:00 are due at 11:00; a day later, a day later.
    assert outcome.due_at == datetime(2026, 9, 15, 3, 0, tzinfo=UTC)
    assert str(case["handle_due_at"]).startswith("2026-09-23 10:00:00")


def test_a_case_is_merged_only_into_another_open_case(district: District) -> None:
    number, closed = handling(district), resolved(district)
    district.desk.execute(PassCheck(number=closed, rating=5), by=DISPATCHER)
    before = everything_in(district.transactions)
    for into in (number, closed):
        with pytest.raises(Invalid, match="another case that is open"):
            district.desk.execute(MergeCase(number=number, into=into), by=DISPATCHER)
    assert everything_in(district.transactions) == before


def test_a_case_goes_down_only_to_a_tier_that_answers_for_its_item(district: District) -> None:
    number = filed(district, QUARREL)
    district.desk.execute(EscalateCase(number=number, reason="升"), by=DISPATCHER)

    outcome = district.desk.execute(
        HandDownCase(number=number, tier=2, reason="社区可办"), by=DISPATCHER
    )

    case = case_fields(district.transactions, number)
    assert (outcome.state, outcome.tier, case["hand_down_count"]) == ("filed", 2, 1)
    assert payloads(district.transactions, number)[-1]["details"]["from_tier"] == 3
    with pytest.raises(Refused, match="not for the grid"):
        district.desk.execute(HandDownCase(number=number, tier=1, reason="再下"), by=DISPATCHER)
    for tier in (2, 3, 4):
        hand_down = HandDownCase(number=number, tier=tier, reason="错")
        with pytest.raises(Invalid, match="a tier below"):
            district.desk.execute(hand_down, by=DISPATCHER)


def test_a_case_nobody_below_answers_for_stays(district: District) -> None:
    number = filed(district, LITTER, area_code="330108002001001")
    district.desk.execute(EscalateCase(number=number, reason="升"), by=DISPATCHER)
    district.desk.execute(EscalateCase(number=number, reason="升"), by=DISPATCHER)
    with pytest.raises(Refused, match="Nobody at tier 2"):
        district.desk.execute(HandDownCase(number=number, tier=2, reason="下沉"), by=DISPATCHER)


def test_a_reopened_case_awaits_dispatch_and_gets_a_new_clock(district: District) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=2), by=DISPATCHER)
    district.clock.advance(timedelta(days=30))

    district.desk.execute(ReopenCase(number=number, reason="群众不满意"), by=SUPERVISOR)
    outcome = district.desk.execute(
        DispatchCase(number=number, unit_code=ENFORCEMENT), by=DISPATCHER
    )

    case = case_fields(district.transactions, number)
    assert (outcome.state, case["reopen_count"], case["rating"]) == ("dispatched", 1, None)
    # Wednesday 14 October and seven working days on.
    assert str(case["handle_due_at"]).startswith("2026-10-23 10:00:00")


def test_an_exemption_is_for_the_time_before_a_case_was_reopened(district: District) -> None:
    number = handling(district)
    district.clock.move_to(CLOSE_OF_TUESDAY + timedelta(hours=1))
    for by, command in (
        (DISPATCHER, ResolveCase(number=number, result="已整改")),
        (DISPATCHER, PassCheck(number=number, rating=2)),
        (DISPATCHER, AskAppeal(number=number, reason="台风停工")),
        (SUPERVISOR, UpholdAppeal(number=number, reason="属实")),
    ):
        district.desk.execute(command, by=by)
    assert case_fields(district.transactions, number)["exempt"]

    district.desk.execute(ReopenCase(number=number, reason="问题反弹"), by=SUPERVISOR)

    case = case_fields(district.transactions, number)
    assert (bool(case["exempt"]), case["appeal"]) == (False, "upheld")


def test_a_reopened_case_is_urged_by_the_clock_that_runs_and_not_the_old_one(
    district: District,
) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=2), by=DISPATCHER)
    district.clock.advance(timedelta(days=20))
    district.desk.execute(ReopenCase(number=number, reason="群众不满意"), by=SUPERVISOR)

    district.desk.execute(UrgeCase(number=number, reason="快派"), by=SUPERVISOR)

    # The handling of September would have been due long ago; the dispatch is not.
    case = case_fields(district.transactions, number)
    assert (case["card"], case["handle_due_at"], case["pauses"]) == ("reminder", None, "[]")


def test_a_case_closed_long_ago_is_reported_anew_instead(district: District) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=2), by=DISPATCHER)
    district.clock.advance(timedelta(days=30, seconds=1))
    with pytest.raises(Refused, match="more than 30 days ago"):
        district.desk.execute(ReopenCase(number=number, reason="不满"), by=SUPERVISOR)


def test_a_settled_case_can_be_reopened(district: District) -> None:
    number = district.report(item_code=LITTER, settled="已清扫").number
    district.desk.execute(ReopenCase(number=number, reason="还是脏"), by=SUPERVISOR)
    case = case_fields(district.transactions, number)
    assert (case["state"], bool(case["self_handled"])) == ("filed", False)
    assert case["handling_limit"] == "24 hour"


def test_only_a_supervisor_cancels_and_every_clock_stops(district: District) -> None:
    number = dispatched(district)
    with pytest.raises(Forbidden):
        district.desk.execute(CancelCase(number=number, reason="误录"), by=DISPATCHER)
    outcome = district.desk.execute(CancelCase(number=number, reason="误录"), by=SUPERVISOR)
    assert (outcome.state, outcome.due_at) == ("cancelled", None)
    assert timer_stages(district.transactions, number) == set()


def test_a_new_tiers_clock_does_not_carry_the_old_ones_pauses(district: District) -> None:
    number = handling(district)
    suspend(district, number, date(2026, 9, 30))
    district.clock.advance(timedelta(days=1))
    district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    district.desk.execute(EscalateCase(number=number, reason="升", unit_code=BUREAU), by=DISPATCHER)
    case = case_fields(district.transactions, number)
    assert case["pauses"] == "[]"
    assert case["suspension_count"] == 1
    district.desk.execute(ReceiveCase(number=number), by=DISPATCHER)
    suspend(district, number, date(2026, 9, 30))
    district.clock.advance(timedelta(days=1))
    outcome = district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    # Tier 4 from Tuesday 15 September: due Wednesday 23, a working day later Thursday 24.
    assert outcome.due_at == datetime(2026, 9, 24, 10, 0, tzinfo=UTC)
