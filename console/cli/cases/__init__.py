"""`griddesk case`: one verb for each verb of the lifecycle, and looking at cases."""

from console.cli.cases import (
    calling,
    ending,
    handling,
    intake,
    judging,
    listing,
    records,
    reporting,
    showing,
    supervising,
)
from console.cli.cases.noun import app

__all__ = [
    "app",
    "calling",
    "ending",
    "handling",
    "intake",
    "judging",
    "listing",
    "records",
    "reporting",
    "showing",
    "supervising",
]
