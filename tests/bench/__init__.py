"""Benches: ratios to a floor in one run, never wall-clock promises."""
