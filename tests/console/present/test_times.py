"""Time left has a sign, a text and a tone, in local days and real minutes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.present.times import (
    LEFT_CELLS,
    clock_face,
    due_moment,
    limit_words,
    moment,
    span_words,
    standing,
    time_left,
)
from console.present.tones import Tone
from console.present.words import CHINESE, ENGLISH, Language, use_language
from core.kernel.text import width

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
"""Friday 14:32 in Hangzhou."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


@pytest.mark.parametrize(
    ("due", "chinese", "english", "tone"),
    (
        ("11-20 10:20", "▲ -4:12", "▲ -4:12", Tone.LATE),
        ("11-20 14:31", "▲ -0:01", "▲ -0:01", Tone.LATE),
        ("11-18 14:33", "▲ -47:59", "▲ -47:59", Tone.LATE),
        ("11-18 14:32", "▲ -2 天", "▲ -2 days", Tone.LATE),
        ("11-20 14:32", "◆ 0:00", "◆ 0:00", Tone.SOON),
        ("11-20 15:13", "◆ 0:41", "◆ 0:41", Tone.SOON),
        ("11-20 16:32", "◆ 2:00", "◆ 2:00", Tone.SOON),
        ("11-20 18:00", "  今 18:00", "  by 18:00", Tone.TODAY),
        ("11-20 23:59", "  今 23:59", "  by 23:59", Tone.TODAY),
        ("11-21 00:00", "  1 天", "  1 day", Tone.DIM),
        ("12-02 18:00", "  12 天", "  12 days", Tone.DIM),
    ),
)
def test_time_left(due: str, chinese: str, english: str, tone: Tone) -> None:
    said: dict[Language, str] = {}
    for language in (CHINESE, ENGLISH):
        use_language(language)
        left = time_left(at(due), NOW, SHANGHAI)
        said[language] = str(left)
        assert tone == left.tone
        assert width(str(left)) <= LEFT_CELLS
    assert said == {CHINESE: chinese, ENGLISH: english}


def test_an_estimated_due_time_says_so_by_a_sign() -> None:
    assert str(time_left(at("12-31 18:00"), NOW, SHANGHAI, estimated=True)) == "~ 41 days"


def test_an_ended_case_shows_the_day_it_ended() -> None:
    left = time_left(None, NOW, SHANGHAI, ended_at=at("11-19 00:30"))
    assert str(left) == "■ 11-19"


def test_moments_are_local_and_name_another_year() -> None:
    assert moment(at("11-06 09:12"), NOW, SHANGHAI) == "11-06 09:12"
    assert moment(at("11-06 09:12") - timedelta(days=365), NOW, SHANGHAI) == "2025-11-06 09:12"
    assert due_moment(at("11-17 18:00"), NOW, SHANGHAI) == "11-17 Tue 18:00"
    use_language(CHINESE)
    assert clock_face(NOW, SHANGHAI) == "周五 14:32"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    ((0, "0 min"), (41, "41 min"), (252, "4 h 12 min"), (1500, "1 day 1 h"), (4320, "3 days")),
)
def test_spans_are_said_in_their_two_largest_parts(minutes: int, expected: str) -> None:
    assert expected == span_words(timedelta(minutes=minutes))


def test_a_clock_stands_late_or_left() -> None:
    use_language(CHINESE)
    assert standing(at("11-20 10:20"), NOW) == "超 4 小时 12 分"
    assert standing(at("11-20 15:13"), NOW) == "还有 41 分"


def test_limits_are_said_in_words() -> None:
    assert limit_words("7 working_day") == "7 working days"
    assert limit_words("1 day") == "1 calendar day"
    assert limit_words("3 fortnight") == "3 fortnight"
    assert limit_words(None) == ""
    use_language(CHINESE)
    assert limit_words("7 working_day") == "7 个工作日"
