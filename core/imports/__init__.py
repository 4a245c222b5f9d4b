"""Taking in what others keep in files: areas, staff, units, items, limits, calendar."""
