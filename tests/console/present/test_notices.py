"""A notice board says what stands on it, whatever is in a name, and its QR code can be read."""

import re
from dataclasses import replace
from datetime import date

import segno

from console.present.notices import notice_page, notice_text
from console.present.qr import QUIET, half_blocks, inline_svg, modules_of
from console.present.words import CHINESE, use_language
from core.staff.rows import GridNotice, NoticePerson

LINE = "https://desk.example/report?grid=330108001001001"
NOTICE = GridNotice(
    code="330108001001001",
    name="第一网格",
    street="西兴街道",
    community="西陵社区",
    households=420,
    residents=None,
    people=(
        NoticePerson("leader", "L1", "𠮷野䶮", "138****1234"),
        NoticePerson("full_time", "F1", "陈月", ""),
        NoticePerson("full_time", "F2", "王芳", "", date(2026, 9, 18)),
    ),
    duty_phone="0571-12345",
    report_line=LINE,
)
HOSTILE = '<script>alert("x")</script>&\x1b[31m\u202e名'


def expected_modules() -> list[list[bool]]:
    """The code of the line, from the library, with its own border."""
    code = segno.make_qr(LINE, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]


def test_the_qr_code_of_the_text_is_that_of_the_report_line() -> None:
    both = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
    read: list[list[bool]] = []
    for line in half_blocks(modules_of(LINE)):
        pairs = [both[sign] for sign in line]
        read += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    expected = expected_modules()
    assert read[: len(expected)] == expected
    assert not any(map(any, read[len(expected) :]))


def test_the_qr_code_of_the_page_is_that_of_the_report_line() -> None:
    drawing = inline_svg(modules_of(LINE), "QR")
    (size,) = map(int, re.findall(r'viewBox="0 0 (\d+) \1"', drawing))
    read = [[False] * size for _ in range(size)]
    for left, top, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing):
        for column in range(int(left), int(left) + int(length)):
            read[int(top)][column] = True
    assert read == expected_modules()


def test_a_page_needs_nothing_else_and_is_the_same_each_time() -> None:
    use_language(CHINESE)
    page = notice_page([NOTICE])
    assert page == notice_page([NOTICE])
    assert '<html lang="zh-CN">' in page
    assert "@page { size: A4" in page
    for said in (
        "西陵社区第一网格公示牌",
        "𠮷野䶮",
        "0571-12345",
        "420 户",
        "王芳（顶岗至 09-18）",
    ):
        assert said in page
    assert not re.search(r"<(script|link|img|iframe)|url\(|https?://|@import", page)


def test_names_are_no_markup_and_no_orders_to_a_terminal() -> None:
    person = NoticePerson("leader", "L1", HOSTILE, HOSTILE)
    hostile = replace(NOTICE, name=HOSTILE, street=HOSTILE, people=(person,), duty_phone=HOSTILE)
    page = notice_page([hostile, hostile])
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;") == 2 * 5
    for told in (page, notice_text(hostile)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", told)
    assert '<script>alert("x")</script>&' in notice_text(hostile)


def test_a_text_says_who_is_missing_and_who_stands_in() -> None:
    lines = notice_text(NOTICE).splitlines()
    assert lines[0] == "西陵社区第一网格: notice board"
    posts = {line.split("  ")[0]: line for line in lines[5:11]}
    assert posts["grid guide"].endswith("vacant")
    assert posts["part-time"].endswith("–")
    assert lines[8].strip().startswith("full-time")
    assert lines[9].strip() == "王芳 (stands in until 09-18)"
