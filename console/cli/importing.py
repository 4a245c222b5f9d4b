"""`griddesk import`: tables of registers and of assessment, and boundaries, which are none."""

from console.cli import assessment_imports, boundary_imports
from console.cli.imports import app

__all__ = ["app", "assessment_imports", "boundary_imports"]
