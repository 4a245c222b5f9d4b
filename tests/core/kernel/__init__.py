"""The foundations: text, errors, columns."""
