"""The commands that keep the roll-ups; given by the timers, not by people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from core.kernel.command import Command
from core.reports.rolled import Packed, Span


class LocalDay(NamedTuple):
    """A day of the district's clocks."""

    day: date
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginRollUp(Command):
    """Take up days that are over, so that what changes them from now on marks them.

    Nobody writes meanwhile: a change that began before and is committed later would otherwise
    neither be counted nor marked.

    Args:
        basis: `core.reports.rolled.basis_of`; tallies on another basis are thrown away.
        days: days that are over; those taken up before are left as they are.
    """

    ALONE: ClassVar[bool] = True

    basis: str
    days: tuple[LocalDay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepRollUp(Command):
    """Keep the tallies of a day, or of the month whose first day it is, counted in ``turn``."""

    turn: int
    span: Span
    day: date
    parts: tuple[Packed, ...]
