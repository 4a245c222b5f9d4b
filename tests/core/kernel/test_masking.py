"""Masked names and phones."""

import pytest

from core.kernel.masking import mask_name, mask_numbers, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    (
        ("", ""),
        ("张", "*"),
        ("张敏", "张*"),
        ("张小敏", "张*敏"),
        ("欧阳小敏", "欧**敏"),
        ("𠮷小网", "𠮷*网"),
        (" 张敏 ", "张*"),
        ("Li Na", "L***a"),
    ),
)
def test_a_name_keeps_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    (
        ("", ""),
        ("13812341234", "138****1234"),
        ("+8613812341234", "+86****1234"),
        ("057188881234", "057****1234"),
        ("88881234", "****1234"),
        ("12345", "****"),
        ("1234567", "****"),
    ),
)
def test_a_phone_keeps_its_ends_when_enough_is_hidden_between(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    (
        ("", ""),
        ("3幢2单元 100 号，1.5 米", "3幢2单元 100 号，1.5 米"),
        ("请回电13812341234。", "请回电138****1234。"),
        ("0571-88881234 / 123456", "0571-****1234 / 123456"),
        ("身份证11010519491231002X", "身份证110****002X"),
        ("电话138 1234 1234或139-1234-1234", "电话138****1234或139****1234"),
        ("１３８１２３４１２３４", "１３８****１２３４"),
        ("2026-11-20 1000 号门", "2026-11-20 1000 号门"),
    ),
)
def test_long_numbers_in_a_text_are_masked_and_short_ones_stay(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked
