"""What every part of the domain stands on: errors, commands, clock, columns, text."""
