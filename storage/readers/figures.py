"""The figures of some days, from a handful of grouped queries over the date indexes."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Row,
    Select,
    and_,
    or_,
    select,
)

from core.areas.codes import CodeScheme, Level
from core.cases.rows import CaseFilter, QueueKey
from core.cases.states import Verb
from core.deadlines.calendar import DayKind, build_calendar
from core.kernel.errors import Invalid, NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from core.reports.figures import HEADLINE, Figure
from core.reports.nightly import (
    DayFigures,
    Named,
    NightlyReport,
    Outlook,
    Period,
    ReportNames,
    Section,
    Tallies,
    compose,
    sections_by_key,
)
from core.reports.rolled import Cell, Cut
from core.reports.tallies import Course, Tally, TallyKey, times, total
from storage.database import Database
from storage.readers.closer import CLOSER, Closely, Known
from storage.readers.conditions import ask
from storage.readers.counting import standing_before
from storage.readers.places import Place, code_range, narrower, place_of
from storage.readers.populations import (
    UNIT,
    closed,
    closed_tally,
    extended_now,
    handled,
    handled_since,
    handled_tally,
    overdue,
    overdue_tally,
    report_tally,
    reported,
    suspended_now,
    told_in_histories,
)
from storage.readers.reference import Reference, reference_book
from storage.readers.rolled import Moments, covered
from storage.readers.tables import (
    AREAS,
    CALENDAR_DAYS,
    OPERATORS,
    UNITS,
)

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

        Raises:
            Invalid: the day has not begun yet.
        """
        return self.over(on, on, zone, now)

    def over(self, since: date, until: date, zone: ZoneInfo, now: datetime) -> NightlyReport:
        """Return the report of the local days from ``since`` to ``until``, both in it.

        Everything is read from one snapshot. While the last day still runs, it ends at ``now``.

        Raises:
            Invalid: the last day has not begun yet, or the first comes after it.
        """
        period = period_of(since, until, zone, now)
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            top = narrower(self._scope.district_code, self._scope.area_code)
            place = place_of(self._scope, reference.scheme)
            tallies = (
                _read_tallies(connection, reference.scheme, place, period, zone)
                if place
                else Tallies({}, {}, {})
            )
            # A jurisdiction outside its own district holds nothing, not even names.
            area, names = _read_names(connection, reference, top or _NOWHERE, until)
            outlook = self._outlook(connection, reference, period)
        return compose(area, period, outlook, tallies, names)

    def daily(
        self, since: date, until: date, zone: ZoneInfo, now: datetime
    ) -> tuple[DayFigures, ...]:
        """Return the headline of each local day from ``since`` to ``until``, drawn at ``now``.

        Raises:
            Invalid: the last day has not begun yet, or the first comes after it.
        """
        period_of(since, until, zone, now)
        days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        with self._database.reading() as connection:
            scheme = self._book.at(connection).scheme
            place = place_of(self._scope, scheme)
            return tuple(
                DayFigures(
                    on, _headline_of(connection, scheme, place, period_of(on, on, zone, now), zone)
                )
                for on in days
            )

    def headline(self, since: date, until: date, zone: ZoneInfo, now: datetime) -> DayFigures:
        """Return the headline of all local days from ``since`` to ``until`` together.

        Raises:
            Invalid: the last day has not begun yet, or the first comes after it.
        """
        period = period_of(since, until, zone, now)
        with self._database.reading() as connection:
            scheme = self._book.at(connection).scheme
            place = place_of(self._scope, scheme)
            return DayFigures(until, _headline_of(connection, scheme, place, period, zone))

    def closer(
        self, part: str, since: date, until: date, zone: ZoneInfo, now: datetime
    ) -> tuple[Section, ...]:
        """Return the figures of some local days by grid, item or member of staff.

        Only what has something to show gets a line, by key; a line without a key holds the cases
        of which nothing so close is known. Staff are charged with the reports they made and with
        the cases they handled; a name is masked.

        Args:
            part: one of `core.reports.drill.CLOSER`.
            since: the first local day.
            until: the last local day.
            zone: the zone of the days.
            now: when the figures are drawn.

        Raises:
            Invalid: the last day has not begun yet, or the first comes after it.
        """
        period = period_of(since, until, zone, now)
        closer = CLOSER[part]
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            place = place_of(self._scope, reference.scheme)
            top = narrower(self._scope.district_code, self._scope.area_code)
            if place is None or top is None:
                return ()
            columns = closer.columns(reference.scheme)
            counts = Closely(closer, len(columns))
            if closer.cut is None:
                read_populations(connection, reference.scheme, place, period, counts, *columns)
            else:
                found = covered(connection, reference.scheme, place, period, zone)
                for moments in found.rest:
                    read_flow(connection, reference.scheme, place, moments, counts, *columns)
                read_stock(connection, reference.scheme, place, period, counts, *columns)
                counts.add_stored(found.cells(connection, closer.cut))
            names = closer.names(Known(connection, reference, top))
        # Versions of an item are one item: lines are told apart by the key of their name.
        return sections_by_key(
            (names.get(key, Named("", "")), tally)
            for key, tally in counts.tallies().items()
            if any(tally)
        )

    def of_area(self, area: str) -> "FigureReader":
        """Return a reader of the part of the jurisdiction that lies in ``area``.

        Raises:
            NotFound: no part of it does.
        """
        return FigureReader(self._database, narrowed(self._scope, area))

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


