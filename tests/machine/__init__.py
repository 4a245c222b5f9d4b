"""Random lives of cases: whatever is done in whatever order, the promises hold."""
