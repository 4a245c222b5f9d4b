"""A desk at work while a province is taken in: key to paint, and how long a verb waits.

The desk runs in a real terminal; grids and staff of a province are taken in by another process
on the same database, and a third remarks on a case again and again. On SQLite there is one
writer, so that a verb waits for an import that writes; reading never does.
"""

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from core.cases.commands import NoteCase, ReportCase
from core.desk import Desk
from core.kernel.clock import system_clock
from core.kernel.errors import Unavailable
from storage.database import open_database
from tests.bench.bench_imports import (
    count_on,
    imported,
    write_grids,
    write_staff,
)
from tests.bench.bench_screen import KEYS, Terminal
from tests.databases import Shelves
from tests.district import DISPATCHER, GRID, STALLS, District

CASES: Final = 300
PRESSES: Final = 60
"""Keys pressed before the import begins."""
PAUSE: Final = 0.05
"""Seconds between two remarks."""


def prepare(url: str) -> str:
    """Report cases in a small district; return the number of one."""
    database = open_database(url)
    district = District(database.transactions)
    count_on(database)
    reports = [
        ReportCase(
            source="gridder",
            source_ref=f"beside {number}",
            matter="商户占用盲道",
            area_code=GRID,
            item_code=STALLS,
        )
        for number in range(CASES)
    ]
    district.desk.execute_batch(reports, by=DISPATCHER)
    number = district.report().number
    database.close()
    return number


def take_province_in(url: str, files: dict[str, str], done: Event) -> None:
    """Take grids and staff in, one after the other."""
    for kind, path in files.items():
        imported(url, kind, path)
    done.set()


def remark(url: str, number: str, done: Event, sending: Connection) -> None:
    """Remark on a case until ``done``; send how long each took, and how many were refused."""
    database = open_database(url)
    desk, waits, refused = Desk(database.transactions, system_clock), list[float](), 0
    while not done.is_set():
        began = time.perf_counter()
        try:
            desk.execute(NoteCase(number=number, text="仍在处理"), by=DISPATCHER)
        except Unavailable:
            refused += 1
        waits.append(1000 * (time.perf_counter() - began))
        time.sleep(PAUSE)
    sending.send((waits, refused))
    database.close()


def presses(terminal: Terminal, done: Event | None = None) -> list[float]:
    """Move through the queue, a number of times or until ``done``; return milliseconds."""
    found: list[float] = []
    while len(found) < PRESSES if done is None else not done.is_set():
        key = ("down", "down", "page down", "home")[len(found) % 4]
        found.append(1000 * terminal.press(KEYS[key]))
    return found


def measure(name: str, url: str, files: dict[str, str]) -> None:
    """Print what a desk on the database at ``url`` feels of the import."""
    number = prepare(url)
    terminal = Terminal([sys.executable, "-m", "console", "desk", "--db", url, "--as", DISPATCHER])
    terminal.wait_for(b"330108-")
    terminal.settle(2.0)
    before = presses(terminal)
    context = multiprocessing.get_context("spawn")
    done = context.Event()
    receiving, sending = context.Pipe(duplex=False)
    began = time.perf_counter()
    at_work = [
        context.Process(target=partial(take_province_in, url, files, done)),
        context.Process(target=partial(remark, url, number, done, sending)),
    ]
    for process in at_work:
        process.start()
    during = presses(terminal, done)
    lasted = time.perf_counter() - began
    waits, refused = receiving.recv()
    for process in at_work:
        process.join()
    terminal.close()
    print(f"{name}: province taken in within {lasted:.1f} s")
    for when, found in (("before", before), ("during", during)):
        print(
            f"{name}: key to last byte {when}: median {statistics.median(found):.0f} ms, "
            f"most {max(found):.0f} ms of {len(found)} keys"
        )
    print(
        f"{name}: a verb meanwhile: median {statistics.median(waits):.0f} ms, most "
        f"{max(waits):.0f} ms of {len(waits)}, {refused} told to try again"
    )


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, default=330_000)
    parser.add_argument("--grids", type=int, default=61_000)
    wanted, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        grids, staff = Path(folder) / "grids.csv", Path(folder) / "staff.csv"
        write_staff(staff, wanted.staff, write_grids(grids, wanted.grids))
        files = {"grids": str(grids), "staff": str(staff)}
        shelves = Shelves(Path(folder), "beside")
        try:
            measure("sqlite", shelves.sqlite.take(), files)
            measure("postgresql", shelves.postgresql.take(), files)
        finally:
            shelves.postgresql.close()


if __name__ == "__main__":
    main()
