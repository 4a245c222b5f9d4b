"""Reports: what the cases of a day amount to."""
