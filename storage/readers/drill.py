"""From a figure to its cases: the queries, flags and formulas of the report, case by case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, CursorResult, Row, bindparam, select

from core.areas.codes import Level
from core.cases.rows import CaseRow
from core.operators.jurisdiction import Scope
from core.reports.drill import WHOLE, Share, shares_of
from core.reports.nightly import Named
from core.reports.tallies import Tally, TallyKey, total
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.closer import CLOSER, Known
from storage.readers.conditions import conditions_of
from storage.readers.figures import key_of, narrowed, period_of, read_populations, unit_ids
from storage.readers.places import narrower, place_of
from storage.readers.populations import UNIT
from storage.readers.reference import reference_book
from storage.readers.tables import CASES

_A_PART = 5_000
"""Rows taken from a query at a time."""

OnLine = Callable[[TallyKey, int | None], bool]
"""Says whether a key and a unit belong to a line of the report."""


class DrillReader:
    """Reads the cases behind the figures of a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def shares(  # noqa: PLR0913  a figure is named by its days and its line
        self,
        figure: str,
        since: date,
        until: date,
        zone: ZoneInfo,
        now: datetime,
        *,
        part: str = WHOLE,
        key: str = "",
    ) -> tuple[Share, ...]:
        """Return every case with a part in a figure of `FigureReader.over`, the counted first.

        Args:
            figure: the name of the figure.
            since: the first local day.
            until: the last local day.
            zone: the zone of the days.
            now: when the report is drawn.
            part: the part of the report, such as ``tiers``.
            key: the line of that part, by its key; a part may also be one of
                `core.reports.drill.CLOSER`.

        Raises:
            Invalid: there is no such figure, or the days are none.
        """
        period = period_of(since, until, zone, now)
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            scheme = reference.scheme
            place = place_of(self._scope, scheme)
            top = narrower(self._scope.district_code, self._scope.area_code)
            closer = _closer(Known(connection, reference, top), part, key) if top else None
            line = _line(connection, WHOLE if part in CLOSER else part, key)
            more = closer.columns if closer else ()
            taken = _Taken(scheme.lengths[Level.COMMUNITY - 1], line, closer)
            if place is not None:
                read_populations(connection, scheme, place, period, taken, *more, CASES.c.id)
        return shares_of(figure, taken.tallies())

    def rows(self, shares: Sequence[Share]) -> tuple[CaseRow, ...]:
        """Return the cases of some shares, in their order; those that are no more are left out."""
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.at(connection).scheme)
            if place is None:
                return ()
            among = CASES.c.id.in_(bindparam("keys", expanding=True))
            query = select(*CASE_COLUMNS).where(*conditions_of(place.conditions, CASES), among)
            values = place.values | {"keys": [share.case_id for share in shares]}
            found = case_rows(connection, self._book, connection.execute(query, values).all())
        by_id = {row.id: row for row in found}
        return tuple(by_id[share.case_id] for share in shares if share.case_id in by_id)

    def of_area(self, area: str) -> "DrillReader":
        """Return a reader of the part of the jurisdiction that lies in ``area``.

        Raises:
            NotFound: no part of it does.
        """
        return DrillReader(self._database, narrowed(self._scope, area))


@dataclass(frozen=True, slots=True)
class _Close:
    """One line of a finer division: what to select, and whether a case belongs to it."""

    columns: tuple[ColumnElement[Any], ...]
    holds: Callable[[Sequence[Any], Tally], bool]


class _Taken:
    """Keeps what each case of one line adds to the report."""

    def __init__(self, community_length: int, line: OnLine, closer: _Close | None) -> None:
        self._community_length = community_length
        self._line = line
        self._closer = closer
        self._more = len(closer.columns) if closer else 0
        self._tallies: dict[int, list[Tally]] = {}

    def add(self, found: CursorResult[Any], tally_of: Callable[..., Tally]) -> None:
        """Take rows of a population; the last column is the id of the case."""
        while part := found.cursor.fetchmany(_A_PART):
            for *cells, case_id in part:
                flags = len(cells) - self._more
                tally = tally_of(*cells[UNIT + 1 : flags])
                self._take(case_id, cells, cells[UNIT], cells[flags:], tally)
        found.close()

    def add_return(self, cells: Row[Any], unit: int | None, *, groundless: bool) -> None:
        """Take a return, or the ruling against one, for the unit that is charged."""
        tally = Tally(groundless_returns=1) if groundless else Tally(returns=1)
        self._take(cells.case_id, cells, unit, cells[-1 - self._more : -1], tally)

    def _take(
        self,
        case_id: int,
        cells: Sequence[Any],
        unit: int | None,
        more: Sequence[Any],
        tally: Tally,
    ) -> None:
        if not self._line(key_of(cells[:UNIT], self._community_length), unit):
            return
        if self._closer is None or self._closer.holds(more, tally):
            self._tallies.setdefault(case_id, []).append(tally)

    def tallies(self) -> Mapping[int, Tally]:
        """Return the sum of each case."""
        return {case_id: total(found) for case_id, found in self._tallies.items()}


def _closer(known: Known, part: str, key: str) -> _Close | None:
    closer = CLOSER.get(part)
    if closer is None:
        return None
    names = closer.names(known)
    unknown = Named("", "")
    return _Close(
        closer.columns(known.reference.scheme),
        lambda cells, tally: names.get(closer.key(cells, tally), unknown).key == key,
    )


def _line(connection: Connection, part: str, key: str) -> OnLine:
    if part == "units":
        wanted = unit_ids(connection).get(key)
        return lambda _found, unit: unit is not None and unit == wanted
    if part == WHOLE:
        return lambda _found, _unit: True
    look = _LOOKS[part]
    return lambda found, _unit: look(found) == key


_LOOKS: Mapping[str, Callable[[TallyKey], str]] = {
    "courses": lambda found: found.course,
    "tiers": lambda found: str(found.tier),
    "streets": lambda found: found.street_code,
    "communities": lambda found: found.community_code,
    "sources": lambda found: found.source,
}
