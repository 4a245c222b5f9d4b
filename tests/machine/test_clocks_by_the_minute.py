"""The clocks of cases against a walker that counts minute by minute, whatever happens to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, Table, select

from core.cases import commands as c
from core.cases.models import Case, CaseHistory, CaseTimer
from core.deadlines.limits import parse_limit
from core.deadlines.policy import Policy, load_policy
from core.desk import Desk
from core.imports.commands import CalendarYearRow, ImportCalendar
from core.kernel.command import Command
from core.kernel.errors import Refused
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.explain import ExplainReader
from tests.core.deadlines.oracle import Oracle
from tests.core.deadlines.test_oracle import Story, naive, walked
from tests.district import (
    ADMIN,
    COMMITTEE,
    DAYS_OFF_2026,
    DISPATCHER,
    ENFORCEMENT,
    MAKE_UP_DAYS_2026,
    MANHOLE,
    QUARREL,
    SAFETY,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.machine.clerk import Clerk, Clock
from tests.machine.test_calendars_and_clocks import years
from tests.machine.undone import Undone

STORIES: Final = {
    "default": {"sqlite": 460, "postgresql": 40},
    "nightly": {"sqlite": 8000, "postgresql": 2000},
}
"""How many are told by profile and database."""

BEGINNING: Final = datetime(2026, 12, 21, 1, 0, tzinfo=UTC)
"""Monday 2026-12-21 09:00 in Hangzhou."""
UNITS: Final = {QUARREL: COMMITTEE, STALLS: ENFORCEMENT, MANHOLE: ENFORCEMENT}

Deed = Callable[[str, date], Command]
"""What is tried on a case, on a day."""

DEEDS: Final[dict[str, Deed]] = {
    "receive": lambda n, _: c.ReceiveCase(number=n),
    "suspend": lambda n, day: c.SuspendCase(number=n, until=day + timedelta(days=40), reason="等"),
    "resume": lambda n, _: c.ResumeCase(number=n),
    "ask": lambda n, _: c.AskExtension(number=n, limit="2 working_day", reason="难"),
    "ask for hours": lambda n, _: c.AskExtension(number=n, limit="3 working_hour", reason="难"),
    "grant": lambda n, _: c.GrantExtension(number=n),
    "escalate": lambda n, _: c.EscalateCase(number=n, reason="升"),
    "hand down": lambda n, _: c.HandDownCase(number=n, tier=2, reason="下"),
    "dispatch to the committee": lambda n, _: c.DispatchCase(number=n, unit_code=COMMITTEE),
    "dispatch to safety": lambda n, _: c.DispatchCase(number=n, unit_code=SAFETY),
    "return": lambda n, _: c.ReturnCase(number=n, reason="退"),
    "merge": lambda n, _: c.MergeCase(number=n, into=ROOF),
    "unmerge": lambda n, _: c.UnmergeCase(number=n, reason="拆"),
    "resolve": lambda n, _: c.ResolveCase(number=n, result="好"),
    "fail": lambda n, _: c.FailCheck(number=n, reason="差"),
}
SCOPE: Final = Scope(SUPERVISOR, "王强", Role.SUPERVISOR, "330108", "330108")
ROOF: Final = "330108-26-000001"

HANDLED: Final = ("receive", "suspend", "resume", "ask", "grant", "merge", "unmerge")
STEPS: Final = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(HANDLED), st.sampled_from(sorted(DEEDS)), years()),
        st.one_of(st.integers(0, 300), st.integers(0, 60 * 24 * 4), st.just(60 * 24 * 6)),
    ),
    min_size=4,
    max_size=8,
)
"""What is done, and after how many minutes; a year is a calendar that is taken in."""

CASES = cast("Table", Case.__table__)  # type: ignore[attr-defined]
TIMERS = cast("Table", CaseTimer.__table__)  # type: ignore[attr-defined]
HISTORY = cast("Table", CaseHistory.__table__)  # type: ignore[attr-defined]


@dataclass
class Almanac:
    """What the walker knows of the calendar, year by year as it was taken in."""

    off: set[date] = field(default_factory=lambda: set(DAYS_OFF_2026))
    make_up: set[date] = field(default_factory=lambda: set(MAKE_UP_DAYS_2026))
    announced: set[int] = field(default_factory=lambda: {2026})

    def take_in(self, row: CalendarYearRow) -> None:
        self.off = {day for day in self.off if day.year != row.year}
        self.make_up = {day for day in self.make_up if day.year != row.year}
        self.off |= {day.on for day in row.days if day.kind == "day_off"}
        self.make_up |= {day.on for day in row.days if day.kind == "make_up_day"}
        self.announced.add(row.year)

    def walker(self) -> Oracle:
        return Oracle(
            frozenset(self.off), frozenset(self.make_up), frozenset(self.announced), seasons=()
        )


@dataclass
class CaseOfAStory:
    """One case to which things happen, and the clerk who keeps its clocks."""

    district: District
    undone: Undone
    policy: Policy
    item: str

    def __post_init__(self) -> None:
        self.district.clock.move_to(BEGINNING)
        self.district.desk = Desk(self.undone, self.district.clock)
        assert self.district.report().number == ROOF
        self.number = self.district.report(item_code=self.item).number
        self.clerk, self.heard, self.almanac = Clerk(self.policy), 0, Almanac()
        condition = 2 if self.item == MANHOLE else None
        file = c.FileCase(number=self.number, item_code=self.item, condition=condition)
        dispatch = c.DispatchCase(number=self.number, unit_code=UNITS[self.item])
        assert self.tries(file)
        assert self.tries(dispatch)

    def tries(self, command: Command, by: str = SUPERVISOR) -> bool:
        try:
            self.district.desk.execute(command, by=by)
        except Refused:
            return False
        return True

    def lives_through(self, deed: str | CalendarYearRow) -> bool:
        """Do it, or take the calendar in; tell whether anything was done."""
        if isinstance(deed, str):
            command = DEEDS[deed](self.number, self.district.clock().date())
            return self.tries(command, by=DISPATCHER if deed.startswith("ask") else SUPERVISOR)
        self.almanac.take_in(deed)
        assert self.tries(ImportCalendar(rows=(deed,), commit=True), by=ADMIN)
        return True

    def every_clock_ends_where_the_walker_arrives(self) -> None:
        walker = self.almanac.walker()
        for entry in self._new_entries():
            self.clerk.hear(cast("Any", entry))
        stored = {(timer.stage, timer.call): timer for timer in self._timers()}
        assert stored.keys() == self.clerk.clocks.keys()
        for key, clock in self.clerk.clocks.items():
            if not clock.ends_at:
                times = (naive(stored[key].due_at), naive(stored[key].target_at))
                assert times == walked_to(walker, clock)

    def every_clock_that_runs_explains_where_it_ends(self) -> None:
        reader = ExplainReader(cast("Database", self.undone), SCOPE)
        for timer in self._timers():
            if timer.time_limit:
                explanation = reader.case(self.number, timer.stage)
                assert (explanation.due_at, explanation.estimated) == (
                    timer.due_at,
                    timer.estimated,
                )

    def _new_entries(self) -> list[Row[Any]]:
        query = select(HISTORY).join(CASES, CASES.c.id == HISTORY.c.case_id)
        query = query.where(CASES.c.number == self.number, HISTORY.c.seq > self.heard)
        entries = self.undone.session.connection().execute(query.order_by(HISTORY.c.seq)).all()
        self.heard += len(entries)
        return list(entries)

    def _timers(self) -> list[Row[Any]]:
        query = select(TIMERS).join(CASES, CASES.c.id == TIMERS.c.case_id)
        query = query.where(CASES.c.number == self.number)
        return list(self.undone.session.connection().execute(query).all())


def walked_to(walker: Oracle, clock: Clock) -> tuple[datetime, datetime]:
    """Return the due time and the target, both local, as the walker finds them."""

    def story(limit: str) -> Story:
        return Story(
            naive(clock.started_at),
            parse_limit(limit),
            tuple((naive(pause.paused_from), naive(pause.resumed_at)) for pause in clock.pauses),
            tuple(
                (naive(granted.granted_at), granted.limit.amount) for granted in clock.extensions
            ),
        )

    told = story(clock.limit)
    due = walked(walker, told)
    if clock.target:
        return due, walked(walker, story(clock.target))
    return due, walker.share_run(told.start, due, told.limit.unit.value, told.stays, 80)


@pytest.fixture
def undone(database: Database) -> Undone:
    return Undone(database)


@pytest.fixture
def district(database: Database, undone: Undone) -> District:
    """A small district on each database, in which nothing that happens lasts."""
    district = District(database.transactions)
    district.transactions = undone
    return district


def test_every_clock_of_a_case_ends_where_the_walker_arrives(
    district: District, undone: Undone, database: Database
) -> None:
    with database.transactions.rehearsing() as session:
        policy = load_policy(session)
    profile = settings.get_current_profile_name()
    stories = STORIES.get(profile, STORIES["default"])[database.dialect]

    @settings(max_examples=stories)
    @given(st.sampled_from(sorted(UNITS)), STEPS)
    def whatever_happens(item: str, steps: list[tuple[str | CalendarYearRow, int]]) -> None:
        with undone.a_life():
            case = CaseOfAStory(district, undone, policy, item)
            for deed, minutes in steps:
                district.clock.advance(timedelta(minutes=minutes))
                if case.lives_through(deed):
                    case.every_clock_ends_where_the_walker_arrives()
            case.every_clock_that_runs_explains_where_it_ends()

    whatever_happens()
