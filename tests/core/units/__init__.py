"""Who answers for what, without any database."""
