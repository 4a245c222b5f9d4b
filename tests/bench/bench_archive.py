"""A night, a month and a year of a long archive: our figures beside SQLite, DuckDB and polars.

    python -m tests.bench.bench_archive [--keep FOLDER]
    GRIDDESK_BENCH_CLOSED=27000000 GRIDDESK_BENCH_OPEN=300000 python -m tests.bench.bench_archive

One year of cases: 2,000,000 closed and 30,000 open unless the environment says otherwise. Our
report (every figure, by tier, place, source, course and unit, with what is open now) is drawn
from the cases and from roll-ups. The peers answer less: ten sums by tier and street, which are
compared with ours to the case. SQLite asks the same file; DuckDB and polars read the same rows
from Parquet. They come with requirements/bench.txt.
"""

import argparse
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel import select

from console.bootstrap import Shop
from console.rolling_up import roll_up
from console.settings import Settings
from core.operators.models import TIMERS, Operator
from core.reports.figures import SATISFACTION_POINTS
from core.reports.nightly import NightlyReport
from storage.database import Database, open_database
from storage.readers.figures import FigureReader
from tests.bench.volume import DISTRICT_CODE, NOW, generate, scope
from tests.contract.rollups.lives import nothing_stored

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
CLOSED: Final = int(os.environ.get("GRIDDESK_BENCH_CLOSED", "2000000"))
OPEN: Final = int(os.environ.get("GRIDDESK_BENCH_OPEN", "30000"))
DAYS: Final = 366
"""How many days the archive covers."""
ROUNDS: Final = 5
LONGEST: Final = 5.0
"""Seconds after which one way is not tried again, however few its rounds."""
CHUNK: Final = 500_000
YESTERDAY: Final = date(2026, 11, 19)
PERIODS: Final = {
    "night": (YESTERDAY, YESTERDAY),
    "month": (date(2026, 10, 1), date(2026, 10, 31)),
    "year": (date(2025, 11, 20), YESTERDAY),
}

COLUMNS: Final = (
    "tier", "street_code", "state", "reported_at", "filed_at", "resolved_at", "ended_at",
    "circulated_at", "handle_due_at", "self_handled", "handled_late", "check_count",
    "rework_count", "reopen_count", "rating",
)  # fmt: skip
INSTANTS: Final = tuple(name for name in COLUMNS if name.endswith("_at"))
POINTS: Final = " ".join(f"WHEN {rating} THEN {n}" for rating, n in SATISFACTION_POINTS.items())
SUMS: Final = {
    "reported_at": {
        "reported": "count(*)",
        "valid": "sum(CASE WHEN filed_at IS NOT NULL OR self_handled THEN 1 ELSE 0 END)",
        "circulated": "count(circulated_at)",
    },
    "resolved_at": {
        "handled": "count(*)",
        "closed_in_time": (
            "sum(CASE WHEN state = 'closed' AND NOT coalesce(handled_late, false)"
            " THEN 1 ELSE 0 END)"
        ),
    },
    "ended_at": {
        "closed": "count(*)",
        "reworked": "sum(CASE WHEN check_count > 0 AND rework_count > 0 THEN 1 ELSE 0 END)",
        "solved": (
            "sum(CASE WHEN reopen_count = 0 AND coalesce(rating, 5) >= 3 THEN 1 ELSE 0 END)"
        ),
        "satisfaction": f"sum(CASE rating {POINTS} ELSE 0 END)",
    },
}
"""The sums of each population, in words that SQLite, DuckDB and polars all understand."""
OVERDUE: Final = (
    "handle_due_at < '{ends}' AND ((resolved_at IS NULL AND ended_at IS NULL)"
    " OR resolved_at >= '{ends}')"
)

BY_BOTH: Final = "GROUP BY tier, street_code"

Sums = Counter[tuple[str, str, str]]
"""A number by division (tier, street), key and field; a zero is as good as none."""


@dataclass(frozen=True)
class Way:
    """One way of answering; ``floor`` marks the peers."""

    name: str
    answer: Callable[[], Sums]


def moments(since: date, until: date) -> tuple[str, str]:
    """Return the beginning and the end of some local days as the tables keep them."""
    return tuple(  # type: ignore[return-value]
        f"{datetime.combine(day, time(), SHANGHAI).astimezone(UTC):%Y-%m-%d %H:%M:%S}.000000"
        for day in (since, until + timedelta(days=1))
    )


