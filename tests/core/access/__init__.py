"""Passwords and the wait after wrong ones."""
