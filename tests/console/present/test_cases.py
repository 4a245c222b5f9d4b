"""A case in a list: what it is, where, who has it; short and harmless."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from console.present.cases import (
    deed_of,
    full_place_of,
    handler_of,
    place_of,
    short_grid,
    state_of,
    title_of,
)
from console.present.tones import Said, Tone
from console.present.words import CHINESE, use_language
from core.cases.rows import CaseRow, HistoryRow

AT = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
ROW = CaseRow(
    id=231,
    number="330108-26-0231",
    version=4,
    state="dispatched",
    tier=3,
    source="gridder",
    item_code="E0401",
    item_name="占道经营",
    item_name_en="Street stalls",
    matter="商户占用盲道",
    address="江陵路与春波路口",
    area_code="330108001007003",
    street="西兴街道",
    community="七甲闸社区",
    grid="第三网格",
    unit="综合行政执法队",
    unit_code="S001",
    gridder=None,
    due_at=AT,
    stage="handle",
    estimated=False,
    reported_at=AT,
    ended_at=None,
)


def test_a_case_is_called_by_its_item_in_the_language_spoken() -> None:
    assert title_of(ROW) == "Street stalls"
    assert title_of(replace(ROW, item_name_en=None)) == "占道经营"
    use_language(CHINESE)
    assert title_of(ROW) == "占道经营"


def test_a_case_without_an_item_is_called_by_its_matter() -> None:
    assert title_of(replace(ROW, item_name=None, matter="井盖\n\x1b[31m缺失")) == "井盖⏎␛[31m缺失"


def test_place_is_short_in_lists_and_full_elsewhere() -> None:
    assert place_of(ROW) == "西兴 · 七甲闸社区 03"
    assert full_place_of(ROW) == "西兴街道 · 七甲闸社区 · 第三网格"
    assert place_of(replace(ROW, grid="", community="")) == "西兴"


@pytest.mark.parametrize(
    ("name", "short"),
    (
        ("第一网格", "01"),
        ("第十网格", "10"),
        ("第十二网格", "12"),
        ("第二十网格", "20"),
        ("第二十三网格(专属·智能制造产业园)", "23"),
        ("滨江一网格", "滨江一"),
        ("", ""),
    ),
)
def test_a_numbered_grid_is_shortened_to_its_number(name: str, short: str) -> None:
    assert short == short_grid(name)


def test_a_handler_is_a_unit_or_a_gridder_or_nobody() -> None:
    assert handler_of(ROW) == "综合行政执法队"
    assert handler_of(replace(ROW, unit=None, gridder="𠮷小网")) == "𠮷小网"
    assert handler_of(replace(ROW, unit=None)) == ""


def test_a_state_is_a_word_with_a_tone() -> None:
    use_language(CHINESE)
    assert state_of(ROW) == Said("待签收", Tone.NEWS)
    assert state_of(replace(ROW, state="suspended")) == Said("挂账", Tone.DIM)


def entry(verb: str, **details: object) -> HistoryRow:
    return HistoryRow(
        seq=2,
        at=AT,
        verb=verb,
        operator="zhangmin",
        operator_name="张敏",
        from_state="reported",
        to_state="filed",
        payload={"details": details},
        prev_hash="",
        hash="",
    )


def test_the_story_tells_each_deed_with_what_matters_about_it() -> None:
    use_language(CHINESE)
    assert deed_of(entry("file", item_name="占道经营", tier=3)).text == "立案 占道经营 · 三级"
    assert deed_of(entry("dispatch", unit_name="执法队", note="")).text == "派遣 执法队"
    assert deed_of(entry("reject", reason="off_list")).text == "不予立案 不在准入清单"
    assert deed_of(entry("pass_check", rating=5)) == Said("核查通过 评分 5", Tone.GOOD)
    assert deed_of(entry("return", reason="\x1b]0;x\x07")).text == "退回 ␛]0;x␇"
    assert deed_of(entry("levitate")).text == "levitate"
