"""The figures of a day, from a handful of grouped queries over the date indexes."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Result,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)

from core.areas.codes import CodeScheme, Level
from core.cases.rows import CaseFilter, QueueKey
from core.cases.states import RejectReason, Source, Stage, State, Verb
from core.deadlines.calendar import DayKind, build_calendar
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from core.reports.figures import SATISFACTION_POINTS, SOLVED_FROM
from core.reports.nightly import (
    Named,
    NightlyReport,
    Outlook,
    Period,
    ReportNames,
    Tallies,
    compose,
)
from core.reports.tallies import MILLIONTHS, Course, Tally, TallyKey, times, total
from storage.database import Database
from storage.readers.case_rows import as_stored, read_instant
from storage.readers.conditions import Shape, ask, conditions_of, instant
from storage.readers.counting import standing_before
from storage.readers.places import Place, code_range, narrower, place_of
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import AREAS, CALENDAR_DAYS, CASES, HISTORY, ITEMS, TIMERS, UNITS

_NOWHERE: Final = "-"

_A_PART: Final = 5_000
"""Rows taken from a query at a time."""


class FigureReader:
    """Reads the figures of a jurisdiction; `core.reports` says what each one means."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def nightly(self, on: date, zone: ZoneInfo, now: datetime) -> NightlyReport:
        """Return the report of the local day ``on``, drawn at ``now``.

        Everything is read from one snapshot. While the day still runs, it ends at ``now``.

        Raises:
            Invalid: the day has not begun yet.
        """
        begins_at, day_ends_at = (
            datetime.combine(day, time(), zone).astimezone(UTC)
            for day in (on, on + timedelta(days=1))
        )
        if begins_at > now:
            raise Invalid(
                N_("The day %(day)s has not begun yet; there is nothing to report."),
                field="on",
                day=on.isoformat(),
            )
        period = Period(on, begins_at, min(day_ends_at, now), now)
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            top = narrower(self._scope.district_code, self._scope.area_code)
            place = place_of(self._scope, reference.scheme)
            tallies = (
                _read_tallies(connection, reference.scheme, place, period)
                if place
                else Tallies({}, {})
            )
            # A jurisdiction outside its own district holds nothing, not even names.
            area, names = _read_names(connection, reference, top or _NOWHERE, on)
            outlook = self._outlook(connection, reference, period)
        return compose(area, period, outlook, tallies, names)

    def _outlook(self, connection: Connection, reference: Reference, period: Period) -> Outlook:
        working_day = _next_working_day(connection, period.on)
        asked = ask(self._scope, reference, CaseFilter(), period.drawn_at)
        if asked is None:
            return Outlook(0, working_day, 0)
        late, today, soon = (
            standing_before(connection, reference, asked, QueueKey(moment, 0))
            for moment in (
                period.drawn_at,
                reference.end(period.on),
                reference.end(working_day),
            )
        )
        return Outlook(late, working_day, soon - today)


def _next_working_day(connection: Connection, day: date) -> date:
    days = connection.execute(select(CALENDAR_DAYS.c.day, CALENDAR_DAYS.c.kind))
    calendar = build_calendar(((row.day, DayKind(row.kind)) for row in days), ())
    following = day + timedelta(days=1)
    while not calendar.is_working(following):
        following += timedelta(days=1)
    return following


class _Counts:
    """Counts what queries find, case by case, into tallies.

    Grouping by five columns costs SQLite several times what reading the cases costs. So they
    are read plainly, their flags packed into one number; alike cases are counted, and only
    what was found is taken apart.
    """

    def __init__(self, community_length: int) -> None:
        self._community_length = community_length
        self._by_key: dict[TallyKey, list[Tally]] = {}
        self._by_unit: dict[int, list[Tally]] = {}

    def add(self, found: Result[Any], tally_of: Callable[..., Tally]) -> None:
        """Count rows of `_key_columns` and more; ``tally_of`` makes a tally of the more."""
        alike: Counter[Sequence[Any]] = Counter()
        for part in found.partitions(_A_PART):
            # A plain tuple is compared in C, a row is not.
            alike.update(map(tuple, part))
        for row, number in alike.items():
            tally = times(number, tally_of(*row[_UNIT + 1 :]))
            self._by_key.setdefault(self._key(row[:_UNIT]), []).append(tally)
            if row[_UNIT] is not None:
                self._by_unit.setdefault(row[_UNIT], []).append(tally)

    def add_return(self, unit: int) -> None:
        """Count a case that ``unit`` sent back."""
        self._by_unit.setdefault(unit, []).append(Tally(returns=1))

    def tallies(self) -> Tallies:
        """Return the sums."""
        return Tallies(
            {key: total(found) for key, found in self._by_key.items()},
            {unit: total(found) for unit, found in self._by_unit.items()},
        )

    def _key(self, cells: Sequence[Any]) -> TallyKey:
        tier, street, place, source, on_the_spot, circulated = cells
        community = place if len(place) == self._community_length else ""
        course = Course.CIRCULATED if circulated else Course.LOCAL
        return TallyKey(
            tier, street, community, source, Course.SELF_HANDLED if on_the_spot else course
        )


