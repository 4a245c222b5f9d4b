"""A district that sends upstream, on each database."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.district import District
from tests.upstreams import Handover


@pytest.fixture
def district(database: Database) -> District:
    """A small district in which nothing was reported yet."""
    return District(database.transactions)


@pytest.fixture
def handover(database: Database, district: District, tmp_path: Path) -> Handover:
    """Where its runs go."""
    return Handover(database, district, tmp_path / "handover")
