"""Nobody overwrites anybody: many desks, threads and processes on the same cases.

Lesson 24: of twelve simultaneous edits by the command line of Backlog.md (#843) twelve were lost,
and both processes said that all was well.
"""

import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.cases.commands import DispatchCase, NoteCase, ReceiveCase, ReturnCase
from core.desk import Desk
from core.kernel.command import Command
from core.kernel.errors import Conflict, Refused
from storage.database import Database
from tests.contract.cases.test_handling import filed
from tests.databases import MakeDatabase
from tests.district import DISPATCHER, ENFORCEMENT, SAFETY, SUPERVISOR, District
from tests.stored import case_fields, chain_fault, history

DESKS = 8
ROUNDS = 40

PROCESS = """
import sys
from datetime import UTC, datetime
from core.cases.commands import DispatchCase
from core.desk import Desk
from core.kernel.errors import Conflict
from storage.database import open_database

url, number, version, unit = sys.argv[1:]
database = open_database(url)
desk = Desk(database.transactions, lambda: datetime(2026, 9, 14, 2, 0, tzinfo=UTC))
command = DispatchCase(number=number, seen_version=int(version), unit_code=unit)
print("ready", flush=True)
sys.stdin.readline()
try:
    desk.execute(command, by="zhangmin")
    print("won")
except Conflict as conflict:
    print("conflict:", conflict)
database.close()
"""


@pytest.fixture
def district(database: Database) -> District:
    """A small district on each database."""
    return District(database.transactions)


def test_lesson_24_of_two_processes_that_saw_the_same_version_one_wins(
    district: District, database_url: str
) -> None:
    number = filed(district)
    seen = case_fields(district.transactions, number)["version"]
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, database_url, number, str(seen), unit],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for unit in (ENFORCEMENT, SAFETY)
    ]
    for rival in rivals:
        assert rival.stdout is not None
        assert rival.stdout.readline() == "ready\n"

    said = []
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("go\n")
        rival.stdin.flush()
    for rival in rivals:
        out, _ = rival.communicate(timeout=60)
        said.append(out.strip())

    said.sort()
    assert said[1] == "won"
    assert said[0].startswith(f"conflict: Case {number} was changed by somebody else")
    assert case_fields(district.transactions, number)["version"] == seen + 1
    assert [entry.verb for entry in history(district.transactions, number)][-1] == "dispatch"


def test_lesson_24_many_desks_on_few_cases_lose_nothing_and_overwrite_nothing(
    district: District, make_database: MakeDatabase
) -> None:
    numbers = [filed(district) for _ in range(4)]
    desks = [Desk(make_database().transactions, district.clock) for _ in range(DESKS)]
    start = Barrier(DESKS)

    def shift(place: int) -> Counter[str]:
        rng, outcomes = random.Random(place), Counter[str]()
        start.wait(timeout=30)
        for turn in range(ROUNDS):
            number = rng.choice(numbers)
            seen = int(case_fields(district.transactions, number)["version"])
            command = _some_command(rng, number, seen, f"{place}-{turn}")
            try:
                desks[place].execute(command, by=rng.choice((DISPATCHER, SUPERVISOR)))
                outcomes["done"] += 1
            except Conflict:
                outcomes["conflict"] += 1
            except Refused:
                outcomes["refused"] += 1
        return outcomes

    with ThreadPoolExecutor(DESKS) as pool:
        total = sum(pool.map(shift, range(DESKS)), Counter[str]())

    assert total.total() == DESKS * ROUNDS
    stories = [history(district.transactions, number) for number in numbers]
    # Every verb that was acknowledged is there once, and nothing else is.
    assert sum(map(len, stories)) == total["done"] + 2 * len(numbers)
    for number, story in zip(numbers, stories, strict=True):
        assert [entry.seq for entry in story] == list(range(1, len(story) + 1))
        assert chain_fault(district.transactions, number) is None


def _some_command(rng: random.Random, number: str, seen: int, text: str) -> Command:
    match rng.randrange(4):
        case 0:
            return DispatchCase(number=number, seen_version=seen, unit_code=ENFORCEMENT)
        case 1:
            return ReceiveCase(number=number, seen_version=seen)
        case 2:
            return ReturnCase(number=number, seen_version=seen, reason=text)
        case _:
            return NoteCase(number=number, seen_version=seen, text=text)
