"""When windows of a job come round; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol


class Schedule(Protocol):
    """A row of moments without beginning or end."""

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the last window at or before ``moment``."""
        ...

    def following(self, window: datetime, zone: tzinfo) -> datetime:
        """Return the first window after ``window``."""
        ...


@dataclass(frozen=True, slots=True)
class EveryMinute:
    """A window at every full minute."""

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:  # noqa: ARG002  minutes are everywhere
        """Return the full minute at or before ``moment``."""
        return moment.astimezone(UTC).replace(second=0, microsecond=0)

    def following(self, window: datetime, zone: tzinfo) -> datetime:
        """Return the first full minute after ``window``."""
        return self.latest(window, zone) + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EveryDay:
    """A window a day, ``at`` a time of the district's clocks."""

    at: time

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the window of the day of ``moment``, or of the day before it."""
        local = moment.astimezone(zone)
        window = self._of(local, zone)
        return window if window <= moment else self._of(local - timedelta(days=1), zone)

    def following(self, window: datetime, zone: tzinfo) -> datetime:
        """Return the first window after ``window``."""
        local = window.astimezone(zone)
        same_day = self._of(local, zone)
        return same_day if same_day > window else self._of(local + timedelta(days=1), zone)

    def _of(self, local: datetime, zone: tzinfo) -> datetime:
        return datetime.combine(local.date(), self.at, zone).astimezone(UTC)
