"""The screen, driven as an operator would, on a real desk with a real database."""
