"""What a supervisor decides: rulings, extensions, urging, ratings, spot checks, appeals."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cases.commands import (
    AskAppeal,
    AskExtension,
    DismissAppeal,
    EscalateCase,
    GrantExtension,
    MergeCase,
    PassCheck,
    RateCase,
    RefuseExtension,
    ReplyToUrge,
    ResolveCase,
    ReturnCase,
    RuleCase,
    SpotCheckCase,
    UpholdAppeal,
    UrgeCase,
)
from core.kernel.errors import Forbidden, Invalid, Refused
from tests.contract.cases.test_handling import dispatched, filed, handling, resolved
from tests.district import ADMIN, BUREAU, DISPATCHER, ENFORCEMENT, SAFETY, SUPERVISOR, District
from tests.stored import case_fields, everything_in, payloads

DUE = datetime(2026, 9, 22, 10, 0, tzinfo=UTC)
"""Seven working days from Monday 14 September: Tuesday 22, 18:00 in Hangzhou."""


def closed_late(district: District) -> str:
    """Close a case one second late; return its number."""
    number = handling(district)
    district.clock.move_to(DUE + timedelta(seconds=1))
    district.desk.execute(ResolveCase(number=number, result="好"), by=DISPATCHER)
    district.desk.execute(PassCheck(number=number, rating=3), by=DISPATCHER)
    return number


def test_a_ruling_binds_the_unit_and_is_kept_as_a_precedent(district: District) -> None:
    number = dispatched(district)
    district.desk.execute(ReturnCase(number=number, reason="权属不清"), by=DISPATCHER)
    rule = RuleCase(number=number, unit_code=ENFORCEMENT, reason="属地管理")
    with pytest.raises(Forbidden):
        district.desk.execute(rule, by=DISPATCHER)

    outcome = district.desk.execute(rule, by=SUPERVISOR)

    assert (outcome.state, outcome.unit) == ("dispatched", "西兴综合行政执法队")
    assert payloads(district.transactions, number)[-1]["details"]["groundless"]
    with pytest.raises(Refused, match="cannot be returned"):
        district.desk.execute(ReturnCase(number=number, reason="再退"), by=DISPATCHER)
    precedents = everything_in(district.transactions)["precedent"]
    assert [row[2:7] for row in precedents] == [("E0401", 3, "330108001001001", 2, number)]


def test_a_ruling_does_not_bind_the_tier_above(district: District) -> None:
    number = filed(district)
    rule = RuleCase(number=number, unit_code=ENFORCEMENT, reason="属地管理")
    district.desk.execute(rule, by=SUPERVISOR)
    escalate = EscalateCase(number=number, reason="需执法权", unit_code=BUREAU)
    district.desk.execute(escalate, by=DISPATCHER)

    outcome = district.desk.execute(ReturnCase(number=number, reason="非职责"), by=DISPATCHER)

    assert (outcome.state, outcome.tier, outcome.unit) == ("filed", 4, None)


def test_a_ruling_for_another_unit_finds_the_return_grounded(district: District) -> None:
    number = dispatched(district)
    district.desk.execute(ReturnCase(number=number, reason="权属不清"), by=DISPATCHER)
    district.desk.execute(
        RuleCase(number=number, unit_code=SAFETY, reason="安全问题"), by=SUPERVISOR
    )
    assert not payloads(district.transactions, number)[-1]["details"]["groundless"]


def test_an_extension_counts_on_from_the_old_due_time(district: District) -> None:
    number = handling(district)
    district.desk.execute(
        AskExtension(number=number, limit="3 working_day", reason="需要招标"), by=DISPATCHER
    )
    outcome = district.desk.execute(GrantExtension(number=number), by=SUPERVISOR)
    # Wednesday 23, Thursday 24, then 25 to 27 are off: Monday 28.
    assert outcome.due_at == datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
    assert case_fields(district.transactions, number)["extension_count"] == 1


def test_who_asked_for_an_extension_cannot_grant_it(district: District) -> None:
    number = handling(district)
    district.desk.execute(
        AskExtension(number=number, limit="1 working_day", reason="难"), by=SUPERVISOR
    )
    before = everything_in(district.transactions)
    with pytest.raises(Refused, match="Who asked cannot decide"):
        district.desk.execute(GrantExtension(number=number), by=SUPERVISOR)
    assert everything_in(district.transactions) == before
    assert district.desk.execute(GrantExtension(number=number), by=ADMIN).state == "handling"


def test_a_refused_extension_leaves_the_due_time_and_does_not_count(district: District) -> None:
    number = handling(district)
    for _ in range(3):
        district.desk.execute(
            AskExtension(number=number, limit="1 working_day", reason="难"), by=DISPATCHER
        )
        refusal = RefuseExtension(number=number, reason="理由不足")
        assert district.desk.execute(refusal, by=SUPERVISOR).due_at == DUE
    assert case_fields(district.transactions, number)["extension_count"] == 0


def test_there_is_no_third_extension(district: District) -> None:
    number = handling(district)
    ask = AskExtension(number=number, limit="1 working_day", reason="难")
    for _ in range(2):
        district.desk.execute(ask, by=DISPATCHER)
        district.desk.execute(GrantExtension(number=number), by=SUPERVISOR)
    with pytest.raises(Refused, match="no third extension"):
        district.desk.execute(ask, by=DISPATCHER)


@pytest.mark.parametrize("limit", ("8 working_day", "0 working_day", "1 hour"))
def test_an_extension_adds_at_most_the_original_limit(district: District, limit: str) -> None:
    number = handling(district)
    before = everything_in(district.transactions)
    with pytest.raises(Invalid, match="at most the original limit"):
        district.desk.execute(AskExtension(number=number, limit=limit, reason="难"), by=DISPATCHER)
    assert everything_in(district.transactions) == before


def test_an_extension_comes_before_the_due_time_or_not_at_all(district: District) -> None:
    number = handling(district)
    ask = AskExtension(number=number, limit="1 working_day", reason="难")
    district.clock.move_to(DUE)
    district.desk.execute(ask, by=DISPATCHER)
    district.clock.move_to(DUE + timedelta(seconds=1))
    with pytest.raises(Refused, match="past its due time"):
        district.desk.execute(GrantExtension(number=number), by=SUPERVISOR)
    late = handling(district)
    district.clock.advance(timedelta(days=30))
    with pytest.raises(Refused, match="past its due time"):
        district.desk.execute(
            AskExtension(number=late, limit="1 working_day", reason="难"), by=DISPATCHER
        )


def test_urging_shows_a_reminder_then_a_yellow_then_a_red_card(district: District) -> None:
    number = handling(district)
    urge = UrgeCase(number=number, reason="抓紧")
    cards = []
    for moment in (DUE, DUE + timedelta(seconds=1), DUE + timedelta(hours=1)):
        district.clock.move_to(moment)
        district.desk.execute(urge, by=SUPERVISOR)
        cards.append(case_fields(district.transactions, number)["card"])
    assert cards == ["reminder", "yellow", "red"]


def test_a_case_late_by_one_whole_limit_is_shown_red_at_once(district: District) -> None:
    number = handling(district)
    # Seven working days after the due time: 23, 24, 28, 29, 30 September, 8 and 9 October.
    district.clock.move_to(datetime(2026, 10, 9, 10, 0, 1, tzinfo=UTC))
    district.desk.execute(UrgeCase(number=number, reason="严重超时"), by=SUPERVISOR)
    assert case_fields(district.transactions, number)["card"] == "red"


def test_an_urged_case_owes_a_written_reply_and_is_not_merged_before(district: District) -> None:
    number, other = handling(district), filed(district)
    reply = ReplyToUrge(number=number, text="今日完成")
    with pytest.raises(Refused, match="owes no reply"):
        district.desk.execute(reply, by=DISPATCHER)
    district.desk.execute(UrgeCase(number=number, reason="抓紧"), by=SUPERVISOR)
    with pytest.raises(Refused, match="owes a written reply"):
        district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    district.desk.execute(reply, by=DISPATCHER)
    assert district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)


def test_the_reporter_rates_once(district: District) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    with pytest.raises(Invalid):
        district.desk.execute(RateCase(number=number, satisfaction=0), by=DISPATCHER)
    district.desk.execute(RateCase(number=number, satisfaction=2, comment="慢"), by=DISPATCHER)
    with pytest.raises(Refused, match="rated case"):
        district.desk.execute(RateCase(number=number, satisfaction=5), by=DISPATCHER)
    assert case_fields(district.transactions, number)["satisfaction"] == 2


def test_a_failed_spot_check_stays_failed(district: District) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    for passed in (True, False, True):
        district.desk.execute(
            SpotCheckCase(number=number, passed=passed, finding="现场查看", checker="第三方"),
            by=SUPERVISOR,
        )
    assert case_fields(district.transactions, number)["spot_check"] == "failed"


def test_an_upheld_appeal_leaves_the_case_late_and_exempts_it(district: District) -> None:
    number = closed_late(district)
    ask = AskAppeal(number=number, reason="系统故障")
    district.desk.execute(ask, by=DISPATCHER)
    with pytest.raises(Refused, match="there is only one"):
        district.desk.execute(ask, by=DISPATCHER)
    district.desk.execute(UpholdAppeal(number=number, reason="属实"), by=SUPERVISOR)
    case = case_fields(district.transactions, number)
    assert (bool(case["handled_late"]), bool(case["exempt"]), case["appeal"]) == (
        True,
        True,
        "upheld",
    )


def test_who_appealed_cannot_decide_and_a_decision_is_final(district: District) -> None:
    number = closed_late(district)
    district.desk.execute(AskAppeal(number=number, reason="系统故障"), by=SUPERVISOR)
    dismiss = DismissAppeal(number=number, reason="不属实")
    with pytest.raises(Refused, match="Who asked cannot decide"):
        district.desk.execute(dismiss, by=SUPERVISOR)
    district.desk.execute(dismiss, by=ADMIN)
    assert not case_fields(district.transactions, number)["exempt"]
    with pytest.raises(Refused, match="no appeal"):
        district.desk.execute(UpholdAppeal(number=number, reason="改判"), by=ADMIN)


def test_a_case_in_time_has_nothing_to_appeal(district: District) -> None:
    number = resolved(district)
    district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    with pytest.raises(Refused, match="nothing to appeal"):
        district.desk.execute(AskAppeal(number=number, reason="冤"), by=DISPATCHER)
