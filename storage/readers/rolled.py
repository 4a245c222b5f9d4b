"""What of a period can be taken from roll-ups, and what is to be counted from the cases.

Both in the reader's own snapshot: a day is taken only when it was counted by the definitions
and clocks of today and no change has marked it, so that the answer is exact at every moment.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, select

from core.areas.codes import CodeScheme, Level
from core.reports.nightly import Period
from core.reports.rolled import Cell, Cut, Span, basis_of, summed
from storage.readers.places import Place
from storage.readers.tables import ROLLUP_CUTS, ROLLUP_DAYS, ROLLUP_MARKS, ROLLUP_TURNS

Moments = tuple[datetime, datetime]
"""From the first, up to and without the second."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A period in parts: whole months and days that are stored, and moments that are not.

    ``place`` is where it is asked of; nothing is stored of a place closer than a community.
    """

    place: Place
    street: str | None
    months: tuple[date, ...]
    days: tuple[date, ...]
    rest: tuple[Moments, ...]

    def cells(self, connection: Connection, cut: Cut) -> Iterator[tuple[str, Cell, Sequence[int]]]:
        """Give the sums of what is stored in one division: street, cell, numbers."""
        return summed(self._parts(connection, cut), self.place.area or "")

    def _parts(self, connection: Connection, cut: Cut) -> Iterator[tuple[str, bytes]]:
        c = ROLLUP_CUTS.c
        for span, days in ((Span.MONTH, self.months), (Span.DAY, self.days)):
            if days:
                asked = select(c.street_code, c.rows).where(
                    c.district_code == self.place.district,
                    c.span == span,
                    c.day.in_(days),
                    c.cut == cut,
                    *([c.street_code == self.street] if self.street else []),
                )
                yield from (tuple(row) for row in connection.execute(asked))


def covered(
    connection: Connection, scheme: CodeScheme, place: Place, period: Period, zone: ZoneInfo
) -> Covered:
    """Part a period into what is stored and what is not; ``zone`` is that of its days."""
    until = period.counts_until
    street = place.street
    if place.area is not None:
        if len(place.area) != scheme.lengths[Level.COMMUNITY - 1]:
            return Covered(place, None, (), (), ((period.begins_at, until),))
        street = scheme.ancestor(place.area, Level.STREET)
    clean = _clean_days(connection, place.district, basis_of(zone.key, scheme.lengths), period)
    rest, at = [], period.begins_at
    for _, begins_at, ends_at in clean:
        if begins_at > at:
            rest.append((at, begins_at))
        at = ends_at
    if at < until:
        rest.append((at, until))
    days = {day for day, *_ in clean}
    months = _whole_months(connection, place.district, days)
    loose = tuple(sorted(day for day in days if day.replace(day=1) not in months))
    return Covered(place, street, tuple(sorted(months)), loose, tuple(rest))


def _clean_days(
    connection: Connection, district: str, basis: str, period: Period
) -> Sequence[tuple[date, datetime, datetime]]:
    d, t = ROLLUP_DAYS.c, ROLLUP_TURNS.c
    inside = [d.begins_at >= period.begins_at, d.ends_at <= period.ends_at]
    asked = (
        select(d.day, d.begins_at, d.ends_at)
        .join(ROLLUP_TURNS, and_(t.district_code == d.district_code, t.basis == basis))
        .where(d.district_code == district, d.counted, ~is_marked(), *inside)
        .order_by(d.begins_at)
    )
    return [tuple(row) for row in connection.execute(asked)]


def is_marked() -> ColumnElement[bool]:
    """Return that a day of `ROLLUP_DAYS` has changed since it was counted."""
    m, d = ROLLUP_MARKS.c, ROLLUP_DAYS.c
    return exists().where(m.district_code == d.district_code, m.day == d.day)


def stored_months(district: str) -> Select[date]:
    """Ask for the first days of the months that are stored."""
    c = ROLLUP_CUTS.c
    return select(c.day).where(c.district_code == district, c.span == Span.MONTH).distinct()


def _whole_months(connection: Connection, district: str, days: set[date]) -> set[date]:
    """Return the first days of the months that are stored and all of whose days are good."""
    whole = {
        first
        for first in {day.replace(day=1) for day in days}
        if all(first + timedelta(days=n) in days for n in range(days_in(first)))
    }
    if not whole:
        return whole
    return whole.intersection(connection.execute(stored_months(district)).scalars())


def days_in(month: date) -> int:
    """Return how many days a month has."""
    return monthrange(month.year, month.month)[1]
