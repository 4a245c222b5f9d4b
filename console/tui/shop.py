"""What the screen needs from the rest of the house, as it sees it.

The bootstrap wires it together; the screen knows neither engine nor session. Everything is a
protocol, so that nothing heavy is loaded before the first paint.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from core.areas.rows import AreaRow
from core.cases.rows import (
    CaseDetail,
    CaseFilter,
    CaseRow,
    LaneCount,
    QueueKey,
    StageCount,
    TimerRow,
)
from core.catalogue.rows import ItemRow
from core.deadlines.engine import Deadlines
from core.deadlines.explanation import Explanation
from core.deadlines.limits import Limit
from core.kernel.clock import Clock
from core.kernel.command import Command
from core.staff.rows import StaffRow
from core.units.rows import UnitRow


class Seat(Protocol):
    """Who sits at the screen, and the area that is theirs."""

    @property
    def login(self) -> str:
        """The login."""
        ...

    @property
    def name(self) -> str:
        """The name."""
        ...

    @property
    def role(self) -> str:
        """The role, by its code."""
        ...

    @property
    def district_code(self) -> str:
        """The district."""
        ...

    @property
    def area_code(self) -> str:
        """The jurisdiction."""
        ...


class Desk(Protocol):
    """The one door for every change; see `core.desk.Desk`."""

    def execute(self, command: Command, *, by: str) -> Any:
        """Carry out a command."""
        ...

    def preview(self, command: Command, *, by: str) -> Any:
        """Say what a command would do, and change nothing."""
        ...


class CaseLists(Protocol):
    """Lists of cases, soonest deadline first."""

    def total(self, wanted: CaseFilter, now: datetime) -> int:
        """Count the cases."""
        ...

    def rank(self, wanted: CaseFilter, key: QueueKey, now: datetime) -> int:
        """Count the cases before a key."""
        ...

    def after(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Read on from a key, or from the start."""
        ...

    def before(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Read what stands just before a key, or the end; in list order."""
        ...

    def at(self, wanted: CaseFilter, rank: int, limit: int, now: datetime) -> tuple[CaseRow, ...]:
        """Read from a rank on."""
        ...


class QueueRows(CaseLists, Protocol):
    """The queue; see `storage.readers.queue`."""

    def archive(
        self, wanted: CaseFilter, after: CaseRow | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Read cases open or ended, newest report first."""
        ...

    def lanes(self, now: datetime) -> tuple[LaneCount, ...]:
        """Count the open cases of each tier."""
        ...


class TimerRows(Protocol):
    """The open timers, soonest first; see `storage.readers.timers`."""

    def open(
        self, wanted: CaseFilter, now: datetime, after: TimerRow | None, limit: int
    ) -> tuple[TimerRow, ...]:
        """Read on from a timer, or from the start."""
        ...

    def summary(self, now: datetime, working_day_end: datetime | None) -> tuple[StageCount, ...]:
        """Count the timers of every stage."""
        ...


class CaseLines(Protocol):
    """Single cases as a list has them."""

    def row(self, number: str) -> CaseRow:
        """Read one case."""
        ...


class CaseDetails(CaseLines, Protocol):
    """Single cases in full; see `storage.readers.cases`."""

    def detail(self, number: str, now: datetime) -> CaseDetail:
        """Read one case."""
        ...


class FeedStanding(Protocol):
    """Whether changes of others arrive."""

    @property
    def lost_since(self) -> datetime | None:
        """Since when they do not."""
        ...


class Feed(Protocol):
    """The change feed; see `storage.feed`."""

    @property
    def state(self) -> FeedStanding:
        """Whether changes arrive."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait for a change."""
        ...

    def close(self) -> None:
        """End every wait."""
        ...


class Registry(Protocol):
    """Items, units and areas to choose from; see `storage.readers.registry`."""

    def items(self, on: date) -> tuple[ItemRow, ...]:
        """Return the admission list as it is valid on a day."""
        ...

    def units(self, tier: int | None = None, area_code: str | None = None) -> tuple[UnitRow, ...]:
        """Return the units of a tier that answer for an area."""
        ...

    def suggest_unit(self, item_code: str, tier: int, area_code: str) -> UnitRow | None:
        """Return the unit that the responsibility list names for an item in an area."""
        ...

    def areas(self, parent_code: str | None = None) -> tuple[AreaRow, ...]:
        """Return the areas right below another one, or the top of the jurisdiction."""
        ...

    def areas_all(self, level: int | None = None) -> tuple[AreaRow, ...]:
        """Return every area of the jurisdiction."""
        ...

    def gridders(self, area_code: str) -> tuple[StaffRow, ...]:
        """Return who is posted in an area."""
        ...


class Policy(Protocol):
    """The clocks of the district; see `core.deadlines.policy`."""

    @property
    def deadlines(self) -> Deadlines:
        """What counts days."""
        ...

    @property
    def stages(self) -> Mapping[str, Limit]:
        """The limit of each stage."""
        ...


class Explain(Protocol):
    """Why something is due when it is; see `storage.readers.explain`."""

    def case(self, number: str, stage: str | None = None) -> Explanation:
        """Explain a clock of a case."""
        ...

    def policy(self) -> Policy:
        """Return the clocks of the district."""
        ...


class Shop(Protocol):
    """Everything the screen works with; see `console.bootstrap`."""

    @property
    def desk(self) -> Desk:
        """The door for every change."""
        ...

    @property
    def queue(self) -> QueueRows:
        """Lists of cases and their counts."""
        ...

    @property
    def timers(self) -> TimerRows:
        """What is late and what will be."""
        ...

    @property
    def cases(self) -> CaseDetails:
        """Single cases in full."""
        ...

    @property
    def registry(self) -> Registry:
        """Items, units and areas to choose from."""
        ...

    @property
    def explain(self) -> Explain:
        """Why something is due when it is."""
        ...

    @property
    def scope(self) -> Seat:
        """Who sits here."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the district."""
        ...

    @property
    def clock(self) -> Clock:
        """The moment that lists are judged by."""
        ...

    @property
    def feed(self) -> Callable[[], Feed]:
        """Start watching for commits."""
        ...
