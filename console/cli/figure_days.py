"""The days that figures are asked about."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are asked about, as at when, and of which area."""

    since: date
    until: date
    now: datetime
    area: str | None
