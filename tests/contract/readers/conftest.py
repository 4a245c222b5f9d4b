"""Two districts on each database."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from storage.database import Database, open_database
from tests.contract.readers.dataset import TWO_DISTRICTS, Dataset
from tests.databases import Shelves


@dataclass(frozen=True)
class Written:
    """A database and what was written into it."""

    database: Database
    data: Dataset


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have all tests of the two districts on one kind of database.

    It alone writes them, and copies what it has written for tests that change something.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        if not {"written", "changeable", "rolled_up"}.isdisjoint(names):
            given = item.callspec.params  # type: ignore[attr-defined]
            kind = given.get("written") or given["database_url"]
            item.add_marker(pytest.mark.xdist_group(f"readers of {kind}"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def written(request: pytest.FixtureRequest, shelves: Shelves) -> Iterator[Written]:
    """Two districts with 300 cases drawn from a seed, for tests that only read."""
    shelf = shelves.sqlite if request.param == "sqlite" else shelves.postgresql
    url = shelf.take(TWO_DISTRICTS)
    database = open_database(url)
    yield Written(database, TWO_DISTRICTS.data)
    database.close()
    shelf.give_back(url)


@pytest.fixture
def changeable(database: Database) -> Written:
    """The same for one test alone, which may change it."""
    return Written(database, TWO_DISTRICTS.data)