def _key_columns(community_length: int) -> list[ColumnElement[Any]]:
    c = CASES.c
    return [
        c.tier,
        c.street_code,
        func.substr(c.area_code, 1, community_length),
        c.source,
        c.self_handled,
        c.circulated_at.is_not(None),
        c.unit_id,
    ]


_UNIT: Final = 6
"""Where the unit stands among the key columns; what comes before it makes the key."""


def _read_tallies(
    connection: Connection, scheme: CodeScheme, place: Place, period: Period
) -> Tallies:
    community, grid = (scheme.lengths[level - 1] for level in (Level.COMMUNITY, Level.GRID))
    running = period.ends_at == period.drawn_at
    values = place.values | {
        "begins_at": period.begins_at,
        # While the day runs, what happens at the very moment of drawing is in it.
        "ends_at": period.ends_at + timedelta.resolution if running else period.ends_at,
        "late_at": period.ends_at,
    }
    counts = _Counts(community)
    for statement, tally_of in (
        (_reported(place.conditions, community, grid), _report_tally),
        (_handled(place.conditions, community), _handled_tally),
        (_closed(place.conditions, community), _closed_tally),
        (_overdue(place.conditions, community), _overdue_tally),
        (_handled_since(place.conditions, community), _overdue_tally),
    ):
        counts.add(connection.execute(statement, values), tally_of)
    units = _unit_ids(connection)
    for payload in connection.scalars(_return_entries(place.conditions), values):
        unit = units.get(json.loads(payload)["details"].get("unit_code"))
        if unit is not None:
            counts.add_return(unit)
    return counts.tallies()


def _packed(flags: Mapping[str, ColumnElement[bool]]) -> ColumnElement[int]:
    """Pack conditions, none of which may be NULL, into one number, the first as its lowest bit."""
    packed: ColumnElement[int] = literal(0)
    for place, flag in enumerate(flags.values()):
        packed = packed + case((flag, 1 << place), else_=0)
    return packed


def _unpacked(names: Iterable[str], packed: int) -> dict[str, int]:
    return {name: packed >> place & 1 for place, name in enumerate(names)}


def _within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column >= instant("begins_at"), column < instant("ends_at"))


@cache
def _report_flags(grid_length: int) -> dict[str, ColumnElement[bool]]:
    c = CASES.c
    patrol_log = func.coalesce(c.reject_reason, "") == RejectReason.PATROL_LOG
    filed = c.filed_at.is_not(None)
    settled = and_(c.self_handled, c.item_id.is_not(None))
    circulated = c.circulated_at.is_not(None)
    in_grid = and_(filed, func.length(c.area_code) >= grid_length)
    seen_by_gridders = c.item_id.in_(select(ITEMS.c.id).where(ITEMS.c.gridder_sees))
    return {
        "reported": not_(patrol_log),
        "patrol_log": patrol_log,
        "valid": or_(filed, settled),
        "valid_self_handled": settled,
        "valid_circulated": and_(filed, circulated),
        "circulated": circulated,
        "filed_in_grid": in_grid,
        "missed": and_(in_grid, c.source != Source.GRIDDER, seen_by_gridders),
    }


@cache
def _reported(place: Shape, community: int, grid: int) -> Select[Any]:
    keys = _key_columns(community)
    # No unit has a part in how good a report was.
    keys[_UNIT] = null().label("no_unit")
    return select(*keys, _packed(_report_flags(grid))).where(
        *conditions_of(place, CASES), _within(CASES.c.reported_at)
    )


def _report_tally(packed: int) -> Tally:
    return Tally(**_unpacked(_report_flags(0), packed))


@cache
def _handled_flags() -> dict[str, ColumnElement[bool]]:
    c = CASES.c
    closed = c.state == State.CLOSED
    late = and_(c.handled_late.is_not(None), c.handled_late)
    dispatched = c.dispatch_count > 0
    to_unit = c.first_unit_id.is_not(None)
    return {
        "handled": true(),
        "handled_closed": closed,
        "closed_in_time": and_(closed, not_(late)),
        "dispatched": dispatched,
        "returned": and_(dispatched, c.return_count > 0),
        "dispatched_to_unit": to_unit,
        "well_dispatched": and_(to_unit, func.coalesce(c.unit_id, 0) == c.first_unit_id),
    }


