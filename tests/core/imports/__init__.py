"""Rules of the imports that need no database."""