def narrowed(scope: Scope, area: str) -> Scope:
    """Return ``scope`` with no more of it than lies in ``area``.

    Raises:
        NotFound: nothing of it does.
    """
    code = narrower(scope.area_code, area)
    if code is None:
        raise NotFound(N_("There is no area %(area)s in your area."), area=area)
    return replace(scope, area_code=code)


def period_of(since: date, until: date, zone: ZoneInfo, now: datetime) -> Period:
    """Return the local days from ``since`` to ``until`` as far as they have run by ``now``.

    Raises:
        Invalid: the last day has not begun yet, or the first comes after it.
    """
    if since > until:
        raise Invalid(
            N_("The days end (%(until)s) before they begin (%(since)s)."),
            field="since",
            since=since.isoformat(),
            until=until.isoformat(),
        )
    begins_at, last_begins_at, ends_at = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (since, until, until + timedelta(days=1))
    )
    if last_begins_at > now:
        raise Invalid(
            N_("The day %(day)s has not begun yet; there is nothing to report."),
            field="on",
            day=until.isoformat(),
        )
    return Period(until, begins_at, min(ends_at, now), now, runs=now < ends_at)


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
        self._by_key: dict[TallyKey, list[Sequence[int]]] = {}
        self._by_unit: dict[int, list[Sequence[int]]] = {}

    def add(self, found: CursorResult[Any], tally_of: Callable[..., Tally]) -> None:
        """Count rows of `_key_columns` and more; ``tally_of`` makes a tally of the more.

        The rows are taken from the driver's cursor: its tuples are compared in C, and nothing
        is done for each row but that.
        """
        alike: Counter[tuple[Any, ...]] = Counter()
        while part := found.cursor.fetchmany(_A_PART):
            alike.update(part)
        found.close()
        for row, number in alike.items():
            tally = times(number, tally_of(*row[UNIT + 1 :]))
            self._by_key.setdefault(key_of(row[:UNIT], self._community_length), []).append(tally)
            if row[UNIT] is not None:
                self._by_unit.setdefault(row[UNIT], []).append(tally)

    def add_return(self, cells: Sequence[Any], unit: int | None, *, groundless: bool) -> None:
        """Count that ``unit``, or a gridder, sent a case back, or that this was groundless.

        Args:
            cells: the case's `_key_columns`; the unit among them has the case now.
            unit: who is charged.
            groundless: whether it is the ruling against the return that is counted.
        """
        tally = Tally(groundless_returns=1) if groundless else Tally(returns=1)
        self._by_key.setdefault(key_of(cells[:UNIT], self._community_length), []).append(tally)
        if unit is not None:
            self._by_unit.setdefault(unit, []).append(tally)

    def add_stored(
        self,
        keys: Iterable[tuple[str, Cell, Sequence[int]]],
        units: Iterable[tuple[str, Cell, Sequence[int]]],
        ids: Mapping[str, int],
    ) -> None:
        """Count what is stored; ``ids`` leads from the code of a unit to the unit."""
        for street, (community, tier, source, course), numbers in keys:
            key = TallyKey(tier, street, community, source, course)
            self._by_key.setdefault(key, []).append(numbers)
        for _, (_place, named), numbers in units:
            unit = ids.get(named) if isinstance(named, str) else named
            if unit is not None:
                self._by_unit.setdefault(unit, []).append(numbers)

    def tallies(self, hand_downs: Mapping[tuple[str, int, int], int]) -> Tallies:
        """Return the sums, with ``hand_downs`` beside them."""
        return Tallies(
            {key: total(found) for key, found in self._by_key.items()},
            {unit: total(found) for unit, found in self._by_unit.items()},
            hand_downs,
        )


