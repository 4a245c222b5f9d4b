"""The standard data and the demo hold together."""
