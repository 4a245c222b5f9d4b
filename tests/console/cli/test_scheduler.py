"""The scheduler from the command line, and what its silence tells scripts."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from console.cli.exits import ExitCode
from console.scheduler.jobs import JOBS
from tests.console.cli.conftest import TEN_O_CLOCK, Griddesk
from tests.console.cli.test_sweep import POLICIES, take_in
from tests.district import VIEWER

ALWAYS = [job.name for job in JOBS if not job.needs]


@pytest.fixture
def timed(db: str) -> str:
    """The district with its timers."""
    take_in(db, *POLICIES)
    return db


def test_once_does_everything_that_is_due_and_nothing_twice(desk: Griddesk, timed: str) -> None:
    ran = desk("scheduler", "run", "--once", "--format", "jsonl")
    assert ran.code == 0
    assert [(line["job"], line["state"]) for line in ran.lines] == [
        (name, "done") for name in ALWAYS
    ]
    assert ran.lines[0]["window_at"] == "2026-09-14T10:00:00+08:00"
    assert ran.lines[0]["result"] == {"done": 2, "refused": 0}
    again = desk("scheduler", "run", "--once", "--format", "jsonl")
    assert (again.code, again.out, again.err) == (0, "", "")
    folder = Path(timed).parent / "reports"
    assert sorted(path.name for path in folder.iterdir()) == [
        "nightly-330108-2026-09-13.csv",
        "nightly-330108-2026-09-13.html",
        "nightly-330108-2026-09-13.json",
    ]
    report = json.loads((folder / "nightly-330108-2026-09-13.json").read_text())
    night = ("report", "nightly", "--as-at", "2026-09-14T00:30", "--format", "json")
    assert report == desk(*night).json


@pytest.mark.usefixtures("timed")
def test_jobs_are_listed_with_how_they_stand(desk: Griddesk) -> None:
    before = desk("scheduler", "jobs", "--format", "jsonl", by=VIEWER).lines
    assert [(line["job"], line["state"]) for line in before] == [
        (job.name, "idle" if job.needs else "never") for job in JOBS
    ]
    desk("scheduler", "run", "--once")
    after = desk("scheduler", "jobs", "--format", "jsonl", by=VIEWER).lines
    assert [line["state"] for line in after] == ["idle" if job.needs else "done" for job in JOBS]
    (nightly,) = (line for line in after if line["job"] == "nightly")
    assert nightly["last_window_at"] == "2026-09-14T00:30:00+08:00"
    assert nightly["next_window_at"] == "2026-09-15T00:30:00+08:00"
    assert isinstance(nightly["took_ms"], int)
    table = desk("scheduler", "jobs", lang="zh").out
    assert "已办 2 · 被拒 0" in table
    assert "合计月数 0" in table


@pytest.mark.usefixtures("timed")
def test_a_seal_is_told_short_to_people_and_whole_to_programs(desk: Griddesk) -> None:
    ran = desk("scheduler", "run", "--once", lang="zh").out
    (seal,) = desk("history", "seals", "--format", "jsonl").lines
    (job,) = (
        line
        for line in desk("scheduler", "jobs", "--format", "jsonl").lines
        if line["job"] == "seal"
    )
    table = desk("scheduler", "jobs", lang="zh").out
    for told in (ran, table):
        assert f"哈希 {seal['hash'][:12]}…\n" in told
    assert job["result"]["hash"] == seal["hash"]
    assert seal["hash"] in desk("scheduler", "jobs", "--format", "csv").out
    assert seal["hash"] in desk("history", "seals").out


@pytest.mark.usefixtures("timed")
def test_what_a_job_does_gives_way_on_a_narrow_terminal_to_what_came_of_it(
    desk: Griddesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk("scheduler", "run", "--once")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    told = {}
    for cells in (80, 120):
        monkeypatch.setenv("COLUMNS", str(cells))
        table = desk("scheduler", "jobs").out
        assert max(map(len, table.splitlines())) <= cells
        told[cells] = "What" in table.splitlines()[0]
    assert told == {80: False, 120: True}


def test_a_failure_is_told_by_code_and_by_name(desk: Griddesk, timed: str) -> None:
    (Path(timed).parent / "reports").touch()
    ran = desk("scheduler", "run", "--once", "--format", "jsonl")
    assert ran.code == ExitCode.FAULT
    assert [line["state"] for line in ran.lines if line["job"] == "nightly"] == ["failed"]
    assert desk("scheduler", "status").code == ExitCode.FAULT
    told = desk("scheduler", "status", "--format", "json")
    assert (told.code, told.json["failed"]) == (ExitCode.FAULT, ["nightly"])
    assert "无法写入" in desk("scheduler", "jobs", lang="zh").out


@pytest.mark.usefixtures("timed")
def test_a_second_runner_says_that_it_leaves(desk: Griddesk, timed: str) -> None:
    desk("scheduler", "run", "--once")
    with closing(sqlite3.connect(timed)) as connection, connection:
        connection.execute("UPDATE scheduler_lease SET runner = 'other:1'")
    idle = desk("scheduler", "run", "--once")
    assert (idle.code, idle.out) == (0, "")
    assert idle.err == "Runner other:1 is at work; there is nothing to do here.\n"


def test_a_district_without_timers_runs_no_scheduler(desk: Griddesk) -> None:
    ended = desk("scheduler", "run", "--once", "--format", "json")
    assert (ended.code, ended.error["code"]) == (ExitCode.FORBIDDEN, "forbidden")


def test_nothing_is_run_in_the_past(desk: Griddesk) -> None:
    assert desk("scheduler", "run", "--once", "--as-at", "2026-09-14T09:30").code == 2


def test_a_database_on_which_no_scheduler_ever_ran_is_let_be(desk: Griddesk) -> None:
    told = desk("status", "--format", "json")
    assert (told.code, told.json["timers"], told.json["timers_beat_at"]) == (0, "never", None)
    assert "have never run here" in desk("status").out
    assert desk("status", "--require-timers").code == ExitCode.SILENT
    assert desk("scheduler", "status").code == ExitCode.SILENT


@pytest.mark.usefixtures("timed")
def test_silence_is_told_by_the_exit_code(desk: Griddesk) -> None:
    desk("scheduler", "run", "--once")
    told = desk("status", "--require-timers", "--format", "json")
    assert (told.code, told.json["timers"]) == (0, "running")
    with time_machine.travel(TEN_O_CLOCK + timedelta(minutes=4), tick=False):
        silent = desk("status", "--format", "json")
        assert (silent.code, silent.json["timers"]) == (ExitCode.SILENT, "silent")
        assert silent.json["timers_beat_at"] == "2026-09-14T10:00:00+08:00"
        assert "已静默 4 分" in desk("status", lang="zh").out
        assert desk("status", "--ignore-timers").code == 0


def test_sealed_days_are_listed_and_verified(desk: Griddesk, timed: str) -> None:
    with time_machine.travel(TEN_O_CLOCK + timedelta(days=1), tick=False):
        desk("scheduler", "run", "--once")
        (line,) = desk("history", "seals", "--format", "jsonl").lines
        assert (line["day"], line["entries"], len(line["hash"])) == ("2026-09-14", 7, 64)
        whole = desk("history", "verify", "--format", "json")
        assert (whole.code, whole.json["sealed_days"], whole.json["day_faults"]) == (0, 1, [])
        assert "1 sealed day is what it was." in desk("history", "verify").err
        with closing(sqlite3.connect(timed)) as connection, connection:
            connection.execute("DROP TRIGGER guard_history_seal_update")
            connection.execute("UPDATE history_seal SET entries = 8")
        broken = desk("history", "verify", "--format", "json")
        assert (broken.code, broken.json["whole"], broken.json["faults"]) == (1, False, [])
        assert broken.json["day_faults"] == [
            {"day": "2026-09-14", "problem": "entries are missing", "sealed": 8, "found": 7}
        ]
        assert (
            "2026-09-14：缺少记录（封存时 8 条记录，现有 7 条记录）。"
            in desk("history", "verify", lang="zh").err
        )


def test_a_runner_works_until_it_is_told_to_stop(timed: str) -> None:
    """A process of its own, ended as a service is; it gives the lease back."""
    with subprocess.Popen(
        [sys.executable, "-m", "console", "--db", timed, "--lang", "en", "scheduler", "run"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stderr.readline().endswith(" works.\n")
        assert "  sweep  " in next(line for line in process.stderr if "sweep" in line)
        process.send_signal(signal.SIGTERM)
        assert process.stderr.read().endswith("The scheduler has stopped.\n")
        assert process.wait(60) == 0
    with closing(sqlite3.connect(timed)) as connection:
        assert connection.execute("SELECT runner FROM scheduler_lease").fetchone() == ("",)
        states = connection.execute("SELECT DISTINCT state FROM job_window").fetchall()
    assert states == [("done",)]
