"""The timers of a district, for tests: their operator, a policy, their shop, a runner by hand."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from console.bootstrap import Shop
from console.scheduler.runner import Runner
from console.settings import Settings
from core.kernel.clock import HandClock
from core.kernel.settings import note_reference_change
from core.operators.models import TIMERS, Operator
from core.policies.models import PolicyRule
from storage.database import Database
from storage.readers.operators import scope_of
from tests.district import District

ZONE: Final = ZoneInfo("Asia/Shanghai")

ACCEPT_LATE: Final = PolicyRule(code="accept-urge", stage="accept", moment="due", action="urge")
"""Urges whoever has not accepted a report in time."""


def seat_timers(district: District, *policies: PolicyRule) -> None:
    """Give the district its timers and some policies."""
    with district.transactions.writing() as session:
        session.add(Operator(login=TIMERS, name="计时", role="supervisor", area_code="330108"))
        session.add_all(PolicyRule(**policy.model_dump()) for policy in policies)
        note_reference_change(session)


def timers_shop(database: Database, clock: HandClock, folder: Path) -> Shop:
    """Return the district as the timers see it; their files go into ``folder``.

    Mappings that are there already, in its folder ``upstreams``, are run.
    """
    mappings = folder / "upstreams"
    settings = Settings(
        db=database.location.url,
        operator=TIMERS,
        reports=str(folder / "reports"),
        backups=str(folder / "backups"),
        upstreams=str(mappings) if mappings.is_dir() else None,
        keep_backups=3,
    )
    return Shop(database, settings, scope_of(database, TIMERS), ZONE, clock)


def plain_report(_shop: Shop, on: date, at: datetime) -> Mapping[str, bytes]:
    """Draw a report that says for which day and moment it was asked."""
    return {"txt": f"{on} as at {at:%Y-%m-%d %H:%M}\n".encode()}


class Patience:
    """A monotonic clock moved by hand; a pause moves it and remembers how long it was."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        """Return how many seconds have passed."""
        return self.now

    def pass_by(self, duration: timedelta) -> None:
        """Let time pass."""
        self.now += duration.total_seconds()

    def pause(self, seconds: float) -> None:
        """Pass by without waiting."""
        self.pauses.append(seconds)


def runner_of(shop: Shop, name: str, patience: Patience | None = None) -> Runner:
    """Return a runner whose patience is moved by hand."""
    own = patience or Patience()
    return Runner(shop, plain_report, name=name, monotonic=own, pause=own.pause)
