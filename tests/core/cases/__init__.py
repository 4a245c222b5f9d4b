"""Rules of cases, without any database."""
