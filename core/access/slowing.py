"""How long a login must wait after wrong passwords."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

FREE: Final = 5
"""Wrong passwords in a row that cost no wait."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
MOST_LOGINS: Final = 10_000
"""Logins remembered at most: names that nobody has can be invented without end."""


def wait_after(failures: int) -> timedelta:
    """Return the wait after that many wrong passwords in a row: 30 s, doubling to 15 min."""
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


@dataclass(slots=True)
class Slowing:
    """Wrong passwords of each login, whether or not there is such an operator.

    A wait is of the login and not of the browser: behind one address a whole office may sit,
    and whoever guesses has many. An operator who is being guessed at waits too.
    """

    _failures: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def wait(self, login: str, now: datetime) -> timedelta:
        """Return how long ``login`` still has to wait; nothing when it may try."""
        failures, last = self._failures.get(login, (0, now))
        return max(last + wait_after(failures) - now, timedelta(0))

    def failed(self, login: str, now: datetime) -> None:
        """Remember a wrong password."""
        self._forget(now)
        failures, _last = self._failures.pop(login, (0, now))
        self._failures[login] = (failures + 1, now)

    def succeeded(self, login: str) -> None:
        """Forget the wrong passwords of ``login``."""
        self._failures.pop(login, None)

    def _forget(self, now: datetime) -> None:
        """Drop what is long past, and the oldest of too many."""
        while self._failures:
            # Whoever failed last stands last.
            login, (_failures, last) = next(iter(self._failures.items()))
            if now - last <= FORGOTTEN_AFTER and len(self._failures) < MOST_LOGINS:
                return
            del self._failures[login]
