"""Whether the timers run, as far as the last beat tells; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=20)
"""How often a runner shows that it lives."""

LAPSE: Final = timedelta(minutes=1)
"""How long the beats of a lease stand still before another runner takes over."""

SILENT_AFTER: Final = timedelta(minutes=3)
"""How old the last beat may be: one run by cron every minute still counts as running."""


class TimersState(StrEnum):
    """Whether the timers run."""

    NEVER = "never"
    """They never did in this database."""
    RUNNING = "running"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What is known of the timers; ``silent_for`` is how long nothing was heard of them."""

    state: TimersState
    beat_at: datetime | None = None
    silent_for: timedelta = timedelta()

    def missed(self, *, required: bool | None = None) -> bool:
        """Say whether somebody should see to the timers.

        Args:
            required: whether they should run where they never did; ``False`` lets them be.
        """
        if required is None:
            return self.state is TimersState.SILENT
        return required and self.state is not TimersState.RUNNING


def heartbeat(beat_at: datetime | None, now: datetime) -> Heartbeat:
    """Judge the last beat.

    After the clock was set back it lies in the future; further ahead than a runner that still
    beats could have left it, it tells of silence, and nothing of how long.
    """
    if beat_at is None:
        return Heartbeat(TimersState.NEVER)
    age = now - beat_at
    if -SILENT_AFTER <= age <= SILENT_AFTER:
        return Heartbeat(TimersState.RUNNING, beat_at)
    return Heartbeat(TimersState.SILENT, beat_at, max(age, timedelta()))
