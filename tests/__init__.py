"""What the desk promises, one sentence per test."""
