"""Calendars come and are corrected while clocks run, stand and are extended, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete
from sqlmodel import col, select

from core.cases import commands as c
from core.cases.models import Case, CaseTimer
from core.cases.states import Stage
from core.deadlines.calendar import DayKind, WorkCalendar
from core.deadlines.engine import Deadlines, Extension, Pause, Reckoning
from core.deadlines.limits import parse_limit
from core.deadlines.models import CalendarDay, CalendarYear
from core.imports.commands import CalendarDayRow, CalendarYearRow, ImportCalendar
from core.imports.result import ImportResult
from core.kernel.command import Command
from core.kernel.errors import Refused
from core.kernel.settings import note_reference_change
from storage.database import Database
from tests.district import (
    ADMIN,
    COMMITTEE,
    DAYS_OFF_2026,
    DISPATCHER,
    ENFORCEMENT,
    MAKE_UP_DAYS_2026,
    MANHOLE,
    QUARREL,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.stored import chain_fault, history

BEGINNING: Final = datetime(2026, 12, 21, 1, 0, tzinfo=UTC)
"""Monday 2026-12-21 09:00 in Hangzhou."""
TARGETS: Final = {STALLS: "5 working_day"}
"""The limits at which tiers warn; all others warn at four fifths."""
ITEMS: Final = st.sampled_from((QUARREL, STALLS, MANHOLE))
UNITS: Final = {QUARREL: COMMITTEE, STALLS: ENFORCEMENT, MANHOLE: ENFORCEMENT}

Key = tuple[str, str, int]
"""Number, stage and call."""


@st.composite
def years(draw: st.DrawFn) -> CalendarYearRow:
    """Draw what a government might announce, and what it never would, about New Year."""
    number = draw(st.sampled_from((2026, 2027, 2027)))
    first, last = (1, 31) if number == 2027 else (352, 365)
    listed = draw(st.sets(st.integers(first, last), min_size=1, max_size=10))
    days = sorted(date(number, 1, 1) + timedelta(days=ordinal - 1) for ordinal in listed)
    made_up = {day for day in days if day.weekday() > 4 and draw(st.booleans())}
    kinds = {day: DayKind.MAKE_UP_DAY if day in made_up else DayKind.DAY_OFF for day in days}
    kinds[date(number, 6, 1)] = DayKind.DAY_OFF  # A year without any is not announced.
    rows = tuple(CalendarDayRow(day, str(kind), "假", "Holiday") for day, kind in kinds.items())
    return CalendarYearRow(1, number, "通知", rows)


class CalendarsAndClocks(RuleBasedStateMachine):
    """What is remembered here is told to nobody: it is what every due time is checked against."""

    district: District

    @initialize(hours=st.integers(0, 24 * 12), items=st.lists(ITEMS, min_size=2, max_size=3))
    def begin(self, hours: int, items: list[str]) -> None:
        self.district.clock.move_to(BEGINNING + timedelta(hours=hours))
        self._end_what_is_open()
        self._forget_calendars()
        self.items: dict[str, str] = {}
        self.stood_from: dict[str, datetime] = {}
        self.pauses: dict[str, list[Pause]] = {}
        self.merges: dict[str, list[Pause]] = {}
        self.extensions: dict[str, list[Extension]] = {}
        self.off = dict.fromkeys(DAYS_OFF_2026, DayKind.DAY_OFF)
        self.off |= dict.fromkeys(MAKE_UP_DAYS_2026, DayKind.MAKE_UP_DAY)
        self.announced = {2026}
        self.roof = self.district.report().number
        for item in items:
            self._dispatched(item)

    @rule(item=ITEMS)
    def a_case_is_dispatched(self, item: str) -> None:
        self._dispatched(item)

    def _dispatched(self, item: str) -> None:
        number = self.district.report(item_code=item).number
        condition = 2 if item == MANHOLE else None
        self._does(c.FileCase(number=number, item_code=item, condition=condition))
        self._does(c.DispatchCase(number=number, unit_code=UNITS[item]))
        self.items[number] = item
        self.pauses[number], self.merges[number], self.extensions[number] = [], [], []

    @rule(minutes=st.integers(1, 60 * 24 * 2))
    def time_passes(self, minutes: int) -> None:
        self.district.clock.advance(timedelta(minutes=minutes))

    @rule(data=st.data())
    def suspend_or_resume(self, data: st.DataObject) -> None:
        number = self._any(data)
        self._does(c.ReceiveCase(number=number))
        until = self.district.clock().date() + timedelta(days=30)
        if self._does(c.SuspendCase(number=number, until=until, reason="等")):
            self.stood_from[number] = self.district.clock()
        elif self._does(c.ResumeCase(number=number)):
            self._stood(number, self.pauses)

    @rule(data=st.data(), amount=st.integers(1, 4))
    def extend(self, data: st.DataObject, amount: int) -> None:
        number = self._any(data)
        unit = "working_hour" if self.items[number] == MANHOLE else "working_day"
        limit = f"{amount} {unit}"
        if self._does(c.AskExtension(number=number, limit=limit, reason="难"), by=DISPATCHER):
            assert self._does(c.GrantExtension(number=number))
            granted = Extension(self.district.clock(), parse_limit(limit))
            self.extensions[number].append(granted)

    @rule(data=st.data())
    def merge_or_unmerge(self, data: st.DataObject) -> None:
        number = self._any(data)
        if self._does(c.MergeCase(number=number, into=self.roof)):
            self.stood_from[number] = self.district.clock()
        elif self._does(c.UnmergeCase(number=number, reason="拆")):
            self._stood(number, self.pauses, self.merges)

    @rule(data=st.data())
    def resolve_or_take_up_again(self, data: st.DataObject) -> None:
        number = self._any(data)
        self._does(c.ReceiveCase(number=number))
        if not self._does(c.ResolveCase(number=number, result="好")):
            self._does(c.FailCheck(number=number, reason="差"))

    @rule(row=years(), more=st.lists(years(), max_size=1))
    def a_calendar_is_imported(self, row: CalendarYearRow, more: list[CalendarYearRow]) -> None:
        rows = (row, *(other._replace(line=2) for other in more if other.year != row.year))
        before, versions = self._timers(), self._versions()
        dry = self._imported(rows, commit=False)
        assert self._timers() == before
        done = self._imported(rows, commit=True)
        assert done.moves == dry.moves
        after = self._timers()
        assert {(move.number, move.stage, move.call) for move in done.moves} == {
            key for key in before if before[key] != after[key]
        }
        for move in done.moves:
            key = (move.number, move.stage, move.call)
            assert before[key] == Reckoning(
                move.due_before, move.target_before, move.estimated_before
            )
            assert after[key] == Reckoning(move.due_after, move.target_after, move.estimated_after)
        assert self._imported(rows, commit=True).moves == ()
        assert self._timers() == after
        moved = {move.number for move in done.moves}
        assert self._versions() == {
            number: version + (number in moved) for number, version in versions.items()
        }
        for number in moved:
            assert history(self.district.transactions, number)[-1].verb == "reckon"
            assert chain_fault(self.district.transactions, number) is None
        for taken in rows:
            self.off = {day: kind for day, kind in self.off.items() if day.year != taken.year}
            self.off |= {day.on: DayKind(day.kind) for day in taken.days}
            self.announced.add(taken.year)

    @invariant()
    def every_open_clock_ends_where_its_parts_say(self) -> None:
        deadlines = Deadlines(WorkCalendar(self.off, self.announced))
        for number, timer in self._open():
            if number not in self.items or not timer.limit:
                continue
            pauses, extensions, target = self.merges[number], [], None
            if timer.stage == Stage.HANDLE:
                pauses, extensions = self.pauses[number], self.extensions[number]
                named = TARGETS.get(self.items[number])
                target = parse_limit(named) if named else None
            expected = deadlines.reckon(
                timer.started_at,
                parse_limit(timer.limit),
                [pause for pause in pauses if pause.paused_from >= timer.started_at],
                extensions,
                target=target,
            )
            assert expected == Reckoning(timer.due_at, timer.target_at, timer.estimated)

    @invariant()
    def every_case_shows_its_soonest_clock(self) -> None:
        with self.district.transactions.rehearsing() as session:
            cases = session.exec(select(Case).where(col(Case.ended_at).is_(None))).all()
            for case in cases:
                timers = session.exec(
                    select(CaseTimer)
                    .where(CaseTimer.case_id == case.id)
                    .order_by(col(CaseTimer.due_at))
                ).all()
                assert case.due_at == timers[0].due_at
                assert case.estimated in {
                    timer.estimated for timer in timers if timer.due_at == case.due_at
                }
                for timer in timers:
                    if timer.stage == Stage.HANDLE:
                        assert (case.handle_due_at, case.handle_estimated) == (
                            timer.due_at,
                            timer.estimated,
                        )

    def _any(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.items)))

    def _does(self, command: Command, by: str = SUPERVISOR) -> bool:
        try:
            self.district.desk.execute(command, by=by)
        except Refused:
            return False
        return True

    def _stood(self, number: str, *spans: dict[str, list[Pause]]) -> None:
        begun, now = self.stood_from.pop(number), self.district.clock()
        for span in spans:
            if begun < now:
                span[number].append(Pause(begun, now))

    def _imported(self, rows: tuple[CalendarYearRow, ...], *, commit: bool) -> ImportResult:
        command = ImportCalendar(rows=rows, commit=commit)
        result: ImportResult = self.district.desk.execute(command, by=ADMIN)
        assert result.refused == ()
        return result

    def _open(self) -> list[tuple[str, CaseTimer]]:
        with self.district.transactions.rehearsing() as session:
            found = session.exec(
                select(Case.number, CaseTimer).join(CaseTimer, col(CaseTimer.case_id) == Case.id)
            ).all()
            session.expunge_all()
            return [(number, timer) for number, timer in found]

    def _timers(self) -> dict[Key, Reckoning]:
        return {
            (number, timer.stage, timer.call): Reckoning(
                timer.due_at, timer.target_at, timer.estimated
            )
            for number, timer in self._open()
        }

    def _versions(self) -> dict[str, int]:
        with self.district.transactions.rehearsing() as session:
            return dict(session.exec(select(Case.number, Case.version)).all())

    def _end_what_is_open(self) -> None:
        for number in {number for number, _ in self._open()}:
            assert self._does(c.CancelCase(number=number, reason="下一回"))

    def _forget_calendars(self) -> None:
        with self.district.transactions.writing() as session:
            session.execute(delete(CalendarDay))
            session.execute(delete(CalendarYear))
            session.add(CalendarYear(year=2026, source="test"))
            for kind, days in (
                ("day_off", DAYS_OFF_2026),
                ("make_up_day", MAKE_UP_DAYS_2026),
            ):
                session.add_all(
                    CalendarDay(on=day, kind=kind, name=kind, name_en=kind) for day in days
                )
            note_reference_change(session)


@pytest.fixture
def district(database: Database) -> District:
    """A small district on each database."""
    return District(database.transactions)


def test_every_open_due_time_is_what_its_parts_say_whatever_calendar_comes(
    district: District,
) -> None:
    class InThisDistrict(CalendarsAndClocks):
        pass

    InThisDistrict.district = district
    steps = settings(max_examples=settings().max_examples // 10, stateful_step_count=20)
    run_state_machine_as_test(InThisDistrict, settings=steps)
