"""Units: the bodies that handle cases, on the four platforms."""
