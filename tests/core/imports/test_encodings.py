"""Bytes are decoded as what they are, or refused by name."""

import hashlib
import io
from collections.abc import Callable
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.encodings import detect
from core.kernel.errors import Invalid

ROWS = "网格编码,网格名称\n330108001001001,第一网格\n330108001001002,𠮷田䶮网格\n"


def opening(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


@pytest.mark.parametrize(
    ("codec", "found"),
    (("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")),
)
def test_an_encoding_of_the_field_is_found(codec: str, found: str) -> None:
    content = ROWS.encode(codec, "ignore")
    encoding = detect(opening(content), "grids.csv")
    assert encoding.codec == found
    assert encoding.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "name"),
    (
        (ROWS.encode("utf-16"), "UTF-16"),
        (ROWS.encode("utf-32"), "UTF-32"),
        ("編碼,名稱\n330108001001001,第一網格\n".encode("big5"), "Big5"),
        ("code,name\n330108001001001,長河街道第一網格\n".encode("big5"), "Big5"),
        (b"PK\x03\x04rest of a workbook", "Excel (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel (.xls)"),
        (b"%PDF-1.7", "PDF"),
        (b"code,name\x00\x01\x02", "binary"),
    ),
)
def test_another_encoding_is_refused_by_name(content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        detect(opening(content), "grids.csv")
    assert str(refusal.value) == (
        f"grids.csv is not a text file in UTF-8 or GB18030 but {name}. Save it as CSV in UTF-8 "
        "and import that."
    )
    assert list(refusal.value.fields) == ["file"]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^The file grids\.csv is empty\.$"):
        detect(opening(b""), "grids.csv")


def test_a_broken_byte_in_utf_8_is_named_by_its_line() -> None:
    content = ROWS.encode() + "330108001001003,第三".encode() + b"\xff" + "网格\n".encode()
    with pytest.raises(Invalid, match=r"^Line 4 of grids\.csv is not valid UTF-8"):
        detect(opening(content), "grids.csv")


def test_a_character_cut_at_the_end_is_noticed() -> None:
    with pytest.raises(Invalid, match=r"^Line 2 of grids\.csv is not valid UTF-8"):
        detect(opening("网格编码,网格名称\n1,第一网格".encode()[:-1]), "grids.csv")


def test_a_character_across_two_chunks_is_whole() -> None:
    content = b"a" * ((1 << 20) - 1) + "网".encode() + b"\n"
    assert detect(opening(content), "grids.csv").codec == "utf-8"


@given(st.binary(min_size=1, max_size=200))
def test_no_bytes_are_a_fault(content: bytes) -> None:
    try:
        encoding = detect(opening(content), "any")
    except Invalid:
        return
    assert content.decode(encoding.codec) is not None
