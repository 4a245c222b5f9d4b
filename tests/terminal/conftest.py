"""A small district in a database of its own, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.databases import Shelves, shelves
from tests.district import District

__all__ = ["shelves"]

MATTERS = ("井盖破损", "流动摊贩占道", "邻里噪声纠纷")


def furnish(database: Database) -> District:
    """Put a district with three reports into an empty database."""
    district = District(database.transactions)
    for matter in MATTERS:
        district.report(matter=matter)
        district.clock.advance(timedelta(minutes=1))
    return district


@pytest.fixture
def url(shelves: Shelves) -> Iterator[str]:
    """The address of an SQLite file with the district in it."""
    made = shelves.sqlite.take(furnish)
    yield made
    shelves.sqlite.give_back(made)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The folder where the desk keeps drafts, logs and what it has shown before."""
    folder = tmp_path / "state"
    folder.mkdir()
    return folder
