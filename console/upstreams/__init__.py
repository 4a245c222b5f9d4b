"""Sending upstream, for the command line and for the scheduler alike."""
