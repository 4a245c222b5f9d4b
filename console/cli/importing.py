"""`griddesk import`: tables of registers, and boundaries, which are none."""

from console.cli import boundary_imports
from console.cli.imports import app

__all__ = ["app", "boundary_imports"]
