"""When something is due: limits, the calendar, office hours, and the engine that counts."""
