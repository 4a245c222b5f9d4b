"""Files as districts have them, written by us."""
