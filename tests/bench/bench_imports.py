"""Taking a province in (330,000 staff, 61,000 grids) beside plain ways of loading the same rows.

    python -m tests.bench.bench_imports [--staff 330000] [--grids 61000]

Every way runs in a process of its own, so that the memory told is its own; all of them fill
tables with the same columns, keys and indexes, durably. Plain Python reads the file with `csv`
and sends it with `executemany`, checking nothing; on PostgreSQL the floor is `COPY`. Promised:
at most 1.5 times csv + executemany with every rule, at most 2 times COPY, at most 150 MiB.

Two peers that take a file as it is, `.import` of the program `sqlite3` and `sqlite-utils insert`,
get the rows ready for each table; they are measured where they are installed. The memory told
of them is no less than the bench itself had when it started them.
"""

import argparse
import csv
import multiprocessing
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

from console.cli.imports import opener
from core.desk import Desk
from core.imports.commands import ImportAreas, ImportCommand, ImportStaff
from core.imports.grids import area_rows, read_grid_file
from core.imports.staff import read_staff_file, staff_rows
from core.kernel.clock import system_clock
from storage.database import Database, open_database
from storage.schema import migrate
from tests.databases import Shelves, say_nothing
from tests.district import ADMIN, District

POSTS: Final = (
    ("网格长", "leader"),
    ("指导员", "guide"),
    ("专职", "full_time"),
    ("兼职", "part_time"),
)
TODAY: Final = date(2026, 9, 14)
STAFF_TABLES: Final = (
    (
        "CREATE TABLE staff (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, "
        "name TEXT NOT NULL, phone TEXT, joined_on TEXT NOT NULL, left_on TEXT)"
    ),
    (
        "CREATE TABLE posting (id INTEGER PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff, "
        "area_code TEXT NOT NULL, post TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT)"
    ),
    "CREATE UNIQUE INDEX one ON posting (staff_id, area_code, post) WHERE valid_to IS NULL",
    "CREATE INDEX area_of ON posting (area_code)",
    "CREATE INDEX staff_of ON posting (staff_id)",
)
GRID_TABLES: Final = (
    (
        "CREATE TABLE area (id INTEGER PRIMARY KEY, code TEXT NOT NULL, parent_code TEXT, "
        "level INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT, households INTEGER, "
        "residents INTEGER, valid_from TEXT NOT NULL, valid_to TEXT)"
    ),
    "CREATE UNIQUE INDEX code_now ON area (code) WHERE valid_to IS NULL",
    "CREATE INDEX parent_of ON area (parent_code)",
)


def areas(grids: int) -> Iterator[tuple[str, str, str, int | str, int | str]]:
    """Give streets, communities and as many grids, each after what holds it."""
    made = 0
    for street in range(100, 1000):
        yield f"330108{street}", f"第{street}街道", "", "", ""
        for community in range(1, 100):
            above = f"330108{street}{community:03d}"
            yield above, f"第{community}社区", "", "", ""
            for grid in range(1, 11):
                yield f"{above}{grid:03d}", f"第{grid}网格", "综合", 300 + grid, 700 + grid
                made += 1
                if made == grids:
                    return


def write_grids(path: Path, grids: int) -> list[str]:
    """Write a file of areas; return the codes of its grids."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["网格编码", "网格名称", "网格类型", "户数", "人口数"])
        writer.writerows(areas(grids))
    return [row[0] for row in areas(grids) if row[2]]


def write_staff(path: Path, staff: int, codes: list[str]) -> None:
    """Write a file of people, each with one post."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["工号", "姓名", "手机", "网格编码", "岗位", "入职日期"])
        for n in range(staff):
            name, day = f"王{chr(0x4E00 + n % 5000)}", f"20{10 + n % 10}-0{1 + n % 9}-15"
            grid, post = codes[n % len(codes)], POSTS[n % 4][0]
            writer.writerow([f"N{n:07d}", name, f"138{n:08d}", grid, post, day])


