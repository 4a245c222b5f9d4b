"""What the screen needs from the rest of the house, as it sees it.

The bootstrap wires it together; the screen knows neither engine nor session. Everything is a
protocol, so that nothing heavy is loaded before the first paint.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from core.areas.rows import AreaLoad, AreaRow, FoundArea
from core.cases.commands import ReportCase
from core.cases.inbox import InboxRow
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
from core.deadlines.rows import YearRow
from core.kernel.clock import Clock
from core.kernel.command import Command
from core.staff.rows import BoardRow, PostRow, RosterRow, StaffRow
from core.units.rows import RulingRow, UnitLoad, UnitReturns, UnitRow

if TYPE_CHECKING:
    from core.audit.rows import AuditFilter, AuditRow
    from core.cases.duplicates import DuplicateRow
    from core.deadlines.policy import TierRule
    from core.imports.runs import ImportRunRow
    from core.operators.rows import OperatorRow
    from core.policies.rules import Rule
    from core.reports.drill import Share
    from core.reports.nightly import DayFigures, NightlyReport
    from core.reports.signals import Signal
    from core.units.suggestion import Suggestion


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

    def units(
        self, tier: int | None = None, area_code: str | None = None, *, past: bool = False
    ) -> tuple[UnitRow, ...]:
        """Return the units of a tier that answer for an area, or have once."""
        ...

    def areas(self, parent_code: str | None = None) -> tuple[AreaRow, ...]:
        """Return the areas right below another one, or the top of the jurisdiction."""
        ...

    def areas_all(self, level: int | None = None) -> tuple[AreaRow, ...]:
        """Return every area of the jurisdiction."""
        ...

    def staff(
        self, area_code: str | None = None, *, after: str | None = None, limit: int = 500
    ) -> tuple[StaffRow, ...]:
        """Return who is posted in the jurisdiction, by number."""
        ...

    def gridders(self, area_code: str, today: date | None = None) -> tuple[StaffRow, ...]:
        """Return who answers for an area, and who stands in there on a day."""
        ...


class Suggestions(Protocol):
    """What filing would set, and why; see `storage.readers.suggestions`."""

    def of(
        self,
        number: str,
        now: datetime,
        *,
        item_code: str | None = None,
        tier: int | None = None,
        condition: int | None = None,
    ) -> "Suggestion":
        """Suggest tier, unit and limit for a case."""
        ...

    def of_report(
        self,
        area_code: str,
        item_code: str,
        now: datetime,
        *,
        tier: int | None = None,
        condition: int | None = None,
    ) -> "Suggestion":
        """Suggest the same for a matter that is no case yet."""
        ...


class Duplicates(Protocol):
    """Which cases may be of one matter; see `storage.readers.duplicates`."""

    def of(self, number: str, now: datetime) -> "tuple[DuplicateRow, ...]":
        """Return the likely duplicates of a case, the likeliest first."""
        ...

    def of_report(self, report: ReportCase, now: datetime) -> "tuple[DuplicateRow, ...]":
        """Return the same for a report that is no case yet."""
        ...


class GridRows(Protocol):
    """The tree of areas, a level at a time; see `storage.readers.grids`."""

    def top(self, now: datetime) -> tuple[AreaLoad, ...]:
        """Return the jurisdiction."""
        ...

    def below(self, code: str, now: datetime) -> tuple[AreaLoad, ...]:
        """Return the areas right below one."""
        ...

    def lanes(self, code: str, now: datetime) -> tuple[LaneCount, ...]:
        """Count the open cases of each tier in an area."""
        ...

    def find(self, text: str, limit: int) -> tuple[FoundArea, ...]:
        """Find areas by code or name."""
        ...

    def board(self, code: str, today: date) -> tuple[BoardRow, ...]:
        """Return who is posted in an area, and who stands in there on a day."""
        ...

    def without(self, code: str, post: str, limit: int) -> tuple[FoundArea, ...]:
        """Return grids in which nobody holds a post."""
        ...


class Boundaries(Protocol):
    """Where areas lie; see `storage.readers.boundaries`."""

    def outlines(self, code: str) -> dict[str, str]:
        """Return the boundaries of an area and those right below it, as GeoJSON by code."""
        ...


class RosterRows(Protocol):
    """Who is posted in the jurisdiction, by number; see `storage.readers.roster`."""

    def total(self, text: str) -> int:
        """Count the people that a text finds."""
        ...

    def rank(self, text: str, number: str) -> int:
        """Count the people before a number."""
        ...

    def after(
        self, text: str, number: str | None, limit: int, now: datetime
    ) -> tuple[RosterRow, ...]:
        """Read on from a number, or from the start."""
        ...

    def before(
        self, text: str, number: str | None, limit: int, now: datetime
    ) -> tuple[RosterRow, ...]:
        """Read what stands just before a number, or the end."""
        ...

    def at(self, text: str, rank: int, limit: int, now: datetime) -> tuple[RosterRow, ...]:
        """Read from a rank on."""
        ...

    def posts(self, number: str) -> tuple[PostRow, ...]:
        """Return all posts of a person, past ones too."""
        ...

    def cases(self, number: str) -> tuple[CaseRow, ...]:
        """Return the open cases in the hands of a person."""
        ...


class UnitRows(Protocol):
    """Units at work; see `storage.readers.units`."""

    def loads(self, now: datetime) -> tuple[UnitLoad, ...]:
        """Return the units with their open cases."""
        ...

    def returns(self, since: datetime, until: datetime) -> Mapping[str, UnitReturns]:
        """Count what was sent to each unit and sent back."""
        ...

    def ruling_counts(self) -> Mapping[str, int]:
        """Count the rulings for each unit."""
        ...

    def rulings(self, unit_code: str) -> tuple[RulingRow, ...]:
        """Return the rulings for a unit."""
        ...


class CalendarRows(Protocol):
    """What each day is, and what falls due on it; see `storage.readers.calendar`."""

    def year(self, year: int) -> YearRow:
        """Return every day of a year."""
        ...

    def due(self, first: date, last: date) -> Mapping[date, int]:
        """Count the open cases that fall due on each day of a span."""
        ...


class Figures(Protocol):
    """The figures of reports; see `storage.readers.figures`."""

    def over(self, since: date, until: date, zone: ZoneInfo, now: datetime) -> "NightlyReport":
        """Return the report of some local days."""
        ...

    def daily(
        self, since: date, until: date, zone: ZoneInfo, now: datetime
    ) -> "tuple[DayFigures, ...]":
        """Return the headline of each local day."""
        ...

    def of_area(self, area: str) -> "Figures":
        """Return the figures of an area within."""
        ...


class Signals(Protocol):
    """Early warnings and signs of padding; see `storage.readers.signals`."""

    def warnings(self, on: date, zone: ZoneInfo, now: datetime) -> "tuple[Signal, ...]":
        """Return the early warnings as seen at the end of a local day."""
        ...

    def padding(self, on: date, zone: ZoneInfo, now: datetime) -> "tuple[Signal, ...]":
        """Return the signs of padding as seen at the end of a local day."""
        ...

    def of_area(self, area: str) -> "Signals":
        """Return the same for an area within."""
        ...


class Drill(Protocol):
    """The cases behind figures; see `storage.readers.drill`."""

    def shares(  # noqa: PLR0913  a figure is named by its days and its line
        self,
        figure: str,
        since: date,
        until: date,
        zone: ZoneInfo,
        now: datetime,
        *,
        part: str = ...,
        key: str = ...,
    ) -> "tuple[Share, ...]":
        """Return every case with a part in a figure."""
        ...

    def rows(self, shares: "Sequence[Share]") -> tuple[CaseRow, ...]:
        """Return the cases of some shares."""
        ...

    def of_area(self, area: str) -> "Drill":
        """Return the same for an area within."""
        ...


class AdminRows(Protocol):
    """Operators, imports and the audit trail; see `storage.readers.admin`."""

    def operators(self) -> "tuple[OperatorRow, ...]":
        """Return the operators."""
        ...

    def imports(self, after: int | None, limit: int) -> "tuple[ImportRunRow, ...]":
        """Return imports, newest first."""
        ...

    def count_imports(self) -> int:
        """Count the imports."""
        ...

    def audit(self, wanted: "AuditFilter", after: int | None, limit: int) -> "tuple[AuditRow, ...]":
        """Return the audit trail, newest first."""
        ...

    def count_audit(self, wanted: "AuditFilter") -> int:
        """Count its entries."""
        ...


class PolicyRows(Protocol):
    """What happens by itself; see `storage.readers.policies`."""

    def rules(self) -> "tuple[Rule, ...]":
        """Return the active policies."""
        ...


class InboxRows(Protocol):
    """The reports of one member of staff, newest first; see `storage.readers.inbox`."""

    def of(self, staff_number: str, after: InboxRow | None, limit: int) -> tuple[InboxRow, ...]:
        """Read on from a report, or from the newest one."""
        ...

    def count(self, staff_number: str) -> int:
        """Count the reports."""
        ...


class Scheduling(Protocol):
    """Whether the timers run; see `storage.readers.scheduling`."""

    def beat_at(self) -> datetime | None:
        """Return when a runner last showed that it lives."""
        ...


class Policy(Protocol):
    """The clocks of the district; see `core.deadlines.policy`."""

    @property
    def tiers(self) -> "Mapping[int, TierRule]":
        """How long each tier may take."""
        ...

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
    def read_only(self) -> bool:
        """Whether nothing may be changed from here."""
        ...

    @property
    def bell(self) -> bool:
        """Whether the terminal rings when a case has just grown late."""
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
    def suggestions(self) -> Suggestions:
        """What filing would set, and why."""
        ...

    @property
    def duplicates(self) -> Duplicates:
        """Which cases may be of one matter."""
        ...

    @property
    def grids(self) -> GridRows:
        """The tree of areas and what is in each."""
        ...

    @property
    def boundaries(self) -> Boundaries:
        """Where areas lie."""
        ...

    @property
    def roster(self) -> RosterRows:
        """Who is posted in the jurisdiction."""
        ...

    @property
    def units(self) -> UnitRows:
        """What units have in hand, send back and were ruled to answer."""
        ...

    @property
    def calendar(self) -> CalendarRows:
        """What each day is, and what falls due on it."""
        ...

    @property
    def figures(self) -> Figures:
        """The figures of reports."""
        ...

    @property
    def signals(self) -> Signals:
        """Early warnings and signs of padding."""
        ...

    @property
    def drill(self) -> Drill:
        """The cases behind them."""
        ...

    @property
    def admin(self) -> AdminRows:
        """Operators, imports and the audit trail."""
        ...

    @property
    def policies(self) -> PolicyRows:
        """What happens by itself."""
        ...

    @property
    def scheduling(self) -> Scheduling:
        """Whether the timers run."""
        ...

    @property
    def inbox(self) -> InboxRows:
        """What became of the reports of one member of staff."""
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
