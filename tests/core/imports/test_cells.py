"""Values as people type them into spreadsheets."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.imports.cells import (
    to_code,
    to_count,
    to_credit_code,
    to_day,
    to_id_number,
    to_name,
    to_phone,
    to_text,
    to_word,
)
from core.imports.columns import KIND_WORDS, POST_WORDS
from core.kernel.errors import FieldFault

ROUNDED = (
    "A spreadsheet has rounded this number and digits are lost. Format the column as text and "
    "enter it again."
)
BECAME_A_DAY = (
    "A spreadsheet has turned this into a date. Format the column as text and enter it again."
)
MISTYPED = "Its last sign does not agree with the others: it is mistyped."
NO_ID_NUMBER = "It is no identity number of 18 digits with a day of birth."


@pytest.mark.parametrize(
    ("read", "text", "value"),
    (
        (to_code, "330108001001001", "330108001001001"),
        (to_code, "３３０１ ０８", "330108"),
        (to_code, "330108001001.0", "330108001001"),
        (to_text, "", None),
        (to_text, "No. 1\n Grid", "No. 1Grid"),
        (to_id_number, "", None),
        (to_id_number, "11010519491231002X", "11010519491231002X"),
        (to_id_number, "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        (to_credit_code, "", None),
        (to_credit_code, "91350100M000100Y43", "91350100M000100Y43"),
        (to_credit_code, "91350100 m000100y43", "91350100M000100Y43"),
        (to_name, "𠮷田", "𠮷田"),
        (to_name, "第一\r\n  网格", "第一网格"),
        (to_name, "Grid  No.\u30001", "Grid No. 1"),
        (to_count, "", None),
        (to_count, "1,024", 1024),
        (to_count, "３００", 300),
        (to_count, "300.0", 300),
        (to_count, "0", 0),
        (to_day, "", None),
        (to_day, "2026-09-30", date(2026, 9, 30)),
        (to_day, "2026/9/3", date(2026, 9, 3)),
        (to_day, "2026.9.30", date(2026, 9, 30)),
        (to_day, "20260930", date(2026, 9, 30)),
        (to_day, "2026年9月30日", date(2026, 9, 30)),
        (to_day, "2026/9/30 0:00", date(2026, 9, 30)),
        (to_day, "2026-09-30 00:00:00", date(2026, 9, 30)),
        (to_phone, "", None),
        (to_phone, "138 0013-8000", "13800138000"),
        (to_phone, "+86 13800138000", "13800138000"),
        (to_phone, "１３８００１３８０００", "13800138000"),
        (to_phone, "13800138000.0", "13800138000"),
        (to_phone, "0571-88001234", "057188001234"),
        (to_phone, "88001234", "88001234"),
    ),
)
def test_a_value_is_read(read: Callable[[str, str], Any], text: str, value: object) -> None:
    assert read("field", text) == value


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    (
        (to_code, "", "It is missing."),
        (
            to_code,
            "3.30108E+14",
            ROUNDED,
        ),
        (to_code, "3.30108E+11", ROUNDED),
        (to_code, "2026-01-02", BECAME_A_DAY),
        (to_code, "2026/1/2 0:00", BECAME_A_DAY),
        (to_name, "1月2日", BECAME_A_DAY),
        (to_text, "x" * 201, "It is longer than 200 characters."),
        (to_id_number, "110105194912310021", MISTYPED),
        (to_id_number, "110105194913310028", NO_ID_NUMBER),
        (to_id_number, "110105491231002", NO_ID_NUMBER),
        (to_id_number, "1.10105E+17", NO_ID_NUMBER),
        (to_credit_code, "91350100M000100Y44", MISTYPED),
        (to_credit_code, "91350100M000100YI3", "It is no credit code of 18 digits and letters."),
        (to_code, "=1+1", "It may only have digits, letters and - _ . / in it."),
        (to_code, "网格", "It may only have digits, letters and - _ . / in it."),
        (to_name, "", "It is missing."),
        (to_name, "长" * 201, "It is longer than 200 characters."),
        (to_count, "-1", "It is no whole number from 0 to 9999999."),
        (to_count, "三百", "It is no whole number from 0 to 9999999."),
        (to_count, "3.5", "It is no whole number from 0 to 9999999."),
        (to_count, "10000000", "It is no whole number from 0 to 9999999."),
        (to_day, "2026-02-30", "It is no date; write it as 2026-09-30."),
        (to_day, "26-9-30", "It is no date; write it as 2026-09-30."),
        (to_day, "九月", "It is no date; write it as 2026-09-30."),
        (
            to_phone,
            "1380013800",
            "It is no phone number: a mobile number has 11 digits, a landline 7 to 12.",
        ),
        (
            to_phone,
            "1.38E+10",
            "It is no phone number: a mobile number has 11 digits, a landline 7 to 12.",
        ),
    ),
)
def test_a_value_that_will_not_do_is_refused(
    read: Callable[[str, str], Any], text: str, reason: str
) -> None:
    with pytest.raises(FieldFault) as fault:
        read("field", text)
    assert (fault.value.field, str(fault.value)) == ("field", reason)


@pytest.mark.parametrize(
    ("text", "kind"),
    (("综合", "comprehensive"), ("专属网格", "dedicated"), ("Dedicated", "dedicated"), ("", None)),
)
def test_a_kind_is_known_by_its_words(text: str, kind: str | None) -> None:
    assert to_word("kind", text, KIND_WORDS) == kind


@pytest.mark.parametrize(
    ("text", "post"),
    (
        ("网格长", "leader"),
        ("网格指导员", "guide"),
        ("专职网格员", "full_time"),
        ("兼职(信息员)", "part_time"),
        ("part-time", "part_time"),
    ),
)
def test_a_post_is_known_by_its_words(text: str, post: str) -> None:
    assert to_word("post", text, POST_WORDS) == post


def test_an_unknown_word_is_told_with_the_known_ones() -> None:
    with pytest.raises(FieldFault) as fault:
        to_word("kind", "商业", KIND_WORDS)
    assert str(fault.value) == (
        "It is not one of the known words: 综合/comprehensive, 专属/dedicated."
    )
