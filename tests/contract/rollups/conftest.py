"""A district with timers on each database, and two districts of which one is rolled up."""

from pathlib import Path

import pytest

from console.bootstrap import Shop
from console.rolling_up import roll_up
from storage.database import Database
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import TWO_DISTRICTS
from tests.contract.rollups.first import LATER, seat_timers_of_the_first, shop_of_the_first
from tests.databases import Filling, leave_empty
from tests.district import District, small_district
from tests.timers import seat_timers, timers_shop


def first_rolled_up(database: Database) -> None:
    """Write two districts, and roll the first of them up."""
    TWO_DISTRICTS(database)
    seat_timers_of_the_first(database)
    roll_up(shop_of_the_first(database), LATER)


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Filling:
    """The small district, the two large ones, or these with one of them rolled up."""
    if "rolled_up" in request.fixturenames:
        return first_rolled_up
    if "changeable" in request.fixturenames:
        return TWO_DISTRICTS
    return small_district if "district" in request.fixturenames else leave_empty


@pytest.fixture
def rolled_up(database: Database) -> Database:
    """Two districts, for one test alone; the first is rolled up."""
    return database


@pytest.fixture
def changeable(database: Database) -> Written:
    """Two districts with 300 cases of five days, for one test alone."""
    return Written(database, TWO_DISTRICTS.data)


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
