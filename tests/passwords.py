"""Passwords that cost no time, where what a hash is worth is not what is tested."""

from functools import cache

import pytest
from argon2 import PasswordHasher

from core.access import passwords


@cache
def _quick_hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _nobodys() -> str:
    return _quick_hasher().hash("nobody's password")


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work there is instead of 64 MiB; what is stored has the same form."""
    monkeypatch.setattr(passwords, "_hasher", _quick_hasher)
    monkeypatch.setattr(passwords, "_nobodys", _nobodys)
