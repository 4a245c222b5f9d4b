"""What will do as a password, how it is stored, whether one fits."""

import pytest

from core.access.commands import SetPassword
from core.access.passwords import LONGEST, fits, hashed
from core.kernel.errors import Invalid

PASSWORD = "correct horse battery"


def test_a_password_fits_its_own_hash_alone() -> None:
    stored = hashed(PASSWORD, "zhangmin")
    assert fits(stored, PASSWORD)
    assert not fits(stored, PASSWORD + " ")
    assert not fits(stored, "")


def test_the_same_password_is_stored_differently_each_time_and_by_argon2id() -> None:
    first, second = hashed(PASSWORD, "zhangmin"), hashed(PASSWORD, "zhangmin")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_full_width_keyboard_types_the_same_password() -> None:
    assert fits(hashed(PASSWORD, "zhangmin"), "ｃｏｒｒｅｃｔ ｈｏｒｓｅ ｂａｔｔｅｒｙ")


@pytest.mark.parametrize("stored", (None, "", "not a hash", PASSWORD))
def test_without_a_hash_nothing_fits(stored: str | None) -> None:
    assert not fits(stored, PASSWORD)
    assert not fits(stored, "nobody's password")


@pytest.mark.parametrize(
    ("password", "sentence"),
    (
        ("123456789", "A password has 10 to 200 characters."),
        ("x" * (LONGEST + 1), "A password has 10 to 200 characters."),
        ("ZhangMin-2026", "A password must not hold the login."),
    ),
)
def test_some_passwords_will_not_do(password: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        hashed(password, "zhangmin")
    assert dict(refused.value.fields) == {"password": sentence}
    assert password not in str(refused.value)


def test_a_command_is_printed_without_its_password() -> None:
    command = SetPassword(login="zhangmin", password=PASSWORD)
    assert repr(command) == "SetPassword(login='zhangmin')"
