"""The domain, without a terminal and mostly without a database."""
