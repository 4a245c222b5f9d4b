"""The admission list: which matters a case may be filed for."""
