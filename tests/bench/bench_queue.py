"""The queue, the timers and the night's report against the least statement that could do it.

    python -m tests.bench.bench_queue [--closed 0 1000000 5000000] [--keep FOLDER]

Product and floor take turns in one run, so that a busy machine slows both alike. A floor is
a bare `sqlite3` statement on the same file that fetches or counts the same rows, without
checks, names or objects; its ratio is of the best times. Flatness is one product call at
300,000 open cases over the same at 300, and at the longest archive over none. Nothing here
fails on a slow machine: it prints.
"""

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.cases.rows import CaseFilter
from storage.database import Database, open_database
from storage.readers.case_rows import CASE_COLUMNS
from storage.readers.figures import FigureReader
from storage.readers.queue import QueueReader
from storage.readers.timers import TimerReader
from tests.bench.volume import COMMUNITIES, DISTRICT_CODE, NOW, STREETS, generate, scope

OPEN: Final = (300, 300_000)
MOST_ROUNDS: Final = 100
LONGEST: Final = 3.0
"""Seconds after which a measurement ends, however few rounds it had."""

ALL: Final = CaseFilter()
LANE: Final = CaseFilter(tier=3)
LATE: Final = CaseFilter(late=True)
YESTERDAY: Final = date(2026, 11, 19)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def written(moment: Any) -> str:
    """Write an instant as SQLite keeps it."""
    return f"'{moment.isoformat(' ', 'microseconds')[:26]}'"


AT: Final = written(NOW)
# The last column tells the version of the names, which a floor needs none of.
COLUMNS: Final = ", ".join(column.name for column in CASE_COLUMNS[:-1])
DISTRICT: Final = f"district_code = '{DISTRICT_CODE}' AND ended_at IS NULL"
STREET: Final = f"{DISTRICT} AND street_code = '{STREETS[1]}'"
PLACE: Final = (
    f"{DISTRICT} AND area_code >= '{COMMUNITIES[22]}' AND area_code < '{COMMUNITIES[23]}'"
)
IN_ORDER: Final = "ORDER BY due_at, id LIMIT"
BY_TIER: Final = f"SELECT tier, count(*), sum(due_at < {AT}) FROM cases WHERE"

LATE_TIMERS: Final = (
    f"SELECT {', '.join(f'c.{column.name}' for column in CASE_COLUMNS[:-1])}, t.stage,"
    " t.time_limit, t.started_at, t.target_at, t.due_at, t.estimated"
    " FROM case_timer t JOIN cases c ON c.id = t.case_id"
    f" WHERE t.district_code = '{DISTRICT_CODE}' AND t.due_at < {AT}"
    " ORDER BY t.due_at, t.case_id LIMIT 200"
)
OVERDUE_YESTERDAY: Final = (
    f"SELECT c.tier, c.street_code, count(*) FROM case_timer t JOIN cases c ON c.id = t.case_id"
    f" WHERE t.district_code = '{DISTRICT_CODE}' AND t.stage = 'handle'"
    " AND t.due_at < '2026-11-19 16:00' GROUP BY c.tier, c.street_code"
)
BY_STAGE: Final = (
    f"SELECT stage, count(*), sum(due_at < {AT}) FROM case_timer"
    f" WHERE district_code = '{DISTRICT_CODE}' GROUP BY stage"
)


@dataclass(frozen=True)
class Question:
    """What the product is asked, and the bare statements that are its floor."""

    name: str
    product: Callable[[], Any]
    floor: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """How long it took, in seconds."""

    name: str
    product: float
    usual: float
    floor: float


