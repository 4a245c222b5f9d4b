"""Operators: people with a login at a desk, their roles and jurisdictions."""