def imported(url: str, kind: str, path: str) -> None:
    """Take a file in through the desk."""
    database = open_database(url)
    command: ImportCommand
    if kind == "grids":
        table = read_grid_file(opener(path), path)
        command = ImportAreas(rows=area_rows(table), commit=True, columns=table.columns)
    else:
        table = read_staff_file(opener(path), path)
        command = ImportStaff(rows=staff_rows(table), commit=True, columns=table.columns)
    result = Desk(database.transactions, system_clock).execute(command, by=ADMIN)
    assert not result.refused
    database.close()


def count_on(database: Database) -> None:
    """Let PostgreSQL number on after the keys that a district was built with."""
    if database.dialect == "postgresql":
        with database.transactions.writing() as session:
            for table in ("unit", "item", "staff"):
                session.connection().exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"
                )


def _records(path: str) -> Iterator[list[str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _staff_and_posts(path: str) -> tuple[Iterator[Any], Iterator[Any]]:
    words = dict(POSTS)
    return (
        ((row[0], row[1], row[2], row[5]) for row in _records(path)),
        ((n, row[3], words[row[4]], row[5]) for n, row in enumerate(_records(path), start=1)),
    )


def _area_values(path: str) -> Iterator[tuple[Any, ...]]:
    lengths = {9: (6, 4), 12: (9, 5), 15: (12, 6)}
    for code, name, kind, households, residents in _records(path):
        parent, level = lengths[len(code)]
        yield (
            code, code[:parent], level, name, "comprehensive" if kind else None,
            households or None, residents or None, TODAY.isoformat(),
        )  # fmt: skip


def executemany(folder: str, kind: str, path: str) -> None:
    """Send a file with the standard library, checking nothing."""
    with closing(sqlite3.connect(f"{folder}/floor-{kind}.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        for statement in GRID_TABLES if kind == "grids" else STAFF_TABLES:
            connection.execute(statement)
        connection.execute("BEGIN IMMEDIATE")
        if kind == "grids":
            connection.executemany(
                "INSERT INTO area (code, parent_code, level, name, kind, households, residents, "
                "valid_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _area_values(path),
            )
        else:
            people, posts = _staff_and_posts(path)
            connection.executemany(
                "INSERT INTO staff (number, name, phone, joined_on) VALUES (?, ?, ?, ?)", people
            )
            connection.executemany(
                "INSERT INTO posting (staff_id, area_code, post, valid_from) VALUES (?, ?, ?, ?)",
                posts,
            )
        connection.execute("COMMIT")


def ready_for_peers(folder: Path, kind: str, path: str) -> dict[str, Path]:
    """Write for each table the rows that it gets, keys and all; make the tables, empty."""
    rows: dict[str, tuple[str, Iterator[Any]]]
    if kind == "grids":
        heads = "id,code,parent_code,level,name,kind,households,residents,valid_from"
        rows = {"area": (heads, _area_values(path))}
    else:
        people, posts = _staff_and_posts(path)
        rows = {
            "staff": ("id,number,name,phone,joined_on", people),
            "posting": ("id,staff_id,area_code,post,valid_from", posts),
        }
    files = {}
    for table, (heads, values) in rows.items():
        files[table] = folder / f"peer-{table}.csv"
        with files[table].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads.split(","))
            writer.writerows((n, *value) for n, value in enumerate(values, start=1))
    return files


def empty_for_a_peer(path: str, kind: str) -> None:
    """Make the tables of a floor without the columns that no file fills."""
    Path(path).unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for statement in GRID_TABLES if kind == "grids" else STAFF_TABLES:
            plain = statement.replace(", left_on TEXT", "").replace(", valid_to TEXT", "")
            connection.execute(plain.removesuffix(" WHERE valid_to IS NULL"))


def imported_by_sqlite3(path: str, files: dict[str, Path]) -> None:
    """Let the program of SQLite itself take the rows in, in one transaction."""
    orders = [f'.import --csv --skip 1 "{file}" {table}' for table, file in files.items()]
    text = "\n".join(["PRAGMA synchronous=FULL;", "BEGIN;", *orders, "COMMIT;"])
    subprocess.run(["sqlite3", "-bail", path], input=text, text=True, check=True)


def inserted_by_sqlite_utils(path: str, files: dict[str, Path]) -> None:
    """Let sqlite-utils take the rows in."""
    for table, file in files.items():
        order = [sys.executable, "-m", "sqlite_utils", "insert", path, table, str(file), "--csv"]
        subprocess.run([*order, "--silent"], check=True)


def copied(url: str, kind: str, path: str) -> None:
    """Send a file with COPY into the tables of an empty district, checking nothing."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        if kind == "grids":
            _copy(
                cursor,
                "area (code, parent_code, level, name, kind, households, residents, valid_from)",
                _area_values(path),
            )
        else:
            people, posts = _staff_and_posts(path)
            _copy(cursor, "staff (number, name, phone, joined_on)", people)
            _copy(cursor, "posting (staff_id, area_code, post, valid_from)", posts)


def _copy(cursor: psycopg.Cursor[Any], into: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


Took = tuple[float, float, float]
"""Seconds on the clock, seconds of the processor in the process, MiB at most."""


def measured(work: Callable[[], None]) -> Took:
    """Return what ``work`` takes in a new process; a server's own work is on the clock alone."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(work, sending))
    process.start()
    took: Took = receiving.recv()
    process.join()
    return took


def _measure(work: Callable[[], None], pipe: Any) -> None:
    began, worked = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = children.ru_maxrss or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send((seconds, busy + children.ru_utime + children.ru_stime, peak / 1024))


def tell(name: str, rows: int, took: Took, floor: Took) -> None:
    """Print one line of the table."""
    seconds, busy, peak = took
    print(
        f"{name:<36}{seconds:>8.2f}{rows / seconds:>11,.0f}{peak:>6.0f}{seconds / floor[0]:>9.2f}"
        f"{busy:>8.2f}{busy / floor[1]:>9.2f}",
        flush=True,
    )


def compare(folder: Path, wanted: argparse.Namespace) -> None:
    """Measure each way on each database."""
    grids, staff = str(folder / "grids.csv"), str(folder / "staff.csv")
    codes = write_grids(Path(grids), wanted.grids)
    write_staff(Path(staff), wanted.staff, codes)
    counts = {"grids": sum(1 for _ in _records(grids)), "staff": wanted.staff}
    files = {"grids": grids, "staff": staff}
    shelves = Shelves(folder, "bench")
    print(f"{'':<36}{'seconds':>8}{'rows/s':>11}{'MiB':>6}{'× floor':>9}{'CPU s':>8}{'× floor':>9}")
    try:
        desk, bare = str(folder / "desk.db"), shelves.postgresql.take()
        made = open_database(desk, create=True)
        migrate(made, say_nothing)
        District(made.transactions)
        made.close()
        server = shelves.postgresql.take()
        other = open_database(server)
        District(other.transactions)
        count_on(other)
        other.close()
        for kind, path in files.items():
            rows = counts[kind]
            floor = measured(partial(executemany, str(folder), kind, path))
            tell(f"{kind}: csv + executemany (SQLite)", rows, floor, floor)
            compare_with_peers(folder, kind, path, floor)
            tell(f"{kind}: import", rows, measured(partial(imported, desk, kind, path)), floor)
            again = measured(partial(imported, desk, kind, path))
            tell(f"{kind}: import again, nothing new", rows, again, floor)
            floor = measured(partial(copied, bare, kind, path))
            tell(f"{kind}: csv + COPY (PostgreSQL)", rows, floor, floor)
            took = measured(partial(imported, server, kind, path))
            tell(f"{kind}: import", rows, took, floor)
    finally:
        shelves.postgresql.close()


def compare_with_peers(folder: Path, kind: str, path: str, floor: Took) -> None:
    """Measure the programs that take in a file as it is."""
    files = ready_for_peers(folder, kind, path)
    rows = sum(1 for _ in _records(path))
    peers = (
        ("sqlite3 .import", shutil.which("sqlite3"), imported_by_sqlite3),
        ("sqlite-utils insert --csv", find_spec("sqlite_utils"), inserted_by_sqlite_utils),
    )
    for name, installed, take in peers:
        if not installed:
            print(f"{kind}: {name}: not installed here, not measured")
            continue
        peer = str(folder / f"peer-{kind}.db")
        empty_for_a_peer(peer, kind)
        tell(f"{kind}: {name}", rows, measured(partial(take, peer, files)), floor)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, default=330_000)
    parser.add_argument("--grids", type=int, default=61_000)
    wanted, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), wanted)


if __name__ == "__main__":
    main()
