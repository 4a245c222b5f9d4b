"""Signs that reports are made to meet a number and not to solve something.

A quota of sixty a month, two a day, once brought a district 9.5 % valid reports: trivia settled
on the spot, the same words again and again, two a day and no more, and what was missing just
before the month ended. Each rule looks for one of these; none accuses anybody.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.reports.nightly import Named
from core.reports.signals import Rule, Signal

DAYS: Final = 28
"""Days up to the end of the report that the rules look at."""

TRIVIA: Final = 0.9
FEWEST_SETTLED: Final = 20
SAME: Final = 3
"""Reports of one person in the very same words from which they are told."""
QUOTA: Final = 2
EVEN: Final = 0.9
FEWEST_DAYS: Final = 10
BURST_DAYS: Final = 3
BURST: Final = 0.5
FEWEST_IN_MONTH: Final = 10


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """Gridders' reports of a community, and how many of them they settled themselves."""

    community: Named
    reported: int
    settled: int


@dataclass(frozen=True, slots=True)
class SameText:
    """Reports of one person in the same words."""

    staff: Named
    text: str
    reports: int


def trivial(communities: Iterable[OnTheSpot]) -> tuple[Signal, ...]:
    """Tell communities whose gridders settled nine in ten of twenty or more reports themselves.

    >>> all_settled = OnTheSpot(Named("330108001001", "西陵社区"), 40, 38)
    >>> [(s.measured, s.limit) for s in trivial([all_settled])]
    [(0.95, 0.9)]
    """
    found = []
    many = [one for one in communities if one.reported]
    settled, reported = sum(o.settled for o in many), sum(o.reported for o in many)
    for one in many:
        share = one.settled / one.reported
        if one.reported >= FEWEST_SETTLED and share > TRIVIA:
            usual = settled / reported
            found.append(Signal(Rule.ONLY_TRIVIA, one.community, None, share, usual, TRIVIA))
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key)))


def worded_alike(texts: Iterable[SameText]) -> tuple[Signal, ...]:
    """Tell who reported three times or more in the very same words.

    >>> again = SameText(Named("BJ00001", "王*"), "巡查无异常", 4)
    >>> [(s.measured, s.text) for s in worded_alike([again])]
    [(4, '巡查无异常')]
    """
    found = [
        Signal(Rule.SAME_TEXT, one.staff, None, one.reports, 1, SAME - 1, text=one.text)
        for one in texts
        if one.reports >= SAME
    ]
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key, s.text)))


def even(daily: Mapping[Named, Mapping[date, int]], until: date) -> tuple[Signal, ...]:
    """Tell who reported exactly two a day, on nine in ten of at least ten days with reports.

    >>> two_a_day = {date(2026, 9, n): 2 for n in range(1, 13)}
    >>> told = even({Named("BJ00001", "王*"): two_a_day}, date(2026, 9, 14))
    >>> [(s.measured, s.limit, sum(s.before)) for s in told]
    [(1.0, 0.9, 24)]
    """
    since = until - timedelta(days=DAYS - 1)
    found = []
    for staff, days in daily.items():
        counts = tuple(n for day, n in sorted(days.items()) if since <= day <= until and n)
        if len(counts) < FEWEST_DAYS:
            continue
        share = counts.count(QUOTA) / len(counts)
        if share >= EVEN:
            found.append(Signal(Rule.EVEN_QUOTA, staff, None, share, 0.0, EVEN, before=counts))
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key)))


def bursting(daily: Mapping[Named, Mapping[date, int]], until: date) -> tuple[Signal, ...]:
    """Tell who made half of at least ten reports of a month in its last three days.

    Looked for in the last three days of a month only; evenly they would be a tenth.

    >>> september = {date(2026, 9, 10): 4, date(2026, 9, 29): 5, date(2026, 9, 30): 6}
    >>> told = bursting({Named("BJ00001", "王*"): september}, date(2026, 9, 30))
    >>> [(round(s.measured, 3), s.usual, s.limit) for s in told]
    [(0.733, 0.1, 0.5)]
    """
    length = calendar.monthrange(until.year, until.month)[1]
    last_days = until.replace(day=length - BURST_DAYS + 1)
    if until < last_days:
        return ()
    found = []
    for staff, days in daily.items():
        month = {day: n for day, n in days.items() if until.replace(day=1) <= day <= until}
        whole = sum(month.values())
        late = sum(n for day, n in month.items() if day >= last_days)
        if whole >= FEWEST_IN_MONTH and late / whole > BURST:
            usual = round(BURST_DAYS / length, 6)
            found.append(Signal(Rule.MONTH_END_BURST, staff, None, late / whole, usual, BURST))
    return tuple(sorted(found, key=lambda s: (-s.measured, s.what.key)))
