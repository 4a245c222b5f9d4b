"""The figures of a report: pure formulas over tallies, each with its definition and an example.

The source of the formulas is the table of figures in the design of the lifecycle; which case
carries which flag of a tally is said in `core.reports.tallies`.
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

    Neither cancelled cases nor those that a spot check finds wanting are valid: of twenty
    reports sixteen are filed, one of them is cancelled as entered twice.

    >>> valid_rate(Tally(reported=20, valid=15)).rate
    0.75
    """
    return _share("valid", tally.valid, tally.reported)


def valid_self_handled_rate(tally: Tally) -> Figure:
    """The self-handled part of the valid rate.

    >>> valid_self_handled_rate(Tally(reported=20, valid=15, valid_self_handled=5)).rate
    0.25
    """
    return _share("valid_self_handled", tally.valid_self_handled, tally.reported)


def valid_circulated_rate(tally: Tally) -> Figure:
    """The circulated part of the valid rate.

    >>> valid_circulated_rate(Tally(reported=20, valid=15, valid_circulated=8)).rate
    0.4
    """
    return _share("valid_circulated", tally.valid_circulated, tally.reported)


def circulation_rate(tally: Tally) -> Figure:
    """流转率: cases that ever left tier 1 ÷ reported.

    >>> round(circulation_rate(Tally(reported=31_705, circulated=476)).rate, 3)
    0.015
    """
    return _share("circulation", tally.circulated, tally.reported)


def closing_rate(tally: Tally) -> Figure:
    """结案率: handled that day and since closed ÷ these and the late unhandled.

    >>> closing_rate(Tally(handled=12, handled_closed=9, overdue=3)).rate
    0.75
    """
    return _share("closing", tally.handled_closed, tally.should_be_closed)


def on_time_rate(tally: Tally) -> Figure:
    """按期结案率: handled that day in time and since closed ÷ should-be-closed.

    A late case whose appeal was upheld is exempt: it counts here as if it had been in time,
    and is shown late all the same. Nine are closed, six in time, one late and exempt, and
    one that nobody has handled is late already:

    >>> on_time_rate(Tally(handled_closed=9, closed_in_time=6, closed_exempt=1, overdue=1)).rate
    0.7
    """
    kept = tally.closed_in_time + tally.closed_exempt
    return _share("on_time", kept, tally.should_be_closed)


def effectively_solved_rate(tally: Tally) -> Figure:
    """有效解决率: closed, never reopened, no failed spot check, not rated below 3 ÷ closed.

    A case can be reopened within thirty days and no longer, so the figure of a day is final
    a month later.

    >>> effectively_solved_rate(Tally(closed=10, solved=9)).rate
    0.9
    """
    return _share("effectively_solved", tally.solved, tally.closed)


def rework_rate(tally: Tally) -> Figure:
    """返工率: cases with a failed check ÷ cases checked, of those closed; times stand apart.

    Two of eight cases failed their check, one of them twice:

    >>> rework_rate(Tally(checked=8, reworked=2, reworks=3)).rate
    0.25
    """
    return _share("rework", tally.reworked, tally.checked)


def return_rate(tally: Tally) -> Figure:
    """退回率: cases ever sent back ÷ cases ever dispatched, of those handled.

    >>> return_rate(Tally(dispatched=10, returned=4)).rate
    0.4
    """
    return _share("return", tally.returned, tally.dispatched)


def groundless_return_rate(tally: Tally) -> Figure:
    """推诿率: returns that a supervisor ruled against ÷ returns, of the cases handled.

    Ruled against is a unit that sent the case back and was then made to handle it. Of five
    returns one was groundless:

    >>> groundless_return_rate(Tally(returns=5, groundless_returns=1)).rate
    0.2
    """
    return _share("groundless_return", tally.groundless_returns, tally.returns)


def dispatch_accuracy(tally: Tally) -> Figure:
    """派遣准确率: first unit is the last ÷ cases ever dispatched to a unit, of those handled.

    >>> dispatch_accuracy(Tally(dispatched_to_unit=8, well_dispatched=6)).rate
    0.75
    """
    return _share("dispatch_accuracy", tally.well_dispatched, tally.dispatched_to_unit)


