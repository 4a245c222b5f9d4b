"""The parts of storage that are looked at one by one."""
