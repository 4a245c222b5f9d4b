"""The desk in a real terminal: a process on a pseudo-terminal, seen cell by cell."""
