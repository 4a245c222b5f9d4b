"""Every change of what a day counts marks that day, on both databases and whoever writes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from random import Random
from threading import Thread
from typing import Any, Final

import pytest
from sqlalchemy import Column, Table, delete, select, text, update
from sqlalchemy.sql.visitors import iterate

from console.bootstrap import Shop
from console.rolling_up import roll_up
from core.cases.models import Case
from storage import guards
from storage.database import Database
from storage.readers import populations
from storage.readers.closer import CLOSER
from storage.readers.figures import FigureReader
from storage.readers.rollups import RollUpReader
from storage.readers.tables import CASES, HISTORY, ROLLUP_MARKS
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import HOME, SCOPES, ZONE
from tests.contract.rollups.first import LATER, seat_timers_of_the_first, shop_of_the_first
from tests.contract.rollups.lives import nothing_stored, watched
from tests.databases import MakeDatabase, run_sql

TODAY: Final = date(2026, 9, 19)
SPANS: Final = ((date(2026, 9, 10), date(2026, 9, 18)), (date(2026, 9, 14), date(2026, 9, 15)))
WORDS: Final = {
    "state": "rejected",
    "source": "leader",
    "area_code": "330108",
    "street_code": "330108",
    "reject_reason": "other",
    "spot_check": "failed",
}


@pytest.fixture
def fresh(changeable: Written) -> Shop:
    """The first of the two districts, as its timers see it; nothing is rolled up yet."""
    seat_timers_of_the_first(changeable.database)
    return shop_of_the_first(changeable.database)


@pytest.fixture
def shop(rolled_up: Database) -> Shop:
    """The same, rolled up."""
    return shop_of_the_first(rolled_up)


def marked(database: Database) -> set[date]:
    with database.reading() as connection:
        return set(connection.execute(select(ROLLUP_MARKS.c.day)).scalars())


def day_of(moment: Any) -> date:
    found: date = moment.astimezone(ZONE).date()
    return found


def days_of(row: Any) -> set[date]:
    return {day_of(getattr(row, name)) for name in guards.MOMENTS if getattr(row, name)}


def a_closed_case(database: Database) -> Any:
    wanted = CASES.select().where(
        CASES.c.district_code == HOME, CASES.c.state == "closed", CASES.c.handle_due_at.is_not(None)
    )
    with database.reading() as connection:
        return connection.execute(wanted.order_by(CASES.c.id).limit(1)).one()


def test_what_figures_read_of_a_case_is_what_marks_its_days() -> None:
    statements = (
        populations.reported((), 12, 15),
        populations.handled((), 12),
        populations.closed((), 12),
        populations.told_in_histories((), 12),
    )
    columns = [
        part
        for statement in statements
        for part in iterate(statement)
        if isinstance(part, Column) and isinstance(part.table, Table)
    ]
    read = {column.name for column in columns if column.table is CASES}
    finer = {"area_code", "item_id"}

    assert len(read) > 20
    assert (read | finer) - {"id", "district_code"} <= set(guards.COUNTED)
    # An item has a trigger of its own; a history only grows, and its case changes with it.
    others = {(c.table.name, c.name) for c in columns if c.table not in {CASES, HISTORY}}
    assert others == {("item", "id"), ("item", "gridder_sees")}
    assert set(guards.COUNTED) <= set(Case.model_fields)


def another(column: str, value: Any) -> Any:
    """Return some other value of a column of a closed case."""
    if column.endswith("_at"):
        return datetime(2026, 9, 12, 2, tzinfo=UTC)
    if column.endswith("_id"):
        return 2 if value == 1 else 1
    if column in {"self_handled", "exempt", "handled_late"}:
        return not value
    if column in WORDS:
        return WORDS[column]
    return (value or 0) + 1


def test_a_change_of_any_counted_column_marks_the_days_before_and_after(shop: Shop) -> None:
    database = shop.database
    case = a_closed_case(database)
    for column in guards.COUNTED:
        with database.transactions.writing() as session:
            session.connection().execute(delete(ROLLUP_MARKS))
            before = session.connection().execute(CASES.select().where(CASES.c.id == case.id)).one()
            value = another(column, getattr(before, column))
            session.connection().execute(
                update(CASES).where(CASES.c.id == case.id).values(**{column: value})
            )
            after = session.connection().execute(CASES.select().where(CASES.c.id == case.id)).one()

        assert getattr(before, column) != getattr(after, column), column
        assert marked(database) == days_of(before) | days_of(after), column


def test_what_figures_do_not_read_marks_nothing(shop: Shop) -> None:
    case = a_closed_case(shop.database)
    run_sql(
        shop.database,
        f"UPDATE cases SET version = version + 1, urge_count = 3, card = 'red', state = state,"
        f" result = 'x' WHERE id = {case.id}",
    )

    assert marked(shop.database) == set()


def test_cases_that_come_and_go_mark_their_days(shop: Shop) -> None:
    database, case = shop.database, a_closed_case(shop.database)
    columns = ", ".join(
        c.name for c in CASES.columns if c.name not in {"id", "number", "source_ref"}
    )
    run_sql(
        database,
        f"INSERT INTO cases (id, number, source_ref, {columns})"
        f" SELECT 9001, 'new', 'new', {columns} FROM cases WHERE id = {case.id}",
    )
    assert marked(database) == days_of(case)

    roll_up(shop, LATER)
    assert marked(database) == set()
    run_sql(database, "DELETE FROM cases WHERE id = 9001")
    assert marked(database) == days_of(case)


def test_an_item_that_gridders_come_to_see_marks_every_day(shop: Shop) -> None:
    run_sql(shop.database, "UPDATE item SET gridder_sees = NOT gridder_sees WHERE id = 2")

    assert len(marked(shop.database)) == 18


def test_a_day_is_marked_once_in_a_turn(shop: Shop) -> None:
    case = a_closed_case(shop.database)
    for n in range(3):
        run_sql(shop.database, f"UPDATE cases SET rating = {n + 1} WHERE id = {case.id}")

    with shop.database.reading() as connection:
        rows = connection.execute(ROLLUP_MARKS.select()).all()
    assert sorted(row.day for row in rows) == sorted(days_of(case))


def test_what_happens_on_days_not_taken_up_marks_nothing(changeable: Written) -> None:
    case = a_closed_case(changeable.database)
    run_sql(changeable.database, f"UPDATE cases SET rating = 1 WHERE id = {case.id}")

    assert marked(changeable.database) == set()


def said(database: Database) -> list[Any]:
    """Return what figures say of the days to every jurisdiction."""
    answers: list[Any] = []
    for who in SCOPES.values():
        reader = FigureReader(database, who)
        answers += [reader.over(*days, ZONE, LATER) for days in SPANS]
        answers += [reader.closer(part, *SPANS[0], ZONE, LATER) for part in CLOSER]
    return answers


def test_after_random_changes_figures_are_those_of_the_cases(shop: Shop) -> None:
    """With marks not yet healed, and healed."""
    database, chance = shop.database, Random(7)
    for healed in (False, True):
        for _ in range(12):
            number = chance.randint(1, 300)
            run_sql(
                database,
                f"UPDATE cases SET rating = {chance.randint(1, 5)}, tier = {chance.randint(1, 4)},"
                f" spot_check = 'failed' WHERE id = {number} AND state = 'closed'",
            )
        if healed:
            roll_up(shop, LATER)
        with watched() as seen:
            from_rollups = said(database)
        with nothing_stored():
            assert from_rollups == said(database)
        taken = [found for found in seen if found.days]
        assert taken
        assert any(found.rest for found in taken) is not healed


@contextmanager
def still_writing(database: Database, statement: str) -> Iterator[None]:
    """Keep a transaction open in which something was changed; it is committed at the end."""
    with database.transactions.writing() as session:
        session.connection().exec_driver_sql(statement)
        yield


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so, for some seconds at most."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("it did not come to be so")


def waits_to_be_alone(database: Database) -> bool:
    with database.reading() as connection:
        waiting = text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(connection.execute(waiting).scalar_one())


def test_a_change_under_way_when_a_day_is_first_taken_up_is_counted(
    fresh: Shop, make_database: MakeDatabase
) -> None:
    """It found no day to mark; so the turn waits for it."""
    case = a_closed_case(fresh.database)
    change = f"UPDATE cases SET rating = 1, satisfaction = 1 WHERE id = {case.id}"
    roller = Thread(target=roll_up, args=(fresh, LATER))
    with still_writing(make_database(), change):
        roller.start()
        if fresh.database.dialect == "postgresql":
            wait_for(lambda: waits_to_be_alone(fresh.database))
        assert fresh.rollups.days() == ()
    roller.join(timeout=60)

    assert not roller.is_alive()
    assert len(fresh.rollups.days()) == 18
    answers = said(fresh.database)
    with nothing_stored():
        assert answers == said(fresh.database)


def test_a_change_between_counting_and_keeping_stays_marked(shop: Shop) -> None:
    case = a_closed_case(shop.database)
    run_sql(shop.database, f"UPDATE cases SET rating = 1, satisfaction = 1 WHERE id = {case.id}")
    counting = RollUpReader.count
    changed: list[date] = []

    def change_afterwards(reader: RollUpReader, day: date) -> Any:
        counted = counting(reader, day)
        if not changed:
            changed.append(day)
            again = f"UPDATE cases SET rating = 5, satisfaction = 5 WHERE id = {case.id}"
            run_sql(shop.database, again)
        return counted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RollUpReader, "count", change_afterwards)
        roll_up(shop, LATER)

    assert changed == [max(days_of(case))]
    assert marked(shop.database) == days_of(case)
    answers = said(shop.database)
    with nothing_stored():
        assert answers == said(shop.database)


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_change_committed_while_a_turn_is_counted_is_marked(
    shop: Shop, make_database: MakeDatabase
) -> None:
    """The turn begins before the change does, and ends before it is committed.

    On SQLite one writes at a time, so that nothing can be under way.
    """
    case = a_closed_case(shop.database)
    days = days_of(case)
    run_sql(shop.database, f"UPDATE cases SET rating = 1 WHERE id = {case.id}")
    assert marked(shop.database) == days
    turns: list[Any] = []
    counting = RollUpReader.count

    def count_meanwhile(reader: RollUpReader, day: date) -> Any:
        if not turns:
            # Begun after the turn was taken: it marks, but nobody sees that yet.
            turns.append(still_writing(other, f"UPDATE cases SET rating = 2 WHERE id = {case.id}"))
            turns[0].__enter__()
        return counting(reader, day)

    other = make_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RollUpReader, "count", count_meanwhile)
        roll_up(shop, LATER)
    assert marked(shop.database) == set(), "what was there before was counted"
    turns[0].__exit__(None, None, None)

    assert marked(shop.database) == days
    answers = said(shop.database)
    with nothing_stored():
        assert answers == said(shop.database)


def test_a_change_between_the_count_of_a_day_and_its_keeping_leaves_it_marked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_closed_case(shop.database)
    change = "UPDATE cases SET rating = {} WHERE id = " + str(case.id)
    run_sql(shop.database, change.format(1))
    changed: list[date] = []
    counting = RollUpReader.count

    def count_before(reader: RollUpReader, day: date) -> Any:
        counted = counting(reader, day)
        if not changed:
            run_sql(shop.database, change.format(2))
        changed.append(day)
        return counted

    monkeypatch.setattr(RollUpReader, "count", count_before)
    roll_up(shop, LATER)

    assert set(changed) == days_of(case) == marked(shop.database)
    answers = said(shop.database)
    with nothing_stored():
        assert answers == said(shop.database)
