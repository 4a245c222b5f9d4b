"""`griddesk grid`: the division into grids, its changes, its lineage, its notice boards."""

from console.cli.grids import boards, changing, showing
from console.cli.grids.noun import app

__all__ = ["app", "boards", "changing", "showing"]
