"""The commands of the scheduler; given by the timers, not by people."""

from dataclasses import dataclass
from datetime import date, datetime

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLease(Command):
    """Take the lease for ``runner``, or show that it lives.

    ``over`` is the number of beats at which the lease of another was found to stand still:
    it is taken from them when it still stands there.
    """

    runner: str
    over: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveBackLease(Command):
    """Let the next runner begin at once."""

    runner: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseWindow(Command):
    """Write down that a window of a job is done, with its effect or after it.

    ``result`` is what came of it, as JSON.
    """

    job: str
    window_at: datetime
    after: datetime
    began_at: datetime
    took_ms: int
    runner: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FailWindow(Command):
    """Write down that a window of a job was tried in vain."""

    job: str
    window_at: datetime
    after: datetime
    began_at: datetime
    took_ms: int
    runner: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SealDay(Command):
    """Add the line of a day, after the line that has ``prev_hash``."""

    day: date
    begins_at: datetime | None
    ends_at: datetime
    entries: int
    prev_hash: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgetOldRows(Command):
    """Remove what is older than it is kept for.

    Args:
        windows_before: windows that ended before this moment, the newest of each job excepted.
        audit_before: entries of the audit trail before this moment; ``None`` keeps them all.
        most: how many rows of each kind are removed at most, so that nobody waits long.
    """

    windows_before: datetime
    audit_before: datetime | None = None
    most: int
