"""The rules of the house, kept by running them."""