def statements(table: str, since: date, until: date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each question to a peer, with the fields that it answers."""
    begins, ends = moments(since, until)
    mine = f"FROM {table} WHERE" + (f" district_code = '{DISTRICT_CODE}' AND" * (table == "cases"))
    for column, sums in SUMS.items():
        within = f"{column} >= '{begins}' AND {column} < '{ends}'"
        closed = " AND state = 'closed'" if column == "ended_at" else ""
        asked = f"{', '.join(sums.values())} {mine} {within}{closed}"
        yield f"SELECT tier, street_code, {asked} {BY_BOTH}", tuple(sums)
    late = f"count(*) {mine} {OVERDUE.format(ends=ends)}"
    yield f"SELECT tier, street_code, {late} {BY_BOTH}", ("overdue",)


def asked(
    run: Callable[[str], Iterable[tuple[Any, ...]]], table: str, since: date, until: date
) -> Sums:
    """Put the questions to a peer and add its cells up by tier and by street."""
    found: Sums = Counter()
    for statement, names in statements(table, since, until):
        for tier, street, *numbers in run(statement):
            for name, number in zip(names, numbers, strict=True):
                found["tier", str(tier), name] += int(number or 0)
                found["street", str(street), name] += int(number or 0)
    return found


def told(report: NightlyReport) -> Sums:
    """Return the same of a report of ours."""
    names = [name for sums in SUMS.values() for name in sums]
    return Counter(
        {
            (kind, line.key, name): getattr(line.tally, name)
            for kind, lines in (("tier", report.tiers), ("street", report.streets))
            for line in lines
            for name in (*names, "overdue")
        }
    )


def export(path: Path, folder: Path) -> str:
    """Write the cases into Parquet files, instants as instants; return what names them all."""
    polars = import_module("polars")
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM cases ORDER BY id")
        for n, rows in enumerate(iter(lambda: cursor.fetchmany(CHUNK), [])):
            types = dict.fromkeys(COLUMNS, polars.Int64)
            words = ("street_code", "state", *INSTANTS)
            frame = polars.DataFrame(
                rows, schema=types | dict.fromkeys(words, polars.String), orient="row"
            )
            frame.with_columns(
                *(polars.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f") for name in INSTANTS),
                *(
                    polars.col(name).cast(polars.Boolean)
                    for name in ("self_handled", "handled_late")
                ),
            ).write_parquet(folder / f"cases-{n:03d}.parquet")
    return str(folder / "cases-*.parquet")


def peers(path: Path, parquet: str, since: date, until: date) -> Iterator[Way]:
    """Give the peers, each reading from its files every time."""

    def sqlite(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(statement).fetchall()

    duckdb, polars = import_module("duckdb"), import_module("polars")
    in_duckdb = duckdb.connect()

    def in_polars(statement: str) -> Any:
        frames = polars.SQLContext(archive=polars.scan_parquet(parquet))
        return frames.execute(statement).collect().rows()

    yield Way("SQLite", lambda: asked(sqlite, "cases", since, until))
    yield Way(
        "DuckDB",
        lambda: asked(
            lambda statement: in_duckdb.execute(statement).fetchall(),
            f"read_parquet('{parquet}')",
            since,
            until,
        ),
    )
    yield Way("polars", lambda: asked(in_polars, "archive", since, until))


def ours(database: Database, since: date, until: date) -> Iterator[Way]:
    """Give our two ways."""

    def drawn() -> Sums:
        return told(FigureReader(database, scope()).over(since, until, SHANGHAI, NOW))

    def from_cases() -> Sums:
        with nothing_stored():
            return drawn()

    yield Way("GridDesk, from cases", from_cases)
    yield Way("GridDesk, from roll-ups", drawn)


def measure(ways: Iterable[Way]) -> Mapping[str, tuple[float, Sums]]:
    """Let all ways take turns; return the best time of each, and what it answered."""
    found: dict[str, tuple[float, Sums]] = {}
    spent: Counter[str] = Counter()
    every = list(ways)
    for _ in range(ROUNDS):
        for way in every:
            if spent[way.name] > LONGEST:
                continue
            began = perf_counter()
            answer = way.answer()
            took = perf_counter() - began
            spent[way.name] += took  # type: ignore[assignment]  # seconds
            best = min(took, found[way.name][0]) if way.name in found else took
            found[way.name] = (best, answer)
    return found


def show(period: str, found: Mapping[str, tuple[float, Sums]]) -> None:
    """Print one table: seconds, how they stand to ours from roll-ups, and whether sums agree."""
    mine, right = found["GridDesk, from roll-ups"]
    print(f"\n{period:24}{'seconds':>10}{'roll-ups ÷ it':>16}  sums")
    for name, (seconds, sums) in found.items():
        agree = "equal" if +sums == +right else f"{len((sums - right) | (right - sums))} differ"
        print(f"{name:24}{seconds:10.4f}{mine / seconds:16.2f}  {agree}")


def timers_shop(database: Database) -> Shop:
    """Return the district as its timers see it."""
    with database.transactions.writing() as session:
        if session.exec(select(Operator).where(Operator.login == TIMERS)).first() is None:
            session.add(
                Operator(login=TIMERS, name="计时", role="supervisor", area_code=DISTRICT_CODE)
            )
    seat = replace(scope(), login=TIMERS)
    return Shop(database, Settings(operator=TIMERS), seat, SHANGHAI, lambda: NOW)


def main() -> None:
    """Make the archive, roll it up, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder for the archive, to use it again")
    kept = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as scratch:
        folder = kept or Path(scratch)
        path = folder / f"archive-{OPEN}-{CLOSED}.db"
        if not path.exists():
            began = perf_counter()
            generate(path, OPEN, CLOSED, a_day=-(-CLOSED // DAYS))
            print(f"{CLOSED:,} closed and {OPEN:,} open made in {perf_counter() - began:.0f} s")
        files = path.with_suffix(".parquet")
        if not files.exists():
            files.mkdir()
            export(path, files)
        database = open_database(f"sqlite:///{path}")
        began = perf_counter()
        done = roll_up(timers_shop(database), NOW)
        took = perf_counter() - began
        print(f"{done.days} days and {done.months} months rolled up in {took:.1f} s")
        for period, days in PERIODS.items():
            parquet = str(files / "cases-*.parquet")
            show(period, measure((*ours(database, *days), *peers(path, parquet, *days))))
        database.close()


if __name__ == "__main__":
    main()
