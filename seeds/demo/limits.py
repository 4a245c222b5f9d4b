"""How long the matters of the demo may take."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from core.deadlines.limits import Limit, LimitUnit, parse_limit
from seeds.demo.matters import MatterSeed
from seeds.standard.admission import filing_conditions
from seeds.standard.limits import limits

_LENGTHS: Final = {
    LimitUnit.MINUTE: timedelta(minutes=1),
    LimitUnit.HOUR: timedelta(hours=1),
    LimitUnit.WORKING_HOUR: timedelta(hours=3),
    LimitUnit.WORKING_DAY: timedelta(hours=34),
    LimitUnit.DAY: timedelta(days=1),
}
"""About how long a unit of a limit takes, nights and weekends included."""


def length(limit: Limit) -> timedelta:
    """Return about how long a limit is, to compare limits by."""
    return limit.amount * _LENGTHS[limit.unit]


def longest_limit(matter: MatterSeed) -> timedelta:
    """Return about how long the matter may take at most, to compare matters by."""
    return max(length(limit) for _, limit in known_limits(matter))


def known_limits(matter: MatterSeed) -> Sequence[tuple[int | None, Limit]]:
    """Return the filing conditions that the matter may fall under, each with its limit."""
    return _conditions().get(matter.item_code) or ((None, _tier_limits()[matter.tier]),)


def limit_at(matter: MatterSeed, condition: int | None, tier: int) -> Limit:
    """Return the limit that the matter has at ``tier``: of its condition, or of the tier."""
    known = dict(_conditions().get(matter.item_code, ()))
    return known[condition] if condition else _tier_limits()[tier]


@cache
def _conditions() -> dict[str, tuple[tuple[int, Limit], ...]]:
    found: dict[str, tuple[tuple[int, Limit], ...]] = {}
    for row in filing_conditions():
        limit = Limit(row.limit_amount, LimitUnit(row.limit_unit))
        found[row.item_code] = (*found.get(row.item_code, ()), (row.ordinal, limit))
    return found


@cache
def _tier_limits() -> dict[int, Limit]:
    return {row.tier: parse_limit(row.due_limit) for row in limits() if row.tier}
