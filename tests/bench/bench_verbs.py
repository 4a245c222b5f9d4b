"""What a verb costs beside the two statements it cannot do without, and what a batch costs.

The floor is a raw pair of statements, one row updated and one added, in a durable
transaction of its own on a file in the same folder. Promised: one verb (case, history,
timers, audit) at most 12 times that pair, and 1,000 verbs a second where the floor allows.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.cases.commands import (
    DispatchCase,
    FileCase,
    PassCheck,
    ReceiveCase,
    ReportCase,
    ResolveCase,
)
from core.kernel.command import Command
from storage.database import open_database
from storage.schema import migrate
from tests.databases import say_nothing
from tests.district import DISPATCHER, ENFORCEMENT, GRID, STALLS, District

CASES = 300


def per_second(work: Callable[[], object], count: int) -> float:
    """Return how many of ``count`` things ``work`` does in a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def raw_pairs(folder: Path, count: int) -> float:
    """Return how many durable pairs of plain statements the machine does in a second."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY, state TEXT)")
    connection.execute("CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY, text TEXT)")
    connection.execute("INSERT OR IGNORE INTO held VALUES (1, 'filed')")

    def pairs() -> None:
        for number in range(count):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE held SET state = ? WHERE id = 1", (str(number),))
            connection.execute("INSERT INTO told (text) VALUES (?)", (str(number),))
            connection.execute("COMMIT")

    rate = per_second(pairs, count)
    connection.close()
    return rate


def verbs(folder: Path) -> None:
    """Measure each verb of a case's way, the floor before and after it."""
    database = open_database(str(folder / "desk.db"), create=True)
    migrate(database, say_nothing)
    district = District(database.transactions)
    numbers = [f"330108-26-{number:06d}" for number in range(1, CASES + 1)]
    way: tuple[tuple[str, Callable[[str], Command]], ...] = (
        ("report", _report),
        ("file", lambda number: FileCase(number=number, item_code=STALLS)),
        ("dispatch", lambda number: DispatchCase(number=number, unit_code=ENFORCEMENT)),
        ("receive", lambda number: ReceiveCase(number=number)),
        ("resolve", lambda number: ResolveCase(number=number, result="已清理")),
        ("pass_check", lambda number: PassCheck(number=number, rating=5)),
    )
    floor = raw_pairs(folder, CASES)
    print(f"{'verb':<12}{'a second':>10}{'floor':>10}{'× floor':>9}")
    for name, command in way:
        before = raw_pairs(folder, CASES)

        def each(make: Callable[[str], Command] = command) -> None:
            for number in numbers:
                district.desk.execute(make(number), by=DISPATCHER)

        rate = per_second(each, CASES)
        floor = statistics.mean((before, raw_pairs(folder, CASES)))
        print(f"{name:<12}{rate:>10.0f}{floor:>10.0f}{floor / rate:>9.1f}")
    reports = [_report(f"batch {number}") for number in range(CASES)]
    rate = per_second(lambda: district.desk.execute_batch(reports, by=DISPATCHER), CASES)
    print(f"{'batch report':<12}{rate:>10.0f}{floor:>10.0f}{floor / rate:>9.1f}")
    database.close()


def _report(reference: str) -> ReportCase:
    return ReportCase(
        source="gridder",
        source_ref=reference,
        matter="商户占用盲道",
        area_code=GRID,
        item_code=STALLS,
    )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        verbs(Path(folder))


if __name__ == "__main__":
    main()
