"""`griddesk case`: one verb for each verb of the lifecycle, and looking at cases."""

# Help lists the verbs in this order: looking, then a case's life from its start to its end.
# isort: off
from console.cli.cases import listing
from console.cli.cases import showing
from console.cli.cases import reporting
from console.cli.cases import intake
from console.cli.cases import handling
from console.cli.cases import supervising
from console.cli.cases import calling
from console.cli.cases import ending
from console.cli.cases import judging
from console.cli.cases import records
from console.cli.cases.noun import app
# isort: on

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
