"""Which windows are due, from what is on record alone."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scheduling.due import MOST, Book, CatchUp, Window, due_windows, retry_after
from core.scheduling.schedules import EveryDay, EveryMinute, Schedule

ZONE = ZoneInfo("Asia/Shanghai")
NIGHTLY = EveryDay(time(0, 30))
NOON = datetime(2026, 9, 14, 4, 0, 30, tzinfo=UTC)
"""Monday 2026-09-14 12:00:30 in Hangzhou."""
LAST_NIGHT = datetime(2026, 9, 13, 16, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
THIS_MINUTE = NOON.replace(second=0)


def due(schedule: Schedule, catch_up: CatchUp, book: Book, now: datetime = NOON) -> list[Window]:
    return list(due_windows(schedule, catch_up, book, now, ZONE))


@pytest.mark.parametrize(
    ("moment", "latest"),
    (
        (LAST_NIGHT, LAST_NIGHT),
        (LAST_NIGHT - timedelta(microseconds=1), LAST_NIGHT - DAY),
        (NOON, LAST_NIGHT),
    ),
)
def test_a_daily_window_is_at_its_local_time(moment: datetime, latest: datetime) -> None:
    assert NIGHTLY.latest(moment, ZONE) == latest
    assert NIGHTLY.following(latest, ZONE) == latest + DAY


def test_a_daily_window_keeps_its_time_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    assert NIGHTLY.following(before, berlin) == datetime(2026, 10, 25, 23, 30, tzinfo=UTC)


def test_a_job_that_never_ran_begins_with_its_newest_window() -> None:
    assert due(NIGHTLY, CatchUp.EACH, Book()) == [Window(LAST_NIGHT, LAST_NIGHT - DAY)]
    assert due(EveryMinute(), CatchUp.ONE, Book()) == [Window(THIS_MINUTE, THIS_MINUTE - MINUTE)]


def test_a_window_that_is_done_is_not_due_again() -> None:
    assert due(NIGHTLY, CatchUp.EACH, Book(last=LAST_NIGHT)) == []


def test_after_a_week_each_missed_night_is_due_in_order() -> None:
    last = LAST_NIGHT - 7 * DAY
    nights = [LAST_NIGHT - n * DAY for n in range(6, -1, -1)]
    assert due(NIGHTLY, CatchUp.EACH, Book(last=last)) == [
        Window(night, night - DAY) for night in nights
    ]


def test_after_a_week_one_sweep_covers_all_missed_minutes() -> None:
    last = THIS_MINUTE - 7 * DAY
    assert due(EveryMinute(), CatchUp.ONE, Book(last=last)) == [Window(THIS_MINUTE, last)]


def test_the_first_of_too_many_missed_nights_covers_those_before_it() -> None:
    last = LAST_NIGHT - 1000 * DAY
    found = due(NIGHTLY, CatchUp.EACH, Book(last=last))
    assert (len(found), found[0].after, found[-1].at) == (MOST, last, LAST_NIGHT)


def test_an_hour_that_comes_twice_is_covered_by_what_was_done_in_it() -> None:
    book = Book(last=THIS_MINUTE - 5 * MINUTE, covered_after=THIS_MINUTE - 5 * MINUTE)
    assert due(EveryMinute(), CatchUp.ONE, book) == []


def test_only_what_no_later_window_covers_is_due() -> None:
    book = Book(last=THIS_MINUTE - 5 * MINUTE, covered_after=THIS_MINUTE - 2 * MINUTE)
    assert due(EveryMinute(), CatchUp.ONE, book) == [
        Window(THIS_MINUTE - 2 * MINUTE, THIS_MINUTE - 5 * MINUTE)
    ]


@pytest.mark.parametrize(
    ("ahead", "count"), ((timedelta(seconds=1), 0), (timedelta(), 1), (-MINUTE, 1), (DAY, 1))
)
def test_what_failed_is_due_again_when_it_is_time(ahead: timedelta, count: int) -> None:
    """A retry a day ahead was set by a clock gone astray, and is not waited for."""
    book = Book(last=LAST_NIGHT - DAY, retry_at=NOON + ahead)
    assert len(due(NIGHTLY, CatchUp.EACH, book)) == count


def test_the_very_first_window_is_not_given_up_when_it_fails() -> None:
    book = Book(retry_at=NOON, failed_after=LAST_NIGHT - 2 * DAY)
    assert [window.at for window in due(NIGHTLY, CatchUp.EACH, book)] == [
        LAST_NIGHT - DAY,
        LAST_NIGHT,
    ]


def test_tries_become_ever_more_seldom() -> None:
    waits = [retry_after(tries) // MINUTE for tries in (1, 2, 3, 6, 7, 99)]
    assert waits == [1, 2, 4, 32, 60, 60]


@given(
    st.lists(st.integers(min_value=-90, max_value=600), min_size=1, max_size=30),
    st.sampled_from(CatchUp),
)
def test_however_the_clock_goes_no_minute_is_covered_twice(
    moments: list[int], catch_up: CatchUp
) -> None:
    """A naive book: every window done, with what it covers; the clock jumps about at will."""
    done: list[Window] = []
    for minutes in moments:
        now = NOON + minutes * MINUTE
        past = [window for window in done if window.at <= now]
        later = sorted((window for window in done if window.at > now), key=lambda one: one.at)
        book = Book(
            last=max((window.at for window in past), default=None),
            covered_after=later[0].after if later else None,
        )
        done.extend(due(EveryMinute(), catch_up, book, now))
    covered = sorted(done, key=lambda window: window.at)
    for before, after in pairwise(covered):
        assert before.at <= after.after, (before, after)
