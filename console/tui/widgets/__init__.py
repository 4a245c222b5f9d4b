"""The regions that screens are made of, a file each."""
