"""Databases for the seeds, and districts with the demo in them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.database import Database, open_database
from tests.databases import Shelves, database, database_url, filling, make_database, shelves
from tests.seeds.demo import FRIDAY_AFTERNOON, SATURDAY_NOON, Demo

__all__ = ["database", "database_url", "filling", "make_database", "shelves"]


@contextmanager
def _opened(shelves: Shelves) -> Iterator[Database]:
    url = shelves.sqlite.take()
    opened = open_database(url)
    yield opened
    opened.close()
    shelves.sqlite.give_back(url)


@pytest.fixture
def fresh(shelves: Shelves) -> Iterator[Database]:
    """A fresh, migrated, empty SQLite database, where one kind of database says enough."""
    with _opened(shelves) as opened:
        yield opened


@pytest.fixture(scope="module")
def week(shelves: Shelves) -> Iterator[Demo]:
    """The last days of the demo, enough to hold something of everything; only to be read."""
    with _opened(shelves) as opened:
        demo = Demo(opened, SATURDAY_NOON)
        demo.load(days=5)
        yield demo


@pytest.fixture(scope="module")
def whole_demo(shelves: Shelves) -> Iterator[Demo]:
    """The demo as people get it; only to be read."""
    with _opened(shelves) as opened:
        demo = Demo(opened, FRIDAY_AFTERNOON)
        demo.load()
        yield demo
