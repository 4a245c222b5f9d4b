"""The scheduler beside its jobs."""
