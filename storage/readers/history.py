"""The story of a case, and the whole history of a jurisdiction for verification."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select

from core.cases.history import Entry
from core.cases.rows import HistoryRow
from core.kernel.errors import NotFound
from core.kernel.masking import mask_name
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.case_rows import as_stored, read_instant
from storage.readers.conditions import Shape, conditions_of, storable
from storage.readers.places import Place, place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES, HISTORY, OPERATORS

_FIELDS: Final = (
    "district_code",
    "case_id",
    "seq",
    "at",
    "verb",
    "operator",
    "from_state",
    "to_state",
    "payload",
    "prev_hash",
    "hash",
)
_COLUMNS: Final = tuple(as_stored(HISTORY.c[name]) for name in _FIELDS)

_NAMES_OF_PEOPLE: Final = frozenset({"gridder_name"})
"""Details of an entry that name somebody who is no operator."""


@dataclass(frozen=True, slots=True)
class StoredChain:
    """The history of one case as stored, and what the case says it must end with.

    ``core.cases.history.verify_chain`` judges it.
    """

    number: str
    version: int
    head: str
    entries: tuple[Entry, ...]


class HistoryReader:
    """Reads the histories of the cases in a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def entries(self, number: str) -> tuple[HistoryRow, ...]:
        """Return the story of a case, oldest entry first; names of people in it are masked.

        Raises:
            NotFound: no such case inside the jurisdiction.
        """
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.recent(connection).scheme)
            key = find_case(connection, place, number, CASES.c.id)[0]
            return history_of(connection, self._scope.district_code, key)

    def chain(self, number: str) -> StoredChain:
        """Return the history of one case for verification.

        Raises:
            NotFound: no such case inside the jurisdiction.
        """
        c = CASES.c
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.recent(connection).scheme)
            key, version, head = find_case(
                connection, place, number, c.id, c.version, c.history_hash
            )
            entries = _stored(connection, self._scope.district_code, [key])
        return StoredChain(number, version, head, entries.get(key, ()))

    def walk(self, batch: int = 500) -> Iterator[StoredChain]:
        """Yield the history of every case in the jurisdiction, in the order of their ids.

        Each batch of cases is read whole from one snapshot; none is held between batches, so
        a walk of hours hinders nobody. Cases that begin behind the walk are not met.
        """
        last = 0
        while True:
            chains = self._batch(last, batch)
            if not chains:
                return
            for _, chain in chains:
                yield chain
            last = chains[-1][0]

    def sample(self, places: Iterable[float], each: int) -> Iterator[StoredChain]:
        """Yield the histories of cases here and there in the jurisdiction.

        Args:
            places: where to look, from 0, the oldest case, up to 1, the newest.
            each: how many cases to take from there on.
        """
        with self._database.reading() as connection:
            newest: int = connection.execute(_NEWEST).scalar_one() or 0
        for place in places:
            for _, chain in self._batch(int(place * newest), each):
                yield chain

    def _batch(self, last: int, size: int) -> list[tuple[int, StoredChain]]:
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.recent(connection).scheme)
            if place is None:
                return []
            values = place.values | {"last": last, "size": size}
            cases = connection.execute(_cases_after(place.conditions), values).all()
            entries = _stored(connection, place.district, [case.id for case in cases])
        return [
            (key, StoredChain(number, version, head, entries.get(key, ())))
            for key, number, version, head in cases
        ]


def find_case(
    connection: Connection, place: Place | None, number: str, *columns: Any
) -> Sequence[Any]:
    """Return ``columns`` of the case ``number``.

    Raises:
        NotFound: no such case inside the jurisdiction, said in the same words as by a verb.
    """
    found = None
    if place is not None and storable(number):
        where = conditions_of(place.conditions, CASES)
        statement = select(*columns).where(*where, CASES.c.number == bindparam("number"))
        found = connection.execute(statement, place.values | {"number": number}).first()
    if found is None:
        raise NotFound(N_("There is no case %(number)s in your area."), number=number)
    return found


def history_of(connection: Connection, district: str, key: int) -> tuple[HistoryRow, ...]:
    """Return the story of the case with the id ``key``, which the caller may read."""
    entries = _stored(connection, district, [key]).get(key, ())
    operators = OPERATORS.c
    logins = {entry.operator for entry in entries}
    found = connection.execute(
        select(operators.login, operators.name).where(operators.login.in_(logins))
    )
    names = {row.login: row.name for row in found}
    return tuple(_row(entry, names.get(entry.operator, entry.operator)) for entry in entries)


def _row(entry: Entry, operator_name: str) -> HistoryRow:
    payload = json.loads(entry.payload)
    return HistoryRow(
        seq=entry.seq,
        at=entry.at,
        verb=entry.verb,
        operator=entry.operator,
        operator_name=operator_name,
        from_state=entry.from_state,
        to_state=entry.to_state,
        payload=payload | {"details": _masked(payload.get("details", {}))},
        prev_hash=entry.prev_hash,
        hash=entry.hash,
    )


def _masked(details: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in details.items():
        if isinstance(value, dict):
            shown[name] = _masked(value)
        else:
            shown[name] = mask_name(str(value)) if name in _NAMES_OF_PEOPLE else value
    return shown


_NEWEST: Final = select(func.max(CASES.c.id))


@cache
def _cases_after(place: Shape) -> Select[Any]:
    c = CASES.c
    return (
        select(c.id, c.number, c.version, c.history_hash)
        .where(*conditions_of(place, CASES), c.id > bindparam("last", type_=BigInteger()))
        .order_by(c.id)
        .limit(bindparam("size"))
    )


_OF_CASES: Final = (
    select(*_COLUMNS)
    .where(
        HISTORY.c.district_code == bindparam("district"),
        HISTORY.c.case_id.in_(bindparam("keys", expanding=True)),
    )
    .order_by(HISTORY.c.case_id, HISTORY.c.seq)
)


def _stored(
    connection: Connection, district: str, keys: Sequence[int]
) -> dict[int, tuple[Entry, ...]]:
    found = connection.execute(_OF_CASES, {"district": district, "keys": keys})
    entries = (
        Entry(district, key, seq, read_instant(at), *rest)
        for district, key, seq, at, *rest in found
    )
    return {key: tuple(group) for key, group in groupby(entries, lambda entry: entry.case_id)}
