"""What every district starts from: admission list, responsibilities, limits, calendar."""
