"""Rows turned into cells and words: pure, shared by the command line and the screen."""
