"""Databases for random lives."""

from tests.databases import database, database_url, make_database, shelves

__all__ = ["database", "database_url", "make_database", "shelves"]
