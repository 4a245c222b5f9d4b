"""Cases: one reported matter each, from report to end."""
