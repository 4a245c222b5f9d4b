"""Which days a new calendar changes, and which clocks it moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.cases.recalculation import CalendarChange, OpenClock
from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.engine import Deadlines, Extension, Pause, Reckoning
from core.deadlines.limits import parse_limit

OFF, MADE_UP = DayKind.DAY_OFF, DayKind.MAKE_UP_DAY
HELD = WorkCalendar({date(2026, 10, 1): OFF, date(2026, 10, 10): MADE_UP}, (2026,))
BEFORE = Deadlines(HELD)


def change(days: dict[date, DayKind], *announced: int) -> CalendarChange:
    return CalendarChange(BEFORE, WorkCalendar(days, announced or (2026,)))


def clock(limit: str, *, start: datetime, **parts: object) -> OpenClock:
    """A clock as the calendar held would have it."""
    pauses, extensions = parts.get("pauses", ()), parts.get("extensions", ())
    stands = BEFORE.reckon(start, parse_limit(limit), pauses, extensions)  # type: ignore[arg-type]
    return OpenClock(start, parse_limit(limit), stands, **parts)  # type: ignore[arg-type]


def test_only_days_that_are_worked_otherwise_have_changed() -> None:
    new = change(
        {
            date(2026, 10, 1): OFF,  # as before
            date(2026, 10, 2): OFF,  # a Friday, worked before
            date(2026, 10, 3): OFF,  # a Saturday, a weekend before
            date(2026, 10, 11): MADE_UP,  # a Sunday
            # Saturday the 10th is no longer made up.
        }
    )
    assert new.days == (date(2026, 10, 2), date(2026, 10, 10), date(2026, 10, 11))


def test_every_day_of_a_year_announced_only_now_has_changed() -> None:
    new = CalendarChange(BEFORE, WorkCalendar(HELD.days, (2026, 2028)))
    assert (len(new.days), new.days[0], new.days[-1]) == (
        366,
        date(2028, 1, 1),
        date(2028, 12, 31),
    )


def test_the_same_calendar_changes_nothing() -> None:
    new = CalendarChange(BEFORE, HELD)
    assert new.days == ()
    assert not new.touches(datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("begins_at", "ends_at", "touched"),
    (
        # Friday the 2nd begins in Hangzhou when it is 16:00 of the 1st in Greenwich.
        (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, 16, 0, tzinfo=UTC), True),
        (
            datetime(2026, 10, 2, 15, 59, tzinfo=UTC),
            datetime(2026, 10, 9, tzinfo=UTC),
            True,
        ),
        (
            datetime(2026, 10, 2, 16, 0, tzinfo=UTC),
            datetime(2026, 10, 9, tzinfo=UTC),
            False,
        ),
    ),
)
def test_a_span_is_of_local_days_both_ends_included(
    begins_at: datetime, ends_at: datetime, *, touched: bool
) -> None:
    new = change({**HELD.days, date(2026, 10, 2): OFF})
    assert new.touches(begins_at, ends_at) is touched


WEDNESDAY = datetime(2026, 9, 30, 7, 0, tzinfo=UTC)


def test_a_clock_that_ends_as_before_does_not_move() -> None:
    new = change({**HELD.days, date(2026, 12, 31): OFF})
    assert new.reckon(clock("3 working_day", start=WEDNESDAY)) is None


@pytest.mark.parametrize("limit", ("90 minute", "48 hour"))
def test_a_clock_that_always_runs_is_not_even_looked_at(limit: str) -> None:
    new = change({**HELD.days, date(2026, 10, 2): OFF})
    stands = Reckoning(WEDNESDAY, WEDNESDAY, estimated=True)
    assert new.reckon(OpenClock(WEDNESDAY, parse_limit(limit), stands)) is None


def test_a_clock_moves_to_where_its_parts_lead() -> None:
    new = change({**HELD.days, date(2026, 10, 2): OFF})
    # Thursday the 1st is off, Friday the 2nd is off now; 5, 6, 7 October, a day of pause and
    # a day granted: Friday the 9th.
    moved = new.reckon(
        clock(
            "3 working_day",
            start=WEDNESDAY,
            pauses=(Pause(WEDNESDAY + timedelta(days=5), WEDNESDAY + timedelta(days=6)),),
            extensions=(Extension(WEDNESDAY + timedelta(days=6), parse_limit("1 working_day")),),
            target=parse_limit("2 working_day"),
        )
    )
    assert moved is not None
    assert moved.due_at == datetime(2026, 10, 9, 10, 0, tzinfo=UTC)
    assert moved.target_at == datetime(2026, 10, 8, 10, 0, tzinfo=UTC)


def test_hours_zone_and_counting_stay_as_they_were() -> None:
    new = change({})
    assert (new.deadlines.hours, new.deadlines.zone, new.deadlines.counting) == (
        BEFORE.hours,
        BEFORE.zone,
        BEFORE.counting,
    )
