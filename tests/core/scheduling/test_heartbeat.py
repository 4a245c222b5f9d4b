"""What the last beat tells."""

from datetime import UTC, datetime, timedelta

import pytest

from core.scheduling.heartbeat import SILENT_AFTER, TimersState, heartbeat

NOW = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
JUST = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("age", "state", "silent_for"),
    (
        (timedelta(), TimersState.RUNNING, timedelta()),
        (SILENT_AFTER, TimersState.RUNNING, timedelta()),
        (SILENT_AFTER + JUST, TimersState.SILENT, SILENT_AFTER + JUST),
        (-SILENT_AFTER, TimersState.RUNNING, timedelta()),
        (-SILENT_AFTER - JUST, TimersState.SILENT, timedelta()),
    ),
)
def test_a_beat_is_judged_by_its_age(
    age: timedelta, state: TimersState, silent_for: timedelta
) -> None:
    beat = heartbeat(NOW - age, NOW)
    assert (beat.state, beat.silent_for) == (state, silent_for)


@pytest.mark.parametrize(
    ("beat_at", "missed"),
    (
        (None, {None: False, True: True, False: False}),
        (NOW, {None: False, True: False, False: False}),
        (NOW - timedelta(hours=1), {None: True, True: True, False: False}),
    ),
)
def test_timers_are_missed_where_they_ran_or_are_required(
    beat_at: datetime | None, missed: dict[bool | None, bool]
) -> None:
    beat = heartbeat(beat_at, NOW)
    assert {required: beat.missed(required=required) for required in missed} == missed
