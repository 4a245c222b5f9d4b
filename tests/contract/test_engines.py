"""Transactions and reading behave alike on both databases."""

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import Session, col

from core.areas.models import Area
from core.kernel.errors import Conflict, Corrupt, Duplicate, Unavailable
from core.kernel.settings import Setting, write_setting
from core.staff.models import Posting
from storage.database import Database
from tests.databases import MakeDatabase, run_sql


def settings_in(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        rows = connection.execute(select(col(Setting.key), col(Setting.value)))
        return {row.key: row.value for row in rows}


def write_and_stumble(session: Session) -> None:
    write_setting(session, "colour", "green")
    session.flush()
    raise LookupError("on purpose")


def change_what_is_gone(session: Session) -> None:
    setting = session.get_one(Setting, "colour")
    session.connection().execute(text("DELETE FROM setting"))
    setting.value = "blue"


def test_what_a_transaction_wrote_is_there_after_it(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    assert settings_in(database) == {"colour": "green"}


def test_what_a_transaction_wrote_can_be_read_from_its_objects_afterwards(
    database: Database,
) -> None:
    with database.transactions.writing() as session:
        area = Area(code="33", level=1, name="浙江省", valid_from=date(2020, 1, 1))
        session.add(area)
    assert (area.id, area.name) == (1, "浙江省")


def test_an_error_inside_a_transaction_undoes_it_and_comes_out_unchanged(
    database: Database,
) -> None:
    with (
        pytest.raises(LookupError, match="on purpose"),
        database.transactions.writing() as session,
    ):
        write_and_stumble(session)
    assert settings_in(database) == {}


def test_a_database_as_it_stands_is_one_snapshot_for_all_who_read_it(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    with database.as_it_stands() as still:
        assert settings_in(still) == {"colour": "green"}
        with database.transactions.writing() as session:
            write_setting(session, "colour", "blue")
        assert settings_in(still) == {"colour": "green"}
        assert settings_in(database) == {"colour": "blue"}


def test_a_rehearsal_leaves_nothing_behind(database: Database) -> None:
    with database.transactions.rehearsing() as session:
        write_setting(session, "colour", "green")
        session.flush()
        assert session.scalar(select(func.count()).select_from(Setting)) == 1
    assert settings_in(database) == {}


def test_a_rehearsal_meets_what_the_database_would_refuse(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    with pytest.raises(Duplicate), database.transactions.rehearsing() as session:
        session.add(Setting(key="colour", value="blue"))
    assert settings_in(database) == {"colour": "green"}


def test_a_second_one_of_the_same_is_a_duplicate(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    with pytest.raises(Duplicate), database.transactions.writing() as session:
        session.add(Setting(key="colour", value="blue"))
    assert settings_in(database) == {"colour": "green"}


def test_a_row_that_points_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(Corrupt), database.transactions.writing() as session:
        session.add(Posting(staff_id=7, area_code="33", post="leader", valid_from=date(2020, 1, 1)))
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Posting)) == 0


def test_a_missing_value_is_refused(database: Database) -> None:
    with pytest.raises(Corrupt):
        run_sql(database, "INSERT INTO setting (key) VALUES ('colour')")
    assert settings_in(database) == {}


def test_a_row_changed_behind_the_back_of_the_session_is_a_conflict(database: Database) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    with pytest.raises(Conflict), database.transactions.writing() as session:
        change_what_is_gone(session)
    assert settings_in(database) == {"colour": "green"}


def test_a_connection_for_reading_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable, match="only be read"), database.reading() as connection:
        connection.execute(text("INSERT INTO setting (key, value) VALUES ('colour', 'green')"))
    assert settings_in(database) == {}


def test_a_reader_neither_waits_for_a_writer_nor_sees_what_is_not_committed(
    database: Database,
) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
        session.flush()
        assert settings_in(database) == {}
    assert settings_in(database) == {"colour": "green"}


def test_shortening_the_log_keeps_nobody_waiting_and_loses_nothing(
    database: Database, make_database: MakeDatabase, tmp_path: Path
) -> None:
    with database.transactions.writing() as session:
        write_setting(session, "colour", "green")
    database.shorten_log()
    if database.location.path:
        # The file alone, without its log, holds what was committed.
        copied = shutil.copyfile(database.location.path, tmp_path / "alone.db")
        with closing(sqlite3.connect(copied)) as alone:
            assert alone.execute("SELECT value FROM setting WHERE key = 'colour'").fetchall()
    other = make_database()
    with other.transactions.writing() as session:
        write_setting(session, "colour", "blue")
        session.flush()
        database.shorten_log()
    assert settings_in(database) == {"colour": "blue"}


def test_all_statements_of_one_reading_see_the_same_moment(database: Database) -> None:
    count = select(func.count()).select_from(Setting)
    with database.reading() as connection:
        assert connection.scalar(count) == 0
        with database.transactions.writing() as session:
            write_setting(session, "colour", "green")
        assert connection.scalar(count) == 0
    with database.reading() as connection:
        assert connection.scalar(count) == 1


def test_two_desks_that_add_to_one_number_lose_nothing(make_database: MakeDatabase) -> None:
    desks = [make_database(), make_database()]
    with desks[0].transactions.writing() as session:
        write_setting(session, "count", "0")

    def add(database: Database) -> None:
        for _ in range(25):
            with database.transactions.writing() as session:
                session.execute(
                    update(Setting)
                    .where(col(Setting.key) == "count")
                    .values(value=text("CAST(CAST(value AS integer) + 1 AS varchar)"))
                )

    threads = [threading.Thread(target=add, args=(desk,)) for desk in desks * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert settings_in(desks[0]) == {"count": "100"}
