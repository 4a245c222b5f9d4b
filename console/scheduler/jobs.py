"""Every job, in the order in which they stand in lists; another one is another line here."""

from datetime import time
from typing import Final

from console.scheduler.backup import backup
from console.scheduler.integrity import integrity
from console.scheduler.job import Job
from console.scheduler.nightly import nightly
from console.scheduler.retention import retention
from console.scheduler.rollup import rollup
from console.scheduler.seal import seal
from console.scheduler.sweep import sweep
from console.scheduler.upstreams import upstreams
from core.kernel.words import N_
from core.scheduling.due import CatchUp
from core.scheduling.schedules import EveryDay, EveryMinute

JOBS: Final = (
    Job(
        "sweep",
        N_("Let policies warn, urge, escalate and resume."),
        EveryMinute(),
        sweep,
        repeats=True,
    ),
    Job(
        "rollup",
        N_("Roll up the day that is over, and anew what has changed."),
        EveryDay(time(0, 10)),
        rollup,
    ),
    Job(
        "seal",
        N_("Seal the history of the day that is over."),
        EveryDay(time(0, 20)),
        seal,
        CatchUp.EACH,
    ),
    Job(
        "nightly",
        N_("Write the report of the day that is over."),
        EveryDay(time(0, 30)),
        nightly,
        CatchUp.EACH,
    ),
    Job(
        "upstreams",
        N_("Send what has changed to the platforms above."),
        EveryDay(time(0, 50)),
        upstreams,
        CatchUp.EACH,
        needs="upstreams",
    ),
    Job("backup", N_("Copy the database."), EveryDay(time(1, 30)), backup, dialect="sqlite"),
    Job(
        "integrity",
        N_("Verify a sample of histories, the counts, and a sample of the roll-ups."),
        EveryDay(time(2, 30)),
        integrity,
    ),
    Job(
        "retention",
        N_("Forget what is older than it is kept for."),
        EveryDay(time(3, 30)),
        retention,
    ),
)
"""All jobs. One sweep does in order whatever many would have done, so missed ones are one."""
