"""Time per due time, beside a floor and a loop over a holiday library.

The floor is the least work that answers "three working days from this day": one look into a
list of working days. The loop asks the library day by day, as programs do. Ratios in one run
are what counts; the microseconds depend on the machine. Run from the top of the repository:
``python -m tests.bench.bench_deadlines``.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TypeVar

import chinese_calendar

from core.deadlines.batch import due_lines
from core.deadlines.limits import Limit, LimitUnit
from tests.core.deadlines.china import SHANGHAI, desk

Asked = TypeVar("Asked")

ROUNDS = 5
ONE_DAY = timedelta(days=1)
STARTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m) for m in range(0, 350_000, 37)]
DAYS = [start.astimezone(SHANGHAI).date() for start in STARTS]
WORKING_DAYS = [
    day
    for day in (date(2026, 1, 1) + n * ONE_DAY for n in range(365))
    if chinese_calendar.is_workday(day)
]


def floor(day: date) -> date:
    """Look up the third working day after ``day``."""
    return WORKING_DAYS[bisect_right(WORKING_DAYS, day) + 2]


def library_loop(day: date) -> date:
    """Ask the library about one day after another."""
    left = 3
    while left:
        day += ONE_DAY
        left -= chinese_calendar.is_workday(day)
    return day


def microseconds(ask: Callable[[Asked], object], asked: Sequence[Asked]) -> float:
    """Return the best time of one call over all rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = perf_counter()
        for one in asked:
            ask(one)
        best = min(best, perf_counter() - began)
    return best / len(asked) * 1e6


def main() -> None:
    """Print one line per measurement."""
    deadlines = desk()
    three = Limit(3, LimitUnit.WORKING_DAY)
    for start, day in zip(STARTS, DAYS, strict=True):
        due_on = deadlines.due(start, three).due_at.astimezone(SHANGHAI).date()
        if not due_on == floor(day) == library_loop(day):
            sys.exit(f"{start} is due on {due_on}, {floor(day)} or {library_loop(day)}")
    least = microseconds(floor, DAYS)

    def show(name: str, time: float) -> None:
        print(f"{name:38} {time:8.2f} µs  {time / least:7.1f} x floor")

    show("floor: one look into a list", least)
    for unit in LimitUnit:
        ask = partial(deadlines.due, limit=Limit(3, unit))
        show(f"due, 3 {unit}", microseconds(ask, STARTS))
    show(
        "due and target, 3 working_day",
        microseconds(partial(deadlines.reckon, limit=three), STARTS),
    )
    few = [*islice(STARTS, 0, None, 10)]
    show("explain, 3 working_day", microseconds(partial(deadlines.explain, limit=three), few))
    show("library loop, 3 working days", microseconds(library_loop, DAYS))
    lines = [json.dumps({"start": at.isoformat(), "limit": str(three)}) for at in STARTS]
    batch = microseconds(lambda all_lines: sum(1 for _ in due_lines(deadlines, all_lines)), [lines])
    show("batch, a line of JSON", batch / len(lines))


if __name__ == "__main__":
    main()
