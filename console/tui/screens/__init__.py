"""The screens that number keys switch between, and what they share."""
