"""How long a desk waits while the timers sweep ten thousand clocks, beside a desk at rest.

The sweep runs in a process of its own, as the scheduler does, while another desk writes one
remark after the other. Promised: no verb of a desk waits longer than 50 ms for it. On a noisy
machine the waits of the same desk at rest, before the sweep, say how much of it is noise.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from console.scheduler.jobs import JOBS
from console.scheduler.runner import Runner
from core.cases.commands import NoteCase, ReportCase
from core.desk import Desk
from core.kernel.clock import HandClock
from storage.database import open_database
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


def waits(desk: Desk, number: str, goes_on: Callable[[int], bool]) -> list[float]:
    """Return how many milliseconds each verb of a desk took, for as long as it goes on."""
    taken: list[float] = []
    while goes_on(len(taken)):
        began = time.perf_counter()
        desk.execute(NoteCase(number=number, text="已电话了解"), by=DISPATCHER)
        taken.append(1000 * (time.perf_counter() - began))
        time.sleep(0.005)
    return taken


def measure(name: str, url: str) -> None:
    """Print how long a desk waits on the database at ``url``."""
    number = prepare(url)
    database = open_database(url)
    desk = Desk(database.transactions, HandClock(LATER))
    rest = waits(desk, number, lambda count: count < AT_REST)
    with subprocess.Popen(
        [sys.executable, "-m", MODULE, url], stdout=subprocess.PIPE, text=True
    ) as sweeper:
        assert sweeper.stdout
        sweeper.stdout.readline()
        busy = waits(desk, number, lambda _count: sweeper.poll() is None)
        told = sweeper.stdout.read().strip()
    database.close()
    print(f"{name}: {told}")
    for what, taken in (("at rest", rest), ("while it sweeps", busy)):
        quantile = statistics.quantiles(taken, n=100)[98]
        print(
            f"{name}: a verb of a desk {what}: median {statistics.median(taken):.1f} ms, "
            f"99 of 100 within {quantile:.1f} ms, longest {max(taken):.1f} ms; "
            f"{sum(one > PROMISED for one in taken)} of {len(taken)} longer than {PROMISED} ms"
        )


def sweep(url: str) -> None:
    """Sweep everything that is due, in this process."""
    database = open_database(url)
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(timers_shop(database, HandClock(LATER), Path(folder)), plain_report)
        runner.beat()
        print("ready", flush=True)
        (ran,) = runner.ring(JOBS[0])
        print(f"{ran.result['done']:,} clocks swept in {ran.took_ms / 1000:.1f} s, pauses included")
    database.close()


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        shelves = Shelves(Path(folder), "bench")
        try:
            measure("sqlite", shelves.sqlite.take())
            measure("postgresql", shelves.postgresql.take())
        finally:
            shelves.postgresql.close()


if __name__ == "__main__":
    if sys.argv[1:]:
        sweep(sys.argv[1])
    else:
        main()
