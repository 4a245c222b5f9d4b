"""The verbs of a case, on both databases."""
