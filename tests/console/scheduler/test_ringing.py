"""The clock rings beats and jobs, and a clock that was set is noticed."""

from datetime import UTC, datetime, time, timedelta
from logging import WARNING, getLogger
from threading import Event, Thread

import pytest

from console.scheduler.job import Job, Task, Worked
from console.scheduler.ringing import JUMP, JumpWatch, ring_until
from core.kernel.clock import HandClock
from core.scheduling.schedules import EveryDay
from tests.timers import Patience

LONG = 30.0
START = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def nothing(_task: Task) -> Worked:
    """Do no work: here it is only rung."""
    return Worked({})


JOBS = tuple(Job(name, "", EveryDay(time()), nothing) for name in ("first", "second"))


@pytest.mark.parametrize("by", (JUMP + SECOND, -JUMP - SECOND, timedelta(hours=-1)))
def test_a_clock_that_was_set_is_noticed_once(by: timedelta) -> None:
    clock, patience = HandClock(START), Patience()
    watch = JumpWatch(clock, patience)
    clock.advance(SECOND + by)
    patience.pass_by(SECOND)
    assert watch.jumped()
    assert not watch.jumped()


def test_time_that_passes_is_no_jump() -> None:
    clock, patience = HandClock(START), Patience()
    watch = JumpWatch(clock, patience)
    for _ in range(5):
        clock.advance(timedelta(hours=1, seconds=1))
        patience.pass_by(timedelta(hours=1))
        assert not watch.jumped()


def test_everything_is_rung_at_once_and_each_job_has_a_thread_of_its_own() -> None:
    stopped, beaten, rung = Event(), Event(), Event()

    def ring(job: Job) -> None:
        if job.name == "first":
            assert rung.wait(LONG)  # as long as the other has not been rung
        else:
            rung.set()

    thread = Thread(
        target=ring_until, args=(stopped, JOBS), kwargs={"beat": beaten.set, "ring": ring}
    )
    thread.start()
    assert beaten.wait(LONG)
    assert rung.wait(LONG)
    stopped.set()
    thread.join(LONG)
    assert not thread.is_alive()
    assert not getLogger("apscheduler").isEnabledFor(WARNING)  # "skipped", each slow minute


def test_a_clock_that_was_set_rings_everything_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back an hour, APScheduler alone would wait for it to pass."""
    jumps, stopped, beats = Event(), Event(), [Event(), Event()]
    monkeypatch.setattr(JumpWatch, "jumped", lambda _watch: jumps.is_set())
    monkeypatch.setattr("console.scheduler.ringing.LOOK", 0.01)

    def beat() -> None:
        beats[beats[0].is_set()].set()

    thread = Thread(
        target=ring_until, args=(stopped, JOBS), kwargs={"beat": beat, "ring": lambda _job: None}
    )
    thread.start()
    assert beats[0].wait(LONG)
    jumps.set()
    assert beats[1].wait(10)
    stopped.set()
    thread.join(LONG)