def key_of(cells: Sequence[Any], community_length: int) -> TallyKey:
    """Return the key of a row from its `_key_columns`, the unit left out."""
    tier, street, place, source, on_the_spot, circulated = cells
    community = place if len(place) == community_length else ""
    course = Course.CIRCULATED if circulated else Course.LOCAL
    return TallyKey(tier, street, community, source, Course.SELF_HANDLED if on_the_spot else course)


def _headline_of(
    connection: Connection,
    scheme: CodeScheme,
    place: Place | None,
    period: Period,
    zone: ZoneInfo,
) -> tuple[Figure, ...]:
    tallies = _read_tallies(connection, scheme, place, period, zone).by_key if place else {}
    whole = total(tallies.values())
    return tuple(formula(whole) for formula in HEADLINE)


class Counting(Protocol):
    """Takes what the queries of a report find, row by row."""

    def add(self, found: CursorResult[Any], tally_of: Callable[..., Tally]) -> None:
        """Take rows of `_key_columns` and more; ``tally_of`` makes a tally of the more."""
        ...

    def add_return(self, cells: Row[Any], unit: int | None, *, groundless: bool) -> None:
        """Take that ``unit``, or a gridder, sent a case back, or that this was groundless."""
        ...


def _read_tallies(
    connection: Connection, scheme: CodeScheme, place: Place, period: Period, zone: ZoneInfo
) -> Tallies:
    counts = _Counts(scheme.lengths[Level.COMMUNITY - 1])
    found = covered(connection, scheme, place, period, zone)
    hand_downs: Counter[HandDown] = Counter()
    for moments in found.rest:
        told = read_flow(connection, scheme, place, moments, counts)
        hand_downs.update(deed for _, deed in hand_downs_of(told))
    read_stock(connection, scheme, place, period, counts)
    if found.months or found.days:
        counts.add_stored(
            found.cells(connection, Cut.KEYS),
            found.cells(connection, Cut.UNITS),
            unit_ids(connection),
        )
        for _, (_place, sender, before, after), (cases,) in found.cells(connection, Cut.HAND_DOWNS):
            hand_downs[sender, before, after] += cases
    return counts.tallies(hand_downs)


def read_populations(
    connection: Connection,
    scheme: CodeScheme,
    place: Place,
    period: Period,
    counts: Counting,
    *more: ColumnElement[Any],
) -> None:
    """Let ``counts`` take every case of a report with its flags; ``more`` columns come last."""
    moments = (period.begins_at, period.counts_until)
    read_flow(connection, scheme, place, moments, counts, *more)
    read_stock(connection, scheme, place, period, counts, *more)


