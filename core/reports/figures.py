"""The figures of a report: pure formulas over tallies, each with its definition.

The source of the formulas is the page on figures of the design; where a figure needs verbs
that do not exist yet (suspensions, extensions, rulings, spot checks, reopening), it is left
out, and a formula names what will join it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.reports.tallies import MILLIONTHS, Tally

SATISFACTION_POINTS: Final = {5: 100, 4: 80, 3: 50, 2: 0, 1: -100}
"""Points of a rating; an angry reporter costs more than a happy one brings."""

SOLVED_FROM: Final = 3
"""The lowest rating that still counts as solved."""


class FigureUnit(StrEnum):
    """What the rate of a figure is."""

    SHARE = "share"
    """A part of one, 0 to 1."""
    POINTS = "points"
    """A mean of points, -100 to 100."""
    TIMES = "times"
    """A mean of multiples."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``rate`` is ``None`` where nothing could have counted.

    Never to be averaged: a figure of a whole is made from the tally of the whole.
    """

    name: str
    numerator: float
    denominator: int
    rate: float | None
    unit: FigureUnit = FigureUnit.SHARE


def _share(name: str, part: int, whole: int) -> Figure:
    return Figure(name, part, whole, part / whole if whole else None)


def valid_rate(tally: Tally) -> Figure:
    """有效率: filed, or settled under a valid item ÷ reported; patrol-log entries are no reports.

    Cancelled cases and those that a spot check finds invalid will not count as valid.
    """
    return _share("valid", tally.valid, tally.reported)


def valid_self_handled_rate(tally: Tally) -> Figure:
    """The self-handled part of the valid rate."""
    return _share("valid_self_handled", tally.valid_self_handled, tally.reported)


def valid_circulated_rate(tally: Tally) -> Figure:
    """The circulated part of the valid rate."""
    return _share("valid_circulated", tally.valid_circulated, tally.reported)


def circulation_rate(tally: Tally) -> Figure:
    """流转率: cases that ever left tier 1 ÷ reported."""
    return _share("circulation", tally.circulated, tally.reported)


def closing_rate(tally: Tally) -> Figure:
    """结案率: handled that day and since closed ÷ these and the late unhandled."""
    return _share("closing", tally.handled_closed, tally.should_be_closed)


def on_time_rate(tally: Tally) -> Figure:
    """按期结案率: handled that day within the limit and since closed ÷ should-be-closed."""
    return _share("on_time", tally.closed_in_time, tally.should_be_closed)


def effectively_solved_rate(tally: Tally) -> Figure:
    """有效解决率: closed and not rated below 3 ÷ closed.

    Reopening within 30 days and failed spot checks will count against it.
    """
    return _share("effectively_solved", tally.solved, tally.closed)


def rework_rate(tally: Tally) -> Figure:
    """返工率: cases with a failed check ÷ cases checked, of those closed; times stand apart."""
    return _share("rework", tally.reworked, tally.checked)


def return_rate(tally: Tally) -> Figure:
    """退回率: cases ever sent back ÷ cases ever dispatched, of those handled."""
    return _share("return", tally.returned, tally.dispatched)


def dispatch_accuracy(tally: Tally) -> Figure:
    """派遣准确率: first unit is the last ÷ cases ever dispatched to a unit, of those handled."""
    return _share("dispatch_accuracy", tally.well_dispatched, tally.dispatched_to_unit)


def miss_rate(tally: Tally) -> Figure:
    """漏报率: filed from another source under an item that gridders should see ÷ filed in grids."""
    return _share("miss", tally.missed, tally.filed_in_grid)


def satisfaction(tally: Tally) -> Figure:
    """满意度: mean of 5→100, 4→80, 3→50, 2→0, 1→-100 over the rated, of those closed."""
    mean = tally.satisfaction / tally.rated if tally.rated else None
    return Figure("satisfaction", tally.satisfaction, tally.rated, mean, FigureUnit.POINTS)


def lateness_multiple(tally: Tally) -> Figure:
    """超时倍数: mean of (used - limit) ÷ limit over those closed late, in running time.

    The limit is the time from the start of the handling clock to its due time, and what was
    used is the time to the last resolution; nights and holidays run in both.
    """
    multiples = tally.lateness / MILLIONTHS
    mean = multiples / tally.closed_late if tally.closed_late else None
    return Figure("lateness_multiple", multiples, tally.closed_late, mean, FigureUnit.TIMES)


HEADLINE: Final[tuple[Callable[[Tally], Figure], ...]] = (
    valid_rate,
    circulation_rate,
    on_time_rate,
    effectively_solved_rate,
    rework_rate,
)
"""What a report leads with; volume never."""

FORMULAS: Final[tuple[Callable[[Tally], Figure], ...]] = (
    *HEADLINE,
    valid_self_handled_rate,
    valid_circulated_rate,
    closing_rate,
    return_rate,
    dispatch_accuracy,
    miss_rate,
    satisfaction,
    lateness_multiple,
)
"""Every figure, in the order of a report."""


def figures_of(tally: Tally) -> tuple[Figure, ...]:
    """Compute every figure, headline first."""
    return tuple(formula(tally) for formula in FORMULAS)
