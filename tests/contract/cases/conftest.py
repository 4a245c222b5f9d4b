"""A fresh district on each database."""

import pytest

from storage.database import Database
from tests.district import District


@pytest.fixture
def district(database: Database) -> District:
    """A small district with a desk and a clock moved by hand."""
    return District(database.transactions)
