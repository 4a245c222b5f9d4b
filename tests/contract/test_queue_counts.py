"""The counts of the queue are those of the cases, whatever is done to the cases."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlmodel import Session, col

from core.areas.models import Area
from core.cases.models import Case, QueueCount
from storage import guards
from storage.database import Database

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEY = (
    col(QueueCount.district_code),
    col(QueueCount.street_code),
    col(QueueCount.tier),
    col(QueueCount.due_on),
)
CASE_KEY = (col(Case.district_code), col(Case.street_code), col(Case.tier), col(Case.due_on))

Buckets = dict[tuple[Any, ...], int]


@pytest.fixture
def place(database: Database) -> Database:
    """A database with one area for cases to lie in."""
    with database.transactions.writing() as session:
        session.add(Area(id=1, code="330109", level=3, name="滨江区", valid_from=date(2020, 1, 1)))
    return database


def a_case(number: int, **differing: Any) -> dict[str, Any]:
    return {
        "district_code": "330109",
        "number": f"C{number}",
        "version": 1,
        "state": "reported",
        "tier": 1,
        "source": "gridder",
        "source_ref": str(number),
        "matter": "井盖破损",
        "area_id": 1,
        "area_code": "330109001",
        "street_code": "330109001",
        "reported_at": NOW,
        "due_at": NOW,
        "due_on": NOW.date(),
    } | differing


def add(session: Session, *cases: dict[str, Any]) -> None:
    session.execute(insert(Case), list(cases))


def change(session: Session, number: int, **values: Any) -> None:
    session.execute(update(Case).where(col(Case.number) == f"C{number}").values(**values))


def ended(due_on: date | None = None) -> dict[str, Any]:
    return {"state": "closed", "ended_at": NOW, "due_at": None, "due_on": due_on}


def kept(database: Database) -> Buckets:
    with database.reading() as connection:
        rows = connection.execute(select(*KEY, col(QueueCount.open)))
        return {tuple(row)[:4]: row.open for row in rows}


def counted(database: Database) -> Buckets:
    with database.reading() as connection:
        rows = connection.execute(
            select(*CASE_KEY, func.count().label("open"))
            .where(col(Case.ended_at).is_(None))
            .group_by(*CASE_KEY)
        )
        return {tuple(row)[:4]: row.open for row in rows}


def test_an_added_case_is_counted_where_it_falls_due(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1), a_case(2), a_case(3, tier=2))
    assert kept(place) == {
        ("330109", "330109001", 1, date(2026, 3, 2)): 2,
        ("330109", "330109001", 2, date(2026, 3, 2)): 1,
    }


def test_an_ended_case_is_counted_nowhere_and_its_empty_bucket_goes(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1), a_case(2, **ended()))
    with place.transactions.writing() as session:
        change(session, 1, **ended())
    assert kept(place) == {}


def test_an_ended_case_that_keeps_its_day_is_counted_nowhere_either(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1), a_case(2, **ended(NOW.date())))
        change(session, 1, **ended(NOW.date()))
    assert kept(place) == {}


def test_a_case_that_moves_is_counted_where_it_went(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1), a_case(2))
        change(session, 1, tier=3, due_on=date(2026, 3, 9))
    assert kept(place) == {
        ("330109", "330109001", 1, date(2026, 3, 2)): 1,
        ("330109", "330109001", 3, date(2026, 3, 9)): 1,
    }


def test_an_undone_change_leaves_the_counts_alone(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1))
    with place.transactions.rehearsing() as session:
        change(session, 1, tier=3)
    assert kept(place) == {("330109", "330109001", 1, date(2026, 3, 2)): 1}


def test_a_change_of_anything_else_touches_no_bucket(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1))
        session.execute(update(QueueCount).values(open=70))
    with place.transactions.writing() as session:
        change(session, 1, state="filed", due_at=NOW + timedelta(hours=1), version=2)
        change(session, 1, tier=1, due_on=NOW.date(), ended_at=None)
    assert list(kept(place).values()) == [70]


@pytest.mark.parametrize("seed", range(4))
def test_after_random_changes_the_counts_equal_a_recount(place: Database, seed: int) -> None:
    chance = Random(seed)
    numbers: list[int] = []
    largest = 0
    for _ in range(60):
        with place.transactions.writing() as session:
            for _ in range(chance.randint(1, 6)):
                numbers = do_anything(session, chance, numbers)
        assert kept(place) == counted(place)
        largest = max(largest, sum(kept(place).values()))
    assert largest > 10


def do_anything(session: Session, chance: Random, numbers: list[int]) -> list[int]:
    """Add a few cases, move some, end some, open one again, remove one; return all numbers."""
    deed = chance.choice(("add", "add", "move", "move", "end", "reopen", "remove"))
    if deed == "add" or not numbers:
        added = range(max(numbers, default=0) + 1, max(numbers, default=0) + chance.randint(2, 8))
        add(session, *(a_case(number, **somewhere(chance)) for number in added))
        return [*numbers, *added]
    some = [f"C{number}" for number in chance.sample(numbers, min(len(numbers), 3))]
    chosen = col(Case.number).in_(some)
    if deed == "remove":
        session.execute(delete(Case).where(chosen))
        return [number for number in numbers if f"C{number}" not in some]
    if deed == "end":
        session.execute(update(Case).where(chosen).values(**ended()))
    elif deed == "reopen":
        again = {"state": "filed", "ended_at": None, "due_at": NOW}
        session.execute(update(Case).where(chosen).values(**again, **somewhere(chance)))
    else:
        still_open = chosen & col(Case.ended_at).is_(None)
        session.execute(update(Case).where(still_open).values(**somewhere(chance)))
    return numbers


def somewhere(chance: Random) -> dict[str, Any]:
    return {
        "tier": chance.randint(1, 2),
        "street_code": chance.choice(("330109001", "330109002")),
        "due_on": date(2026, 3, chance.randint(2, 3)),
    }


def test_a_recount_mends_counts_that_went_astray(place: Database) -> None:
    with place.transactions.writing() as session:
        add(session, a_case(1), a_case(2))
        session.execute(text("UPDATE queue_count SET open = 9, tier = 7"))
    with place.transactions.writing() as session:
        guards.recount(session.connection())
    assert kept(place) == counted(place)
