"""A district with timers on each database."""

from pathlib import Path

import pytest

from console.bootstrap import Shop
from storage.database import Database
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import TWO_DISTRICTS
from tests.district import District
from tests.timers import seat_timers, timers_shop


@pytest.fixture
def district(database: Database) -> District:
    """A small district with its timers."""
    made = District(database.transactions)
    seat_timers(made)
    return made


@pytest.fixture
def shop(database: Database, district: District, tmp_path: Path) -> Shop:
    """The district as its timers see it."""
    return timers_shop(database, district.clock, tmp_path)


@pytest.fixture
def changeable(database: Database) -> Written:
    """Two districts with 300 cases of five days, for one test alone."""
    return Written(database, TWO_DISTRICTS.data)
