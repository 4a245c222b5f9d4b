"""Schedulers killed with no warning: every window's effect exactly once all the same.

A child is killed between the work of a window and its record, or somewhere in the middle of a
sweep; another runner then takes over when the lease of the dead one has lapsed.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from console.bootstrap import Shop
from console.scheduler.job import Task, Worked
from console.scheduler.jobs import JOBS
from console.scheduler.runner import Runner
from core.kernel.clock import HandClock
from core.scheduling.heartbeat import LAPSE
from core.scheduling.sealing import verify_seals
from storage.database import Database, open_database
from tests.district import District
from tests.faults.children import started
from tests.timers import ACCEPT_LATE, plain_report, runner_of, seat_timers, timers_shop
from tests.upstreams import EVENTS

BY_NAME = {job.name: job for job in JOBS}
LATER = timedelta(hours=1)
REPORTS = 40


def run_and_hang(pipe: Connection, url: str, at: HandClock, folder: Path, name: str) -> None:
    """Do the work of a window, tell so, and never come to writing it down."""
    database = open_database(url)
    job = BY_NAME[name]

    def work(task: Task) -> Worked:
        worked = job.work(task)
        pipe.send("worked")
        Event().wait()
        return worked

    runner = Runner(timers_shop(database, at, folder), plain_report, name="killed")
    runner.beat()
    runner.ring(replace(job, work=work))


def sweep_and_hang(pipe: Connection, url: str, at: HandClock, folder: Path) -> None:
    """Sweep until a few batches are done, tell so, and stay there."""
    database = open_database(url)
    batches = 0

    def pause(_seconds: float) -> None:
        nonlocal batches
        batches += 1
        if batches == 1:
            pipe.send("in the middle")
            Event().wait()

    runner = Runner(timers_shop(database, at, folder), plain_report, name="killed", pause=pause)
    runner.beat()
    runner.ring(BY_NAME["sweep"])


@pytest.fixture
def district(database: Database) -> District:
    """A district in which reports wait to be accepted, an hour later all of them too long."""
    made = District(database.transactions)
    seat_timers(made, ACCEPT_LATE)
    for _ in range(REPORTS):
        made.report()
    made.clock.advance(LATER)
    return made


@pytest.fixture
def shop(database: Database, district: District, tmp_path: Path) -> Shop:
    """The district as its timers see it, with a mapping to be sent upstream."""
    mappings = tmp_path / "upstreams"
    mappings.mkdir()
    (mappings / "events.yaml").write_text(EVENTS, "utf-8")
    return timers_shop(database, district.clock, tmp_path)


def taken_over(shop: Shop, district: District) -> Runner:
    """Return a runner that has the lease of the killed one, once that has lapsed."""
    runner = runner_of(shop, "next")
    assert not runner.beat()
    district.clock.advance(LAPSE + timedelta(seconds=1))
    assert runner.beat()
    return runner


def urges(database: Database) -> Counter[str]:
    with database.reading() as connection:
        rows = connection.execute(text("SELECT subject FROM audit_entry WHERE action = 'urge'"))
        return Counter(rows.scalars())


@pytest.mark.parametrize("name", ("sweep", "seal", "nightly", "upstreams", "backup", "integrity"))
def test_a_window_whose_runner_died_before_its_record_has_its_effect_once(
    database: Database, database_url: str, district: District, shop: Shop, name: str
) -> None:
    job = BY_NAME[name]
    if not job.fits(shop):
        assert name == "backup"
        return
    folder = Path(shop.settings.reports or "").parent
    with started(run_and_hang, database_url, district.clock, folder, name) as (process, pipe):
        assert pipe.recv() == "worked"
        process.kill()
        process.join(30)
    assert shop.scheduling.windows(name) == ()
    files = _files(folder)
    runner = taken_over(shop, district)
    (ran,) = runner.ring(job)
    assert (ran.state, ran.recorded) == ("done", True)
    assert runner.ring(job) == ()
    (row,) = shop.scheduling.windows(name)
    assert (row.runner, row.state, row.tries) == ("next", "done", 1)
    assert _files(folder).keys() == files.keys()
    assert set(urges(database).values()) <= {1}
    if name == "sweep":
        assert sum(urges(database).values()) == REPORTS
    if name == "nightly":
        assert _files(folder) == files
        assert len(files) == 1
    if name == "upstreams":
        assert (
            row.result
            == '{"mappings": 1, "sent": 0, "withdrawn": 0, "unmapped": 0, "still_unmapped": 0}'
        )
        assert [run.new_rows for run in shop.upstreams.runs()] == [REPORTS]
        assert _files(folder) == files
        assert len(files) == 2  # the rows and the manifest
    if name == "seal":
        assert len(shop.scheduling.seals()) == 1
        assert list(verify_seals(shop.scheduling.seals(), shop.scheduling.entries_of)) == []


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next_runner(
    database: Database, database_url: str, district: District, shop: Shop
) -> None:
    folder = Path(shop.settings.reports or "").parent
    with started(sweep_and_hang, database_url, district.clock, folder) as (process, pipe):
        assert pipe.recv() == "in the middle"
        process.kill()
        process.join(30)
    before = urges(database)
    assert 0 < len(before) < REPORTS
    (rest,) = taken_over(shop, district).ring(BY_NAME["sweep"])
    assert rest.result == {"done": REPORTS - len(before), "refused": 0}
    assert urges(database) == Counter(dict.fromkeys(urges(database), 1))
    assert len(urges(database)) == REPORTS


def _files(folder: Path) -> dict[str, bytes]:
    kinds = (folder / "reports", folder / "backups", folder / "upstreams" / "sent")
    return {path.name: path.read_bytes() for kind in kinds for path in kind.glob("*")}
