"""Commands that start a front end of their own, which the command line knows nothing of."""
