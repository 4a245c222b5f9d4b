"""What early warning, padding and data-quality rules look at, counted by the database.

Each rule of `core.reports.warnings` and `core.reports.padding` has a method that feeds it. What
can be grouped is grouped by the database, week by week or day by day over the index of reports;
only the paces of units, which need medians, are read case by case.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from core.areas.codes import Level
from core.cases.states import RejectReason, Source, State
from core.operators.jurisdiction import Scope
from core.reports import padding, warnings
from core.reports.bulletin import DataFlaw
from core.reports.nightly import Named, Period
from core.reports.padding import OnTheSpot, SameText
from core.reports.signals import Signal
from core.reports.warnings import Pace, Repetition, Silence, WeeklyCount
from storage.database import Database
from storage.readers.case_rows import as_stored, read_instant
from storage.readers.closer import Known, staff_names
from storage.readers.conditions import conditions_of, instant
from storage.readers.figures import narrowed, period_of
from storage.readers.places import Place, narrower, place_of
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import AREAS, CASES

_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class _Look:
    """A jurisdiction up to the end of a day, ready to be counted in."""

    connection: Connection
    reference: Reference
    place: Place
    top: str
    period: Period

    def within(self, days: int, before: int = 0) -> dict[str, Any]:
        """Return the values of a query over ``days`` local days that end ``before`` the last."""
        last = self.period.on - timedelta(days=before)
        first = last - timedelta(days=days - 1)
        ends_at = min(self.reference.end(last), self.period.counts_until)
        values = {"begins_at": self.reference.beginning(first), "ends_at": ends_at}
        return self.place.values | values

    def rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Iterator[Any]:
        """Ask about the cases of the jurisdiction."""
        here = statement.where(*conditions_of(self.place.conditions, CASES))
        yield from self.connection.execute(here, values)

    def item(self, key: int) -> Named:
        """Name an item."""
        return Named(*self.reference.items[key])

    def areas(self) -> dict[str, Named]:
        """Name every area of the last day, and the others as they were called last."""
        a = AREAS.c
        found = self.connection.execute(
            select(a.code, a.name, a.name_en).order_by(a.code, a.valid_from)
        )
        return {row.code: Named(*row) for row in found}


class SignalReader:
    """Reads signals inside a jurisdiction; a rule sees what was reported up to the last day."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def warnings(self, on: date, zone: ZoneInfo, now: datetime) -> tuple[Signal, ...]:
        """Return the early warnings as seen at the end of the local day ``on``, or at ``now``.

        Raises:
            Invalid: the day has not begun yet.
        """
        with self._database.reading() as connection:
            look = self._look(connection, period_of(on, on, zone, now))
            if look is None:
                return ()
            return (
                *_rising(look),
                *warnings.slowing_units(_paces(look)),
                *warnings.silent_grids(_silences(look)),
                *warnings.repeated_places(_repetitions(look)),
            )

    def padding(self, on: date, zone: ZoneInfo, now: datetime) -> tuple[Signal, ...]:
        """Return the signs of padding as seen at the end of the local day ``on``, or at ``now``.

        Raises:
            Invalid: the day has not begun yet.
        """
        with self._database.reading() as connection:
            look = self._look(connection, period_of(on, on, zone, now))
            if look is None:
                return ()
            daily = _reports_by_day(look)
            return (
                *padding.trivial(_on_the_spot(look)),
                *padding.worded_alike(_texts(look)),
                *padding.even(daily, on),
                *padding.bursting(daily, on),
            )

    def flaws(
        self, since: date, until: date, zone: ZoneInfo, now: datetime
    ) -> tuple[DataFlaw, ...]:
        """Count the cases reported in some local days that lack what figures need.

        Raises:
            Invalid: the last day has not begun yet, or the first comes after it.
        """
        with self._database.reading() as connection:
            look = self._look(connection, period_of(since, until, zone, now))
            return tuple(_flaws(look)) if look else ()

    def of_area(self, area: str) -> "SignalReader":
        """Return a reader of the part of the jurisdiction that lies in ``area``.

        Raises:
            NotFound: no part of it does.
        """
        return SignalReader(self._database, narrowed(self._scope, area))

    def _look(self, connection: Connection, period: Period) -> _Look | None:
        reference = self._book.at(connection)
        place = place_of(self._scope, reference.scheme)
        top = narrower(self._scope.district_code, self._scope.area_code)
        return _Look(connection, reference, place, top, period) if place and top else None


