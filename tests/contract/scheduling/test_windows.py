"""Every window's effect exactly once: after a downtime, with two runners, on a clock set back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from console.bootstrap import Shop
from console.scheduler.job import Job, Task, Worked
from console.scheduler.jobs import JOBS
from console.scheduler.runner import Runner
from console.sweeping import LARGEST
from core.cases.commands import NoteCase
from core.desk import Desk
from core.kernel.errors import Unavailable
from core.scheduling.due import CatchUp
from core.scheduling.schedules import EveryDay, EveryMinute
from storage.database import Database
from tests.databases import MakeDatabase
from tests.district import DISPATCHER, MONDAY_MORNING, District
from tests.timers import Patience, plain_report, runner_of

SWEEP, _ROLLUP, SEAL, NIGHTLY, *_OTHERS = JOBS
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LAST_NIGHT = datetime(2026, 9, 13, 16, 30, tzinfo=UTC)


@pytest.fixture
def runner(shop: Shop) -> Runner:
    """A runner that has the lease."""
    made = runner_of(shop, "first")
    made.beat()
    return made


def urged(shop: Shop, number: str) -> int:
    """Return how often a case was urged."""
    return sum(entry.verb == "urge" for entry in shop.history.entries(number))


def written(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "reports"
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_a_window_is_run_once_and_written_down(
    shop: Shop, runner: Runner, district: District, tmp_path: Path
) -> None:
    assert [(one.job, one.window_at, one.state) for one in runner.ring(NIGHTLY)] == [
        ("nightly", LAST_NIGHT, "done")
    ]
    assert runner.ring(NIGHTLY) == ()
    assert written(tmp_path) == {
        "nightly-330108-2026-09-13.txt": "2026-09-13 as at 2026-09-13 16:30\n"
    }
    (report,) = (tmp_path / "reports").iterdir()
    assert report.stat().st_mode & 0o777 == 0o600
    (row,) = shop.scheduling.windows("nightly")
    assert (row.window_at, row.after, row.state) == (LAST_NIGHT, LAST_NIGHT - DAY, "done")
    assert (row.tries, row.runner, row.began_at) == (1, "first", district.clock())


def test_after_a_week_of_downtime_each_night_has_its_report_in_order(
    shop: Shop, runner: Runner, district: District, tmp_path: Path
) -> None:
    runner.ring(NIGHTLY)
    runner.ring(SEAL)
    district.clock.advance(timedelta(days=7))
    nights = [LAST_NIGHT + n * DAY for n in range(1, 8)]
    assert [one.window_at for one in runner.ring(NIGHTLY)] == nights
    assert runner.ring(NIGHTLY) == ()
    assert list(written(tmp_path)) == [f"nightly-330108-2026-09-{day}.txt" for day in range(13, 21)]
    assert len(runner.ring(SEAL)) == 7
    assert [seal.day for seal in shop.scheduling.seals()] == [
        date(2026, 9, day) for day in range(13, 21)
    ]


def test_after_a_week_of_downtime_one_sweep_does_everything_once(
    shop: Shop, runner: Runner, district: District
) -> None:
    runner.ring(SWEEP)
    numbers = [district.report().number for _ in range(3)]
    district.clock.advance(timedelta(days=7))
    assert [one.result for one in runner.ring(SWEEP)] == [{"done": 3, "refused": 0}]
    assert runner.ring(SWEEP) == ()
    first, second = shop.scheduling.windows("sweep")
    assert (second.after, second.window_at) == (first.window_at, district.clock())
    district.clock.advance(MINUTE)
    assert [one.result for one in runner.ring(SWEEP)] == [{"done": 0, "refused": 0}]
    assert [urged(shop, number) for number in numbers] == [1, 1, 1]


def test_two_runners_do_a_window_once(shop: Shop, runner: Runner, patience: Patience) -> None:
    """The second takes over in the middle of the work of the first, whose record is refused."""
    second = runner_of(shop, "second", patience)
    second.beat()
    effects: list[str] = []

    def work(task: Task) -> Worked:
        effects.append("first")
        patience.pass_by(HOUR)
        assert second.beat()
        assert [one.state for one in second.ring(quick)] == ["done"]
        assert task.held()  # it does not know yet
        return Worked({})

    def quickly(_task: Task) -> Worked:
        effects.append("second")
        return Worked({})

    slow = Job("count", "", EveryDay(time(0, 30)), work)
    quick = replace(slow, work=quickly)
    (lost,) = runner.ring(slow)
    assert (lost.state, lost.recorded) == ("failed", False)
    assert effects == ["first", "second"]
    assert [row.runner for row in shop.scheduling.windows("count")] == ["second"]
    assert not runner.beat()
    assert runner.ring(slow) == ()


def test_an_effect_in_the_database_stands_with_its_record_or_not_at_all(
    shop: Shop, runner: Runner, patience: Patience
) -> None:
    """The seal of a runner that has lost the lease does not stand either."""
    second = runner_of(shop, "second", patience)
    second.beat()

    def work(task: Task) -> Worked:
        worked = SEAL.work(task)
        patience.pass_by(HOUR)
        assert second.beat()
        return worked

    (lost,) = runner.ring(replace(SEAL, work=work))
    assert (lost.state, lost.recorded) == ("failed", False)
    assert (shop.scheduling.seals(), shop.scheduling.windows("seal")) == ((), ())
    assert [one.state for one in second.ring(SEAL)] == ["done"]
    assert len(shop.scheduling.seals()) == 1


@pytest.mark.parametrize("catch_up", tuple(CatchUp))
def test_a_clock_set_back_an_hour_repeats_no_window(
    runner: Runner, district: District, catch_up: CatchUp
) -> None:
    effects: list[datetime] = []

    def work(task: Task) -> Worked:
        effects.append(task.window.at)
        return Worked({})

    job = Job("count", "", EveryMinute(), work, catch_up)
    for minutes in (-120, 0, 1, 5, -55, -54, 4, 5, 6):
        district.clock.move_to(MONDAY_MORNING + minutes * MINUTE)
        runner.beat()
        runner.ring(job)
    expected = {CatchUp.ONE: (-120, 0, 1, 5, 6), CatchUp.EACH: range(-120, 7)}[catch_up]
    assert effects == [MONDAY_MORNING + minutes * MINUTE for minutes in expected]


def test_the_sweep_goes_on_through_an_hour_that_comes_twice(
    shop: Shop, runner: Runner, district: District
) -> None:
    runner.ring(SWEEP)
    district.clock.advance(2 * HOUR)
    assert len(runner.ring(SWEEP)) == 1
    district.clock.move_to(MONDAY_MORNING + HOUR)
    number = district.report().number
    district.clock.advance(40 * MINUTE)
    (again,) = runner.ring(SWEEP)
    assert (again.result, again.recorded) == ({"done": 1, "refused": 0}, False)
    assert urged(shop, number) == 1
    assert len(shop.scheduling.windows("sweep")) == 2
    district.clock.move_to(MONDAY_MORNING + 2 * HOUR + MINUTE)
    assert [one.result["done"] for one in runner.ring(SWEEP)] == [0]


def failing_until(times: int) -> tuple[list[datetime], Callable[[Task], Worked]]:
    """Return work that fails so often, and the windows it was asked for."""
    asked: list[datetime] = []

    def work(task: Task) -> Worked:
        asked.append(task.window.at)
        if len(asked) <= times:
            raise Unavailable("%(file)s cannot be written: %(why)s.", file="x", why="no room")
        return Worked({})

    return asked, work


def test_a_failure_is_on_record_and_tried_again_with_later_windows_behind_it(
    shop: Shop, runner: Runner, district: District
) -> None:
    asked, work = failing_until(2)
    job = Job("count", "", EveryDay(time(0, 30)), work, CatchUp.EACH)
    (failed,) = runner.ring(job)
    assert (failed.state, failed.recorded) == ("failed", True)
    (row,) = shop.scheduling.windows("count")
    assert (row.state, row.tries, row.retry_at) == ("failed", 1, district.clock() + MINUTE)
    assert runner.ring(job) == ()
    district.clock.advance(DAY)
    assert [one.window_at for one in runner.ring(job)] == [LAST_NIGHT]
    assert runner.ring(job) == ()
    district.clock.advance(2 * MINUTE)
    assert [one.state for one in runner.ring(job)] == ["done", "done"]
    assert asked == [LAST_NIGHT, LAST_NIGHT, LAST_NIGHT, LAST_NIGHT + DAY]
    assert [(row.window_at, row.state, row.tries) for row in shop.scheduling.windows("count")] == [
        (LAST_NIGHT, "done", 3),
        (LAST_NIGHT + DAY, "done", 1),
    ]


def test_a_failure_that_a_later_window_covers_leaves_no_trace(
    shop: Shop, runner: Runner, district: District
) -> None:
    _asked, work = failing_until(1)
    job = Job("count", "", EveryMinute(), work)
    runner.ring(job)
    district.clock.advance(HOUR)
    runner.ring(job)
    assert [(row.window_at, row.state) for row in shop.scheduling.windows("count")] == [
        (MONDAY_MORNING + HOUR, "done")
    ]


def test_a_mistake_of_one_job_is_on_record_by_its_id_and_hinders_no_other(
    runner: Runner,
) -> None:
    def work(_task: Task) -> Worked:
        raise ZeroDivisionError

    broken = Job("broken", "", EveryMinute(), work)
    failed, swept = runner.ring_all([broken, SWEEP])
    assert (failed.state, set(failed.result), swept.state) == ("failed", {"fault"}, "done")


def test_a_job_of_another_database_is_left_alone(database: Database, runner: Runner) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[database.dialect]
    asked, work = failing_until(0)
    assert runner.ring(Job("count", "", EveryMinute(), work, dialect=other)) == ()
    assert runner.ring(Job("count", "", EveryMinute(), work, dialect=database.dialect)) != ()
    assert len(asked) == 1


def test_nobody_works_without_the_lease(shop: Shop) -> None:
    asked, work = failing_until(0)
    assert runner_of(shop, "idle").ring(Job("count", "", EveryMinute(), work)) == ()
    assert asked == []


def told(database: Database, action: str) -> list[int]:
    """Return the places in the audit trail at which ``action`` was done."""
    with database.reading() as connection:
        rows = connection.execute(
            text("SELECT id FROM audit_entry WHERE action = :action ORDER BY id"),
            {"action": action},
        )
        return list(rows.scalars())


def test_a_sweep_pauses_between_bounded_batches_and_desks_get_in(
    database: Database, shop: Shop, district: District, make_database: MakeDatabase
) -> None:
    """In each pause another desk, with a connection of its own, carries out a verb at once."""
    number, *_others = [district.report().number for _ in range(60)]
    district.clock.advance(HOUR)
    other = Desk(make_database().transactions, district.clock)
    done: list[int] = []

    def pause(_seconds: float) -> None:
        done.append(len(told(database, "urge")))
        other.execute(NoteCase(number=number, text=f"note {len(done)}"), by=DISPATCHER)

    runner = Runner(shop, plain_report, name="first", pause=pause)
    runner.beat()
    runner.ring(SWEEP)
    urges, notes = told(database, "urge"), told(database, "note")
    sizes = [after - before for before, after in pairwise([0, *done, len(urges)])]
    assert (len(urges), len(notes)) == (60, len(done))
    assert len(done) >= 2
    assert max(sizes) <= LARGEST
    assert urges[0] < notes[0] < notes[-1] < urges[-1]
    assert [sum(urge < note for urge in urges) for note in notes] == done


def test_a_sweep_stops_between_batches_when_the_lease_is_lost(
    database: Database, shop: Shop, district: District, patience: Patience
) -> None:
    for _ in range(40):
        district.report()
    district.clock.advance(HOUR)
    second = runner_of(shop, "second", patience)

    def lose(_seconds: float) -> None:
        district.clock.advance(HOUR)
        second.beat()
        first.beat()

    first = Runner(shop, plain_report, name="first", pause=lose)
    first.beat()
    (lost,) = first.ring(SWEEP)
    assert (lost.state, lost.recorded) == ("failed", False)
    (rest,) = second.ring(SWEEP)
    assert 15 <= rest.result["done"] < 40
    assert len(told(database, "urge")) == 40
