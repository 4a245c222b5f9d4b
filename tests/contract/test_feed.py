"""The change feed tells of every commit, and of none that was undone."""

import threading

import psycopg
import pytest
from sqlalchemy import text

from core.kernel.settings import write_setting
from storage import feed as feeding
from storage.database import Database
from storage.feed import ChangeFeed
from tests.databases import MakeDatabase, run_sql

LONG = 30.0
"""Seconds that no test waits for, unless something is broken."""


@pytest.fixture(autouse=True)
def nothing_found_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no feed wake because it has been quiet for a while."""
    monkeypatch.setattr(feeding, "QUIET", 1000.0)


def change(database: Database, value: str) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", value)


def test_a_commit_of_another_desk_wakes_the_feed(make_database: MakeDatabase) -> None:
    feed = make_database().feed()
    change(make_database(), "green")
    assert feed.wait(LONG)
    feed.close()


def test_a_commit_made_while_waiting_wakes_the_feed(make_database: MakeDatabase) -> None:
    feed = make_database().feed()
    other = make_database()
    later = threading.Timer(0.3, change, (other, "green"))
    later.start()
    assert feed.wait(LONG)
    later.join()
    feed.close()


def test_a_commit_of_this_very_desk_wakes_the_feed(database: Database) -> None:
    feed = database.feed()
    change(database, "green")
    assert feed.wait(LONG)
    feed.close()


def test_without_a_commit_the_wait_ends_with_nothing(database: Database) -> None:
    feed = database.feed()
    assert not feed.wait(0.05)
    assert not feed.wait(0)
    feed.close()


def test_one_commit_wakes_once(database: Database) -> None:
    feed = database.feed()
    change(database, "green")
    assert feed.wait(LONG)
    assert not feed.wait(0.4)
    feed.close()


def test_an_undone_transaction_wakes_nobody(database: Database) -> None:
    feed = database.feed()
    with database.transactions.rehearsing() as session:
        write_setting(session, "colour", "green")
    assert not feed.wait(0.4)
    feed.close()


def test_reading_wakes_nobody(database: Database) -> None:
    feed = database.feed()
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM setting")) == 0
    assert not feed.wait(0.4)
    feed.close()


def test_a_feed_that_works_says_so(database: Database) -> None:
    feed = database.feed()
    assert feed.state.live
    assert feed.state.lost_since is None
    feed.close()


def wait_and_note(feed: ChangeFeed, answers: list[bool]) -> None:
    answers.append(feed.wait(LONG))


def test_closing_ends_a_wait_in_another_thread(database: Database) -> None:
    feed = database.feed()
    answers: list[bool] = []
    waiter = threading.Thread(target=wait_and_note, args=(feed, answers))
    waiter.start()
    feed.close()
    waiter.join(LONG / 2)
    assert answers == [False]


def test_a_closed_feed_tells_nothing_more(database: Database) -> None:
    feed = database.feed()
    feed.close()
    change(database, "green")
    assert not feed.wait(LONG)
    feed.close()


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_feed_whose_connection_was_cut_finds_back_and_says_that_something_may_have_changed(
    make_database: MakeDatabase,
) -> None:
    feed = make_database().feed()
    run_sql(
        make_database(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN%%'",
    )
    assert feed.wait(LONG)
    assert feed.state.live
    change(make_database(), "green")
    assert feed.wait(LONG)
    feed.close()


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_change_that_nobody_told_is_noticed_after_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "QUIET", 0.5)
    feed = database.feed()
    with psycopg.connect(database.location.conninfo) as other:
        other.execute("INSERT INTO setting (key, value) VALUES ('colour', 'green')")
    assert feed.wait(LONG)
    feed.close()


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_commit_stands_though_nobody_can_be_told(database: Database) -> None:
    change(database, "green")
    run_sql(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'SET LOCAL%%'",
    )
    change(database, "blue")
    feed = database.feed()
    change(database, "red")
    assert feed.wait(LONG)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT value FROM setting")) == "red"
    feed.close()
