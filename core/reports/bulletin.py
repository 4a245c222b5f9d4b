"""The report that is sent: the figures with all that a reader needs to judge and to act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from core.cases.rows import CaseRow
from core.reports.figures import Figure
from core.reports.nightly import DayFigures, Named, NightlyReport, Section
from core.reports.periods import Kind, Span
from core.reports.signals import Signal

SHOWN: Final = 20
"""Cases of a list that a report shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The headline of other days, to stand beside that of the report; ``name`` says which."""

    name: str
    span: Span
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases wait, and the first `SHOWN` of them, the soonest deadline first."""

    total: int
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """An area with its grids, and in how many of them nobody holds a post, by post."""

    area: Named
    grids: int
    vacant: Mapping[str, int]


class DataFlaw(NamedTuple):
    """How many of some cases lack what figures need; ``name`` says what."""

    name: str
    cases: int
    of: int


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A report of a night, a week or a month.

    ``report`` holds its figures, ``since`` is its first day. ``days`` are the headlines of the
    last fourteen days. What waits and who is missing is as when the report is drawn, whichever
    days it is of; ``warnings`` and ``padding`` look back from its last day.
    """

    kind: Kind
    since: date
    report: NightlyReport
    comparisons: tuple[Comparison, ...]
    days: tuple[DayFigures, ...]
    overdue: Waiting
    due_next: Waiting
    staffing: tuple[Staffing, ...]
    warnings: tuple[Signal, ...]
    padding: tuple[Signal, ...]
    flaws: tuple[DataFlaw, ...]

    @property
    def uncirculated(self) -> tuple[Section, ...]:
        """The communities that reported and let nothing leave tier 1."""
        lines = (line for line in self.report.communities if line.key)
        return tuple(line for line in lines if line.tally.reported and not line.tally.circulated)
