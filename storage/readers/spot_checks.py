"""The closed cases of a period, from which a spot check is drawn, and the sheet of a sample."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from core.cases.rows import CaseRow
from core.cases.sampling import Candidate, SheetRow
from core.cases.states import State
from core.kernel.masking import mask_numbers
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.conditions import Shape, conditions_of, instant
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES, SPOT_CHECK_DRAWN


class SpotCheckReader:
    """Reads the candidates of a spot check inside a jurisdiction.

    `core.cases.sampling.draw` draws from them. Cases that were checked before are among them:
    without them the same seed would draw others once the checking has begun.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def candidates(self, first: date, last: date) -> tuple[Candidate, ...]:
        """Return the cases closed from the local day ``first`` to ``last``, both included."""
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            place = place_of(self._scope, reference.scheme)
            if place is None:
                return ()
            values = {"begins_at": reference.beginning(first), "ends_at": reference.end(last)}
            found = connection.execute(_closed(place.conditions), place.values | values)
            return tuple(Candidate(number, street) for number, street in found)

    def sheet(self, sample: str) -> tuple[SheetRow, ...]:
        """Return the cases of a sample that lie in the jurisdiction, by number.

        Numbers in texts are masked, since the sheet leaves the house.
        """
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.at(connection).scheme)
            if place is None:
                return ()
            values = place.values | {"sample": sample}
            found = connection.execute(_drawn(place.conditions), values).all()
            rows = case_rows(connection, self._book, found)
            return tuple(
                _sheet_row(row, *more[len(CASE_COLUMNS) :])
                for row, more in zip(rows, found, strict=True)
            )


@cache
def _drawn(place: Shape) -> Select[Any]:
    c, d = CASES.c, SPOT_CHECK_DRAWN.c
    of_case = and_(d.district_code == c.district_code, d.case_id == c.id)
    return (
        select(*CASE_COLUMNS, c.result, d.closed_at)
        .join(SPOT_CHECK_DRAWN, of_case)
        .where(*conditions_of(place, CASES), d.sample_id == bindparam("sample"))
        .order_by(c.number)
    )


def _sheet_row(row: CaseRow, done: str, closed_at: datetime) -> SheetRow:
    return SheetRow(
        number=row.number,
        street=row.street,
        community=row.community,
        grid=row.grid,
        address=mask_numbers(row.address),
        item_code=row.item_code,
        item_name=row.item_name,
        item_name_en=row.item_name_en,
        matter=mask_numbers(row.matter),
        done=mask_numbers(done),
        closed_at=closed_at,
    )


@cache
def _closed(place: Shape) -> Select[Any]:
    c = CASES.c
    return select(c.number, c.street_code).where(
        *conditions_of(place, CASES),
        c.state == State.CLOSED,
        c.ended_at >= instant("begins_at"),
        c.ended_at < instant("ends_at"),
    )