def read_flow(
    connection: Connection,
    scheme: CodeScheme,
    place: Place,
    moments: Moments,
    counts: Counting,
    *more: ColumnElement[Any],
) -> Sequence[Row[Any]]:
    """Let ``counts`` take what was reported, handled and closed in some moments.

    Returns what `told_in_histories` found.
    """
    community, grid = (scheme.lengths[level - 1] for level in (Level.COMMUNITY, Level.GRID))
    begins_at, ends_at = moments
    values = place.values | {"begins_at": begins_at, "ends_at": ends_at}
    for statement, tally_of in (
        (reported(place.conditions, community, grid), report_tally),
        (handled(place.conditions, community), handled_tally),
        (closed(place.conditions, community), closed_tally),
    ):
        counts.add(connection.execute(_with(statement, more), values), tally_of)
    in_histories = told_in_histories(place.conditions, community)
    told = connection.execute(_with(in_histories, more), values).all()
    units = unit_ids(connection) if told else {}
    for row, code, groundless in returns_of(told):
        counts.add_return(row, units.get(code), groundless=groundless)
    return told


def read_stock(
    connection: Connection,
    scheme: CodeScheme,
    place: Place,
    period: Period,
    counts: Counting,
    *more: ColumnElement[Any],
) -> None:
    """Let ``counts`` take what stood when a period ended, and what stands now."""
    community = scheme.lengths[Level.COMMUNITY - 1]
    values = place.values | {"ends_at": period.counts_until, "late_at": period.ends_at}
    for statement, tally_of in (
        (overdue(place.conditions, community), overdue_tally),
        (handled_since(place.conditions, community), overdue_tally),
        (extended_now(place.conditions, community), lambda: Tally(extended_now=1)),
        (suspended_now(place.conditions, community), lambda: Tally(suspended_now=1)),
    ):
        counts.add(connection.execute(_with(statement, more), values), tally_of)


def _with(statement: Select[Any], more: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return statement.add_columns(*more) if more else statement


def returns_of(told: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], str, bool]]:
    """Give every return, and once every unit that a case was ruled against.

    Each with the code of the unit that is charged, empty for a gridder, and whether it is the
    ruling.
    """
    ruled: set[tuple[int, str]] = set()
    for row in told:
        details = json.loads(row.payload)["details"]
        code = details.get("unit_code", "")
        if row.verb == Verb.RULE and details.get("groundless"):
            if (row.case_id, code) not in ruled:
                yield row, code, True
            ruled.add((row.case_id, code))
        elif row.verb == Verb.RETURN:
            yield row, code, False


HandDown = tuple[str, int, int]
"""The login of who handed a case down, the tier before and the tier after."""


def hand_downs_of(told: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], HandDown]]:
    """Give who handed a case from one tier to another; each of them once for a case."""
    seen: set[tuple[int, str, int, int]] = set()
    for row in told:
        if row.verb == Verb.HAND_DOWN:
            details = json.loads(row.payload)["details"]
            deed = (row.case_id, row.operator, details["from_tier"], details["tier"])
            if deed not in seen:
                seen.add(deed)
                yield row, deed[1:]


def unit_ids(connection: Connection) -> dict[str, int]:
    """Return the unit of each code."""
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
        operators={
            row.login: row.name
            for row in connection.execute(select(OPERATORS.c.login, OPERATORS.c.name))
        },
    )
    return everywhere.get(top) or _name_of(connection, top), names


def _name_of(connection: Connection, code: str) -> Named:
    """Name an area whose register begins only after the day of the report."""
    a = AREAS.c
    found = connection.execute(
        select(a.code, a.name, a.name_en).where(a.code == code).order_by(a.valid_from).limit(1)
    ).one_or_none()
    return Named(*found) if found else Named(code, code)
