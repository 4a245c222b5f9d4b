"""Databases for the contract tests."""

import pytest

from tests.contract.readers.dataset import TWO_DISTRICTS
from tests.databases import (
    Filling,
    database,
    database_url,
    leave_empty,
    make_database,
    shelves,
)
from tests.district import small_district
from tests.passwords import quick_passwords

__all__ = ["database", "database_url", "make_database", "quick_passwords", "shelves"]


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Filling:
    """The small district or the two large ones, for a test that asks for them."""
    if "changeable" in request.fixturenames:
        return TWO_DISTRICTS
    return small_district if "district" in request.fixturenames else leave_empty
