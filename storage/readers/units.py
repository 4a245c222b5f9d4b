"""Units at work: what they have in hand, what they send back, what was ruled to be theirs."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select

from core.cases.states import Verb
from core.operators.jurisdiction import Scope
from core.units.rows import RulingRow, UnitLoad, UnitReturns
from storage.database import Database
from storage.readers.conditions import Shape, conditions_of, instant, storable
from storage.readers.places import inside, place_of
from storage.readers.reference import reference_book
from storage.readers.registry import RegistryReader
from storage.readers.tables import CASES, HISTORY, PRECEDENTS, UNITS

_SENDING: Final = (Verb.DISPATCH, Verb.TRANSFER, Verb.ESCALATE, Verb.RULE)
"""The verbs that may send a case to a unit."""


class UnitReader:
    """Reads the units that answer in a jurisdiction; of their cases, those inside it."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._registry = RegistryReader(database, scope)

    def loads(self, now: datetime) -> tuple[UnitLoad, ...]:
        """Return the units of today by tier, platform and code, with their open cases."""
        units = self._registry.units()
        with self._database.reading() as connection:
            reference = self._book.at(connection)
            place = place_of(self._scope, reference.scheme)
            if place is None:
                return ()
            found = connection.execute(_open(place.conditions), place.values | {"now": now}).all()
        counts = {reference.units[key].code: (int(total), int(late)) for key, total, late in found}
        in_order = sorted(units, key=lambda unit: (unit.tier, unit.platform, unit.code))
        return tuple(UnitLoad(unit, *counts.get(unit.code, (0, 0))) for unit in in_order)

    def returns(self, since: datetime, until: datetime) -> Mapping[str, UnitReturns]:
        """Return, by unit code, how often cases were sent to each unit and sent back by it.

        Both are counted in the history from ``since`` up to, not including, ``until``; a case
        that was sent twice counts twice. Units that took no part are left out.
        """
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.at(connection).scheme)
            if place is None:
                return {}
            values = place.values | {"since": since, "until": until}
            sent: Counter[str] = Counter()
            returned: Counter[str] = Counter()
            for verb, payload in connection.execute(_passing(place.conditions), values):
                code = json.loads(payload)["details"].get("unit_code")
                if code:
                    (returned if verb == Verb.RETURN else sent)[code] += 1
        known = {unit.code for unit in self._registry.units()}
        codes = sorted(known & (sent.keys() | returned.keys()))
        return {code: UnitReturns(sent[code], returned[code]) for code in codes}

    def ruling_counts(self) -> Mapping[str, int]:
        """Count the rulings inside the jurisdiction by the code of the unit ruled to answer."""
        with self._database.reading() as connection:
            statement = select(UNITS.c.code, func.count()).join(
                PRECEDENTS, PRECEDENTS.c.unit_id == UNITS.c.id
            )
            counted = statement.where(*self._ruled_here()).group_by(UNITS.c.code)
            return {code: int(number) for code, number in connection.execute(counted)}

    def rulings(self, unit_code: str) -> tuple[RulingRow, ...]:
        """Return the rulings inside the jurisdiction that a unit answers, newest first."""
        if not storable(unit_code):
            return ()
        p = PRECEDENTS.c
        statement = (
            select(p.item_code, p.area_code, p.number, p.ruled_at, p.reason)
            .join(UNITS, UNITS.c.id == p.unit_id)
            .where(UNITS.c.code == unit_code, *self._ruled_here())
            .order_by(p.ruled_at.desc(), p.id.desc())
        )
        with self._database.reading() as connection:
            return tuple(RulingRow(*row) for row in connection.execute(statement))

    def _ruled_here(self) -> list[Any]:
        p = PRECEDENTS.c
        return [
            p.district_code == self._scope.district_code,
            inside(p.area_code, self._scope.area_code),
        ]


@cache
def _open(place: Shape) -> Select[Any]:
    c = CASES.c
    (late,) = conditions_of(("late",), CASES)
    counts = select(c.unit_id, func.count(), func.sum(case((late, 1), else_=0)))
    here = conditions_of(("open", *place), CASES)
    return counts.where(*here, c.unit_id.is_not(None)).group_by(c.unit_id)


@cache
def _passing(place: Shape) -> Select[Any]:
    """Return verb and payload of the entries that sent a case to somebody or back."""
    c, h = CASES.c, HISTORY.c
    statement = select(h.verb, h.payload).where(
        h.at >= instant("since"), h.at < instant("until"), h.verb.in_((*_SENDING, Verb.RETURN))
    )
    if place == ("district",):
        return statement.where(*conditions_of(place, HISTORY))
    of_case = and_(h.district_code == c.district_code, h.case_id == c.id)
    return statement.join(CASES, of_case).where(*conditions_of(place, CASES))
