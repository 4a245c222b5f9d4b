"""The command line: one module for each noun, one way to print, one way to fail."""
