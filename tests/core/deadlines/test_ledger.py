"""The table behind the engine grows in both directions and never changes an answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from threading import Barrier

import pytest

from core.deadlines.calendar import WorkCalendar
from core.deadlines.engine import Deadlines
from core.deadlines.limits import Limit, LimitUnit
from tests.core.deadlines.china import at, desk, due


@pytest.mark.parametrize(
    ("start", "expected"),
    (
        ("1990-01-05 10:00", "1990-01-08 18:00"),  # Friday to Monday
        ("1990-12-31 10:00", "1991-01-01 18:00"),
        ("2099-12-31 10:00", "2100-01-01 18:00"),
        ("2200-12-26 10:00", "2200-12-29 18:00"),
    ),
)
def test_any_year_can_be_reckoned(start: str, expected: str) -> None:
    assert due(desk(), start, "1 working_day") == expected


def test_a_summer_in_which_china_changed_its_clocks_is_reckoned_too() -> None:
    answer = desk().due(at("1990-07-02 15:00"), Limit(1, LimitUnit.WORKING_DAY)).due_at
    assert answer == datetime(1990, 7, 3, 9, tzinfo=UTC)  # 18:00 at +09:00


@pytest.mark.parametrize("order", (*permutations((1995, 2026, 2027, 2180)),))
def test_the_answers_do_not_depend_on_what_was_asked_before(order: tuple[int, ...]) -> None:
    limit = Limit(300, LimitUnit.WORKING_DAY)
    hours = Limit(2400, LimitUnit.WORKING_HOUR)
    starts = {year: datetime(year, 11, 20, 3, tzinfo=UTC) for year in order}
    asked = desk()
    for year in order:
        for question in (limit, hours):
            assert asked.due(starts[year], question) == desk().due(starts[year], question)
        span = starts[year], starts[year] + timedelta(days=900)
        assert asked.working_time(*span) == desk().working_time(*span)


def test_the_longest_limit_ends_after_a_hundred_thousand_working_days() -> None:
    answer = Deadlines(WorkCalendar({})).due(
        at("2026-10-08 09:00"), Limit(100_000, LimitUnit.WORKING_DAY)
    )
    day, left = date(2026, 10, 8), 100_000
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= 5
    assert answer.due_at.date() == day


def test_threads_that_ask_a_new_desk_at_once_get_one_answer() -> None:
    limit = Limit(7, LimitUnit.WORKING_HOUR)
    years = [2030, 1995, 2026, 2100, 2027, 1991, 2150, 2025]
    for _ in range(8):
        asked, gate = desk(), Barrier(len(years))

        def ask(year: int, asked: Deadlines = asked, gate: Barrier = gate) -> datetime:
            gate.wait(timeout=30)
            return asked.due(datetime(year, 11, 20, 3, tzinfo=UTC), limit).due_at

        with ThreadPoolExecutor(len(years)) as pool:
            answers = [*pool.map(ask, years)]
        expected = [desk().due(datetime(y, 11, 20, 3, tzinfo=UTC), limit).due_at for y in years]
        assert answers == expected