def _reported() -> ColumnElement[bool]:
    at = CASES.c.reported_at
    return and_(at >= instant("begins_at"), at < instant("ends_at"))


def _stands() -> ColumnElement[bool]:
    """Return that a case was worth a case: neither turned away, merged nor taken back."""
    return CASES.c.state.not_in((State.REJECTED, State.MERGED, State.CANCELLED))


def _by_gridder() -> ColumnElement[bool]:
    patrol_log = func.coalesce(CASES.c.reject_reason, "") == RejectReason.PATROL_LOG
    return and_(CASES.c.source == Source.GRIDDER, ~patrol_log)


def _rising(look: _Look) -> tuple[Signal, ...]:
    c = CASES.c
    counted = (
        select(c.item_id, c.street_code, func.count())
        .where(_reported(), _stands(), c.item_id.is_not(None))
        .group_by(c.item_id, c.street_code)
    )
    weeks: list[dict[tuple[str, str], int]] = []
    names: dict[str, Named] = {}
    for week in range(warnings.WEEKS + 1):
        found: dict[tuple[str, str], int] = defaultdict(int)
        for item, street, number in look.rows(counted, look.within(_WEEK, _WEEK * week)):
            name = look.item(item)
            names[name.key] = name
            # Versions of an item are one item.
            found[name.key, street] += int(number)
        weeks.append(found)
    areas = look.areas()

    def count(item: Named, street: str, weekly: list[int]) -> WeeklyCount:
        return WeeklyCount(item, areas.get(street, Named(street, street)), weekly[0],
                           tuple(reversed(weekly[1:])))  # fmt: skip

    totals: list[Counter[str]] = [Counter() for _ in weeks]
    for totalled, counted_week in zip(totals, weeks, strict=True):
        for (_, street), number in counted_week.items():
            totalled[street] += number
    nothing = Named("", "")
    return warnings.rising_items(
        [
            count(names[item], street, [week.get((item, street), 0) for week in weeks])
            for item, street in weeks[0]
        ],
        {street: count(nothing, street, [t[street] for t in totals]) for street in totals[0]},
    )


def _paces(look: _Look) -> Iterator[Pace]:
    c = CASES.c
    clock = tuple(map(as_stored, (c.handle_started_at, c.handle_due_at, c.resolved_at)))
    handled = select(c.unit_id, *clock).where(
        c.resolved_at >= instant("begins_at"),
        c.resolved_at < instant("ends_at"),
        c.unit_id.is_not(None),
        c.handle_started_at.is_not(None),
        c.handle_due_at.is_not(None),
    )
    days = warnings.SLOW_DAYS
    paces = [
        _parts(look.rows(handled, values))
        for values in (look.within(days), look.within(_WEEK * warnings.WEEKS, days))
    ]
    for unit, now in paces[0].items():
        yield Pace(Named(*look.reference.units[unit]), now, paces[1].get(unit, []))


def _parts(rows: Iterator[Any]) -> dict[int, list[float]]:
    """Return the parts of their limits that cases took, by unit, in order."""
    parts: dict[int, list[float]] = {}
    for unit, *clock in rows:
        started_at, due_at, resolved_at = map(read_instant, clock)
        if due_at > started_at:
            part = (resolved_at - started_at) / (due_at - started_at)
            parts.setdefault(unit, []).append(round(part, 6))
    return {unit: sorted(found) for unit, found in parts.items()}


def _silences(look: _Look) -> Iterator[Silence]:
    length = look.reference.scheme.lengths[Level.GRID - 1]
    grid = func.substr(CASES.c.area_code, 1, length).label("grid")
    counted = (
        select(grid, func.count(), func.max(CASES.c.reported_at))
        .where(_reported(), _by_gridder(), func.length(CASES.c.area_code) >= length)
        .group_by("grid")
    )
    days = _WEEK * warnings.SILENCE_WEEKS
    first = look.period.on - timedelta(days=days - 1)
    areas = look.areas()
    for code, reports, last_at in look.rows(counted, look.within(days)):
        last = look.reference.local_day(last_at)
        silent_for = (look.period.on - last).days
        yield Silence(
            areas.get(code, Named(code, code)), int(reports), (last - first).days + 1, silent_for
        )


