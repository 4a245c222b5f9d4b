"""The scheduler, on both databases."""
