"""Two that want the same thing on a PostgreSQL server, and what the server does about it."""

import threading

import pytest
from sqlalchemy import text

from core.kernel.errors import TryAgain, Unavailable
from storage.database import Database, open_database
from tests.databases import MakeDatabase, run_sql

pytestmark = pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)

MORE = "UPDATE setting SET value = value || '+' WHERE key = '{}'"


@pytest.fixture
def settled(database: Database) -> Database:
    """A database with two rows to fight about."""
    run_sql(database, "INSERT INTO setting (key, value) VALUES ('a', ''), ('b', '')")
    return database


def values(database: Database) -> list[str]:
    with database.reading() as connection:
        rows = connection.execute(text("SELECT value FROM setting ORDER BY key"))
        return list(rows.scalars())


def test_of_two_in_a_deadlock_one_goes_through_and_one_may_try_again(
    settled: Database, make_database: MakeDatabase
) -> None:
    meeting = threading.Barrier(2, timeout=30)
    outcomes: list[str] = []

    def take(database: Database, first: str, second: str) -> None:
        try:
            with database.transactions.writing() as session:
                connection = session.connection()
                connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                connection.execute(text(MORE.format(first)))
                meeting.wait()
                connection.execute(text(MORE.format(second)))
        except TryAgain:
            outcomes.append("try again")
        else:
            outcomes.append("done")

    threads = [
        threading.Thread(target=take, args=(settled, "a", "b")),
        threading.Thread(target=take, args=(make_database(), "b", "a")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["done", "try again"]
    assert values(settled) == ["+", "+"]


def test_a_row_that_stays_locked_is_given_up_after_a_while(
    settled: Database, make_database: MakeDatabase
) -> None:
    other = make_database()
    with settled.transactions.writing() as session:
        session.connection().execute(text(MORE.format("a")))
        with pytest.raises(Unavailable, match="locked") as refusal:
            run_sql(other, "SET LOCAL lock_timeout = '50ms'", MORE.format("a"))
    assert type(refusal.value) is Unavailable
    assert values(settled) == ["+", ""]


def test_connections_are_opened_with_what_the_desk_relies_on(database: Database) -> None:
    asked = (
        "SELECT current_setting('synchronous_commit'), current_setting('lock_timeout'),"
        " current_setting('transaction_isolation'), current_setting('transaction_read_only'),"
        " current_setting('application_name')"
    )
    with database.transactions.writing() as session:
        found = tuple(session.connection().execute(text(asked)).one())
    assert found == ("on", "5s", "read committed", "off", "griddesk")
    with database.reading() as connection:
        found = tuple(connection.execute(text(asked)).one())
    assert found[2:] == ("repeatable read", "on", "griddesk")


def test_options_in_the_address_are_kept(database_url: str) -> None:
    database = open_database(f"{database_url}&options=-c%20work_mem%3D8MB")
    with database.reading() as connection:
        found = connection.execute(
            text("SELECT current_setting('work_mem'), current_setting('transaction_read_only')")
        )
        assert tuple(found.one()) == ("8MB", "on")
    database.close()