def extension_rate(tally: Tally) -> Figure:
    """曾延期率: cases ever granted an extension ÷ should-be-closed.

    >>> extension_rate(Tally(handled_closed=9, overdue=1, extended=2)).rate
    0.2
    """
    return _share("extension", tally.extended, tally.should_be_closed)


def extension_now_rate(tally: Tally) -> Figure:
    """现延期率: cases whose clock runs on extended time at the drawing ÷ should-be-closed.

    They are not due yet and so in no denominator; the figure weighs what was put off against
    what came due, and may exceed one.

    >>> extension_now_rate(Tally(handled_closed=9, overdue=1, extended_now=3)).rate
    0.3
    """
    return _share("extension_now", tally.extended_now, tally.should_be_closed)


def suspension_rate(tally: Tally) -> Figure:
    """曾挂账率: cases ever suspended ÷ should-be-closed.

    >>> suspension_rate(Tally(handled_closed=9, overdue=1, suspended=1)).rate
    0.1
    """
    return _share("suspension", tally.suspended, tally.should_be_closed)


def suspension_now_rate(tally: Tally) -> Figure:
    """现挂账率: cases suspended at the drawing ÷ should-be-closed; it may exceed one, too.

    >>> suspension_now_rate(Tally(handled_closed=9, overdue=1, suspended_now=12)).rate
    1.2
    """
    return _share("suspension_now", tally.suspended_now, tally.should_be_closed)


def hand_down_rate(tally: Tally) -> Figure:
    """下沉率: cases ever handed down ÷ cases ever dispatched, of those handled.

    The funnel effect; who handed how many down is told beside it.

    >>> hand_down_rate(Tally(dispatched=10, handed_down=1)).rate
    0.1
    """
    return _share("hand_down", tally.handed_down, tally.dispatched)


def miss_rate(tally: Tally) -> Figure:
    """漏报率: filed from another source under an item that gridders should see ÷ filed in grids.

    >>> miss_rate(Tally(filed_in_grid=8, missed=2)).rate
    0.25
    """
    return _share("miss", tally.missed, tally.filed_in_grid)


def satisfaction(tally: Tally) -> Figure:
    """满意度: mean of 5→100, 4→80, 3→50, 2→0, 1→-100 over the rated, of those closed.

    Four reporters give 5, 4, 3 and 1:

    >>> satisfaction(Tally(rated=4, satisfaction=100 + 80 + 50 - 100)).rate
    32.5
    """
    mean = tally.satisfaction / tally.rated if tally.rated else None
    return Figure("satisfaction", tally.satisfaction, tally.rated, mean, FigureUnit.POINTS)


def lateness_multiple(tally: Tally) -> Figure:
    """超时倍数: mean of (used - limit) ÷ limit over those closed late, in running time.

    The limit is the time from the start of the handling clock to its due time, and what was
    used is the time to the last resolution; nights and holidays run in both. What was found
    exempt on appeal is left out. Of three late cases one is exempt, the others took half
    again and twice their limits:

    >>> lateness_multiple(Tally(closed_late=3, late_exempt=1, lateness=1_500_000)).rate
    0.75
    """
    multiples = tally.lateness / MILLIONTHS
    late = tally.closed_late - tally.late_exempt
    mean = multiples / late if late else None
    return Figure("lateness_multiple", multiples, late, mean, FigureUnit.TIMES)


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
    groundless_return_rate,
    dispatch_accuracy,
    extension_rate,
    extension_now_rate,
    suspension_rate,
    suspension_now_rate,
    hand_down_rate,
    miss_rate,
    satisfaction,
    lateness_multiple,
)
"""Every figure, in the order of a report."""


def figures_of(tally: Tally) -> tuple[Figure, ...]:
    """Compute every figure, headline first."""
    return tuple(formula(tally) for formula in FORMULAS)
