"""What a verb did or would do, and why one is not possible."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.present.legality import may_not, possible, why_not
from console.present.receipts import consequences, receipt
from console.present.words import CHINESE, use_language
from core.cases.rows import CaseOutcome
from core.cases.states import Verb
from tests.console.present.test_cases import ROW

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
OUTCOME = CaseOutcome(
    number="330108-26-0231",
    version=5,
    verb="escalate",
    state="filed",
    tier=4,
    unit=None,
    due_at=datetime(2026, 11, 20, 6, 47, tzinfo=UTC),
    stage="dispatch",
    estimated=False,
)


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


def test_a_receipt_is_a_sentence_with_number_state_and_clock() -> None:
    assert (
        receipt(OUTCOME, NOW, SHANGHAI)
        == "已升级 330108-26-0231 · 待派遣 · 四级 · 派遣期限 11-20 周五 14:47"
    )
    ended = replace(OUTCOME, verb="pass_check", state="closed", due_at=None, stage=None)
    assert receipt(ended, NOW, SHANGHAI) == "核查已通过 330108-26-0231 · 已结案 · 四级"
    assert receipt(replace(ended, repeated=True), NOW, SHANGHAI).startswith("早已登记 ")


def test_an_estimated_due_time_says_so() -> None:
    assert receipt(replace(OUTCOME, estimated=True), NOW, SHANGHAI).endswith("14:47 （预估）")


def test_consequences_tell_only_what_changes() -> None:
    assert consequences(ROW, OUTCOME, NOW, SHANGHAI) == [
        ("状态", "待签收", "待派遣"),
        ("级别", "三级", "四级"),
        ("责任单位", "综合行政执法队", "–"),
        ("时限", "处置 11-20 周五 14:32", "派遣 11-20 周五 14:47"),
    ]
    same = replace(OUTCOME, state="dispatched", tier=3, unit="综合行政执法队", due_at=ROW.due_at)
    assert consequences(ROW, replace(same, stage="handle"), NOW, SHANGHAI) == []


def test_a_gridder_keeps_a_case_until_it_is_sent_anew() -> None:
    row = replace(ROW, unit=None, gridder="马*", state="handling", stage="handle")
    kept = replace(OUTCOME, state="handling", tier=row.tier, due_at=row.due_at, stage="handle")
    assert consequences(row, kept, NOW, SHANGHAI) == []
    done = replace(kept, state="resolved")
    assert consequences(row, done, NOW, SHANGHAI) == [("状态", "处置中", "待核查")]
    sent = replace(kept, state="filed")
    assert ("责任单位", "马*", "–") in consequences(row, sent, NOW, SHANGHAI)


def test_a_verb_says_why_it_is_not_possible() -> None:
    assert why_not(Verb.ESCALATE, ROW, "dispatcher") == ""
    assert why_not(Verb.RESOLVE, ROW, "dispatcher") == "“办结”用于处置中的案件，本件待签收。"
    assert why_not(Verb.ESCALATE, ROW, "viewer") == "查看员无权升级。"
    reported = replace(ROW, state="reported")
    assert why_not(Verb.VERIFY, reported, "admin") == "只有热线和网络来源需要核实。"
    assert why_not(Verb.VERIFY, replace(reported, source="hotline"), "admin") == ""


def test_what_is_possible_is_what_nothing_forbids() -> None:
    assert possible(ROW, "dispatcher") == (
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
    assert possible(ROW, "auditor") == ()
    assert may_not(Verb.REPORT, "auditor") == "审计员无权上报。"
