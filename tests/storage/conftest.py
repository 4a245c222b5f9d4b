"""Databases for the tests of storage."""

from tests.databases import database, database_url, filling, make_database, shelves

__all__ = ["database", "database_url", "filling", "make_database", "shelves"]
