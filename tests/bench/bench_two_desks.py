"""Two desks on one database: how soon the other shows a dispatch, and what idling costs.

One desk runs in a real terminal; another process's dispatch is committed here. Measured is
the time from the return of the commit to the last byte of the frame that shows it, on
SQLite and on PostgreSQL, and the processor time that the desk takes while nothing happens.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from core.cases.commands import DispatchCase, FileCase, ReportCase
from core.desk import Desk
from storage.database import open_database
from tests.bench.bench_screen import Terminal
from tests.databases import Shelves
from tests.district import DISPATCHER, ENFORCEMENT, GRID, STALLS, District

CASES = 12
IDLE = 60.0
"""Seconds for which the desk is left alone."""


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


def measure(name: str, url: str) -> None:
    """Print what two desks on the database at ``url`` take."""
    database = open_database(url)
    District(database.transactions)
    desk = Desk(database.transactions, now)
    numbers = [_filed(desk, reference) for reference in range(CASES)]
    arguments = [sys.executable, "-m", "console", "desk", "--db", url, "--as", DISPATCHER]
    terminal = Terminal(arguments)
    terminal.wait_for(b"330108-")
    terminal.settle(2.0)
    delays = []
    for number in numbers:
        command = DispatchCase(number=number, unit_code=ENFORCEMENT)
        desk.execute(command, by=DISPATCHER)
        committed = time.perf_counter()
        terminal.wait_for_change()
        delays.append(1000 * (terminal.settle(0.05) - committed))
        terminal.settle(1.5)
    began, spent = time.perf_counter(), _spent(terminal.pid)
    terminal.settle_for(IDLE)
    share = (_spent(terminal.pid) - spent) / (time.perf_counter() - began)
    terminal.close()
    database.close()
    median, most = statistics.median(delays), max(delays)
    print(f"{name}: commit to last byte, median {median:.0f} ms, most {most:.0f} ms")
    print(f"{name}: an idle desk takes {share:.2%} of a core over {IDLE:.0f} s")


def _filed(desk: Desk, reference: int) -> str:
    report = ReportCase(
        source="gridder",
        source_ref=f"bench-{reference}",
        matter="商户占用盲道",
        area_code=GRID,
        item_code=STALLS,
    )
    number: str = desk.execute(report, by=DISPATCHER).number
    desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    return number


def _spent(pid: int) -> float:
    """Return the seconds of processor time a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        shelves = Shelves(Path(folder), "bench")
        try:
            measure("sqlite", shelves.sqlite.take())
            measure("postgresql", shelves.postgresql.take())
        finally:
            shelves.postgresql.close()


if __name__ == "__main__":
    main()
