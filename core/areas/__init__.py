"""Areas: the seven levels from province to microgrid, their codes and their lives."""
