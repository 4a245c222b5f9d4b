"""Readers: what they give back, and what they must not."""
