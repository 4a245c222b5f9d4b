"""A writer killed at any moment loses nothing it acknowledged and leaves nothing half done."""

import time
from collections import Counter
from multiprocessing.connection import Connection
from random import Random

import pytest
from hypothesis import settings
from sqlalchemy import select
from sqlmodel import col

from core.kernel.settings import Setting
from storage.database import Database, open_database
from storage.schema import SchemaState, migrate, state_of
from tests.databases import Shelves, say_nothing
from tests.faults.children import (
    PARTS,
    migrate_and_acknowledge,
    started,
    write,
    write_and_acknowledge,
)

SHARE = {"sqlite": 0.4, "postgresql": 0.2}
"""Kills for each example that the profile of the run asks for: 40 and 20, nightly 2000 and 1000."""


def stored(database: Database) -> Counter[int]:
    """Return the number of each transaction found and how many of its rows."""
    with database.reading() as connection:
        keys = connection.execute(select(col(Setting.key))).scalars()
        return Counter(int(key[:-1]) for key in keys)


def received(pipe: Connection) -> list[int]:
    """Return what was acknowledged and is still in the pipe of a dead process."""
    numbers: list[int] = []
    try:
        while True:
            numbers.append(pipe.recv())
    except EOFError:
        return numbers


def test_killed_writers_lose_nothing_and_leave_no_half_transaction(
    database: Database, database_url: str
) -> None:
    chance = Random(1)
    kills = int(settings().max_examples * SHARE[database.dialect])
    acknowledged: set[int] = set()
    unacknowledged = 0
    for kill in range(kills):
        with started(write_and_acknowledge, database_url, kill * 10_000) as (process, pipe):
            acknowledged.add(pipe.recv())
            time.sleep(chance.uniform(0, 0.03))
            process.kill()
            process.join(30)
            acknowledged.update(received(pipe))
        found = stored(database)
        assert acknowledged - set(found) == set()
        assert set(found.values()) == {len(PARTS)}
        unacknowledged = len(set(found) - acknowledged)
        # At most the last one of each writer: through, but killed before it could say so.
        assert unacknowledged <= kill + 1
    assert len(acknowledged) > kills
    write(database, 999_999)
    assert stored(database)[999_999] == len(PARTS)


@pytest.mark.parametrize("attempt", range(5))
def test_a_killed_migration_is_done_or_not_begun(
    database_url: str, shelves: Shelves, attempt: int
) -> None:
    if database_url.startswith("sqlite"):
        bare = f"{database_url.removesuffix('.db')}-bare.db"
    else:
        bare = shelves.postgresql.take_bare()
    with started(migrate_and_acknowledge, bare) as (process, pipe):
        pipe.recv()
        time.sleep(Random(attempt).uniform(0, 0.2))
        process.kill()
        process.join(30)
    database = open_database(bare)
    assert state_of(database) in {SchemaState.EMPTY, SchemaState.CURRENT}
    migrate(database, say_nothing)
    write(database, 1)
    assert stored(database) == {1: len(PARTS)}
    database.close()
    if database.dialect == "postgresql":
        shelves.postgresql.give_back(bare)
