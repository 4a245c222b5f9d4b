"""The registry of grids and staff on both databases."""