def _repetitions(look: _Look) -> Iterator[Repetition]:
    c = CASES.c
    values = look.within(warnings.REPEATED_DAYS)
    place = (c.item_id, c.area_code, c.address)
    worth = (_reported(), _stands(), c.item_id.is_not(None), c.address != "")
    often = select(*place).where(*worth).group_by(*place).having(func.count() >= warnings.REPEATED)
    numbers: dict[tuple[Any, ...], list[str]] = {tuple(row): [] for row in look.rows(often, values)}
    if not numbers:
        return
    addresses = c.address.in_({address for _, _, address in numbers})
    for *key, number in look.rows(select(*place, c.number).where(*worth, addresses), values):
        if tuple(key) in numbers:
            numbers[tuple(key)].append(number)
    areas = look.areas()
    for (item, area, address), cases in numbers.items():
        name = areas.get(area, Named(area, area))
        yield Repetition(look.item(item), name, address, tuple(sorted(cases)))


def _on_the_spot(look: _Look) -> Iterator[OnTheSpot]:
    length = look.reference.scheme.lengths[Level.COMMUNITY - 1]
    community = func.substr(CASES.c.area_code, 1, length).label("community")
    settled = func.sum(case((CASES.c.self_handled, 1), else_=0))
    counted = (
        select(community, func.count(), settled)
        .where(_reported(), _by_gridder(), func.length(CASES.c.area_code) >= length)
        .group_by("community")
    )
    areas = look.areas()
    for code, reports, alone in look.rows(counted, look.within(padding.DAYS)):
        yield OnTheSpot(areas.get(code, Named(code, code)), int(reports), int(alone))


def _texts(look: _Look) -> Iterator[SameText]:
    c = CASES.c
    counted = (
        select(c.reporter_staff_id, c.matter, func.count())
        .where(_reported(), _by_gridder(), c.reporter_staff_id.is_not(None))
        .group_by(c.reporter_staff_id, c.matter)
        .having(func.count() >= padding.SAME)
    )
    staff = _staff(look)
    for key, matter, reports in look.rows(counted, look.within(padding.DAYS)):
        if key in staff:
            yield SameText(staff[key], matter, int(reports))


def _reports_by_day(look: _Look) -> dict[Named, dict[date, int]]:
    """Count the reports of each gridder by local day, of four weeks and of the month."""
    reporter = CASES.c.reporter_staff_id
    counted = (
        select(reporter, func.count())
        .where(_reported(), _by_gridder(), reporter.is_not(None))
        .group_by(reporter)
    )
    on = look.period.on
    daily: dict[int, dict[date, int]] = {}
    for back in range(max(padding.DAYS, on.day)):
        for key, reports in look.rows(counted, look.within(1, back)):
            daily.setdefault(key, {})[on - timedelta(days=back)] = int(reports)
    staff = _staff(look)
    return {staff[key]: days for key, days in daily.items() if key in staff}


def _staff(look: _Look) -> Mapping[Any, Named]:
    """Name those posted here; who is not is told where they are."""
    return staff_names(Known(look.connection, look.reference, look.top))


def _flaws(look: _Look) -> Iterator[DataFlaw]:
    c = CASES.c
    grid = look.reference.scheme.lengths[Level.GRID - 1]
    flawed: dict[str, tuple[ColumnElement[bool], ColumnElement[bool]]] = {
        "no_grid": (func.length(c.area_code) < grid, c.id.is_not(None)),
        "no_address": (c.address == "", c.id.is_not(None)),
        "no_reporter": (
            and_(c.source == Source.GRIDDER, c.reporter_staff_id.is_(None)),
            c.source == Source.GRIDDER,
        ),
        "no_result": (
            and_(c.state == State.CLOSED, c.result == ""),
            c.state == State.CLOSED,
        ),
    }
    sums = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
        for pair in flawed.values()
        for condition in pair
    ]
    values = look.place.values | {
        "begins_at": look.period.begins_at,
        "ends_at": look.period.counts_until,
    }
    [counts] = look.rows(select(*sums).where(_reported()), values)
    for n, name in enumerate(flawed):
        yield DataFlaw(name, int(counts[2 * n]), int(counts[2 * n + 1]))
    estimated = func.coalesce(func.sum(case((c.estimated, 1), else_=0)), 0)
    open_ = select(estimated, func.count()).where(c.ended_at.is_(None))
    [(guessed, number)] = look.rows(open_, look.place.values)
    yield DataFlaw("estimated", int(guessed), int(number))
