"""The filter line: simple words, in both languages, and honest about what it does not know."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.present.filters import understand
from console.present.words import CHINESE, ENGLISH, use_language
from core.cases.rows import CaseFilter

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language(CHINESE)
    yield
    use_language(ENGLISH)


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
        ("占道 经营", {"text": "占道 经营"}),
        ("330108-26-0231 late", {"text": "330108-26-0231", "late": True}),
        ("12:30 之后", {"text": "12:30 之后"}),
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
    ("line", "trouble"),
    (
        ("stat:handling", "没有筛选词 stat:，按 ? 查看有哪些。"),
        ("tier:x", "tier: 后面写数字，如 tier:3。"),
        ("late unit:", "unit: 后面要有值。"),
        ("since:soon", "since: 后面写 7d、12h、2w 或日期 2026-09-30。"),
        ("since:99999w", "since: 后面写 7d、12h、2w 或日期 2026-09-30。"),
        (
            "state:closed",
            "队列里只有未结案件；已结的请用命令行 griddesk case list。",
        ),
        (
            "stage:nap",
            (
                "没有“nap”；有 accept, verify, dispatch, receive, handle, check, suspension, "
                "call_answer, call_finish。"
            ),
        ),
    ),
)
def test_what_is_not_understood_is_said_and_nothing_is_used(line: str, trouble: str) -> None:
    understood = understand(line, NOW, SHANGHAI)
    assert understood.trouble == trouble
    assert understood.wanted == CaseFilter()
