"""The clock of the scheduler: APScheduler rings, and a watch over the clock itself.

APScheduler waits for moments of the day. Set the clock back an hour and it would wait that
hour without a sound, so a clock that jumps is noticed here and everything rung at once.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from console.scheduler.job import Job
from core.kernel.clock import Clock, system_clock
from core.scheduling.heartbeat import BEAT_EVERY

LOOK: Final = 1.0
"""Seconds between two looks at the clock."""

JUMP: Final = timedelta(seconds=5)
"""By how much the clock must part from the time that has passed to count as having jumped."""


class JumpWatch:
    """Tells when the clock was set."""

    def __init__(
        self, clock: Clock = system_clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._stood = self._apart()

    def jumped(self) -> bool:
        """Say whether the clock was set since the last time this was asked."""
        stood, self._stood = self._stood, self._apart()
        return abs(self._stood - stood) > JUMP

    def _apart(self) -> timedelta:
        """Return how far the clock is from the time that passes by itself."""
        since = self._clock() - datetime.fromtimestamp(0, UTC)
        return since - timedelta(seconds=self._monotonic())


def ring_until(
    stopped: Event,
    jobs: Sequence[Job],
    *,
    beat: Callable[[], None],
    ring: Callable[[Job], None],
) -> None:
    """Call ``beat`` and ``ring`` at their times until ``stopped`` is set.

    Every job has a thread of its own, so that a long backup does not keep the sweep waiting;
    none is rung again while it still works. What runs at the end is waited for.
    """
    # That a job is not rung again is as it should be, and no warning for whoever runs this.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    clock = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(len(jobs) + 1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    now = datetime.now(UTC)
    clock.add_job(beat, IntervalTrigger(seconds=int(BEAT_EVERY.total_seconds())), next_run_time=now)
    for job in jobs:
        clock.add_job(ring, CronTrigger(second=0), args=[job], next_run_time=now)
    clock.start()
    watch = JumpWatch()
    try:
        while not stopped.wait(LOOK):
            if watch.jumped():
                for one in clock.get_jobs():
                    one.modify(next_run_time=datetime.now(UTC))
    finally:
        clock.shutdown(wait=True)
