"""Rolling up the days that are over, and holding what is stored against the cases."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, Final

from core.operators.models import TIMERS
from core.reports.commands import BeginRollUp, KeepRollUp
from core.reports.rolled import Difference, Span, differences, pack

if TYPE_CHECKING:
    from console.bootstrap import Shop

PAUSE: Final = 0.02
"""Seconds between two days, so that desks get in."""


@dataclass(frozen=True, slots=True)
class RolledUp:
    """How many days were counted, and how many months added up."""

    days: int
    months: int


def roll_up(
    shop: "Shop",
    now: datetime,
    *,
    again: Collection[date] = (),
    held: Callable[[], bool] = lambda: True,
    pause: Callable[[float], None] = lambda _seconds: None,
) -> RolledUp:
    """Count every day that is over and was not counted yet or has changed since, newest first.

    Killed on the way, it has lost nothing: the days that were kept stand.

    Args:
        shop: the district.
        now: days that are over by then are counted.
        again: days to count whatever is known of them.
        held: says whether to go on.
        pause: waits some seconds between two transactions.

    Raises:
        Conflict: somebody else has begun to roll up meanwhile.
    """
    reader = shop.rollups
    begin = BeginRollUp(basis=reader.basis(), days=reader.over(now))
    turn = shop.desk.execute(begin, by=TIMERS)
    days = months = 0
    for one in reader.days():
        if one.counted and not one.marked and one.day not in again:
            continue
        if not held():
            return RolledUp(days, months)
        parts = pack(reader.count(one.day))
        keep = KeepRollUp(turn=turn, span=Span.DAY, day=one.day, parts=parts)
        shop.desk.execute(keep, by=TIMERS)
        days += 1
        pause(PAUSE)
    for first in reader.months_to_add_up():
        if not held():
            break
        keep = KeepRollUp(turn=turn, span=Span.MONTH, day=first, parts=pack(reader.month(first)))
        shop.desk.execute(keep, by=TIMERS)
        months += 1
        pause(PAUSE)
    return RolledUp(days, months)


def days_to_check(
    shop: "Shop", since: date | None, until: date | None, sample: int | None, seed: str
) -> tuple[date, ...]:
    """Return the days that reports take from what is stored, or a random sample of them."""
    days = sorted(
        one.day
        for one in shop.rollups.days()
        if one.counted
        and not one.marked
        and (since is None or one.day >= since)
        and (until is None or one.day <= until)
    )
    if sample is None or sample >= len(days):
        return tuple(days)
    chance = Random(seed)  # noqa: S311  which days are looked at is no secret
    return tuple(sorted(chance.sample(days, sample)))


def recount(shop: "Shop", days: Iterable[date]) -> Iterator[Difference]:
    """Yield what is stored otherwise than the cases say, of these days and their months."""
    reader, months = shop.rollups, set()
    for day in days:
        compared = reader.compared(day)
        if compared is not None:
            yield from differences(Span.DAY, day, *compared)
        months.add(day.replace(day=1))
    for first in sorted(months):
        compared = reader.compared_month(first)
        if compared is not None:
            yield from differences(Span.MONTH, first, *compared)
