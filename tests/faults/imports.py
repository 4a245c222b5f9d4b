"""Imports killed at random moments: ``python -m tests.faults.imports``, or ``make kills``.

A child takes a file of staff in for good and is killed with SIGKILL. Whatever the moment, the
database has all of the file or nothing of it, the same file can be taken in afterwards, and a
second time it changes nothing.
"""

import argparse
import csv
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import func, select, text

from console.cli.imports import opener
from core.desk import Desk
from core.imports.commands import ImportStaff, UndoImport
from core.imports.result import ImportResult
from core.imports.staff import read_staff_file, staff_rows
from core.kernel.clock import system_clock
from core.kernel.errors import Unavailable
from storage.database import Database, open_database
from storage.readers.tables import AUDIT, IMPORT_RUNS, POSTINGS, STAFF
from tests.databases import Shelves
from tests.district import ADMIN, GRID, NEXT_GRID, District
from tests.faults.children import started

PATIENCE: Final = 30.0
"""Seconds in which a server has noticed that its client is dead."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows there are of everything that an import of staff writes."""

    staff: int
    postings: int
    runs: int
    noted: int


def write_staff(path: Path, rows: int) -> None:
    """Write a file of staff that no district has yet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["工号", "姓名", "手机", "网格编码", "岗位"])
        for n in range(rows):
            grid = (GRID, NEXT_GRID)[n % 2]
            writer.writerow([f"K{n:06d}", f"某{chr(0x4E00 + n % 900)}", "", grid, "兼职"])


def take_in(database: Database, path: str) -> ImportResult:
    """Take the file in for good."""
    table = read_staff_file(opener(path), path)
    command = ImportStaff(rows=staff_rows(table), commit=True, columns=table.columns)
    result: ImportResult = Desk(database.transactions, system_clock).execute(command, by=ADMIN)
    return result


def take_in_and_tell(pipe: Connection, url: str, path: str) -> None:
    """Take the file in, telling when it begins and when it is done."""
    database = open_database(url)
    pipe.send("begin")
    take_in(database, path)
    pipe.send("done")


def held(database: Database) -> Held:
    """Count what is there."""
    noted = select(func.count()).where(AUDIT.c.action == "import")
    with database.reading() as connection:
        staff, postings, runs = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (STAFF, POSTINGS, IMPORT_RUNS)
        )
        return Held(staff, postings, runs, connection.execute(noted).scalar_one())


def patiently(action: Callable[[], ImportResult]) -> ImportResult:
    """Do ``action`` once the server has let go of what a dead client held."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except Unavailable:
            if time.monotonic() > until:
                raise


def kill_imports(url: str, path: Path, rows: int, kills: int, chance: Random) -> Counter[str]:
    """Kill imports and count how each left the database: with ``all`` of the file or ``none``.

    Raises:
        AssertionError: anything else was found, or the file could not be taken in afterwards.
    """
    database = open_database(url)
    District(database.transactions)
    _count_on(database)
    began = time.monotonic()
    assert take_in(database, str(path)).new == rows
    lasts = time.monotonic() - began
    ended: Counter[str] = Counter()
    _undo(database)
    for _ in range(kills):
        before = held(database)
        with started(take_in_and_tell, url, str(path)) as (process, pipe):
            assert pipe.recv() == "begin"
            pipe.poll(chance.uniform(0, lasts * 1.2))
            process.kill()
            process.join(30)
        after = held(database)
        if after == before:
            ended["none"] += 1
            continue
        whole = Held(before.staff + rows, before.postings + rows, before.runs + 1, before.noted + 1)
        assert after == whole, (before, after)
        ended["all"] += 1
        _undo(database)
        assert (held(database).staff, held(database).postings) == (before.staff, before.postings)
    assert patiently(lambda: take_in(database, str(path))).new == rows
    last = held(database)
    again = take_in(database, str(path))
    assert (again.new, again.changed, again.unchanged, again.import_id) == (0, 0, rows, None)
    assert held(database) == last
    if database.dialect == "sqlite":
        with database.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    database.close()
    return ended


def _undo(database: Database) -> None:
    """Take the last import out again."""
    with database.reading() as connection:
        last = connection.execute(select(func.max(IMPORT_RUNS.c.id))).scalar_one()
    desk = Desk(database.transactions, system_clock)
    result = patiently(lambda: desk.execute(UndoImport(import_id=last, commit=True), by=ADMIN))
    assert result.committed


def _count_on(database: Database) -> None:
    """Let PostgreSQL number on after the keys that the district was built with."""
    if database.dialect == "postgresql":
        with database.transactions.writing() as session:
            for table in ("unit", "item", "staff"):
                number = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM"
                session.connection().execute(text(f"{number} {table}"))


def main() -> None:
    """Kill imports on both databases and print how they ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staff.csv"
        write_staff(path, wanted.rows)
        shelves = Shelves(Path(folder), "kills")
        try:
            for shelf in (shelves.sqlite, shelves.postgresql):
                url = shelf.take()
                chance = Random(wanted.seed)
                ended = kill_imports(url, path, wanted.rows, wanted.kills, chance)
                kind = url.partition(":")[0]
                print(
                    f"{kind}: {wanted.kills} imports of {wanted.rows:,} rows killed, seed "
                    f"{wanted.seed}: {ended['none']} left nothing, {ended['all']} left all; "
                    "taken in afterwards, and a second time nothing changed",
                    flush=True,
                )
                shelf.give_back(url)
        finally:
            shelves.postgresql.close()


if __name__ == "__main__":
    main()
