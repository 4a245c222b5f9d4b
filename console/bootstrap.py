"""Where core and storage are wired together for a front end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from console.settings import Settings
from core.kernel.clock import Clock, system_clock
from core.kernel.settings import TIME_ZONE
from core.operators.jurisdiction import Scope
from storage.database import Database, open_database
from storage.readers.operators import read_settings, scope_of
from storage.schema import require_current

if TYPE_CHECKING:
    from core.desk import Desk
    from storage.feed import ChangeFeed
    from storage.readers.admin import AdminReader
    from storage.readers.assessments import AssessmentReader
    from storage.readers.boundaries import BoundaryReader
    from storage.readers.calendar import CalendarReader
    from storage.readers.cases import CaseReader
    from storage.readers.drill import DrillReader
    from storage.readers.duplicates import DuplicateReader
    from storage.readers.explain import ExplainReader
    from storage.readers.figures import FigureReader
    from storage.readers.grids import GridReader
    from storage.readers.history import HistoryReader
    from storage.readers.imports import ImportReader
    from storage.readers.inbox import InboxReader
    from storage.readers.lineage import LineageReader
    from storage.readers.policies import PolicyReader
    from storage.readers.queue import QueueReader
    from storage.readers.registry import RegistryReader
    from storage.readers.rollups import RollUpReader
    from storage.readers.roster import RosterReader
    from storage.readers.scheduling import SchedulingReader
    from storage.readers.signals import SignalReader
    from storage.readers.suggestions import SuggestionReader
    from storage.readers.timers import TimerReader
    from storage.readers.units import UnitReader
    from storage.readers.upstreams import UpstreamReader


@dataclass(frozen=True)
class Shop:
    """Everything a front end works with: one database, seen by one operator.

    Readers and the desk are made when first asked for, so that a short command loads only
    what it uses. ``clock`` is the moment that lists are judged by.
    """

    database: Database
    settings: Settings
    scope: Scope
    zone: ZoneInfo
    clock: Clock

    @property
    def label(self) -> str:
        """The address of the database without its password."""
        return self.database.label

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed from here."""
        return self.settings.read_only

    @property
    def bell(self) -> bool:
        """Whether the terminal rings when a case has just grown late."""
        return self.settings.bell

    @cached_property
    def desk(self) -> "Desk":
        """The door for every change."""
        from core.desk import Desk

        return Desk(self.database.transactions, self.clock)

    @cached_property
    def queue(self) -> "QueueReader":
        """Lists of cases and their counts."""
        from storage.readers.queue import QueueReader

        return QueueReader(self.database, self.scope)

    @cached_property
    def cases(self) -> "CaseReader":
        """Single cases in full."""
        from storage.readers.cases import CaseReader

        return CaseReader(self.database, self.scope)

    @cached_property
    def timers(self) -> "TimerReader":
        """What is late and what will be."""
        from storage.readers.timers import TimerReader

        return TimerReader(self.database, self.scope)

    @cached_property
    def calendar(self) -> "CalendarReader":
        """What each day is, and what falls due on it."""
        from storage.readers.calendar import CalendarReader

        return CalendarReader(self.database, self.scope)

    @cached_property
    def inbox(self) -> "InboxReader":
        """What became of the reports of one member of staff."""
        from storage.readers.inbox import InboxReader

        return InboxReader(self.database, self.scope)

    @cached_property
    def registry(self) -> "RegistryReader":
        """Areas, staff, units, items."""
        from storage.readers.registry import RegistryReader

        return RegistryReader(self.database, self.scope)

    @cached_property
    def suggestions(self) -> "SuggestionReader":
        """Which tier, unit and limit filing would set, and why."""
        from storage.readers.suggestions import SuggestionReader

        return SuggestionReader(self.database, self.scope)

    @cached_property
    def duplicates(self) -> "DuplicateReader":
        """Which cases may be of one matter, and why."""
        from storage.readers.duplicates import DuplicateReader

        return DuplicateReader(self.database, self.scope)

    @cached_property
    def grids(self) -> "GridReader":
        """The tree of areas and what is in each."""
        from storage.readers.grids import GridReader

        return GridReader(self.database, self.scope)

    @cached_property
    def lineage(self) -> "LineageReader":
        """What areas were, and what became of them."""
        from storage.readers.lineage import LineageReader

        return LineageReader(self.database, self.scope)

    @cached_property
    def boundaries(self) -> "BoundaryReader":
        """Where areas lie, and what lies in them."""
        from storage.readers.boundaries import BoundaryReader

        return BoundaryReader(self.database, self.scope)

    @cached_property
    def roster(self) -> "RosterReader":
        """Who is posted in the jurisdiction."""
        from storage.readers.roster import RosterReader

        return RosterReader(self.database, self.scope)

    @cached_property
    def units(self) -> "UnitReader":
        """What units have in hand, send back and were ruled to answer."""
        from storage.readers.units import UnitReader

        return UnitReader(self.database, self.scope)

    @cached_property
    def explain(self) -> "ExplainReader":
        """Why something is due when it is."""
        from storage.readers.explain import ExplainReader

        return ExplainReader(self.database, self.scope)

    @cached_property
    def history(self) -> "HistoryReader":
        """The histories of cases and whether they are whole."""
        from storage.readers.history import HistoryReader

        return HistoryReader(self.database, self.scope)

    @cached_property
    def figures(self) -> "FigureReader":
        """The figures of reports."""
        from storage.readers.figures import FigureReader

        return FigureReader(self.database, self.scope)

    @cached_property
    def rollups(self) -> "RollUpReader":
        """The stored tallies of days that are over, of the whole district."""
        from storage.readers.rollups import RollUpReader

        return RollUpReader(self.database, self.scope.district_code, self.zone)

    @cached_property
    def drill(self) -> "DrillReader":
        """The cases behind the figures of reports."""
        from storage.readers.drill import DrillReader

        return DrillReader(self.database, self.scope)

    @cached_property
    def assessments(self) -> "AssessmentReader":
        """Profiles, and the scores of areas, units and staff."""
        from storage.readers.assessments import AssessmentReader

        return AssessmentReader(self.database, self.scope)

    @cached_property
    def signals(self) -> "SignalReader":
        """Early warnings, signs of padding, flaws of the data."""
        from storage.readers.signals import SignalReader

        return SignalReader(self.database, self.scope)

    @cached_property
    def admin(self) -> "AdminReader":
        """Operators, imports and the audit trail."""
        from storage.readers.admin import AdminReader

        return AdminReader(self.database, self.scope)

    @cached_property
    def policies(self) -> "PolicyReader":
        """What happens by itself, and what of it is due."""
        from storage.readers.policies import PolicyReader

        return PolicyReader(self.database)

    @cached_property
    def scheduling(self) -> "SchedulingReader":
        """Whether the timers run, what they have done, and the sealed days."""
        from storage.readers.scheduling import SchedulingReader

        return SchedulingReader(self.database, self.scope.district_code)

    @cached_property
    def imports(self) -> "ImportReader":
        """What was taken in from files."""
        from storage.readers.imports import ImportReader

        return ImportReader(self.database, self.scope)

    @cached_property
    def upstreams(self) -> "UpstreamReader":
        """What is to be sent to the platforms above, and what was."""
        from storage.readers.upstreams import UpstreamReader

        return UpstreamReader(self.database, self.scope)

    @property
    def feed(self) -> "Callable[[], ChangeFeed]":
        """Start watching for commits, of this process and all others."""
        return self.database.feed

    @contextmanager
    def as_it_stands(self) -> "Iterator[Shop]":
        """Hand out this shop with all its readers on one snapshot; see `Database.as_it_stands`."""
        with self.database.as_it_stands() as database:
            yield replace(self, database=database)

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()


def open_shop(
    settings: Settings, *, as_at: datetime | None = None, clock: Clock = system_clock
) -> Shop:
    """Open the database of ``settings`` as its operator.

    With ``as_at`` every list is judged as of that moment, local when it has no offset.

    Raises:
        Unavailable: there is no database, or its tables are not those of this program.
        Forbidden: there is no such operator.
    """
    database = open_database(settings.database, read_only=settings.read_only)
    try:
        require_current(database)
        zone = ZoneInfo(read_settings(database)[TIME_ZONE])
        scope = scope_of(database, settings.operator)
    except BaseException:
        database.close()
        raise
    if as_at is not None:
        moment = as_at if as_at.tzinfo else as_at.replace(tzinfo=zone)
        clock = _standing_at(moment)
    return Shop(database, settings, scope, zone, clock)


def _standing_at(moment: datetime) -> Clock:
    return lambda: moment
