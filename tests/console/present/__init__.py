"""Rows become words and cells, alike for every front end."""
