"""One runner: holds the lease, finds what is due, does it and writes it down."""

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from console.faults import record_fault
from console.scheduler.job import DrawReport, Job, Result, Task, Worked
from core.kernel.errors import CoreError
from core.operators.models import TIMERS
from core.scheduling.commands import CloseWindow, FailWindow, GiveBackLease, HoldLease
from core.scheduling.due import Book, Window, due_windows
from core.scheduling.heartbeat import LAPSE
from core.scheduling.lease import Lease
from core.scheduling.windows import DONE, FAILED

if TYPE_CHECKING:
    from console.bootstrap import Shop


@dataclass(frozen=True, slots=True)
class Ran:
    """A window that was worked on; ``recorded`` is whether the database knows of it."""

    job: str
    window_at: datetime
    state: str
    took_ms: int
    result: Result
    recorded: bool = True


def runner_name() -> str:
    """Return a name that no other runner has: machine, process and some chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


class Runner:
    """Does what is due while it holds the lease; safe to ring from several threads."""

    def __init__(
        self,
        shop: "Shop",
        draw_report: DrawReport,
        *,
        name: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name or runner_name()
        self.holder = ""
        """Who has the lease, as the last beat found."""
        self._shop = shop
        self._draw_report = draw_report
        self._monotonic = monotonic
        self._pause = pause
        self._seen: tuple[str, int] | None = None
        self._seen_at = 0.0

    def holds(self) -> bool:
        """Say whether the last beat found the lease to be ours."""
        return self.holder == self.name

    def beat(self) -> bool:
        """Show that this runner lives, and take the lease if it is free or its holder is gone."""
        lease = self._hold(None)
        if lease.runner != self.name and self._has_lapsed(lease):
            lease = self._hold(lease.beats)
        self.holder = lease.runner
        return self.holds()

    def give_back(self) -> None:
        """Let another runner begin at once."""
        self.holder = ""
        self._shop.desk.execute(GiveBackLease(runner=self.name), by=TIMERS)

    def ring(self, job: Job) -> tuple[Ran, ...]:
        """Do everything of ``job`` that is due, in order, as long as nothing fails."""
        if not (self.holds() and job.fits(self._shop)):
            return ()
        now = self._shop.clock()
        book = self._shop.scheduling.book(job.name, now)
        due = due_windows(job.schedule, job.catch_up, book, now, self._shop.zone)
        if not due and job.repeats and _comes_twice(book, now):
            again = Window(job.schedule.latest(now, self._shop.zone), now)
            return (self._run(job, again, recorded=False),)
        ran: list[Ran] = []
        for window in due:
            if not self.holds():
                break
            ran.append(self._run(job, window))
            if ran[-1].state == FAILED:
                break
        return tuple(ran)

    def ring_all(self, jobs: Sequence[Job]) -> tuple[Ran, ...]:
        """Ring every job, one after the other."""
        return tuple(one for job in jobs for one in self.ring(job))

    def _hold(self, over: int | None) -> Lease:
        lease: Lease = self._shop.desk.execute(HoldLease(runner=self.name, over=over), by=TIMERS)
        return lease

    def _has_lapsed(self, lease: Lease) -> bool:
        """Say whether the holder of the lease is gone.

        Its beats have stood still for long enough by our own patience, which no clock can
        mislead, or were last heard so long ago. Should that clock have jumped ahead and the
        holder live, it finds at its next step that the lease is ours and steps back: every
        window is written down under the lease.
        """
        seen = (lease.runner, lease.beats)
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._monotonic()
        stood_still = self._monotonic() - self._seen_at >= LAPSE.total_seconds()
        return stood_still or self._shop.clock() - lease.beat_at > LAPSE

    def _run(self, job: Job, window: Window, *, recorded: bool = True) -> Ran:
        shop, began_at, began = self._shop, self._shop.clock(), self._monotonic()
        task = Task(shop, window, self._draw_report, self.holds, self._pause)
        result: Result
        try:
            worked = job.work(task)
            took = self._took(began)
            if recorded:
                self._close(job, window, began_at, took, worked)
            return Ran(job.name, window.at, DONE, took, worked.result, recorded)
        except CoreError as error:
            result = {"error": error.template, "params": _plain(error.params)}
        except Exception as error:  # noqa: BLE001  the edge of a job: the others must go on
            result = {"fault": record_fault(error)}
        took = self._took(began)
        if recorded:
            recorded = self._fail(job, window, began_at, took, result)
        return Ran(job.name, window.at, FAILED, took, result, recorded)

    def _took(self, began: float) -> int:
        return round(1000 * (self._monotonic() - began))

    def _close(
        self, job: Job, window: Window, began_at: datetime, took: int, worked: Worked
    ) -> None:
        record = CloseWindow(**self._record(job, window, began_at, took, worked.result))
        self._shop.desk.execute_together([*worked.commands, record], by=TIMERS)

    def _fail(
        self, job: Job, window: Window, began_at: datetime, took: int, result: Result
    ) -> bool:
        try:
            record = FailWindow(**self._record(job, window, began_at, took, result))
            self._shop.desk.execute(record, by=TIMERS)
        except CoreError:
            # The database is gone, or the lease: nothing was written down, and it is due still.
            return False
        return True

    def _record(
        self, job: Job, window: Window, began_at: datetime, took: int, result: Result
    ) -> dict[str, Any]:
        return {
            "job": job.name,
            "window_at": window.at,
            "after": window.after,
            "began_at": began_at,
            "took_ms": took,
            "runner": self.name,
            "result": json.dumps(result, ensure_ascii=False),
        }


def _comes_twice(book: Book, now: datetime) -> bool:
    """Say whether a window done later covers this moment: the clock was set back."""
    return book.covered_after is not None and book.covered_after < now


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
