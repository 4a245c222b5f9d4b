"""Early warning: four simple rules over the last weeks, each with its source and an example.

They look at what was reported up to the end of the report's last day, never at the future. A
rule that has too little to go by stays silent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from statistics import median, quantiles
from typing import Final

from core.reports.nightly import Named
from core.reports.signals import Rule, Signal

WEEKS: Final = 8
"""Weeks before that say what is usual."""
FEWEST_WEEKS: Final = 4
CHANCE: Final = 0.001
"""How rarely a rule for a single item and place may fire by chance alone."""
FEWEST_REPORTS: Final = 5

SLOW_DAYS: Final = 14
"""Days of a unit that are held against the `WEEKS` before them."""
FEWEST_HANDLED: Final = 5
SLOWER_BY: Final = 1.5

SILENCE_CHANCE: Final = 0.01
SILENCE_WEEKS: Final = 12
"""Weeks in which the last report of a grid is sought."""

REPEATED_DAYS: Final = 28
REPEATED: Final = 3
"""Cases of one item at one address from which they are told."""


@dataclass(frozen=True, slots=True)
class WeeklyCount:
    """Cases of an item in an area: of the last seven days, and of the weeks before them."""

    item: Named
    area: Named
    now: int
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """The parts of their limits that a unit's cases took; 1 is the whole limit."""

    unit: Named
    now: Sequence[float]
    before: Sequence[float]


@dataclass(frozen=True, slots=True)
class Silence:
    """A grid: ``reports`` in ``days`` up to its last one, and ``silent_for`` days since."""

    grid: Named
    reports: int
    days: int
    silent_for: int


@dataclass(frozen=True, slots=True)
class Repetition:
    """Cases of one item at one address."""

    item: Named
    area: Named
    address: str
    cases: tuple[str, ...]


def usual_at_most(mean: float, chance: float = CHANCE) -> int:
    """Return the count that is exceeded with a probability below ``chance``, if Poisson.

    >>> [usual_at_most(mean) for mean in (1, 2, 4, 10)]
    [5, 8, 11, 21]
    """
    term = total = exp(-mean)
    count = 0
    while 1 - total >= chance:
        count += 1
        term *= mean / count
        total += term
    return count


def rising_items(
    counts: Iterable[WeeklyCount], everything: Mapping[str, WeeklyCount]
) -> tuple[Signal, ...]:
    """Tell items of which an area has more than its usual band in seven days.

    Usual is the median of up to eight weeks before, so that one bad week does not hide the next;
    where the area reports more of everything than in its median week, so much more is usual. The
    band ends where a Poisson count of that mean (at least 1) gets by chance once in a thousand
    times, and not below the highest of those weeks. Fewer than five reports are never told, and
    weeks before the area's first report are no weeks. After Stroup et al., “Detection of
    aberrations in the occurrence of notifiable diseases surveillance data”, Statistics in
    Medicine 8 (1989), 323-329, who hold a count against those of comparable weeks; the median
    and the Poisson band are ours.

    Args:
        counts: by item and area.
        everything: the same of all items together, by the code of the area.

    >>> stalls, street = Named("E0401", "占道经营"), Named("330108001", "西兴街道")
    >>> weekly = WeeklyCount(stalls, street, 12, (3, 2, 4, 3, 9, 3, 2, 3))
    >>> whole = WeeklyCount(stalls, street, 50, (50,) * 8)
    >>> [(s.measured, s.usual, s.limit) for s in rising_items([weekly], {"330108001": whole})]
    [(12, 3.0, 10)]
    """
    found = []
    for count in counts:
        whole = everything[count.area.key]
        begun = next((n for n, reports in enumerate(whole.before) if reports), len(whole.before))
        before = count.before[begun:]
        if len(before) < FEWEST_WEEKS or count.now < FEWEST_REPORTS:
            continue
        growth = max(1.0, whole.now / max(median(whole.before[begun:]), 1))
        usual = round(median(before) * growth, 1)
        limit = max(usual_at_most(max(usual, 1.0)), *before)
        if count.now > limit:
            found.append(
                Signal(Rule.ITEM_RISING, count.item, count.area, count.now, usual, limit, before)
            )
    return tuple(sorted(found, key=lambda s: (s.limit - s.measured, s.what.key, _key(s.where))))


def slowing_units(paces: Iterable[Pace]) -> tuple[Signal, ...]:
    """Tell units whose cases of the last 14 days take clearly more of their limits than before.

    Half of the cases must have taken half as much again as the median of the eight weeks
    before, and more than three in four took then (the upper quartile: the band of a box plot,
    Tukey, “Exploratory Data Analysis”, 1977). Five cases now and twice as many before are needed.

    >>> unit = Named("330108001-ZFD", "西兴综合行政执法队")
    >>> usual = [0.2, 0.3, 0.3, 0.4, 0.4, 0.4, 0.5, 0.5, 0.6, 0.7]
    >>> [(s.measured, s.usual, s.limit) for s in slowing_units([Pace(unit, [0.9] * 5, usual)])]
    [(0.9, 0.4, 0.6)]
    """
    found = []
    for pace in paces:
        if len(pace.now) < FEWEST_HANDLED or len(pace.before) < 2 * FEWEST_HANDLED:
            continue
        usual = median(pace.before)
        quartile = quantiles(pace.before, n=4, method="inclusive")[2]
        limit = round(max(SLOWER_BY * usual, quartile), 6)
        now = median(pace.now)
        if now > limit:
            found.append(Signal(Rule.UNIT_SLOWING, pace.unit, None, now, usual, limit))
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key)))


def silent_grids(silences: Iterable[Silence]) -> tuple[Signal, ...]:
    """Tell grids whose gridders have reported nothing for longer than chance allows.

    If reports came as they did before, independently (Poisson), a silence this long would be
    seen in one of a hundred. Five reports at least say what was usual. Measured, usual and
    limit are days: of the silence, between two reports, and of the longest usual silence.

    >>> grid = Named("330108001001001", "第一网格")
    >>> [(s.measured, s.usual, s.limit) for s in silent_grids([Silence(grid, 20, 60, 15)])]
    [(15, 3.0, 13)]
    """
    found = []
    for silence in silences:
        if silence.reports < FEWEST_REPORTS:
            continue
        gap = silence.days / silence.reports
        limit = 0
        while exp(-(limit + 1) / gap) >= SILENCE_CHANCE:
            limit += 1
        if silence.silent_for > limit:
            found.append(
                Signal(Rule.GRID_SILENT, silence.grid, None, silence.silent_for, gap, limit)
            )
    return tuple(sorted(found, key=lambda s: (s.usual / s.measured, s.what.key)))


def repeated_places(repetitions: Iterable[Repetition]) -> tuple[Signal, ...]:
    """Tell places that have had three or more cases of one item in four weeks.

    What comes back was closed and not solved: the “repeat complaints” of the 12345 hotlines.

    >>> stalls, grid = Named("E0401", "占道经营"), Named("330108001001001", "第一网格")
    >>> again = Repetition(stalls, grid, "江陵路100号", ("330108-26-000001",) * 3)
    >>> [(s.measured, s.limit, s.text) for s in repeated_places([again])]
    [(3, 2, '江陵路100号')]
    """
    found = [
        Signal(
            Rule.REPEATED_PLACE,
            one.item,
            one.area,
            len(one.cases),
            1,
            REPEATED - 1,
            text=one.address,
            cases=one.cases,
        )
        for one in repetitions
        if len(one.cases) >= REPEATED
    ]
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key, _key(s.where), s.text)))


def _key(name: Named | None) -> str:
    return name.key if name else ""
