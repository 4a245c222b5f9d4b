"""Which other cases may be of the same matter as one that came in."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select, union
from sqlalchemy import bindparam as bound

from core.areas.codes import CodeScheme, Level, holds
from core.cases.commands import ReportCase
from core.cases.duplicates import Comparison, DuplicateRow, DuplicateRules, Telling, box_around
from core.cases.rows import CaseRow
from core.cases.states import State
from core.kernel.columns import BigKey, CodeText, UtcDateTime
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.conditions import Shape, conditions_of, storable
from storage.readers.history import find_case
from storage.readers.operators import read_settings
from storage.readers.places import code_range, place_of
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import CASES

MOST: Final = 200
"""Cases that are compared at most of each kind: open in one place, told of a wider one, near,
just closed. The open ones are those that came in next before and after; a grid has as many
within a day only in a flood."""
MOST_ENDED: Final = 2_000
"""Cases of the district that are looked through at most for those just closed, newest first."""

_AFTER_ALL: Final = 1 << 62
"""Stands for the key of a report that has none yet: it comes after those of all cases."""
_POLE: Final = 90.0
"""Degrees of latitude of a pole."""
_WIDTH: Final = len(CASE_COLUMNS)
_COLUMNS: Final = (*CASE_COLUMNS, CASES.c.latitude, CASES.c.longitude)


class DuplicateReader:
    """Finds likely duplicates inside a jurisdiction.

    Candidates come from indexes by place and are few, so it costs the same however many cases
    the district has open.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def of(self, number: str, now: datetime) -> tuple[DuplicateRow, ...]:
        """Return the cases that may be of the same matter as ``number``, likeliest first.

        They are open, or were closed within the window before ``now``; the settings of the
        district say how wide window and radius are, and how likely is likely.

        Raises:
            NotFound: no such case inside the jurisdiction.
            Invalid: a setting makes no sense.
        """
        rules = DuplicateRules.of(read_settings(self._database))
        with self._database.reading() as connection:
            scheme = self._book.at(connection).scheme
            place = place_of(self._scope, scheme)
            own = find_case(connection, place, number, *_COLUMNS)
            row = case_rows(connection, self._book, [own])[0]
            return self._alike(connection, _telling(scheme, row, own), row.id, rules, now)

    def of_report(self, report: ReportCase, now: datetime) -> tuple[DuplicateRow, ...]:
        """Return the cases that may be of the same matter as a report made ``now``.

        The report is no case yet. What reporting would refuse, such as an area outside the
        jurisdiction, finds nothing or counts as not known.

        Raises:
            Invalid: a setting makes no sense.
        """
        if not (storable(report.area_code) and self._scope.covers(report.area_code)):
            return ()
        rules = DuplicateRules.of(read_settings(self._database))
        with self._database.reading() as connection:
            told = _reported(self._book.at(connection), report, now)
            return self._alike(connection, told, _AFTER_ALL, rules, now)

    def _alike(
        self,
        connection: Connection,
        telling: Telling,
        key: int,
        rules: DuplicateRules,
        now: datetime,
    ) -> tuple[DuplicateRow, ...]:
        """Compare a telling with the cases around it; ``key`` is its own, and is left out."""
        scheme = self._book.recent(connection).scheme
        place = place_of(self._scope, scheme)
        if place is None:
            return ()
        values = {"key": key, **place.values, **self._values(scheme, telling, rules, now)}
        statement = _candidates(place.conditions, placed="south" in values)
        found = connection.execute(statement, values).all()
        comparison = Comparison(telling, rules)
        duplicates = [
            DuplicateRow(other, likeness.likelihood, likeness.reasons)
            for other, cells in zip(case_rows(connection, self._book, found), found, strict=True)
            if (likeness := comparison.likeness(_telling(scheme, other, cells)))
        ]
        return tuple(sorted(duplicates, key=lambda row: (-row.likelihood, row.case.id)))

    def _values(
        self, scheme: CodeScheme, telling: Telling, rules: DuplicateRules, now: datetime
    ) -> dict[str, Any]:
        """Return what fills `_candidates`; ``south`` and the like where coordinates are known."""
        here = telling.grid_code or telling.area_code
        if holds(here, self._scope.area_code):
            here = self._scope.area_code
        bounds = code_range(here)
        wider = [here[:length] for length in scheme.lengths if length < len(here)]
        values: dict[str, Any] = {
            "here_from": bounds["area_from"],
            "here_to": bounds["area_to"],
            "around": [code for code in wider if self._scope.covers(code)],
            "since": now - rules.window,
            "reported_from": telling.reported_at - rules.window,
            "reported_to": telling.reported_at + rules.window,
        }
        if telling.latitude is not None and telling.longitude is not None:
            box = box_around(telling.latitude, telling.longitude, rules.radius)
            values |= dict(zip(("south", "north", "west", "east"), box, strict=True))
        return values


