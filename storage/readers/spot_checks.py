"""The closed cases of a period, from which a spot check is drawn."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from core.cases.sampling import Candidate
from core.cases.states import State
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.conditions import Shape, conditions_of, instant
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES


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


@cache
def _closed(place: Shape) -> Select[Any]:
    c = CASES.c
    return select(c.number, c.street_code).where(
        *conditions_of(place, CASES),
        c.state == State.CLOSED,
        c.ended_at >= instant("begins_at"),
        c.ended_at < instant("ends_at"),
    )
