"""Recording and replaying, in real terminals."""
