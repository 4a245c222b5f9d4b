"""The tallies of days that are over: exact whatever happens to their cases afterwards."""
