"""Counting days to be rolled up, and looking at what is stored; for the timers, not for reports.

Always of the whole district: what a jurisdiction may see of it, `storage.readers.rolled` says.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, CursorResult, Row, func, select

from core.areas.codes import CodeScheme, Level
from core.reports.commands import LocalDay
from core.reports.rolled import Cell, Cut, Packed, Span, Tallied, basis_of, summed, unpacked
from core.reports.tallies import Tally
from storage.database import Database
from storage.readers.closer import CLOSER
from storage.readers.figures import HandDown, hand_downs_of, key_of, read_flow, returns_of
from storage.readers.places import Place
from storage.readers.populations import UNIT
from storage.readers.reference import reference_book
from storage.readers.rolled import Moments, days_in, is_marked, stored_months
from storage.readers.tables import CASES, ROLLUP_CUTS, ROLLUP_DAYS

_DAY: Final = timedelta(days=1)
_A_PART: Final = 5_000
"""Rows taken from a query at a time."""


@dataclass(frozen=True, slots=True)
class RolledDay:
    """A day taken up: whether it was counted, and whether something has changed it since."""

    day: date
    counted: bool
    marked: bool


class RollUpReader:
    """Reads what is rolled up of a district, and counts what is to be."""

    def __init__(self, database: Database, district_code: str, zone: ZoneInfo) -> None:
        self._database = database
        self._place = Place(district_code)
        self._zone = zone
        self._book = reference_book(database)

    def basis(self) -> str:
        """Return what tallies counted now would rest on; see `core.reports.rolled.basis_of`."""
        with self._database.reading() as connection:
            return basis_of(self._zone.key, self._book.at(connection).scheme.lengths)

    def over(self, now: datetime) -> tuple[LocalDay, ...]:
        """Return every day that was over at ``now``, from the month of the first case on."""
        first = select(func.min(CASES.c.reported_at)).where(
            CASES.c.district_code == self._place.district
        )
        with self._database.reading() as connection:
            reported_at: datetime | None = connection.execute(first).scalar_one()
        if reported_at is None:
            return ()
        day = reported_at.astimezone(self._zone).date().replace(day=1)
        today = now.astimezone(self._zone).date()
        return tuple(self._local(day + n * _DAY) for n in range((today - day).days))

    def days(self) -> tuple[RolledDay, ...]:
        """Return the days taken up, newest first."""
        d = ROLLUP_DAYS.c
        asked = select(d.day, d.counted, is_marked()).where(d.district_code == self._place.district)
        with self._database.reading() as connection:
            found = connection.execute(asked.order_by(d.begins_at.desc())).all()
        return tuple(RolledDay(row[0], bool(row[1]), bool(row[2])) for row in found)

    def count(self, day: date) -> Tallied:
        """Count a day from its cases."""
        with self._database.reading() as connection:
            return self._count(connection, day)

    def stored(self, day: date, span: Span = Span.DAY) -> Tallied:
        """Return what is stored of a day, or of the month whose first day it is."""
        with self._database.reading() as connection:
            return self._stored(connection, day, span)

    def compared(self, day: date) -> tuple[Tallied, Tallied] | None:
        """Return what is stored of a day and what its cases say, both of one moment.

        ``None`` when nobody would take it from what is stored.
        """
        d = ROLLUP_DAYS.c
        good = select(d.day).where(
            d.district_code == self._place.district, d.day == day, d.counted, ~is_marked()
        )
        with self._database.reading() as connection:
            if connection.execute(good).first() is None:
                return None
            return self._stored(connection, day, Span.DAY), self._count(connection, day)

    def compared_month(self, first: date) -> tuple[Tallied, Tallied] | None:
        """Return what is stored of a month and what its days add up to, both of one moment.

        ``None`` when it is not stored.
        """
        with self._database.reading() as connection:
            if first not in self._months(connection):
                return None
            return self._stored(connection, first, Span.MONTH), self._month(connection, first)

    def months(self) -> tuple[date, ...]:
        """Return the first days of the months that are stored, oldest first."""
        with self._database.reading() as connection:
            return self._months(connection)

    def months_to_add_up(self) -> tuple[date, ...]:
        """Return the first days of the months that are counted day by day but not stored."""
        counted = Counter(day.day.replace(day=1) for day in self.days() if day.counted)
        whole = {first for first, days in counted.items() if days == days_in(first)}
        return tuple(sorted(whole.difference(self.months()), reverse=True))

    def month(self, first: date) -> Tallied:
        """Add up what is stored of the days of a month."""
        with self._database.reading() as connection:
            return self._month(connection, first)

    def _months(self, connection: Connection) -> tuple[date, ...]:
        stored = stored_months(self._place.district)
        return tuple(connection.execute(stored.order_by(ROLLUP_CUTS.c.day)).scalars())

    def _month(self, connection: Connection, first: date) -> Tallied:
        c = ROLLUP_CUTS.c
        asked = select(c.cut, c.street_code, c.rows).where(
            c.district_code == self._place.district,
            c.span == Span.DAY,
            c.day >= first,
            c.day < first + days_in(first) * _DAY,
        )
        parts = (((Cut(cut), street), rows) for cut, street, rows in connection.execute(asked))
        month: Tallied = {}
        for key, cell, numbers in summed(parts):
            month.setdefault(key, {})[cell] = numbers
        return month

    def _local(self, day: date) -> LocalDay:
        begins_at, ends_at = (
            datetime.combine(on, time(), self._zone).astimezone(UTC) for on in (day, day + _DAY)
        )
        return LocalDay(day, begins_at, ends_at)

    def _count(self, connection: Connection, day: date) -> Tallied:
        local = self._local(day)
        scheme = self._book.at(connection).scheme
        return tallied_in(connection, scheme, self._place, (local.begins_at, local.ends_at))

    def _stored(self, connection: Connection, day: date, span: Span) -> Tallied:
        c = ROLLUP_CUTS.c
        asked = select(c.cut, c.street_code, c.rows).where(
            c.district_code == self._place.district, c.span == span, c.day == day
        )
        return unpacked(Packed(*row) for row in connection.execute(asked))


def tallied_in(
    connection: Connection, scheme: CodeScheme, place: Place, moments: Moments
) -> Tallied:
    """Count what was reported, handled and closed in some moments, in every division."""
    columns = (*CLOSER["grids"].columns(scheme), *CLOSER["items"].columns(scheme))
    cutting = _Cutting(scheme.lengths[Level.COMMUNITY - 1])
    told = read_flow(connection, scheme, place, moments, cutting, *columns)
    for row, code, groundless in returns_of(told):
        cutting.add_charge(row, code, groundless=groundless)
    for row, deed in hand_downs_of(told):
        cutting.add_hand_down(row, deed)
    return cutting.tallied()


_GRID, _ITEM = -2, -1
"""Where `tallied_in` puts what is closer than a key: at the end of each row."""

_STREET, _PLACE = 1, 2
"""Where street and community stand among the key columns."""

_ON_CELLS: Final[dict[Cut, tuple[int, ...]]] = {
    Cut.KEYS: tuple(range(UNIT)),
    Cut.UNITS: (_STREET, _PLACE, UNIT),
    Cut.ITEMS: (_STREET, _PLACE, _ITEM),
    Cut.GRIDS: (_STREET, _GRID),
}
"""The columns that each division looks at."""


class _Cutting:
    """Counts the cases of a day into all divisions in one go.

    As in `storage.readers.figures`, alike rows are counted first, by each division's own
    columns; flags are taken apart once for all that carry the same.
    """

    def __init__(self, community_length: int) -> None:
        self._community_length = community_length
        self._found: dict[tuple[Cut, str], dict[Cell, list[int]]] = {}

    def add(self, found: CursorResult[Any], tally_of: Callable[..., Tally]) -> None:
        """Count rows of a population; grid and item come last."""
        alike: dict[Cut, Counter[tuple[Any, ...]]] = {cut: Counter() for cut in _ON_CELLS}
        flags = tuple(range(UNIT + 1, len(found.keys()) + _GRID))
        looks = {cut: itemgetter(*columns, *flags) for cut, columns in _ON_CELLS.items()}
        while part := found.cursor.fetchmany(_A_PART):
            for cut, look in looks.items():
                alike[cut].update(map(look, part))
        found.close()
        known: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
        for cut, counter in alike.items():
            size = len(_ON_CELLS[cut])
            for row, number in counter.items():
                carried = row[size:]
                if carried not in known:
                    known[carried] = [(n, v) for n, v in enumerate(tally_of(*carried)) if v]
                self._add(cut, row[:size], known[carried], number)

    def add_return(self, cells: Row[Any], unit: int | None, *, groundless: bool) -> None:
        """Leave returns to `add_charge`: units are stored by their code."""

    def add_charge(self, row: Row[Any], code: str, *, groundless: bool) -> None:
        """Count a return, or the ruling against one, for the unit with ``code``."""
        field = Tally._fields.index("groundless_returns" if groundless else "returns")
        cells = [*row[:UNIT], code or None, row[_GRID], row[_ITEM]]
        for cut, columns in _ON_CELLS.items():
            self._add(cut, itemgetter(*columns)(cells), [(field, 1)], 1)

    def add_hand_down(self, row: Row[Any], deed: HandDown) -> None:
        """Count a case that was handed down: by whom, from which tier, to which."""
        cells = self._found.setdefault((Cut.HAND_DOWNS, row[_STREET]), {})
        cells.setdefault((self._community(row[_PLACE]), *deed), [0])[0] += 1

    def tallied(self) -> Tallied:
        """Return what was counted."""
        return {key: dict(cells) for key, cells in self._found.items()}

    def _add(
        self, cut: Cut, cells: Sequence[Any], carried: list[tuple[int, int]], number: int
    ) -> None:
        if cut is Cut.UNITS and cells[-1] is None:
            return
        street, cell = self._cell(cut, cells)
        into = self._found.setdefault((cut, street), {})
        sums = into.get(cell)
        if sums is None:
            sums = into[cell] = [0] * len(Tally._fields)
        for field, value in carried:
            sums[field] += number * value

    def _cell(self, cut: Cut, cells: Sequence[Any]) -> tuple[str, Cell]:
        if cut is Cut.KEYS:
            key = key_of(cells, self._community_length)
            return key.street_code, (key.community_code, key.tier, key.source, str(key.course))
        if cut is Cut.GRIDS:
            street, grid = cells
            return street, (grid,)
        street, place, known = cells
        return street, (self._community(place), known)

    def _community(self, place: str) -> str:
        return place if len(place) == self._community_length else ""
