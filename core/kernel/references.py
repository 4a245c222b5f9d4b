"""Reference data kept in memory between transactions, for as long as it is true."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

T = TypeVar("T")


class Remembered:
    """What loaders read at one version of the district's reference data."""

    def __init__(self) -> None:
        self._values: dict[Callable[[Session], Any], Any] = {}

    def get(self, session: Session, load: Callable[[Session], T]) -> T:
        """Return what ``load`` gives, reading it only when it is not remembered."""
        if load not in self._values:
            self._values[load] = load(session)
        value: T = self._values[load]
        return value


class References:
    """Remembers reference data until they change.

    Every transaction asks with the version it sees, and keeps what it was given to its
    end: a desk that is still working on the old version never fills the new one's memory.
    """

    def __init__(self) -> None:
        self._newest: tuple[str, Remembered] = ("", Remembered())

    def at_version(self, version: str) -> Remembered:
        """Return the memory of ``version``, a fresh one when it is not the newest known."""
        known, remembered = self._newest
        if known != version:
            remembered = Remembered()
            self._newest = (version, remembered)
        return remembered
