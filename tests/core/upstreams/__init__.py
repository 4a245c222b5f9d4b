"""Mappings, and what they make of records."""
