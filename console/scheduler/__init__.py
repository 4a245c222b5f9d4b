"""The scheduler: APScheduler rings, the rows of the database decide, the desk acts."""
