"""Databases for random lives."""

import pytest

pytest.register_assert_rewrite("tests.machine.drawings", "tests.machine.promises")

from tests.databases import database, database_url, filling, make_database, shelves  # noqa: E402

__all__ = ["database", "database_url", "filling", "make_database", "shelves"]
