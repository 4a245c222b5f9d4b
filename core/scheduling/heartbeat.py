"""Whether the timers run, as far as the last beat tells; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=20)
"""How often a runner shows that it lives."""

LAPSE: Final = timedelta(minutes=1)
"""How long the beats of a lease stand still before another runner takes over."""

SILENT_AFTER: Final = timedelta(minutes=3)
"""How old the last beat may be: a sweep by cron every minute still counts as running."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What is known of the timers: they run, or have been silent for a while.

    ``silent_for`` is ``None`` while they run. After the clock was set back a beat lies in the
    future; one further ahead than a runner could have written it tells nothing but silence.
    """

    beat_at: datetime
    silent_for: timedelta | None


def heartbeat(beat_at: datetime, now: datetime) -> Heartbeat:
    """Judge the last beat."""
    age = now - beat_at
    if -SILENT_AFTER <= age <= SILENT_AFTER:
        return Heartbeat(beat_at, None)
    return Heartbeat(beat_at, max(age, timedelta()))
