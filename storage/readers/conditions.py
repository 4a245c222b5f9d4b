"""A `CaseFilter` as the database is asked: which conditions, and the values that fill them.

The conditions are a table of data. A query is built once for each combination of names in
use and then kept (`functools.cache`), so that asking costs no more than the statement.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Connection, FromClause, bindparam, or_, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.cases.rows import CaseFilter
from core.kernel.columns import BigKey, CodeText, UtcDateTime
from core.operators.jurisdiction import Scope
from storage.readers.places import Place, place_of
from storage.readers.reference import Reference, ReferenceBook

Shape = tuple[str, ...]
"""The names of the conditions of a query, in the order of `CONDITIONS`."""


def instant(name: str) -> Any:
    """Return a place for an instant in a statement."""
    return bindparam(name, type_=UtcDateTime())


def _code(name: str) -> Any:
    return bindparam(name, type_=CodeText)


def _among(name: str) -> Any:
    return bindparam(name, expanding=True)


def _place_in_queue(t: FromClause) -> Any:
    return tuple_(t.c.due_at, t.c.id)


_KEY: Final = tuple_(instant("key_at"), bindparam("key_id", type_=BigKey))


class _Like(FunctionElement[bool]):
    """``column LIKE pattern``, whatever the case of the letters.

    SQLAlchemy's own lowers both sides on SQLite, where LIKE looks at no case anyway: four times
    as slow over a district.
    """

    name = "like"
    type = Boolean()
    inherit_cache = True


@compiles(_Like, "sqlite")
def _like(element: _Like, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} LIKE {pattern} ESCAPE '\\'"


@compiles(_Like, "postgresql")
def _ilike(element: _Like, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} ILIKE {pattern} ESCAPE '\\'"


CONDITIONS: Final[dict[str, Callable[[FromClause], ColumnElement[bool]]]] = {
    "open": lambda t: t.c.ended_at.is_(None),
    "ended": lambda t: t.c.ended_at.is_not(None),
    "district": lambda t: t.c.district_code == _code("district"),
    "street": lambda t: t.c.street_code == _code("street"),
    "area": lambda t: (t.c.area_code >= _code("area_from")) & (t.c.area_code < _code("area_to")),
    "tier": lambda t: t.c.tier == bindparam("tier"),
    "unit": lambda t: t.c.unit_id == bindparam("unit"),
    "units": lambda t: t.c.unit_id.in_(_among("units")),
    "late": lambda t: t.c.due_at < instant("now"),
    "due_today": lambda t: (t.c.due_at >= instant("now")) & (t.c.due_at < instant("tomorrow")),
    "from": lambda t: t.c.due_at >= instant("due_from"),
    "until": lambda t: t.c.due_at < instant("due_until"),
    "after": lambda t: _place_in_queue(t) > _KEY,
    "before": lambda t: _place_in_queue(t) < _KEY,
    "not_before": lambda t: _place_in_queue(t) >= _KEY,
    "state": lambda t: t.c.state == bindparam("state"),
    "items": lambda t: t.c.item_id.in_(_among("items")),
    "source": lambda t: t.c.source == bindparam("source"),
    "exclude_source": lambda t: t.c.source != bindparam("exclude_source"),
    # A timer is of one stage; a case is listed by that of its soonest timer.
    "stage": lambda t: (t.c.stage if "stage" in t.c else t.c.due_stage) == bindparam("stage"),
    "since": lambda t: t.c.reported_at >= instant("since"),
    "text": lambda t: or_(
        *(_Like(column, bindparam("text")) for column in (t.c.matter, t.c.address, t.c.number))
    ),
}
"""Every condition a query of cases may have, as a function of the table it is asked of."""

CLOCK_ONLY: Final = frozenset(
    {"open", "district", "street", "area", "tier"}
    | {"late", "due_today", "from", "until", "after", "before", "not_before"}
)
"""Conditions that an index of open cases answers by itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter inside a jurisdiction, ready for the database."""

    place: Place
    shape: Shape
    values: dict[str, Any]

    def narrowed(self, *names: str, **values: Any) -> "Asked":
        """Return the same with more conditions."""
        return Asked(self.place, in_order({*self.shape, *names}), self.values | values)

    @property
    def in_buckets(self) -> bool:
        """Whether only street, tier and clock matter, so that buckets can tell how many."""
        return "open" in self.shape and (CLOCK_ONLY - {"area"}).issuperset(self.shape)


def reference_for(book: ReferenceBook, connection: Connection, wanted: CaseFilter) -> Reference:
    """Return the names to understand ``wanted`` by: today's, if it names any."""
    named = wanted.unit is not None or wanted.item is not None
    return book.at(connection) if named else book.recent(connection)


def ask(scope: Scope, reference: Reference, wanted: CaseFilter, now: datetime) -> Asked | None:
    """Return how to ask for ``wanted``, or ``None`` when nothing in the jurisdiction can match."""
    place = place_of(scope, reference.scheme, wanted.area)
    if place is None or not _storable(wanted):
        return None
    values: dict[str, Any] = {
        "tier": wanted.tier,
        "state": wanted.state,
        "source": wanted.source,
        "exclude_source": wanted.exclude_source,
        "stage": wanted.stage,
        "since": wanted.reported_since,
        "text": f"%{_escaped(wanted.text)}%" if wanted.text else None,
        "units": reference.units_named(wanted.unit) if wanted.unit else None,
        "items": reference.items_under(wanted.item) if wanted.item else None,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if len(given.get("units", ())) == 1:
        # Equal to one unit keeps the order of the unit's index; being among several does not.
        (given["unit"],) = given.pop("units")
    names = {*place.conditions, *given}
    if wanted.open is not None:
        names.add("open" if wanted.open else "ended")
    if wanted.late:
        names.add("late")
    if wanted.due_today:
        names.add("due_today")
    clock = {"now": now, "tomorrow": reference.end(reference.local_day(now))}
    return Asked(place, in_order(names), place.values | given | clock)


def storable(text: str) -> bool:
    """Say whether a database could hold ``text`` at all; what it cannot hold, it need not seek."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _storable(wanted: CaseFilter) -> bool:
    given = (getattr(wanted, field.name) for field in fields(wanted))
    return all(storable(value) for value in given if isinstance(value, str))


def in_order(names: set[str]) -> Shape:
    """Return ``names`` as the shape of a query."""
    return tuple(name for name in CONDITIONS if name in names)


def conditions_of(shape: Shape, table: FromClause) -> list[ColumnElement[bool]]:
    """Return the conditions of ``shape`` on ``table``, which is `CASES` or holds its columns."""
    return [CONDITIONS[name](table) for name in shape]


def _escaped(text: str) -> str:
    """Escape what LIKE would take for a wildcard."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
