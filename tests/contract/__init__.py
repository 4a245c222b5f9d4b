"""What the desk may rely on, whichever database it stands on: one body, two databases."""
