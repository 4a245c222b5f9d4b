"""Every way in: the command line, the screen, the scheduler."""
