"""How long a desk waits while the timers sweep ten thousand clocks, beside a desk at rest.

The sweep runs in a process of its own, as the scheduler does, while another desk writes one
remark after the other. Promised: no verb of a desk waits longer than 50 ms for it.

What is the machine and what is the sweep? The same desk is measured at rest, and beside a process
that takes the processor as the sweep does, in the same turns, and touches no database. Only what
is beyond that is the sweep in the way. It tells itself how long its transactions took, by the
clock and of the processor, and how much time it spent in the database; PostgreSQL tells who waited
for a lock.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import event

from console.scheduler.jobs import JOBS
from console.scheduler.runner import Runner
from console.sweeping import AIM, SHORTEST_PAUSE
from core.cases.commands import NoteCase, ReportCase
from core.desk import Desk
from core.kernel.clock import HandClock
from storage.database import Database, open_database
from tests.databases import Shelves
from tests.district import DISPATCHER, GRID, MONDAY_MORNING, STALLS, District
from tests.timers import ACCEPT_LATE, plain_report, seat_timers, timers_shop

DUE: Final = int(os.environ.get("GRIDDESK_BENCH_DUE", "10000"))
PROMISED: Final = 50
"""Milliseconds."""
MODULE: Final = "tests.bench.bench_sweep"
BATCH: Final = 500
AT_REST: Final = 300
"""Verbs of the desk at rest."""
BESIDE: Final = 1000
"""Verbs of the desk beside the burner."""
BURN: Final = "burn"
NOTED: Final = 2
"""Milliseconds from which on a server writes down that somebody waits for a lock."""
LATER: Final = MONDAY_MORNING + timedelta(hours=1)


def prepare(url: str) -> str:
    """Report what will be due an hour later; return the number of one case."""
    database = open_database(url)
    district = District(database.transactions)
    seat_timers(district, ACCEPT_LATE)
    for first in range(0, DUE, BATCH):
        reports = [
            ReportCase(
                source="gridder",
                source_ref=f"due {number}",
                matter="商户占用盲道",
                area_code=GRID,
                item_code=STALLS,
            )
            for number in range(first, first + BATCH)
        ]
        district.desk.execute_batch(reports, by=DISPATCHER)
    district.clock.move_to(LATER)
    number = district.report().number
    database.close()
    return number


class Wait(NamedTuple):
    """One verb of a desk: milliseconds by the clock, and of the desk's own work in them."""

    wall: float
    own: float


def waits(desk: Desk, number: str, goes_on: Callable[[int], bool]) -> list[Wait]:
    """Let a desk write remarks for as long as it goes on."""
    taken: list[Wait] = []
    while goes_on(len(taken)):
        began, worked = time.perf_counter(), time.process_time()
        desk.execute(NoteCase(number=number, text="已电话了解"), by=DISPATCHER)
        now, done = time.perf_counter(), time.process_time()
        taken.append(Wait(1000 * (now - began), 1000 * (done - worked)))
        time.sleep(0.005)
    return taken


