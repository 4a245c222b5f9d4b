"""Faults planted in the lifecycle, the calendar and the timers, to see that tests find them."""
