"""The registry of grids and staff kept right: what is split, merged, moved, joins and leaves."""
