"""Databases for the seeds, and districts with the demo in them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.database import Database, open_database
from tests.databases import (
    Filling,
    Shelves,
    database,
    database_url,
    filling,
    leave_empty,
    make_database,
    shelves,
)
from tests.seeds.demo import SATURDAY_NOON, Demo, last_days

__all__ = ["database", "database_url", "filling", "make_database", "shelves"]


@contextmanager
def _opened(shelves: Shelves, filling: Filling = leave_empty) -> Iterator[Database]:
    url = shelves.sqlite.take(filling)
    opened = open_database(url)
    yield opened
    opened.close()
    shelves.sqlite.give_back(url)


@pytest.fixture
def fresh(shelves: Shelves) -> Iterator[Database]:
    """A fresh, migrated, empty SQLite database, where one kind of database says enough."""
    with _opened(shelves) as opened:
        yield opened


@pytest.fixture
def week(shelves: Shelves) -> Iterator[Demo]:
    """The last days of the demo, in a database of the test's own."""
    with _opened(shelves, last_days) as opened:
        yield Demo(opened, SATURDAY_NOON)
