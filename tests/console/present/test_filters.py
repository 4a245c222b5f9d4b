"""The filter line: simple words, in both languages, and honest about what it does not know."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.present.filters import understand
from console.present.names import Kind, Name, Names
from console.present.words import CHINESE, ENGLISH, use_language
from core.cases.rows import CaseFilter

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


@pytest.mark.parametrize(
    ("line", "expected"),
    (
        ("", {}),
        ("tier:3 late", {"tier": 3, "late": True}),
        ("级:三级 超时", {"tier": 3, "late": True}),
        ("today unit:执法", {"due_today": True, "unit": "执法"}),
        ("item:E0102 grid:330108001*", {"item": "E0102", "area": "330108001"}),
        ("state:handling stage:check", {"state": "handling", "stage": "check"}),
        ("state:处置中 来源：网络舆情", {"state": "handling", "source": "online"}),
        ("-source:hotline", {"exclude_source": "hotline"}),
        ("占道 经营", {"text": ("占道", "经营")}),
        ('"占道 经营" -"早 市"', {"text": "占道 经营", "exclude_text": "早 市"}),
        ('"late"', {"text": "late"}),
        ("due:2026-11-24", {"due_on": date(2026, 11, 24)}),
        ("到期：2026-11-24 late", {"due_on": date(2026, 11, 24), "late": True}),
        ("-due:2026-11-24", {"exclude_due_on": date(2026, 11, 24)}),
        ("330108-26-0231 late", {"text": "330108-26-0231", "late": True}),
        ("12:30 之后", {"text": ("12:30", "之后")}),
        ("地址：江陵路", {"text": "地址：江陵路"}),
        ("tier:3,4 级：一", {"tier": (3, 4, 1)}),
        (
            "-tier:3 -late -today",
            {"exclude_tier": 3, "exclude_late": True, "exclude_due_today": True},
        ),
        ("-state:filed -stage:check", {"exclude_state": "filed", "exclude_stage": "check"}),
        (
            "-unit:S1 -item:e04 -grid:330108001",
            {"exclude_unit": "S1", "exclude_item": "E04", "exclude_area": "330108001"},
        ),
        ("-source:12345", {"exclude_source": "hotline"}),
        ("source:12345,视频", {"source": ("hotline", "video")}),
        ("card:yellow -督办:红牌", {"card": "yellow", "exclude_card": "red"}),
        ("is:ended", {"open": False}),
        ("is:已结", {"open": False}),
        ("-is:ended", {}),
        ("is:any is:late", {"open": None, "late": True}),
        ("state:closed", {"state": "closed", "open": False}),
        ("state:closed,filed", {"state": ("closed", "filed"), "open": None}),
        ("state:closed is:open", {"state": "closed", "open": True}),
    ),
)
def test_words_become_a_filter(line: str, expected: dict[str, Any]) -> None:
    understood = understand(line, NOW, SHANGHAI)
    assert understood.trouble == ""
    assert understood.wanted == CaseFilter(**expected)


@pytest.mark.parametrize(
    ("line", "since"),
    (
        ("since:7d", datetime(2026, 11, 13, 6, 32, tzinfo=UTC)),
        ("since:12h", datetime(2026, 11, 19, 18, 32, tzinfo=UTC)),
        ("自:2周", datetime(2026, 11, 6, 6, 32, tzinfo=UTC)),
        ("since:today", datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ("since:2026-09-30", datetime(2026, 9, 29, 16, 0, tzinfo=UTC)),
    ),
)
def test_since_is_a_span_or_a_local_day(line: str, since: datetime) -> None:
    assert understand(line, NOW, SHANGHAI).wanted == CaseFilter(reported_since=since)


@pytest.mark.parametrize(
    ("line", "until"),
    (
        ("until:2026-09-30", datetime(2026, 9, 30, 16, 0, tzinfo=UTC)),
        ("至：今日", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        ("until:24h", datetime(2026, 11, 19, 6, 32, tzinfo=UTC)),
        ("until:2026-09-30T15:00+08:00", datetime(2026, 9, 30, 7, 0, tzinfo=UTC)),
        ("-since:2026-09-30", datetime(2026, 9, 29, 16, 0, tzinfo=UTC)),
    ),
)
def test_until_is_a_day_with_all_of_it_or_a_moment(line: str, until: datetime) -> None:
    assert understand(line, NOW, SHANGHAI).wanted == CaseFilter(reported_until=until)


MOMENTS = "日期写作 2026-09-30 或 today，时段写作 7d、12h、2w。"
STAGES = (
    "没有“nap”；有 accept, verify, dispatch, receive, handle, check, suspension, "
    "call_answer, call_finish。"
)


@pytest.mark.parametrize(
    ("line", "trouble", "word"),
    (
        ("late stat:handling", "没有筛选词 stat:，有 state:。", "stat"),
        ("Qqq:1", "没有筛选词 Qqq:，按 ? 查看有哪些。", "Qqq"),
        ("tier:3,x", "tier: 后面写数字，如 tier:3。", "x"),
        ("tier:99999999999999999999", "tier: 后面写数字，如 tier:3。", "9" * 20),
        ("late unit:", "unit: 后面要有值。", "unit:"),
        ("since:soon", MOMENTS, "soon"),
        ("since:9999-12-31", MOMENTS, "9999-12-31"),
        ("due:9999-12-31", MOMENTS, "9999-12-31"),
        ("late due:7d", "due: 后面写 today 或日期 2026-09-30。", "7d"),
        ("积水  -stage:nap", STAGES, "nap"),
        ("state:c", "没有“c”；有 closed, cancelled。", "c"),
        ("is:nowhere", "没有“nowhere”；有 open, ended, any, late, today。", "nowhere"),
        ("a b c d e f g h i", "最多查找 8 个词。", "i"),
    ),
)
def test_what_is_not_understood_is_pointed_at_and_nothing_is_used(
    line: str, trouble: str, word: str
) -> None:
    understood = understand(line, NOW, SHANGHAI)
    assert understood.trouble == trouble
    assert line[understood.start : understood.end] == word
    assert understood.wanted == CaseFilter()


def test_english_and_chinese_words_do_in_either_language() -> None:
    use_language(ENGLISH)
    for line in ("state:处置中", "状态:handling", "state:Handling"):
        assert understand(line, NOW, SHANGHAI).wanted == CaseFilter(state="handling")


@given(st.text(alphabet='tieruns grid:,-"三3城管局x：　', max_size=30))
def test_an_error_points_inside_the_line(line: str) -> None:
    understood = understand(line, NOW, SHANGHAI, NAMES)
    assert 0 <= understood.start <= understood.end <= len(line)
    assert bool(understood.trouble) == (understood.end > understood.start)


NAMES = Names(
    (
        Name(Kind.UNIT, "330108-CG", "滨江区城管局"),
        Name(Kind.UNIT, "330108001-ZFD", "西兴街道综合行政执法队"),
        Name(Kind.UNIT, "330108002-ZFD", "长河街道综合行政执法队"),
        Name(Kind.ITEM, "E0401", "占道经营"),
        Name(Kind.AREA, "330108001", "西兴街道"),
        Name(Kind.AREA, "330108001001", "西兴社区"),
        Name(Kind.AREA, "330108002", "长河街道"),
        *(Name(Kind.AREA, f"33010800{n}001001", "第一网格") for n in range(1, 10)),
    )
)


@pytest.mark.parametrize(
    ("line", "expected"),
    (
        ("unit:cgj", {"unit": "330108-CG"}),
        ("unit:330108-cg", {"unit": "330108-CG"}),
        ("unit:执法", {"unit": ("330108001-ZFD", "330108002-ZFD")}),
        ("-unit:changhe", {"exclude_unit": "330108002-ZFD"}),
        ("grid:xxjd", {"area": "330108001"}),
        ("grid:西兴", {"area": "330108001"}),
        ("街道:长河街道,xxsq", {"area": ("330108002", "330108001001")}),
        ("item:zdjy", {"item": "E0401"}),
        ("unit:西兴执法队", {"unit": "330108001-ZFD"}),
        ("item:占道", {"item": "E0401"}),
    ),
)
def test_names_of_the_district_become_codes(line: str, expected: dict[str, Any]) -> None:
    understood = understand(line, NOW, SHANGHAI, NAMES)
    assert understood.trouble == ""
    assert understood.by_name
    assert understood.wanted == CaseFilter(**expected)


@pytest.mark.parametrize(
    ("line", "trouble"),
    (
        ("unit:xyz", "没有编码、名称或拼音含“xyz”的单位。"),
        ("item:没有这样的", "没有编码、名称或拼音含“没有这样的”的事项。"),
        ("grid:jc", "没有编码、名称或拼音含“jc”的区域。"),
        ("grid:第一网格", "最多写 8 个区域；请把名称写全，或写编码。"),
    ),
)
def test_a_name_that_is_nobodys_or_too_many_peoples_is_refused(line: str, trouble: str) -> None:
    assert understand(line, NOW, SHANGHAI, NAMES).trouble == trouble


def test_codes_need_no_names() -> None:
    assert not understand("item:E01 grid:330108001* tier:3 积水", NOW, SHANGHAI).by_name
