"""The engine against a walker that counts minute by minute, over real and unannounced years."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.deadlines.engine import Counting, Deadlines, Extension, Pause
from core.deadlines.explanation import DayNote, Explanation
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, LimitUnit
from tests.core.deadlines.china import ANNOUNCED, DAYS_OFF, MAKE_UP_DAYS, SHANGHAI, china
from tests.core.deadlines.oracle import DAY_MINUTES, ONE_MINUTE, Hours, Oracle, Stay

# The profiles of the whole suite ask for less than the heart of the program deserves.
EXAMPLES: Final = {"default": 500, "nightly": 10_000}
thoroughly = settings(
    max_examples=EXAMPLES.get(settings.get_current_profile_name(), settings().max_examples)
)

SEASONS: Final[dict[str, tuple[tuple[date, Hours], ...]]] = {
    "standard": (),
    "summer and winter": tuple(
        season
        for year in range(2024, 2029)
        for season in (
            (date(year, 5, 7), ((8 * 60, 12 * 60), (14 * 60 + 30, 18 * 60 + 30))),
            (date(year, 10, 9), ((8 * 60 + 30, 12 * 60), (13 * 60 + 30, 17 * 60))),
        )
    ),
    "evening desk": (
        (date(2024, 1, 1), ((9 * 60 + 10, 11 * 60 + 45), (12 * 60 + 5, 13 * 60))),
        (date(2025, 6, 4), ((7 * 60, 11 * 60), (11 * 60, 12 * 60 + 1), (18 * 60, DAY_MINUTES))),
    ),
}


def office_hours(seasons: tuple[tuple[date, Hours], ...]) -> OfficeHours:
    def clock(minute: int) -> time:
        return time(minute // 60 % 24, minute % 60)

    return OfficeHours(
        (day, tuple((clock(opens), clock(closes)) for opens, closes in hours))
        for day, hours in seasons
    )


DESKS: Final = [
    (
        Deadlines(china(), office_hours(seasons), SHANGHAI, counting),
        Oracle(DAYS_OFF, MAKE_UP_DAYS, ANNOUNCED, seasons, counting is Counting.MINUTES),
    )
    for seasons in SEASONS.values()
    for counting in Counting
]

FIRST: Final = date(2024, 1, 1)
UNEVEN: Final = sorted(
    day + timedelta(days=offset) for day in DAYS_OFF | MAKE_UP_DAYS for offset in (-1, 0, 1)
)
MOMENTS: Final = st.builds(
    lambda day, minute: datetime.combine(day, time(0)) + minute * ONE_MINUTE,
    st.one_of(
        st.dates(FIRST, date(2027, 3, 31)),
        st.sampled_from(UNEVEN),
        st.dates(date(2026, 12, 20), date(2027, 1, 10)),
    ),
    st.one_of(
        st.integers(0, DAY_MINUTES - 1),
        st.sampled_from([h * 60 + m for h in (0, 8, 11, 12, 14, 17, 18) for m in (0, 1, 59)]),
    ),
)
AMOUNTS: Final = {
    LimitUnit.MINUTE: 3000,
    LimitUnit.HOUR: 200,
    LimitUnit.WORKING_HOUR: 60,
    LimitUnit.WORKING_DAY: 25,
    LimitUnit.DAY: 40,
}
LIMITS: Final = st.sampled_from([*LimitUnit]).flatmap(
    lambda unit: st.builds(Limit, st.integers(0, AMOUNTS[unit]), st.just(unit))
)
MINUTES_AWAY: Final = st.one_of(
    st.integers(0, 600), st.integers(0, 12 * DAY_MINUTES), st.sampled_from([0, 60, 480, 1440])
)


@dataclass(frozen=True)
class Story:
    """A start, a limit, and what happened to its clock."""

    start: datetime
    limit: Limit
    stays: tuple[Stay, ...]
    granted: tuple[tuple[datetime, int], ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    start, limit = draw(MOMENTS), draw(LIMITS)
    stays: list[Stay] = []
    free_from = start
    for gap, length in draw(st.lists(st.tuples(MINUTES_AWAY, MINUTES_AWAY), max_size=3)):
        begins = free_from + gap * ONE_MINUTE
        free_from = begins + length * ONE_MINUTE
        stays.append((begins, free_from))
    most = max(1, AMOUNTS[limit.unit] // 3)
    granted = draw(st.lists(st.tuples(MINUTES_AWAY, st.integers(0, most)), max_size=2))
    return Story(
        start,
        limit,
        tuple(stays),
        tuple((start + gap * ONE_MINUTE, amount) for gap, amount in granted),
    )


def aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI)


def naive(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


def pauses_of(story: Story) -> list[Pause]:
    return [Pause(aware(begins), aware(ends)) for begins, ends in story.stays]


def extensions_of(story: Story) -> list[Extension]:
    return [
        Extension(aware(granted_at), Limit(amount, story.limit.unit))
        for granted_at, amount in story.granted
    ]


def walked(oracle: Oracle, story: Story) -> datetime:
    """Let the oracle apply everything in the order of time, a pause before an extension."""
    unit = story.limit.unit.value
    due = oracle.due(story.start, story.limit.amount, unit)
    steps: list[tuple[datetime, int, Stay | int]] = [
        *((stay[1], 0, stay) for stay in story.stays),
        *((granted_at, 1, amount) for granted_at, amount in story.granted),
    ]
    for _, _, step in sorted(steps, key=lambda step: step[:2]):
        if isinstance(step, int):
            due = oracle.extend(due, step, unit)
        else:
            due = oracle.pause(due, unit, step)
    return due


def was_late(oracle: Oracle, story: Story) -> bool:
    """Tell whether any pause began after the due time of its moment had passed."""
    for position, stay in enumerate(story.stays):
        before = Story(
            story.start,
            story.limit,
            story.stays[:position],
            tuple(grant for grant in story.granted if grant[0] < stay[1]),
        )
        if stay[0] > walked(oracle, before):
            return True
    return False


desks = st.sampled_from(DESKS)


@thoroughly
@given(desks, MOMENTS, LIMITS)
def test_the_engine_is_due_when_the_walker_arrives(
    desk: tuple[Deadlines, Oracle], start: datetime, limit: Limit
) -> None:
    deadlines, oracle = desk
    unit = limit.unit.value
    due = deadlines.due(aware(start), limit)

    expected = oracle.due(start, limit.amount, unit)
    assert naive(due.due_at) == expected
    asks_calendar = oracle.runs_in_office(unit) or oracle.counts_days(unit)
    last = max(start.date(), oracle.due_day(expected))
    assert due.estimated == (asks_calendar and oracle.estimated(start.date(), last))


@thoroughly
@given(desks, MOMENTS, LIMITS, st.integers(1, 100))
def test_the_target_is_reached_when_its_share_of_the_time_has_run(
    desk: tuple[Deadlines, Oracle], start: datetime, limit: Limit, share: int
) -> None:
    deadlines, oracle = desk
    target = deadlines.target(aware(start), limit, share)

    due = oracle.due(start, limit.amount, limit.unit.value)
    assert naive(target.due_at) == oracle.share_run(start, due, limit.unit.value, (), share)


@thoroughly
@given(desks, MOMENTS, MINUTES_AWAY, st.sampled_from([*LimitUnit]))
def test_the_time_elapsed_is_the_minutes_walked(
    desk: tuple[Deadlines, Oracle], start: datetime, minutes: int, unit: LimitUnit
) -> None:
    deadlines, oracle = desk
    end = start + minutes * ONE_MINUTE

    expected = oracle.measure(unit.value, start, end) * ONE_MINUTE
    assert deadlines.elapsed(aware(start), aware(end), unit) == expected
    assert deadlines.elapsed(aware(end), aware(start), unit) == -expected


@thoroughly
@given(desks, stories())
def test_pauses_and_extensions_end_where_the_walker_ends(
    desk: tuple[Deadlines, Oracle], story: Story
) -> None:
    deadlines, oracle = desk
    reckoned = deadlines.reckon(
        aware(story.start), story.limit, pauses_of(story), extensions_of(story)
    )

    due = walked(oracle, story)
    assert naive(reckoned.due_at) == due
    unit = story.limit.unit.value
    assert naive(reckoned.target_at) == oracle.share_run(story.start, due, unit, story.stays, 80)


@thoroughly
@given(desks, stories())
def test_explaining_ends_where_the_steps_end(desk: tuple[Deadlines, Oracle], story: Story) -> None:
    deadlines, _ = desk
    pauses, extensions = pauses_of(story), extensions_of(story)
    explained = deadlines.explain(aware(story.start), story.limit, pauses, extensions)

    due = deadlines.due(aware(story.start), story.limit)
    estimated = due.estimated
    steps: list[tuple[datetime, Pause | Extension]] = [
        *((pause.resumed_at, pause) for pause in pauses),
        *((extension.granted_at, extension) for extension in extensions),
    ]
    for _, step in sorted(steps, key=lambda step: step[0]):
        if isinstance(step, Pause):
            due = deadlines.shift_for_pause(
                due.due_at, story.limit.unit, step.paused_from, step.resumed_at
            )
        else:
            due = deadlines.extend(due.due_at, step.limit)
        estimated = estimated or due.estimated
    assert (explained.due_at, explained.estimated) == (due.due_at, estimated)


@thoroughly
@given(desks, stories())
def test_every_day_is_told_once_and_they_add_up(
    desk: tuple[Deadlines, Oracle], story: Story
) -> None:
    deadlines, oracle = desk
    explained = explain(deadlines, story)

    first = story.start.date()
    last = max(first, oracle.due_day(naive(explained.due_at)))
    expected = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [day.day for day in explained.days] == expected
    assert [day.kind.value for day in explained.days] == [oracle.kind(day) for day in expected]
    assert [day.day for day in explained.days if DayNote.START in day.notes] == [first]
    assert [day.day for day in explained.days if DayNote.DUE in day.notes] == [last]
    if explained.counted_in_days:
        days_add_up(explained, oracle, story)
    else:
        minutes_add_up(explained, oracle, story)


def explain(deadlines: Deadlines, story: Story) -> Explanation:
    return deadlines.explain(
        aware(story.start), story.limit, pauses_of(story), extensions_of(story)
    )


def days_add_up(explained: Explanation, oracle: Oracle, story: Story) -> None:
    granted = story.limit.amount + sum(amount for _, amount in story.granted)
    numbers = [day.counted_amount for day in explained.days if day.counted]
    assert numbers == [*range(1, granted + 1)]

    for day in explained.days:
        assert day.counted == (day.counted_amount > 0)
        if day.counted and story.limit.unit is LimitUnit.WORKING_DAY:
            assert oracle.works(day.day)
        whole = 480 if story.limit.unit is LimitUnit.WORKING_DAY else DAY_MINUTES
        if not oracle.seasons and day.paused_minutes == whole:
            assert not day.counted
        # A countable day without a number has a reason.
        can_count = story.limit.unit is LimitUnit.DAY or oracle.works(day.day)
        if can_count and not day.counted:
            assert {DayNote.START, DayNote.MOVED, DayNote.PAUSED} & {*day.notes}

    if not story.stays and not story.granted:
        last = [day.day for day in explained.days if day.counted][-1:] or [story.start.date()]
        if story.limit.unit is LimitUnit.DAY:
            expected = oracle.next_working(last[0])
        else:
            expected = last[0]
            if granted == 0:
                expected = oracle.due_day(oracle.due(story.start, 0, "working_day"))
        assert explained.days[-1].day == expected


def minutes_add_up(explained: Explanation, oracle: Oracle, story: Story) -> None:
    unit = story.limit.unit.value
    each = {"minute": 1, "hour": 60, "working_hour": 60, "working_day": 480}[unit]
    granted = each * (story.limit.amount + sum(amount for _, amount in story.granted))
    due = naive(explained.due_at)
    assert sum(day.counted_amount for day in explained.days) == granted
    late = was_late(oracle, story)

    for day in explained.days:
        begins = max(story.start, datetime.combine(day.day, time(0)))
        ends = min(due, datetime.combine(day.day + timedelta(days=1), time(0)))
        ran = oracle.measure(unit, begins, ends) if begins < ends else 0
        stood = sum(
            oracle.measure(unit, max(begins, paused), min(ends, resumed))
            for paused, resumed in story.stays
            if max(begins, paused) < min(ends, resumed)
        )
        assert day.paused_minutes == stood
        assert day.counted == (day.counted_amount > 0)
        if not late:
            assert day.counted_amount == ran - stood


@thoroughly
@given(desks, MOMENTS, LIMITS, st.integers(0, 59_999_999))
def test_seconds_are_counted_too(
    desk: tuple[Deadlines, Oracle], start: datetime, limit: Limit, micros: int
) -> None:
    deadlines, oracle = desk
    began = aware(start + timedelta(microseconds=micros))
    due_at = deadlines.due(began, limit).due_at
    unit = limit.unit.value
    if oracle.counts_days(unit):
        if limit.amount:  # of zero days, a second after the close is the next day
            assert due_at == deadlines.due(aware(start), limit).due_at
        return
    each = {"minute": 1, "hour": 60, "working_hour": 60, "working_day": 480}[unit]
    expected = timedelta(minutes=each * limit.amount)
    assert deadlines.elapsed(began, due_at, limit.unit) == expected
    if limit.amount:
        tick_before = due_at - timedelta(microseconds=1)
        assert deadlines.elapsed(began, tick_before, limit.unit) < expected


@thoroughly
@given(desks, MOMENTS, LIMITS)
def test_a_later_start_is_never_due_earlier(
    desk: tuple[Deadlines, Oracle], start: datetime, limit: Limit
) -> None:
    deadlines, _ = desk
    moments = [start + timedelta(minutes=minutes) for minutes in (0, 1, 59, 60, 600, 1440, 4320)]
    dues = [deadlines.due(aware(moment), limit).due_at for moment in moments]
    assert dues == sorted(dues)
    targets = [deadlines.target(aware(moment), limit).due_at for moment in moments]
    assert all(
        moment <= target <= due
        for moment, target, due in zip(map(aware, moments), targets, dues, strict=True)
    )


@thoroughly
@given(
    st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati"]),
    MOMENTS,
    st.sampled_from([LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY, LimitUnit.DAY]),
    st.integers(0, 25),
)
def test_the_wall_clock_of_any_zone_gives_the_same_local_answer(
    name: str, start: datetime, unit: LimitUnit, amount: int
) -> None:
    zone = ZoneInfo(name)
    began = start.replace(tzinfo=zone)
    if began.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != start:
        return  # the clock skipped this minute
    due = Deadlines(china(), None, zone).due(began, Limit(amount, unit))
    expected = desk_standard().due(start, amount, unit.value)
    assert due.due_at.astimezone(zone).replace(tzinfo=None) == expected


def desk_standard() -> Oracle:
    return DESKS[0][1]
