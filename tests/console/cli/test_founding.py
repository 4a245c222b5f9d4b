"""Making a database, migrating it, looking at it, filling it with the demo."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.house.tree import ROOT


def test_a_new_database_is_ready_to_work_on(griddesk: Griddesk, tmp_path: Path) -> None:
    db = str(tmp_path / "new" / "desk.db")
    ended = griddesk("init", "--db", db)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines()[0] == (
        f"The database sqlite:///{db} is ready for district 330108."
    )
    told = griddesk("--db", db, "status", "--format", "json").json
    assert (told["district"], told["operator"], told["role"]) == ("330108", "admin", "admin")
    assert told["schema"] == told["schema_needed"]
    due = griddesk("--db", db, "calendar", "due", "--start", "2026-09-30T15:00+08:00",
                   "--limit", "3 working_day", "--format", "json")  # fmt: skip
    assert due.json["due_at"] == "2026-10-10T18:00:00+08:00"


def test_init_again_changes_nothing(griddesk: Griddesk, tmp_path: Path) -> None:
    db = str(tmp_path / "desk.db")
    first = griddesk("init", "--db", db, "--login", "boss", "--format", "json").json
    assert first["loaded"]["items"] == 250
    again = griddesk("init", "--db", db, "--format", "json").json
    assert again == {
        "database": f"sqlite:///{db}",
        "district": "330108",
        "login": "boss",
        "loaded": {"calendar": 0, "limits": 0, "items": 0, "policies": 0, "profiles": 0},
    }


def test_a_database_keeps_its_district(griddesk: Griddesk, tmp_path: Path) -> None:
    db = str(tmp_path / "desk.db")
    assert griddesk("init", "--db", db).code == 0
    other = griddesk("init", "--db", db, "--district", "330106", "--format", "json")
    assert (other.code, other.error["code"]) == (4, "duplicate")


def test_a_district_code_that_will_not_do_is_refused(griddesk: Griddesk, tmp_path: Path) -> None:
    ended = griddesk("init", "--db", str(tmp_path / "x.db"), "--district", "33", "--format", "json")
    assert (ended.code, list(ended.error["fields"])) == (4, ["district"])


def test_a_database_that_is_up_to_date_stays_as_it_is(griddesk: Griddesk, db: str) -> None:
    before = Path(db).read_bytes()
    ended = griddesk("migrate", "--db", db)
    assert (ended.code, ended.err) == (0, f"The tables of sqlite:///{db} are up to date.\n")
    assert Path(db).read_bytes() == before


@pytest.mark.parametrize(
    "command", (("case", "list"), ("status",), ("migrate",), ("timers",), ("history", "verify"))
)
def test_a_database_that_is_not_there_is_unavailable(
    command: tuple[str, ...], griddesk: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "nowhere.db"
    ended = griddesk(*command, "--db", str(path), "--format", "json")
    assert (ended.code, ended.out, ended.error["code"]) == (3, "", "unavailable")
    assert not path.exists()


def test_a_file_that_is_no_database_is_told_so(griddesk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear desk, " * 1000, "utf-8")
    for command in (("status",), ("case", "list")):
        ended = griddesk(*command, "--db", str(path), "--format", "json")
        assert (ended.code, ended.error["code"]) == (1, "corrupt")


def test_status_counts_by_tier(desk: Griddesk) -> None:
    told = desk("status", "--format", "json").json
    assert (told["open"], told["due_today"], told["late"]) == (4, 1, 3)
    assert told["tiers"] == [
        {"tier": 1, "open": 2, "due_today": 0, "late": 2},
        {"tier": 3, "open": 2, "due_today": 1, "late": 1},
    ]
    assert (told["areas"], told["staff"], told["units"]) == (8, 1, 5)


def test_status_agrees_with_the_queue(desk: Griddesk) -> None:
    for moment in ("2026-09-14T09:00", "2026-09-14T09:20", "2026-09-15T09:00", "2026-10-30T00:00"):
        told = desk("status", "--format", "json", "--as-at", moment).json
        late = desk("case", "list", "--late", "--as-at", moment, "--format", "jsonl").lines
        today = desk("case", "list", "--today", "--as-at", moment, "--format", "jsonl").lines
        assert (told["late"], told["due_today"]) == (len(late), len(today))


def test_status_keeps_to_the_jurisdiction(desk: Griddesk) -> None:
    desk("case", "report", "--source", "gridder", "--area", "330108002001001", "--matter", "x")
    told = desk("status", "--format", "json", by="lina").json
    assert (told["area_code"], told["open"]) == ("330108001", 4)


def test_status_knows_its_operators(griddesk: Griddesk, db: str) -> None:
    ended = griddesk("--db", db, "--as", "nobody", "status", "--format", "json")
    assert (ended.code, ended.error["code"]) == (5, "forbidden")


def test_the_desk_needs_a_terminal(desk: Griddesk) -> None:
    ended = desk("desk")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: The desk needs a terminal; for scripts there is case list.")


def test_the_demo_keeps_out_of_a_database_with_cases_of_its_own(
    griddesk: Griddesk, db: str
) -> None:
    before = Path(db).read_bytes()
    ended = griddesk("--db", db, "demo", "--data-only", "--format", "json")
    assert (ended.code, ended.error["code"]) == (4, "refused")
    assert Path(db).read_bytes() == before


def run_apart(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run griddesk in a process and a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "console", "--lang", "en", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(folder)},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


ONE_WORKER = pytest.mark.xdist_group("founding of the demo")
"""Loading the demo takes a while; several workers would each load their own."""


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has been loaded, the last days of it."""
    folder = tmp_path_factory.mktemp("demo")
    ended = run_apart("demo", "--data-only", "--days", "6", folder=folder)
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    assert "The demo is loaded: " in ended.stderr
    return folder


@ONE_WORKER
def test_the_demo_without_a_terminal_lists_the_queue_and_what_to_do(demo_folder: Path) -> None:
    ended = run_apart("demo", folder=demo_folder)
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 13
    assert "The demo is there already: " in ended.stderr
    assert " --as zhangmin case list --late\n" in ended.stderr


@ONE_WORKER
def test_the_demo_has_a_whole_history_and_a_report(demo_folder: Path) -> None:
    db = ("--db", ".demo/griddesk.db")
    verified = run_apart(*db, "history", "verify", "--format", "json", folder=demo_folder)
    told = json.loads(verified.stdout)
    assert (verified.returncode, told["whole"], told["cases"] > 200) == (0, True, True)
    nightly = run_apart(*db, "report", "nightly", "--format", "json", folder=demo_folder)
    report = json.loads(nightly.stdout)
    assert list(report["figures"])[:5] == [
        "valid",
        "circulation",
        "on_time",
        "effectively_solved",
        "rework",
    ]
    assert len(report["streets"]) == 3
