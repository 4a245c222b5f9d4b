"""Rules of staff that need no database."""
