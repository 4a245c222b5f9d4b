"""Record files of cases, and the closed cases whose reporter has yet to be called back."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text, tuple_

from core.cases.models import CALL_BACK_AWAITED
from core.cases.records import CaseRecordFile, build_record
from core.cases.rows import CaseRow
from core.kernel.columns import BigKey
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.cases import CaseReader
from storage.readers.conditions import Shape, conditions_of, instant
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES

LONG_AGO: Final = {"long_ago": datetime(1970, 1, 1, tzinfo=UTC)}


class RecordReader:
    """Reads record files inside a jurisdiction; a case outside it is not found.

    Who reported a case is masked. To show it, let the desk carry out ``RevealReporter``,
    which puts the look on record, and give what it returns to `CaseRecordFile.revealed`.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._cases = CaseReader(database, scope)

    def record(self, number: str, now: datetime) -> CaseRecordFile:
        """Return the record file of a case, drawn ``now``.

        Raises:
            NotFound: no such case inside the jurisdiction.
        """
        detail = self._cases.detail(number, now)
        with self._database.reading() as connection:
            zone = self._book.at(connection).zone
        return build_record(detail, now, zone)

    def awaiting_call_back(self, after: CaseRow | None, limit: int) -> tuple[CaseRow, ...]:
        """Return closed public cases that nobody has rated, longest closed first."""
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            place = place_of(self._scope, reference.scheme)
            if place is None:
                return ()
            values: dict[str, Any] = {"limit": limit}
            if after is not None:
                values |= {"ended_at": after.ended_at, "id": after.id}
            statement = _awaiting(place.conditions, follows=after is not None)
            found = connection.execute(statement, place.values | values).all()
            return tuple(case_rows(connection, self._book, found))

    def count_awaiting_call_back(self) -> int:
        """Count them."""
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.at(connection).scheme)
            if place is None:
                return 0
            statement = _how_many(place.conditions)
            return int(connection.execute(statement, place.values | LONG_AGO).scalar_one())


@cache
def _awaiting(place: Shape, *, follows: bool) -> Select[Any]:
    order = (CASES.c.ended_at, CASES.c.id)
    statement = select(*CASE_COLUMNS).where(*_unrated(place))
    if follows:
        key = tuple_(instant("ended_at"), bindparam("id", type_=BigKey))
        statement = statement.where(tuple_(*order) > key)
    return statement.order_by(*order).limit(bindparam("limit"))


@cache
def _how_many(place: Shape) -> Select[Any]:
    # Every case ended after long ago; without a word on it SQLite counts by another index.
    ended = CASES.c.ended_at > instant("long_ago")
    return select(func.count()).select_from(CASES).where(*_unrated(place), ended)


def _unrated(place: Shape) -> list[ColumnElement[bool]]:
    # In the words of the index, or no planner would see that it serves.
    return [text(CALL_BACK_AWAITED), *conditions_of(place, CASES)]  # type: ignore[list-item]