@contextmanager
def beside(*what: str) -> Iterator[subprocess.Popen[str]]:
    """Run this module in another process, and end it."""
    command = [sys.executable, "-m", MODULE, *what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        other.stdout.readline()
        try:
            yield other
        finally:
            other.terminate()


def measure(name: str, url: str) -> None:
    """Print how long a desk waits on the database at ``url``."""
    number = prepare(url)
    database = open_database(url)
    desk = Desk(database.transactions, HandClock(LATER))
    rest = waits(desk, number, lambda count: count < AT_REST)
    with beside(BURN):
        burnt = waits(desk, number, lambda count: count < BESIDE)
    with beside(url) as sweeper:
        swept = waits(desk, number, lambda _count: sweeper.poll() is None)
        assert sweeper.stdout
        told = sweeper.stdout.read().strip()
    database.close()
    for line in told.splitlines():
        print(f"{name}: {line}")
    phases = {"at rest": rest, "beside a burner": burnt, "while it sweeps": swept}
    for what, taken in phases.items():
        walls = [wait.wall for wait in taken]
        longest = max(taken)
        late = sum(wall > PROMISED for wall in walls)
        print(
            f"{name}: a verb of a desk {what}: median {statistics.median(walls):.1f} ms, "
            f"99 of 100 within {statistics.quantiles(walls, n=100)[98]:.1f} ms, longest "
            f"{longest.wall:.1f} ms ({longest.own:.1f} ms its own work); "
            f"{late} of {len(taken)} ({100 * late / len(taken):.1f} %) longer than {PROMISED} ms"
        )


def note_lock_waits(url: str) -> Path:
    """Let a server of our own write down who waits for a lock; return its folder."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_lock_waits = on")
        connection.execute(f"ALTER SYSTEM SET deadlock_timeout = {NOTED}".encode())
        connection.execute("SELECT pg_reload_conf()")
        [folder] = connection.execute("SHOW data_directory").fetchone() or [""]
    return Path(folder)


def lock_waits(folder: Path) -> list[float]:
    """Return how many milliseconds each wait for a lock took that the server wrote down."""
    log = (folder / "log").read_text(errors="replace")
    return [float(told) for told in re.findall(r" acquired .+ after ([\d.]+) ms", log)]


def burn() -> None:
    """Take the processor in the turns of the sweep, until ended."""
    print("ready", flush=True)
    while True:
        began = time.process_time()
        while time.process_time() - began < AIM:
            pass
        time.sleep(SHORTEST_PAUSE)


@dataclass
class Spent:
    """Seconds that a database took of a process, and each of its transactions that write."""

    asking: float = 0.0
    parts: list[Wait] = field(default_factory=list)

    def watch(self, database: Database) -> None:
        """Listen to what is asked of a database."""
        began: list[float] = []
        opened: list[tuple[float, float]] = []

        def before(*_what: Any) -> None:
            began.append(time.perf_counter())

        def after(*_what: Any) -> None:
            self.asking += time.perf_counter() - began.pop()

        def opens(_connection: Any) -> None:
            opened[:] = [(time.perf_counter(), time.process_time())]

        def ends(_connection: Any) -> None:
            wall, own = opened.pop()
            now, done = time.perf_counter(), time.process_time()
            self.parts.append(Wait(1000 * (now - wall), 1000 * (done - own)))

        # The transaction begins behind this: on SQLite, when the lock is ours.
        event.listen(database.writer, "begin", opens)
        event.listen(database.writer, "commit", ends)
        for engine in (database.writer, database.reader):
            event.listen(engine, "before_cursor_execute", before)
            event.listen(engine, "after_cursor_execute", after)


def sweep(url: str) -> None:
    """Sweep everything that is due, in this process."""
    database = open_database(url)
    spent = Spent()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(timers_shop(database, HandClock(LATER), Path(folder)), plain_report)
        runner.beat()
        spent.watch(database)
        print("ready", flush=True)
        (ran,) = runner.ring(JOBS[0])
    parts = sorted(spent.parts)
    quantile = statistics.quantiles([part.wall for part in parts], n=100)[98]
    print(
        f"{ran.result['done']:,} clocks swept in {ran.took_ms / 1000:.1f} s, pauses included; "
        f"{spent.asking:.2f} s of it in the database"
    )
    print(
        f"{len(parts):,} transactions of the sweep: median {parts[len(parts) // 2].wall:.1f} ms, "
        f"99 of 100 within {quantile:.1f} ms, longest {parts[-1].wall:.1f} ms; the most work in "
        f"one {max(part.own for part in parts):.1f} ms"
    )
    database.close()


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        shelves = Shelves(Path(folder), "bench")
        try:
            measure("sqlite", shelves.sqlite.take())
            url = shelves.postgresql.take()
            server = note_lock_waits(url)
            measure("postgresql", url)
            found = lock_waits(server)
            print(
                f"postgresql: {len(found)} waits for a lock longer than {NOTED} ms, "
                f"the longest {max(found, default=0):.1f} ms"
            )
        finally:
            shelves.postgresql.close()


if __name__ == "__main__":
    if sys.argv[1:] == [BURN]:
        burn()
    elif sys.argv[1:]:
        sweep(sys.argv[1])
    else:
        main()
