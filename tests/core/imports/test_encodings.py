"""Bytes are decoded as what they are, or refused by name."""

import hashlib
import io
from collections.abc import Callable
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.encodings import Encoding, detect, first_look
from core.kernel.errors import Invalid

ROWS = "网格编码,网格名称\n330108001001001,第一网格\n330108001001002,𠮷田䶮网格\n"

TRADITIONAL = "網格編碼,網格名稱\n330108001001001,長河街道第一網格\n330108001001002,陳靜宜\n"
JAPANESE = "コード,名称\n330108001001001,第一グリッド\n330108001001002,江陵第二グリッド\n"


def opening(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def detected(content: bytes, name: str) -> Encoding:
    sample, _ = first_look(opening(content))
    return detect(opening(content), sample, name)


@pytest.mark.parametrize(
    ("codec", "found"),
    (
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ),
)
def test_an_encoding_of_the_field_is_found(codec: str, found: str) -> None:
    content = ROWS.encode(codec, "ignore")
    assert detected(content, "grids.csv") == Encoding(found, lines=4)
    assert first_look(opening(content)) == (content, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("text", (TRADITIONAL, "code,name\n330108,𠮷田䶮\n"))
def test_traditional_and_rare_characters_are_everyday_in_gb18030(text: str) -> None:
    assert detected(text.encode("gb18030"), "grids.csv").codec == "gb18030"


@pytest.mark.parametrize(
    ("content", "name"),
    (
        (ROWS.encode("utf-16-le"), "UTF-16"),
        (ROWS.encode("utf-16-be"), "UTF-16"),
        (ROWS.encode("utf-32"), "UTF-32"),
        ("編碼,名稱\n330108001001001,第一網格\n".encode("big5"), "Big5"),
        ("code,name\n330108001001001,長河街道第一網格\n".encode("big5"), "Big5"),
        (TRADITIONAL.encode("big5"), "Big5"),
        (JAPANESE.encode("shift_jis"), "Shift-JIS"),
        (JAPANESE.encode("euc_jp"), "EUC-JP"),
        ("код,имя\n330108001001001,Первая сетка\n".encode("cp1251"), "cp1251"),
        (b"%PDF-1.7", "PDF"),
        (b"code,name\x00\x01\x02", "binary"),
    ),
)
def test_another_encoding_is_refused_by_name(content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        detected(content, "grids.csv")
    assert str(refusal.value) == (
        f"grids.csv is not a text file in UTF-8 or GB18030 but {name}. Save it as CSV in UTF-8 "
        "and import that."
    )
    assert list(refusal.value.fields) == ["file"]


def test_a_broken_byte_in_utf_8_is_named_by_its_line() -> None:
    content = ROWS.encode() + "330108001001003,第三".encode() + b"\xff" + "网格\n".encode()
    with pytest.raises(Invalid, match=r"^Line 4 of grids\.csv is not valid UTF-8"):
        detected(content, "grids.csv")


def test_a_character_cut_at_the_end_is_noticed() -> None:
    with pytest.raises(Invalid, match=r"^Line 2 of grids\.csv is not valid UTF-8"):
        detected("网格编码,网格名称\n1,第一网格".encode()[:-1], "grids.csv")


def test_a_character_across_two_chunks_is_whole() -> None:
    content = b"a" * ((1 << 20) - 1) + "网".encode() + b"\n"
    assert detected(content, "grids.csv").codec == "utf-8"


def test_an_encoding_that_nobody_knows_is_told_so() -> None:
    with pytest.raises(Invalid, match=r"^grids\.csv is in an encoding that is not known here\."):
        detected(bytes(range(0x80, 0x100)) * 3, "grids.csv")


def test_utf_16_that_is_cut_short_is_noticed() -> None:
    with pytest.raises(Invalid, match=r"^Line 3 of grids\.csv is not valid UTF-16"):
        detected(ROWS.encode("utf-16")[:-1], "grids.csv")


@given(st.binary(min_size=1, max_size=200))
def test_no_bytes_are_a_fault(content: bytes) -> None:
    try:
        encoding = detected(content, "any")
    except Invalid:
        return
    content.decode(encoding.codec)  # what is found reads the whole without a fault
