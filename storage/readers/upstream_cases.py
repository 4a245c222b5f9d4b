"""Cases as a mapping sends them: every field that it may name, personal data masked or not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from core.cases.rows import CaseFilter, several
from core.imports.bulk import in_chunks
from core.operators.jurisdiction import Scope
from core.upstreams.mapping import Mapping as Sheet
from storage.readers.conditions import Asked, ask, conditions_of
from storage.readers.places import narrower, place_of
from storage.readers.reference import Reference
from storage.readers.tables import CASES, STAFF

_BATCH: Final = 500

_AS_STORED: Final = (
    "id", "number", "version", "source", "source_ref", "state", "tier", "matter", "address",
    "area_code", "street_code", "latitude", "longitude", "validity", "reject_reason", "result",
    "rating", "satisfaction", "self_handled", "handled_late", "rework_count", "reported_at",
    "filed_at", "dispatched_at", "received_at", "resolved_at", "ended_at", "reporter_name",
    "reporter_phone",
)  # fmt: skip
_LOOKED_UP: Final = (
    "area_id", "item_id", "unit_id", "gridder_id", "reporter_staff_id", "handle_due_at",
)  # fmt: skip
_COLUMNS: Final = tuple(CASES.c[name] for name in (*_AS_STORED, *_LOOKED_UP))
_NOBODY: Final = (None, "", "")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run looks for: the records of ``sheet`` in ``area``, cases as ``wanted``."""

    sheet: Sheet
    area: str
    wanted: CaseFilter
    now: datetime


class CasesUpstream:
    """Reads the cases of one mapping in one snapshot."""

    def __init__(
        self,
        connection: Connection,
        scope: Scope,
        reference: Reference,
        wish: Wish,
    ) -> None:
        self._connection = connection
        self._reference = reference
        self._district = scope.district_code
        self._place = place_of(scope, reference.scheme, wish.area)
        self._asked = _asked(scope, reference, wish)
        self._masks = wish.sheet.masks
        self._staff: dict[int, Sequence[Any]] = {}

    def all(self) -> Iterator[Mapping[str, Any]]:
        """Yield every case that is wanted, by number."""
        if self._asked is None:
            return
        statement = self._wanted().order_by(CASES.c.number).execution_options(yield_per=_BATCH)
        for part in self._connection.execute(statement, self._asked.values).partitions():
            yield from self._made(part)

    def some(
        self, cases: Iterable[int], keys: Iterable[str]
    ) -> tuple[list[Mapping[str, Any]], list[str]]:
        """Return which of some cases are wanted, by number, and the numbers of the others."""
        found: dict[str, Mapping[str, Any]] = {}
        numbers: set[str] = set()
        for column, values in ((CASES.c.id, sorted(cases)), (CASES.c.number, sorted(keys))):
            for chunk in in_chunks(values):
                these = column.in_(chunk)
                numbers.update(self._numbers(these))
                if self._asked is not None:
                    rows = self._connection.execute(
                        self._wanted().where(these), self._asked.values
                    ).all()
                    found |= {record["number"]: record for record in self._made(rows)}
        wanted = [found[number] for number in sorted(found)]
        return wanted, sorted(numbers - found.keys())

    def numbered(self, numbers: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Return cases of the area by number, whether or not they are wanted."""
        if self._place is None:
            return {}
        inside = conditions_of(self._place.conditions, CASES)
        found: dict[str, Mapping[str, Any]] = {}
        for chunk in in_chunks(numbers):
            statement = select(*_COLUMNS).where(*inside, CASES.c.number.in_(chunk))
            rows = self._connection.execute(statement, self._place.values).all()
            found |= {record["number"]: record for record in self._made(rows)}
        return found

    def _wanted(self) -> Any:
        assert self._asked is not None  # noqa: S101  callers have looked
        return select(*_COLUMNS).where(*conditions_of(self._asked.shape, CASES))

    def _numbers(self, these: ColumnElement[bool]) -> Iterable[str]:
        """Return numbers of cases wherever they lie now: one may have been moved out of the area.

        They only serve to find what was sent of them.
        """
        statement = select(CASES.c.number).where(CASES.c.district_code == self._district, these)
        return self._connection.scalars(statement)

    def _made(self, rows: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
        self._meet({key for row in rows for key in (row.gridder_id, row.reporter_staff_id) if key})
        return map(self._record, rows)

    def _meet(self, wanted: set[int]) -> None:
        missing = sorted(wanted - self._staff.keys())
        for chunk in in_chunks(missing):
            c = STAFF.c
            statement = select(c.id, c.number, c.name, c.phone).where(c.id.in_(chunk))
            for key, *person in self._connection.execute(statement):
                self._staff[key] = person

    def _record(self, row: Any) -> Mapping[str, Any]:
        reference = self._reference
        record = {name: getattr(row, name) for name in _AS_STORED}
        for flag in ("self_handled", "handled_late"):
            record[flag] = None if record[flag] is None else bool(record[flag])
        record["street"], record["community"], record["grid"] = reference.places[row.area_id]
        item = reference.items[row.item_id] if row.item_id else ("", "", "")
        record["item_code"], record["item_name"] = item[0], item[1]
        unit = reference.units[row.unit_id] if row.unit_id else ("", "", "")
        record["unit_code"], record["unit_name"] = unit[0], unit[1]
        number, name, _ = self._staff.get(row.gridder_id, _NOBODY)
        record["gridder_number"], record["gridder_name"] = number, name
        if row.reporter_staff_id:
            _, name, phone = self._staff[row.reporter_staff_id]
            record["reporter_name"], record["reporter_phone"] = name, phone or ""
        record["due_at"] = row.handle_due_at
        for field, mask in self._masks.items():
            record[field] = mask(record[field] or "")
        return record


def _asked(scope: Scope, reference: Reference, wish: Wish) -> Asked | None:
    """Return how to ask for what is wanted of an area."""
    named = several(wish.wanted.area) or (wish.area,)
    inner = tuple(code for code in (narrower(wish.area, each) for each in named) if code)
    if not inner:
        return None
    return ask(scope, reference, replace(wish.wanted, area=inner), wish.now)