@cache
def _handled(place: Shape, community: int) -> Select[Any]:
    return select(*_key_columns(community), _packed(_handled_flags())).where(
        *conditions_of(place, CASES), _within(CASES.c.resolved_at)
    )


def _handled_tally(packed: int) -> Tally:
    return Tally(**_unpacked(_handled_flags(), packed))


@cache
def _closed(place: Shape, community: int) -> Select[Any]:
    c = CASES.c
    # The clocks of those in time all look alike, so that they count as alike.
    clocks = (
        case((c.handled_late, as_stored(clock))).label(clock.name)
        for clock in (c.handle_started_at, c.handle_due_at, c.resolved_at)
    )
    cells = (c.check_count > 0, c.rework_count, c.rating, *clocks)
    return select(*_key_columns(community), *cells).where(
        *conditions_of(place, CASES), _within(c.ended_at), c.state == State.CLOSED
    )


def _closed_tally(*cells: Any) -> Tally:
    checked, reworks, rating, *late_clock = cells
    return Tally(
        closed=1,
        solved=int(rating is None or rating >= SOLVED_FROM),
        checked=int(checked),
        reworked=int(checked and reworks > 0),
        reworks=reworks,
        rated=int(rating is not None),
        satisfaction=SATISFACTION_POINTS[rating] if rating is not None else 0,
        closed_late=int(late_clock[0] is not None),
        lateness=_lateness(*late_clock) if late_clock[0] is not None else 0,
    )


def _lateness(*clock: str) -> int:
    """Say by how many millionths of its limit a case had overrun, in running time."""
    started_at, due_at, resolved_at = map(read_instant, clock)
    return round(MILLIONTHS * ((resolved_at - due_at) / (due_at - started_at)))


@cache
def _overdue(place: Shape, community: int) -> Select[Any]:
    """Return the cases whose handling clock still runs and was over when the day ended."""
    t = TIMERS.c
    # The district is named on the timer too, so that the index of timers by stage leads.
    running = (*conditions_of(("district",), TIMERS), t.stage == Stage.HANDLE)
    of_case = and_(t.district_code == CASES.c.district_code, t.case_id == CASES.c.id)
    return (
        select(*_key_columns(community))
        .select_from(TIMERS)
        .join(CASES, of_case)
        .where(*running, t.due_at < instant("late_at"), *conditions_of(place, CASES))
    )


@cache
def _handled_since(place: Shape, community: int) -> Select[Any]:
    """Return the cases that were overdue when the day ended and have been handled since."""
    c = CASES.c
    return select(*_key_columns(community)).where(
        *conditions_of(place, CASES),
        c.resolved_at >= instant("ends_at"),
        c.handle_due_at < instant("late_at"),
    )


def _overdue_tally() -> Tally:
    return Tally(overdue=1)


@cache
def _return_entries(place: Shape) -> Select[Any]:
    c, h = CASES.c, HISTORY.c
    return (
        select(h.payload)
        .join(CASES, and_(h.district_code == c.district_code, h.case_id == c.id))
        .where(
            *conditions_of(place, CASES),
            _within(c.resolved_at),
            c.return_count > 0,
            h.verb == Verb.RETURN,
        )
    )


def _unit_ids(connection: Connection) -> dict[str, int]:
    return {row.code: row.id for row in connection.execute(select(UNITS.c.code, UNITS.c.id))}


def _read_names(
    connection: Connection, reference: Reference, top: str, on: date
) -> tuple[Named, ReportNames]:
    """Name the area of a report, and all that gets a line in it, as on its day."""
    a = AREAS.c
    bounds = code_range(top)
    inside = and_(a.code >= bounds["area_from"], a.code < bounds["area_to"])
    valid = and_(a.valid_from <= on, or_(a.valid_to.is_(None), a.valid_to > on))
    found = connection.execute(
        select(a.level, a.code, a.name, a.name_en).where(inside, valid).order_by(a.code)
    )
    areas: dict[int, dict[str, Named]] = {level: {} for level in Level}
    for level, code, name, name_en in found:
        areas[level][code] = Named(code, name, name_en)
    everywhere = {code: name for level in areas.values() for code, name in level.items()}
    names = ReportNames(
        tiers={key: Named(str(key), *name) for key, name in reference.tiers.items()},
        streets=areas[Level.STREET],
        communities=areas[Level.COMMUNITY],
        units={key: Named(*name) for key, name in reference.units.items()},
    )
    return everywhere.get(top, Named(top, top)), names
