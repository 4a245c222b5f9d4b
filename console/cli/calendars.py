"""`griddesk calendar`: due times, and the calendar that they are computed by."""

from console.cli import almanac
from console.cli.calendar import app

__all__ = ["almanac", "app"]
