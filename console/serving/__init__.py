"""The desk on a web page: signing in, and a desk of one's own for everyone who has."""
