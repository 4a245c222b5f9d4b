"""What the policies find to do in the demo: `griddesk sweep` does it, all of it, and once."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from console.entry import run
from storage.database import Database
from tests.databases import Filling
from tests.seeds.demo import ONE_WORKER, SATURDAY_NOON, Demo, last_days
from tests.stored import everything_in

LATE = "SELECT count(*) FROM case_timer WHERE stage = 'handle' AND due_at <= :now"
WARNED = "SELECT count(*) FROM case_timer WHERE stage = 'handle' AND target_at <= :now"
SUSPENDED = "SELECT count(*) FROM cases WHERE state = 'suspended'"

Sweep = Callable[[datetime], Counter[tuple[str, str]]]


pytestmark = ONE_WORKER


@pytest.fixture
def filling() -> Filling:
    """The last days of the demo."""
    return last_days


@pytest.fixture
def sweep(database_url: str, capsys: pytest.CaptureFixture[str]) -> Sweep:
    """Sweep at a moment; return what came of which policy, and how often."""

    def swept(moment: datetime) -> Counter[tuple[str, str]]:
        capsys.readouterr()
        with time_machine.travel(moment, tick=False):
            assert run(["--db", database_url, "sweep", "--format", "jsonl"]) == 0
        told = map(json.loads, capsys.readouterr().out.splitlines())
        return Counter((line["rule"], line["result"]) for line in told)

    return swept


def test_the_first_sweep_of_the_demo_does_everything_and_the_second_nothing(
    database: Database, sweep: Sweep
) -> None:
    demo = Demo(database, SATURDAY_NOON)
    late, warned = (demo.number(question, now=demo.now) for question in (LATE, WARNED))

    first = sweep(SATURDAY_NOON)

    assert first["target-notify", "done"] == warned >= late
    assert first["due-urge", "done"] == late >= 3
    assert {result for _, result in first} == {"done"}
    assert demo.chain_faults() == []
    before = everything_in(database.transactions)
    assert sweep(SATURDAY_NOON) == Counter()
    assert everything_in(database.transactions) == before


def test_two_months_later_every_suspension_has_ended_by_itself(
    database: Database, sweep: Sweep
) -> None:
    demo = Demo(database, SATURDAY_NOON)
    suspended = demo.number(SUSPENDED)
    later = SATURDAY_NOON + timedelta(days=60)

    first = sweep(later)

    assert first["suspension-resume", "done"] == suspended >= 3
    assert demo.number(SUSPENDED) == 0
    # A clock that runs on may be past its time, which the next sweep finds; then all is done.
    sweep(later)
    assert sweep(later) == Counter()
