"""A district with timers on each database."""

from pathlib import Path

import pytest

from console.bootstrap import Shop
from storage.database import Database
from tests.district import District
from tests.timers import ACCEPT_LATE, Patience, seat_timers, timers_shop


@pytest.fixture
def district(database: Database) -> District:
    """A small district whose timers urge whoever does not accept a report in time."""
    made = District(database.transactions)
    seat_timers(made, ACCEPT_LATE)
    return made


@pytest.fixture
def shop(database: Database, district: District, tmp_path: Path) -> Shop:
    """The district as its timers see it."""
    return timers_shop(database, district.clock, tmp_path)


@pytest.fixture
def patience() -> Patience:
    """Time that passes when a test says so."""
    return Patience()
