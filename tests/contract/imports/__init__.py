"""Imports on both databases."""
