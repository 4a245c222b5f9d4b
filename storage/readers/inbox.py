"""What became of the reports of one member of staff."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, tuple_

from core.cases.inbox import InboxRow
from core.cases.rows import CaseRow
from core.cases.states import State
from core.kernel.columns import BigKey
from core.kernel.errors import NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.conditions import Shape, conditions_of, instant, storable
from storage.readers.places import Place, code_range, place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES, POSTINGS, STAFF

_MORE = (CASES.c.result, CASES.c.satisfaction, CASES.c.self_handled)


class InboxReader:
    """Reads the reports of one person that lie inside a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def of(self, staff_number: str, after: InboxRow | None, limit: int) -> tuple[InboxRow, ...]:
        """Return the reports of a member of staff, newest first, following ``after``.

        Raises:
            NotFound: there is no such person, or neither a report nor a post of theirs, past
                ones included, lies inside the jurisdiction; which of the two is not told.
        """
        with self._database.reading() as connection:
            place, person = self._whose(connection, staff_number)
            values: dict[str, Any] = {"person": person, "limit": limit}
            if after is not None:
                values |= {"reported_at": after.case.reported_at, "id": after.case.id}
            statement = _reports(place.conditions, follows=after is not None)
            found = connection.execute(statement, place.values | values).all()
            if not found and after is None and not _was_posted_in(connection, place, person):
                raise _unknown(staff_number)
            rows = case_rows(connection, self._book, found)
        more = (cells[len(CASE_COLUMNS) :] for cells in found)
        return tuple(_row(row, *cells) for row, cells in zip(rows, more, strict=True))

    def count(self, staff_number: str) -> int:
        """Count the reports of a member of staff.

        Raises:
            NotFound: as for the reports themselves.
        """
        with self._database.reading() as connection:
            place, person = self._whose(connection, staff_number)
            values = place.values | {"person": person}
            total = int(connection.execute(_count(place.conditions), values).scalar_one())
            if not total and not _was_posted_in(connection, place, person):
                raise _unknown(staff_number)
            return total

    def _whose(self, connection: Connection, staff_number: str) -> tuple[Place, int]:
        place = place_of(self._scope, self._book.at(connection).scheme)
        person = _staff_id(connection, staff_number)
        if place is None or person is None:
            raise _unknown(staff_number)
        return place, person


def _staff_id(connection: Connection, number: str) -> int | None:
    if not storable(number):
        return None
    key: int | None = connection.scalar(select(STAFF.c.id).where(STAFF.c.number == number))
    return key


def _was_posted_in(connection: Connection, place: Place, person: int) -> bool:
    within = code_range(place.area or place.street or place.district)
    post = POSTINGS.c
    statement = select(post.id).where(
        post.staff_id == person,
        post.area_code >= within["area_from"],
        post.area_code < within["area_to"],
    )
    return connection.execute(statement.limit(1)).first() is not None


def _unknown(number: str) -> NotFound:
    return NotFound(N_("There is no member of staff %(staff)s in your area."), staff=number)


def _row(row: CaseRow, result: str, satisfaction: int | None, self_handled: object) -> InboxRow:
    unrated = row.state == State.CLOSED and satisfaction is None
    return InboxRow(
        case=row,
        result=result,
        check_awaited=row.state == State.RESOLVED,
        # Who settled a matter on the spot would rate themselves.
        rating_awaited=unrated and not self_handled,
    )


@cache
def _count(place: Shape) -> Select[Any]:
    return select(func.count()).where(*_theirs(place))


def _theirs(place: Shape) -> list[ColumnElement[bool]]:
    return [*conditions_of(place, CASES), CASES.c.reporter_staff_id == bindparam("person")]


@cache
def _reports(place: Shape, *, follows: bool) -> Select[Any]:
    c = CASES.c
    order = (c.reported_at, c.id)
    statement = select(*CASE_COLUMNS, *_MORE).where(*_theirs(place))
    if follows:
        key = tuple_(instant("reported_at"), bindparam("id", type_=BigKey))
        statement = statement.where(tuple_(*order) < key)
    return statement.order_by(*(column.desc() for column in order)).limit(bindparam("limit"))
