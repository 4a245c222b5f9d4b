"""The command line, run as a script would run it."""
