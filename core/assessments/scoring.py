"""From figures to points, in fixed-point arithmetic: the parts are the whole to the last digit.

Points are whole numbers of hundredths. Each indicator is worth its weight, of 100 points in all:

* ``fulfilled = (rate - zero_at) ÷ (full_at - zero_at)``, no less than 0 and no more than 1, with
  the rate as the exact fraction of the cases; it works in both directions;
* the weight of an indicator with fewer cases than its least is spread over the others in
  proportion to theirs, to hundredths by the largest remainder (of equal ones the first in the
  profile), so that the weights still add up to 100.00;
* ``points = weight × fulfilled``, rounded to hundredths, halves upwards (四舍五入);
* with less than half of the weight counting there is no score: a single figure is no assessment;
* findings are added up and held within the limit of the profile on either side;
* the score is the sum of these rounded points and of the findings; nothing is rounded after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from core.assessments.profiles import HUNDREDTHS, WHOLE, Indicator, Profile
from core.reports.drill import Share
from core.reports.figures import Figure
from core.reports.tallies import MILLIONTHS


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody from outside found of one target; points in hundredths."""

    number: str
    found_on: date
    finder: str
    target: str
    target_key: str
    points: int
    reason: str
    evidence: str
    case_number: str | None


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """One indicator of one target: what it is worth, and what of that was reached.

    ``worth`` is the weight of the profile with its part of the weights that do not count. It and
    ``points`` are hundredths; both are 0 when there were too few cases, and ``counts`` is false.
    """

    indicator: Indicator
    figure: Figure
    counts: bool
    worth: int
    points: int

    @property
    def lost(self) -> int:
        """The points that were not reached."""
        return self.worth - self.points


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one target; ``total`` is ``None`` when too few indicators had cases enough.

    ``found`` is what the findings come to within the limit of the profile.
    """

    profile: Profile
    target: str
    key: str
    name: str
    name_en: str | None
    indicators: tuple[ScoredIndicator, ...]
    findings: tuple[Finding, ...]
    found: int
    total: int | None


def exactly(value: float) -> Fraction:
    """Return a numerator of a figure as it was counted, in millionths at the finest."""
    return Fraction(round(value * MILLIONTHS), MILLIONTHS)


def fulfilled(indicator: Indicator, numerator: float, denominator: int) -> Fraction:
    """Return how much of an indicator is reached, 0 to 1.

    Seven of ten in time, where 60 % is worth nothing and 80 % everything; two of ten reworked,
    where 10 % is worth everything and 30 % nothing:

    >>> fulfilled(Indicator("on_time", 5000, 600_000, 800_000), 7, 10)
    Fraction(1, 2)
    >>> fulfilled(Indicator("rework", 5000, 300_000, 100_000), 2, 10)
    Fraction(1, 2)
    """
    rate = MILLIONTHS * exactly(numerator) / denominator
    reached = (rate - indicator.zero_at) / (indicator.full_at - indicator.zero_at)
    return min(max(reached, Fraction(0)), Fraction(1))


def rounded(value: Fraction) -> int:
    """Round to a whole number, halves upwards."""
    return floor(value + Fraction(1, 2))


def spread(weights: Sequence[int]) -> list[int]:
    """Return ``weights`` in proportion so that they add up to 100.00, by the largest remainder.

    >>> spread([2000, 1000])
    [6667, 3333]
    """
    total = sum(weights)
    shares = [WHOLE * weight // total for weight in weights]
    left = WHOLE - sum(shares)
    by_rest = sorted(range(len(weights)), key=lambda place: -(WHOLE * weights[place] % total))
    for place in by_rest[:left]:
        shares[place] += 1
    return shares


def score_indicators(
    profile: Profile, figures: Mapping[str, Figure]
) -> tuple[ScoredIndicator, ...]:
    """Return what each indicator of a profile is worth, and what of that is reached."""
    counting = [
        one for one in profile.indicators if figures[one.figure].denominator >= max(one.least, 1)
    ]
    worths = dict(zip(counting, spread([one.weight for one in counting]), strict=True))
    return tuple(_scored(one, figures[one.figure], worths.get(one)) for one in profile.indicators)


def _scored(indicator: Indicator, figure: Figure, worth: int | None) -> ScoredIndicator:
    if worth is None:
        return ScoredIndicator(indicator, figure, counts=False, worth=0, points=0)
    reached = fulfilled(indicator, figure.numerator, figure.denominator)
    points = rounded(worth * reached)
    return ScoredIndicator(indicator, figure, counts=True, worth=worth, points=points)


def found_within(findings: Iterable[Finding], limit: int) -> int:
    """Return what findings come to, held within ``limit`` on either side."""
    return min(max(sum(finding.points for finding in findings), -limit), limit)


def total_of(indicators: Iterable[ScoredIndicator], found: int) -> int | None:
    """Return the sum of points and findings, ``None`` when too little of the weight counts."""
    counting = [one for one in indicators if one.counts]
    if 2 * sum(one.indicator.weight for one in counting) < WHOLE:
        return None
    return sum(one.points for one in counting) + found


def costs(indicator: Indicator, share: Share) -> bool:
    """Say whether a case keeps its figure from the goal.

    A case costs points when a figure of that case alone would not reach ``full_at``: of a rate
    that should be high, those that are only in the denominator; of one that should be low, those
    that are counted; of a mean, those on the wrong side of the goal.
    """
    numerator, goal = MILLIONTHS * exactly(share.numerator), indicator.full_at * share.denominator
    return numerator < goal if indicator.rises else numerator > goal


def stars_of(score: Score) -> int | None:
    """Return how many stars a score has, ``None`` where its profile gives none."""
    if score.total is None or not score.profile.star_floors:
        return None
    return sum(score.total >= points * HUNDREDTHS for points in score.profile.star_floors)


def ranks_of(scores: Sequence[Score]) -> list[int | None]:
    """Return the rank of each score, equal ones alike: 1, 2, 2, 4; none without a score."""
    totals = [score.total for score in scores]
    return [
        None if total is None else 1 + sum(other is not None and other > total for other in totals)
        for total in totals
    ]
