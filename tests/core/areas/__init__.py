"""Areas: codes, boundaries, and whether they fit together."""
