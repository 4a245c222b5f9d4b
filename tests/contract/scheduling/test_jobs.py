"""What each job of the night does, on both databases."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from console.bootstrap import Shop
from console.scheduler.jobs import JOBS
from console.scheduler.runner import Ran, Runner
from core.cases.history import entry_hash
from core.kernel.errors import Forbidden
from core.scheduling.commands import ForgetOldRows, SealDay
from core.scheduling.sealing import verify_seals
from storage import guards
from storage.database import Database, open_database
from storage.schema import SchemaState, state_of
from tests.contract.scheduling.test_windows import told
from tests.databases import run_sql
from tests.district import SUPERVISOR, District
from tests.timers import runner_of

BY_NAME = {job.name: job for job in JOBS}
DAY = timedelta(days=1)


@pytest.fixture
def runner(shop: Shop) -> Runner:
    """A runner that has the lease."""
    made = runner_of(shop, "first")
    made.beat()
    return made


def run(runner: Runner, name: str) -> Ran:
    (ran,) = runner.ring(BY_NAME[name])
    return ran


def unguarded(database: Database, *statements: str) -> None:
    """Write with plain SQL past every trigger, as somebody with a file editor would."""
    with database.transactions.writing() as session:
        connection = session.connection()
        guards.take_down(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        guards.put_up(connection)


def found_wrong(shop: Shop) -> list[tuple[str, int, int]]:
    faults = verify_seals(shop.scheduling.seals(), shop.scheduling.entries_of)
    return [(fault.problem, fault.sealed, fault.found) for fault in faults]


@pytest.fixture
def sealed(shop: Shop, district: District, runner: Runner) -> str:
    """A case reported on a day that was sealed, beside others; the day after is sealed too."""
    number = district.report().number
    district.clock.advance(DAY)
    district.report()
    runner.beat()
    assert run(runner, "seal").result["entries"] == 1
    district.clock.advance(DAY)
    assert run(runner, "seal").result["entries"] == 1
    assert found_wrong(shop) == []
    return number


def test_a_whole_chain_written_anew_is_noticed(database: Database, shop: Shop, sealed: str) -> None:
    """Every hash fits, so that the chain alone looks untouched."""
    chain = shop.history.chain(sealed)
    (entry,) = chain.entries
    entry.operator = "somebody"
    anew = entry_hash(sealed, entry)
    unguarded(
        database,
        f"UPDATE case_history SET operator = 'somebody', hash = '{anew}'"
        f" WHERE case_id = {entry.case_id}",
        f"UPDATE cases SET history_hash = '{anew}' WHERE number = '{sealed}'",
    )
    from core.cases.history import verify_chain

    after = shop.history.chain(sealed)
    assert verify_chain(sealed, after.version, after.head, after.entries) is None
    assert found_wrong(shop) == [("entries were changed", 1, 1)]


def test_a_case_gone_with_its_history_is_noticed(
    database: Database, shop: Shop, sealed: str
) -> None:
    key = shop.history.chain(sealed).entries[0].case_id
    unguarded(
        database,
        *(f"DELETE FROM {table} WHERE case_id = {key}" for table in ("case_history", "case_timer")),
        f"DELETE FROM cases WHERE id = {key}",
    )
    assert found_wrong(shop) == [("entries are missing", 1, 0)]


def test_a_sealed_day_cannot_be_changed_removed_or_sealed_again(
    database: Database, shop: Shop, sealed: str, district: District
) -> None:
    before = shop.scheduling.seals()
    for statement in ("UPDATE history_seal SET entries = 0", "DELETE FROM history_seal"):
        with pytest.raises(Forbidden):
            run_sql(database, statement)
    line = SealDay(
        day=district.clock().date(),
        begins_at=None,
        ends_at=district.clock(),
        entries=1,
        prev_hash="other",
        hash="x",
    )
    assert sealed
    with pytest.raises(Forbidden, match="Only the timers"):
        shop.desk.execute(line, by=SUPERVISOR)
    assert shop.scheduling.seals() == before


def test_entries_are_read_page_by_page_in_one_order(
    shop: Shop, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(7):
        district.report()
        district.clock.advance(timedelta(minutes=place % 2))
    until = district.clock() + DAY
    whole = list(shop.scheduling.entries_of(None, until))
    monkeypatch.setattr("storage.readers.scheduling.PAGE", 2)
    assert list(shop.scheduling.entries_of(None, until)) == whole
    assert [case for case, _seq, _hash in whole] == sorted(case for case, _seq, _hash in whole)
    assert len(whole) == 7


@pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)
def test_a_backup_is_a_whole_database_and_the_oldest_are_removed(
    shop: Shop, district: District, runner: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    stem = shop.database.location.file.stem
    shutil.copyfile(shop.database.location.file, tmp_path / "other.backup.db")
    folder.mkdir()
    kept = folder / "other-330108-20200101T0130.backup.db"
    kept.touch()
    number = district.report().number
    for removed in (0, 0, 0, 1, 1):
        assert run(runner, "backup").result["removed"] == removed
        district.clock.advance(DAY)
        runner.beat()
    mine = [f"{stem}-330108-202609{day}T0130.backup.db" for day in (16, 17, 18)]
    assert sorted(path.name for path in folder.iterdir()) == [*mine, kept.name]
    copy = folder / mine[0]
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = open_database(str(copy))
    try:
        assert state_of(restored) is SchemaState.CURRENT
        with restored.reading() as connection:
            found = connection.execute(text("SELECT number FROM cases")).scalars().all()
        assert list(found) == [number]
    finally:
        restored.close()


@pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)
def test_a_backup_that_cannot_be_written_is_on_record_and_leaves_nothing(
    runner: Runner, tmp_path: Path
) -> None:
    (tmp_path / "backups").touch()
    failed = run(runner, "backup")
    assert (failed.state, failed.result["error"]) == (
        "failed",
        "%(file)s cannot be written: %(why)s.",
    )
    assert (tmp_path / "backups").read_bytes() == b""


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_postgresql_is_backed_up_by_its_own_tools(runner: Runner, tmp_path: Path) -> None:
    assert runner.ring(BY_NAME["backup"]) == ()
    assert not (tmp_path / "backups").exists()


def test_integrity_is_told_in_counts(district: District, runner: Runner) -> None:
    for _ in range(3):
        district.report()
    assert run(runner, "integrity").result.keys() == {"cases", "entries", "days"}


def test_a_broken_history_fails_the_integrity_check(
    database: Database, district: District, runner: Runner
) -> None:
    number = district.report().number
    unguarded(database, "UPDATE case_history SET operator = 'somebody'")
    failed = run(runner, "integrity")
    assert (failed.state, failed.result["params"]) == ("failed", {"number": number})


def test_wrong_counts_fail_the_integrity_check(
    database: Database, district: District, runner: Runner
) -> None:
    district.report()
    run_sql(database, "UPDATE queue_count SET open = open + 1")
    failed = run(runner, "integrity")
    assert (failed.state, failed.result["params"]) == ("failed", {"count": 1})


def test_nothing_of_the_audit_trail_is_forgotten_unless_asked(
    database: Database, district: District, runner: Runner
) -> None:
    district.report()
    district.clock.advance(5000 * DAY)
    assert run(runner, "retention").result == {"windows": 0, "audit": 0}
    assert len(told(database, "report")) == 1


def test_what_is_older_than_it_is_kept_for_is_forgotten_and_that_is_told(
    database: Database, shop: Shop, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.scheduler.retention.AT_ONCE", 2)
    keeping = replace(shop, settings=replace(shop.settings, keep_audit_days=30))
    runner = runner_of(keeping, "first")
    runner.beat()
    for _ in range(5):
        district.report()
        run(runner, "sweep")
        district.clock.advance(timedelta(minutes=1))
    district.clock.advance(100 * DAY)
    district.report()
    assert run(runner, "retention").result == {"windows": 4, "audit": 5}
    assert len(told(database, "report")) == 1
    assert len(told(database, "forget_audit")) == 3
    assert len(shop.scheduling.windows("sweep")) == 1
    with pytest.raises(Forbidden):
        run_sql(database, "DELETE FROM audit_entry")
    with pytest.raises(Forbidden):
        run_sql(database, "UPDATE audit_entry SET detail = ''")


def test_people_forget_nothing(database: Database, shop: Shop, district: District) -> None:
    district.report()
    everything = ForgetOldRows(
        windows_before=district.clock() + DAY, audit_before=district.clock() + DAY, most=9
    )
    with pytest.raises(Forbidden, match="Only the timers"):
        shop.desk.execute(everything, by=SUPERVISOR)
    assert len(told(database, "report")) == 1


@pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)
def test_a_backup_of_a_damaged_file_is_refused(
    shop: Shop, runner: Runner, district: District, tmp_path: Path
) -> None:
    for _ in range(30):
        district.report()
    path = shop.database.location.file
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    assert run(runner, "backup").state == "failed"
    assert list((tmp_path / "backups").iterdir()) == []
