"""The demo goes on while somebody watches, and lets go of whatever is refused."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event

import pytest

from core.cases.commands import ReportCase
from core.cases.rows import CaseFilter, CaseRow
from core.kernel.clock import HandClock
from core.kernel.errors import Unavailable
from seeds.demo.live import live
from storage.database import Database
from storage.readers.queue import QueueReader
from tests.seeds.demo import SATURDAY_NOON, Demo

PACE = 4.0


class Beats(Event):
    """Waits for nobody: moves the clock on instead, so many times."""

    def __init__(self, clock: HandClock, count: int) -> None:
        super().__init__()
        self._clock = clock
        self._left = count

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == 60 / PACE
        self._clock.advance(timedelta(seconds=timeout))
        self._left -= 1
        return self._left < 0


class Watched:
    """A demo that goes on for a number of beats."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._reader = QueueReader(demo.database, demo.desk.scope(by="viewer"))

    def queue(self) -> Sequence[CaseRow]:
        return self._reader.after(CaseFilter(), None, 50, self.demo.clock())

    def go_on(self, beats: int, open_cases: Callable[[], Sequence[CaseRow]] | None = None) -> int:
        return live(
            desk=self.demo.desk,
            clock=self.demo.clock,
            pace=PACE,
            stop=Beats(self.demo.clock, beats),
            open_cases=open_cases or self.queue,
        )


@pytest.fixture
def watched(fresh: Database) -> Watched:
    demo = Demo(fresh, SATURDAY_NOON)
    demo.load(days=1)
    return Watched(demo)


def test_cases_are_reported_and_move_on(watched: Watched) -> None:
    before = watched.demo.number("SELECT count(*) FROM cases")

    done = watched.go_on(200)

    verbs = Counter(
        dict(
            watched.demo.ask(
                "SELECT verb, count(*) FROM case_history WHERE at > :now GROUP BY verb",
                now=watched.demo.now,
            )
        )
    )
    assert done > 120
    assert set(verbs) >= {"report", "settle", "file", "dispatch", "receive", "resolve"}
    reported = watched.demo.number("SELECT count(*) FROM cases WHERE source_ref LIKE 'live-%'")
    assert reported == verbs["report"] == watched.demo.number("SELECT count(*) FROM cases") - before
    assert watched.demo.chain_faults() == []


def test_each_session_reports_under_references_of_its_own(watched: Watched) -> None:
    watched.go_on(40)
    first = watched.demo.number("SELECT count(*) FROM cases WHERE source_ref LIKE 'live-%'")
    watched.go_on(40)

    assert watched.demo.number("SELECT count(*) FROM cases WHERE source_ref LIKE 'live-%'") > first


def test_a_queue_that_others_have_worked_on_does_no_harm(watched: Watched) -> None:
    stale = watched.queue()
    looks = 0

    def look_again() -> Sequence[CaseRow]:
        nonlocal looks
        looks += 1
        return stale

    done = watched.go_on(300, look_again)

    assert looks == 300
    assert 0 < done < looks
    assert watched.demo.chain_faults() == []


def test_a_database_that_cannot_be_read_for_a_while_is_waited_for(watched: Watched) -> None:
    looks = 0

    def look() -> Sequence[CaseRow]:
        nonlocal looks
        looks += 1
        if looks <= 20:
            raise Unavailable("away")
        return watched.queue()

    assert 0 < watched.go_on(40, look) <= 20
    assert looks == 40


def test_an_empty_queue_is_filled(watched: Watched) -> None:
    assert watched.go_on(5, tuple) == 5


def test_what_the_person_watching_reports_without_an_item_is_left_to_them(
    watched: Watched,
) -> None:
    report = ReportCase(
        source="other", source_ref="mine", matter="我自己的事", area_code="330108001001001"
    )
    number = watched.demo.desk.execute(report, by="zhangmin").number

    def only_mine() -> Sequence[CaseRow]:
        return [row for row in watched.queue() if row.number == number]

    watched.go_on(50, only_mine)

    assert watched.demo.number("SELECT version FROM cases WHERE source_ref = 'mine'") == 1


def test_it_ends_at_once_when_stopped(watched: Watched) -> None:
    stop = Event()
    stop.set()

    assert (
        live(
            desk=watched.demo.desk,
            clock=watched.demo.clock,
            pace=0.001,
            stop=stop,
            open_cases=watched.queue,
        )
        == 0
    )
