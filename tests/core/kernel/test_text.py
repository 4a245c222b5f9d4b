"""Text is measured in cells, cut cleanly, and cannot command the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.kernel.text import cut, fold, neutralise, pad, width

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "cells"),
    (
        ("", 0),
        ("abc", 3),
        ("占道经营", 8),
        ("𠮷田", 4),
        ("䶮", 2),
        ("ＡＢ１２", 8),
        ("e\u0301te\u0301", 3),
        ("👍", 2),
        (FAMILY, 2),
        ("❤\ufe0f", 2),
        ("西兴 · 七甲闸社区 03", 20),
        ("▲ -4:12", 7),
        ("a\x1bb", 2),
    ),
)
def test_width_counts_cells(text: str, cells: int) -> None:
    assert cells == width(text)


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    (
        ("暴露垃圾", 8, "暴露垃圾"),
        ("暴露垃圾", 7, "暴露垃…"),
        ("暴露垃圾", 6, "暴露…"),
        ("暴露垃圾", 1, "…"),
        ("暴露垃圾", 0, ""),
        ("暴露垃圾", -3, ""),
        ("𠮷𠮷𠮷", 5, "𠮷𠮷…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        (FAMILY + FAMILY, 3, FAMILY + "…"),
        ("plain words", 6, "plain…"),
    ),
)
def test_cut_never_goes_through_a_character(text: str, cells: int, expected: str) -> None:
    assert expected == cut(text, cells)


def test_cut_without_room_for_its_ellipsis_leaves_nothing() -> None:
    assert cut("abcdef", 2, ellipsis="...") == ""


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    (
        ("井盖", 6, "井盖  "),
        ("井盖缺失", 6, "井盖… "),
        ("井盖缺失", 7, "井盖缺…"),
        ("䶮", 1, "…"),
        ("ok", 2, "ok"),
    ),
)
def test_pad_fills_and_cuts_to_the_cell(text: str, cells: int, expected: str) -> None:
    assert expected == pad(text, cells)


def test_pad_aligns_right_and_in_the_middle() -> None:
    assert pad("三", 5, "right") == "   三"
    assert pad("三", 5, "centre") == " 三  "


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    (
        ("江陵路与春波路口", 8, ["江陵路与", "春波路口"]),
        ("江陵路与春波路口", 7, ["江陵路", "与春波", "路口"]),
        ("returned by the unit", 11, ["returned by", "the unit"]),
        ("约 12 米 blocked", 8, ["约 12 米", "blocked"]),
        ("占用盲道，很久", 8, ["占用盲", "道，很久"]),
        ("一\n\n二", 8, ["一", "", "二"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("", 4, [""]),
    ),
)
def test_fold_breaks_at_spaces_and_between_chinese(
    text: str, cells: int, expected: list[str]
) -> None:
    assert expected == fold(text, cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("井盖缺失", "井盖缺失"),
        ("\x1b[2J\x1b]0;pwned\x07", "␛[2J␛]0;pwned␇"),
        ("\x9b31m", "\\x9b31m"),
        ("\x00\x7f", "␀␡"),
        ("first\r\nsecond\nthird\u2028fourth", "first⏎second⏎third⏎fourth"),
        ("a\tb", "a b"),
        ("name\u202egnp.exe", "name\\u202egnp.exe"),
        ("in\u200bvis\ufeffible", "invisible"),
        (FAMILY, "👨👩👧"),
        ("👍\U0001f3fd", "👍"),
        ("葛\U000e0100城", "葛城"),
        ("half \ud83d pair", "half � pair"),
        ("\u0301accent", "◌\u0301accent"),
        ("z" + "\u0335" * 500, "z" + "\u0335" * 6),
    ),
)
def test_neutralise_shows_or_drops_what_could_do_harm(text: str, expected: str) -> None:
    assert expected == neutralise(text)


def test_neutralise_keeps_line_breaks_where_lines_are_wanted() -> None:
    assert neutralise("一\r\n二\x1b\n三", lines=True) == "一\n二␛\n三"


HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\u202e\u200b\u200d\ufe0f\u0301\n\r\t占𠮷䶮ｱ👍🇨"),
    ),
    max_size=40,
)


@given(HOSTILE)
def test_neutralised_text_is_printable_and_stays_so(text: str) -> None:
    clean = neutralise(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in clean)
    assert clean == neutralise(clean)
    clean.encode()


@given(HOSTILE, st.integers(min_value=0, max_value=50))
def test_padded_text_always_has_the_width_that_was_asked_for(text: str, cells: int) -> None:
    padded = pad(neutralise(text), cells)
    assert cells == width(padded)


@given(HOSTILE, st.integers(min_value=2, max_value=50))
def test_folded_lines_never_exceed_their_width(text: str, cells: int) -> None:
    assert all(width(line) <= cells for line in fold(neutralise(text, lines=True), cells))


@given(st.text(st.sampled_from("占道𠮷䶮ＡＢab1 ·…▲◆●─今👍👨👩e\u0301"), max_size=40))
def test_the_screen_library_counts_the_same_cells(text: str) -> None:
    clean = neutralise(text)
    assert cell_len(clean) == width(clean)
