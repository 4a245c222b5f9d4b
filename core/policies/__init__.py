"""Policies: what happens by itself when a clock comes to its target, its end, or beyond."""
