"""Passwords: what will do as one, how it is stored, whether one fits.

Stored is an Argon2id hash with the parameters of RFC 9106's second recommendation (64 MiB),
which the library keeps up to date; the password itself is nowhere.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 10
"""Characters of a password at least."""
LONGEST: Final = 200
"""Characters of a password at most, so that nobody makes the hash work on a book."""


def hashed(password: str, login: str) -> str:
    """Return what to store of a new ``password`` of ``login``.

    Raises:
        Invalid: it is too short or too long, or holds the login.
    """
    password = _normal(password)
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            N_("A password has %(shortest)s to %(longest)s characters."),
            field="password",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if login.casefold() in password.casefold():
        raise Invalid(N_("A password must not hold the login."), field="password")
    return _hasher().hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Say whether ``password`` is the one that was stored.

    It takes as long whether there is a hash or not, so that nobody learns from a clock which
    logins there are.
    """
    from argon2.exceptions import InvalidHashError, VerifyMismatchError  # noqa: PLC0415

    password = _normal(password)[:LONGEST]
    try:
        _hasher().verify(password_hash or _nobodys(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(password_hash)


def _normal(password: str) -> str:
    """Return the one form of a text that keyboards and input methods may type in several."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415  only those who sign in need the library

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")
