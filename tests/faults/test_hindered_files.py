"""Locked, read-only, full, damaged files: a clear word, nothing lost, and on it goes."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from core.kernel.errors import Corrupt, Unavailable
from storage import engines
from storage.database import Database, open_database
from storage.schema import migrate
from tests.databases import MakeDatabase, say_nothing
from tests.faults.children import (
    PARTS,
    started,
    write,
    write_as_nobody,
    write_until_no_file_may_grow,
)
from tests.faults.test_killed_writers import stored

on_sqlite = pytest.mark.parametrize("database_url", ("sqlite",), indirect=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, make_database: MakeDatabase) -> Database:
    """A desk that waits a tenth of a second for a lock."""
    monkeypatch.setattr(engines, "LOCK_WAIT", 0.1)
    return make_database()


@on_sqlite
def test_a_file_locked_by_another_program_is_unavailable_until_it_is_let_go(
    impatient: Database,
) -> None:
    with closing(sqlite3.connect(impatient.location.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="keeps the database locked"):
            write(impatient, 1)
        assert stored(impatient) == {}
        other.execute("ROLLBACK")
    write(impatient, 1)
    assert stored(impatient) == {1: len(PARTS)}


@on_sqlite
def test_a_file_kept_by_another_program_for_itself_cannot_even_be_read(
    impatient: Database,
) -> None:
    with closing(sqlite3.connect(impatient.location.file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO setting (key, value) VALUES ('9z', '')")
        other.execute("COMMIT")
        with pytest.raises(Unavailable, match="keeps the database locked"):
            stored(impatient)
    assert stored(impatient) == {9: 1}


@on_sqlite
def test_the_lock_is_taken_before_anything_is_read(
    impatient: Database, make_database: MakeDatabase
) -> None:
    """So what a transaction read is still true when it commits."""
    with impatient.transactions.writing(), pytest.raises(Unavailable, match="locked"):
        write(make_database(), 1)


@on_sqlite
def test_a_thread_that_cannot_get_its_turn_is_told_so(impatient: Database) -> None:
    with impatient.transactions.writing(), pytest.raises(Unavailable, match="busy with other"):
        write(impatient, 1)
    write(impatient, 2)
    assert stored(impatient) == {2: len(PARTS)}


@on_sqlite
def test_a_full_disk_is_told_and_loses_nothing(database: Database) -> None:
    def fill(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 10}")

    event.listen(database.writer, "connect", fill)
    written = 0
    refusal: Unavailable | None = None
    while refusal is None:
        try:
            write(database, written)
        except Unavailable as error:
            refusal = error
        else:
            written += 1
    assert "disk is full" in str(refusal)
    assert written > 3
    assert stored(database) == dict.fromkeys(range(written), len(PARTS))
    database.writer.dispose()
    event.remove(database.writer, "connect", fill)
    write(database, 1000)
    assert stored(database)[1000] == len(PARTS)


@on_sqlite
def test_a_file_that_may_not_grow_any_more_loses_nothing(
    database: Database, database_url: str
) -> None:
    with started(write_until_no_file_may_grow, database_url) as (process, pipe):
        told: list[object] = []
        try:
            while True:
                told.append(pipe.recv())
        except EOFError:
            process.join(30)
    numbers = [number for number in told if isinstance(number, int)]
    (refusal,) = (answer for answer in told if isinstance(answer, tuple))
    assert refusal[0] == "Unavailable"
    assert len(numbers) > 3
    assert stored(database) == dict.fromkeys(numbers, len(PARTS))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="griddesk-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("folder_rights", (0o555, 0o777))
def test_a_file_that_may_only_be_read_is_told_and_stays_as_it_is(
    open_folder: Path, tmp_path: Path, folder_rights: int
) -> None:
    path = open_folder / "desk.db"
    desk = open_database(str(path), create=True)
    migrate(desk, say_nothing)
    desk.close()
    path.chmod(0o444)
    open_folder.chmod(folder_rights)
    content = path.read_bytes()
    with started(write_as_nobody, str(tmp_path / "warm.db"), str(path)) as (_, pipe):
        kind, sentence = pipe.recv()
    open_folder.chmod(0o755)
    assert kind == "Unavailable"
    assert "may only be read here" in sentence
    assert path.read_bytes() == content


@on_sqlite
def test_a_damaged_file_is_called_damaged(database: Database, make_database: MakeDatabase) -> None:
    for number in range(200):
        write(database, number)
    path = database.location.file
    database.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xa5" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    damaged = make_database()
    with pytest.raises(Corrupt, match="damaged"):
        stored(damaged)
    with pytest.raises(Corrupt, match="damaged"):
        write(damaged, 1000)
    assert path.read_bytes() == content


@on_sqlite
def test_what_was_written_is_on_the_disk_before_it_is_acknowledged(database: Database) -> None:
    """WAL with ``synchronous`` FULL (2) syncs the log at every commit."""
    with database.transactions.writing() as session:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = [session.connection().execute(text(f"PRAGMA {name}")).scalar() for name in asked]
    assert found == ["wal", 2, 1]


@on_sqlite
def test_reading_connections_can_only_read(database: Database) -> None:
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA query_only")).scalar() == 1
