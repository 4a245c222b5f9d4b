"""`griddesk case`: one verb for each verb of the lifecycle, and looking at cases."""

from console.cli.cases import handling, intake, listing, reporting, showing
from console.cli.cases.noun import app

__all__ = ["app", "handling", "intake", "listing", "reporting", "showing"]
