"""Access from a browser: passwords, and what is written down of signing in."""