def _telling(scheme: CodeScheme, row: CaseRow, cells: Sequence[Any]) -> Telling:
    latitude, longitude = cells[_WIDTH:]
    return Telling(
        item_code=row.item_code,
        item_name=row.item_name or "",
        matter=row.matter,
        address=row.address,
        area_code=row.area_code,
        grid_code=scheme.ancestor(row.area_code, Level.GRID),
        latitude=latitude,
        longitude=longitude,
        reported_at=row.reported_at,
    )


def _reported(reference: Reference, report: ReportCase, now: datetime) -> Telling:
    names = (item.name for item in reference.items.values() if item.code == report.item_code)
    latitude, longitude = report.latitude, report.longitude
    on_earth = abs(latitude or 0.0) <= _POLE and abs(longitude or 0.0) <= 2 * _POLE
    return Telling(
        item_code=report.item_code,
        item_name=next(names, ""),
        matter=report.matter,
        address=report.address,
        area_code=report.area_code,
        grid_code=reference.scheme.ancestor(report.area_code, Level.GRID),
        latitude=latitude if on_earth else None,
        longitude=longitude if on_earth else None,
        reported_at=now,
    )


@cache
def _candidates(place: Shape, *, placed: bool) -> Select[Any]:
    """Return the cases to compare with: what they say is read only once they are picked."""
    inside = conditions_of(place, CASES)
    parts = [_open(_here(CASES)), _open(_around(CASES))]
    places = [_here, _around]
    if placed:
        parts.append(_open(_near(CASES), *inside))
        places.append(_near)
    parts.append(_just_closed(places))
    keys = union(*(select(part.subquery().c.id) for part in parts)).subquery("keys")
    c = CASES.c
    return (
        select(*_COLUMNS)
        .join(keys, keys.c.id == c.id)
        .where(
            *inside,
            c.id != bound("key", type_=BigKey),
            c.reported_at >= bound("reported_from", type_=UtcDateTime()),
            c.reported_at <= bound("reported_to", type_=UtcDateTime()),
        )
    )


def _open(*there: ColumnElement[bool]) -> Select[Any]:
    c, key = CASES.c, bound("key", type_=BigKey)
    return (
        select(c.id)
        .where(*conditions_of(("open", "district"), CASES), c.id != key, *there)
        .order_by(func.abs(c.id - key))
        .limit(MOST)
    )


def _just_closed(places: Sequence[Any]) -> Select[Any]:
    """Return the closed ones among those that ended last, which no index knows by place."""
    c = CASES.c
    ended = (
        select(c.id, c.ended_at, c.state, c.area_code, c.latitude, c.longitude)
        .where(
            *conditions_of(("ended", "district"), CASES),
            c.ended_at >= bound("since", type_=UtcDateTime()),
        )
        .order_by(c.ended_at.desc())
        .limit(MOST_ENDED)
        .subquery("ended")
    )
    there = or_(*(place(ended) for place in places))
    return (
        select(ended.c.id)
        .where(ended.c.state == State.CLOSED, there)
        .order_by(ended.c.ended_at.desc())
        .limit(MOST)
    )


def _here(table: FromClause) -> ColumnElement[bool]:
    """In the grid that the report names, or in the wider place if it names none."""
    code = table.c.area_code
    return and_(code >= bound("here_from", type_=CodeText), code < bound("here_to", type_=CodeText))


def _around(table: FromClause) -> ColumnElement[bool]:
    """Told of a wider place only, in which the report lies."""
    return table.c.area_code.in_(bound("around", expanding=True))


def _near(table: FromClause) -> ColumnElement[bool]:
    c = table.c
    return and_(
        c.latitude >= bound("south"),
        c.latitude <= bound("north"),
        c.longitude >= bound("west"),
        c.longitude <= bound("east"),
    )
