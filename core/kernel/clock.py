"""Where "now" comes from. The core never asks the operating system."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""


def system_clock() -> datetime:
    """Return the machine's own time in UTC."""
    return datetime.now(UTC)


class HandClock:
    """A clock moved by hand, for simulations and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = _in_utc(start)

    def __call__(self) -> datetime:
        """Return the moment the hand points to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Set the clock; it may go backwards, as real ones do."""
        self._now = _in_utc(moment)

    def advance(self, duration: timedelta) -> None:
        """Move the clock on by ``duration``."""
        self._now += duration


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "a clock needs an aware datetime"
        raise ValueError(msg)
    return moment.astimezone(UTC)