def questions(database: Database) -> Iterator[Question]:
    """Name everything that is measured on one database."""
    codes = (DISTRICT_CODE, STREETS[1], COMMUNITIES[22])
    district, street, place = (QueueReader(database, scope(code)) for code in codes)
    timers = TimerReader(database, scope())
    key = street.at(LANE, street.total(LANE, NOW) // 2, 1, NOW)[0].key
    before = f"(due_at, id) < ({written(key.due_at)}, {key.case_id})"
    after = before.replace("<", ">")

    def rows(where: str, limit: int) -> tuple[str, ...]:
        return (f"SELECT {COLUMNS} FROM cases WHERE {where} {IN_ORDER} {limit}",)

    yield Question(
        "street lane, 10 rows",
        lambda: street.after(LANE, None, 10, NOW),
        rows(f"{STREET} AND tier = 3", 10),
    )
    yield Question(
        "street lane, 200 rows",
        lambda: street.after(LANE, None, 200, NOW),
        rows(f"{STREET} AND tier = 3", 200),
    )
    yield Question(
        "street lane, 200 in the middle",
        lambda: street.after(LANE, key, 200, NOW),
        rows(f"{STREET} AND tier = 3 AND {after}", 200),
    )
    yield Question(
        "street, all tiers, 200 rows", lambda: street.after(ALL, None, 200, NOW), rows(STREET, 200)
    )
    yield Question(
        "community, 200 rows", lambda: place.after(ALL, None, 200, NOW), rows(PLACE, 200)
    )
    yield Question(
        "overdue in the district, 500 rows",
        lambda: district.after(LATE, None, 500, NOW),
        rows(f"{DISTRICT} AND due_at < {AT}", 500),
    )
    yield Question(
        "lanes of the street", lambda: street.lanes(NOW), (f"{BY_TIER} {STREET} GROUP BY tier",)
    )
    yield Question(
        "lanes of the district",
        lambda: district.lanes(NOW),
        (f"{BY_TIER} {DISTRICT} GROUP BY tier",),
    )
    yield Question(
        "lanes of a community", lambda: place.lanes(NOW), (f"{BY_TIER} {PLACE} GROUP BY tier",)
    )
    yield Question(
        "late in the district",
        lambda: district.total(LATE, NOW),
        (f"SELECT count(*) FROM cases WHERE {DISTRICT} AND due_at < {AT}",),
    )
    yield Question(
        "rank in the middle of the lane",
        lambda: street.rank(LANE, key, NOW),
        (f"SELECT count(*) FROM cases WHERE {STREET} AND tier = 3 AND {before}",),
    )
    half = street.total(LANE, NOW) // 2
    yield Question(
        "jump to the middle, 200 rows",
        lambda: street.at(LANE, half, 200, NOW),
        (f"SELECT {COLUMNS} FROM cases WHERE {STREET} AND tier = 3 {IN_ORDER} 200 OFFSET {half}",),
    )
    yield Question(
        "late timers, 200 rows",
        lambda: timers.open(LATE, NOW, None, 200),
        (LATE_TIMERS,),
    )
    yield Question(
        "timers by stage",
        lambda: timers.summary(NOW, None),
        (BY_STAGE,),
    )
    yield Question(
        "report of yesterday",
        lambda: FigureReader(database, scope()).nightly(YESTERDAY, SHANGHAI, NOW),
        (*map(population, ("reported_at", "resolved_at", "ended_at")), OVERDUE_YESTERDAY),
    )


def population(column: str) -> str:
    """Return the plainest report of one population of a day: five sums by tier and street."""
    return (
        "SELECT tier, street_code, count(*), sum(filed_at IS NOT NULL), sum(self_handled),"
        " sum(handled_late), sum(rework_count > 0), sum(rating) FROM cases"
        f" WHERE district_code = '{DISTRICT_CODE}' AND {column} >= '2026-11-18 16:00'"
        f" AND {column} < '2026-11-19 16:00' GROUP BY tier, street_code"
    )


def measure(question: Question, connection: sqlite3.Connection) -> Answer:
    """Let product and floor take turns; the first round warms both up and does not count."""

    def floor() -> None:
        for statement in question.floor:
            connection.execute(statement).fetchall()

    taken: dict[Callable[[], Any], list[float]] = {question.product: [], floor: []}
    ends = perf_counter() + LONGEST
    while perf_counter() < ends and len(taken[floor]) <= MOST_ROUNDS:
        for act, times in taken.items():
            begun = perf_counter()
            act()
            times.append(perf_counter() - begun)
    product, bare = (times[1:] or times for times in taken.values())
    return Answer(question.name, min(product), median(product), min(bare))


def measure_all(path: Path) -> list[Answer]:
    """Measure every question on the database at ``path``."""
    database = open_database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        answers = [measure(question, connection) for question in questions(database)]
    database.close()
    return answers


def show(open_cases: int, closed_cases: int, answers: list[Answer]) -> None:
    """Print one database as a table."""
    print(f"\n{open_cases:,} open, {closed_cases:,} closed")
    print(f"{'':36}{'product ms':>12}{'median':>10}{'floor ms':>10}{'ratio':>8}")
    for answer in answers:
        ratio = answer.product / answer.floor
        print(
            f"{answer.name:36}{answer.product * 1e3:12.3f}{answer.usual * 1e3:10.3f}"
            f"{answer.floor * 1e3:10.3f}{ratio:8.2f}"
        )


def show_flatness(title: str, small: list[Answer], large: list[Answer]) -> None:
    """Print how much dearer each product call became."""
    print(f"\n{title}")
    for one, other in zip(small, large, strict=True):
        print(f"{one.name:36}{other.product / one.product:10.2f} x")


def main() -> None:
    """Make the databases, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", type=int, nargs="+", default=[0, 1_000_000, 5_000_000])
    parser.add_argument("--keep", type=Path, help="folder for the databases, to use them again")
    asked = parser.parse_args()
    found: dict[tuple[int, int], list[Answer]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for closed in asked.closed:
            for number in OPEN:
                path = (asked.keep or Path(scratch)) / f"queue-{number}-{closed}.db"
                if not path.exists():
                    generate(path, number, closed)
                found[number, closed] = measure_all(path)
                show(number, closed, found[number, closed])
    for closed in asked.closed:
        title = f"300,000 open over 300, with {closed:,} closed"
        show_flatness(title, *(found[number, closed] for number in OPEN))
    first, last = asked.closed[0], asked.closed[-1]
    title = f"{last:,} closed over {first:,}, with 300,000 open"
    show_flatness(title, found[OPEN[1], first], found[OPEN[1], last])


if __name__ == "__main__":
    main()
