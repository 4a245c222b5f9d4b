"""A `CaseFilter` as the database is asked: which conditions, and the values that fill them.

The conditions are a table of data. A query is built once for each combination of names in
use and then kept (`functools.cache`), so that asking costs no more than the statement.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.cases.rows import MOST_VALUES, CaseFilter, several
from core.kernel.columns import BigKey, CodeText, UtcDateTime
from core.operators.jurisdiction import Scope
from storage.readers.places import Place, code_range, narrower, outermost, place_of
from storage.readers.reference import Reference, ReferenceBook

T = TypeVar("T")

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


def contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return that a column has ``text`` in it, whatever the case of the letters."""
    return _Like(column, literal(f"%{_escaped(text)}%"))


Condition = Callable[[FromClause], ColumnElement[bool]]


def _seek(place: str) -> Condition:
    """Return the condition that a text is in matter, address or number."""

    def condition(t: FromClause) -> ColumnElement[bool]:
        columns = (t.c.matter, t.c.address, t.c.number)
        return or_(*(_Like(column, bindparam(place)) for column in columns))

    return condition


def _not(condition: Condition) -> Condition:
    return lambda t: not_(condition(t))


def _inside(t: FromClause, place: str) -> ColumnElement[bool]:
    code = t.c.area_code
    return and_(code >= _code(f"{place}_from"), code < _code(f"{place}_to"))


def _in_one_of(areas: int) -> Condition:
    return lambda t: or_(*(_inside(t, f"area_{n}") for n in range(areas)))


def _outside(place: str) -> Condition:
    return lambda t: not_(_inside(t, place))


def _stage(t: FromClause) -> Any:
    """Return the stage: a timer is of one, a case is listed by that of its soonest timer."""
    return t.c.stage if "stage" in t.c else t.c.due_stage


def _due_today(t: FromClause) -> ColumnElement[bool]:
    return and_(t.c.due_at >= instant("now"), t.c.due_at < instant("tomorrow"))


def _tier_by_itself(t: FromClause) -> Any:
    """Return the tier so that no index is chosen by it.

    Several tiers of the lane's index would have to be put in order, all of them, for every
    window; the index of all open cases is in order already.
    """
    return t.c.tier + 0


_NUMBERS: Final = range(MOST_VALUES)

CONDITIONS: Final[dict[str, Condition]] = {
    "open": lambda t: t.c.ended_at.is_(None),
    "ended": lambda t: t.c.ended_at.is_not(None),
    "district": lambda t: t.c.district_code == _code("district"),
    "street": lambda t: t.c.street_code == _code("street"),
    "area": lambda t: _inside(t, "area"),
    **{f"areas_{n + 1}": _in_one_of(n + 1) for n in _NUMBERS},
    **{f"not_area_{n}": _outside(f"not_area_{n}") for n in _NUMBERS},
    "tier": lambda t: t.c.tier == bindparam("tier"),
    "tiers": lambda t: _tier_by_itself(t).in_(_among("tiers")),
    "not_tiers": lambda t: _tier_by_itself(t).not_in(_among("not_tiers")),
    "unit": lambda t: t.c.unit_id == bindparam("unit"),
    "units": lambda t: t.c.unit_id.in_(_among("units")),
    # What has no unit, no item, no card is not of the one that is excluded.
    "not_units": lambda t: func.coalesce(t.c.unit_id, 0).not_in(_among("not_units")),
    "late": lambda t: t.c.due_at < instant("now"),
    "not_late": lambda t: t.c.due_at >= instant("now"),
    "due_today": _due_today,
    "not_due_today": lambda t: not_(_due_today(t)),
    "not_due_on": lambda t: not_(
        and_(t.c.due_at >= instant("not_from"), t.c.due_at < instant("not_until"))
    ),
    "from": lambda t: t.c.due_at >= instant("due_from"),
    "until": lambda t: t.c.due_at < instant("due_until"),
    "after": lambda t: _place_in_queue(t) > _KEY,
    "before": lambda t: _place_in_queue(t) < _KEY,
    "not_before": lambda t: _place_in_queue(t) >= _KEY,
    "state": lambda t: t.c.state == bindparam("state"),
    "states": lambda t: t.c.state.in_(_among("states")),
    "not_states": lambda t: t.c.state.not_in(_among("not_states")),
    "items": lambda t: t.c.item_id.in_(_among("items")),
    "not_items": lambda t: func.coalesce(t.c.item_id, 0).not_in(_among("not_items")),
    "source": lambda t: t.c.source == bindparam("source"),
    "sources": lambda t: t.c.source.in_(_among("sources")),
    "not_sources": lambda t: t.c.source.not_in(_among("not_sources")),
    "stage": lambda t: _stage(t) == bindparam("stage"),
    "stages": lambda t: _stage(t).in_(_among("stages")),
    "not_stages": lambda t: _stage(t).not_in(_among("not_stages")),
    "cards": lambda t: t.c.card.in_(_among("cards")),
    "not_cards": lambda t: func.coalesce(t.c.card, "").not_in(_among("not_cards")),
    "since": lambda t: t.c.reported_at >= instant("since"),
    "reported_until": lambda t: t.c.reported_at < instant("reported_until"),
    **{f"text_{n}": _seek(f"text_{n}") for n in _NUMBERS},
    **{f"not_text_{n}": _not(_seek(f"not_text_{n}")) for n in _NUMBERS},
}
"""Every condition a query of cases may have, as a function of the table it is asked of."""

TIERS_TOGETHER: Final = frozenset({"tiers", "not_tiers"})
"""Conditions on more than one tier; like ``tier``, buckets and the index by area answer them."""

CLOCK_ONLY: Final = (
    frozenset({"open", "district", "street", "area", "tier"})
    | TIERS_TOGETHER
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
    names = (wanted.unit, wanted.item, wanted.exclude_unit, wanted.exclude_item)
    named = any(name is not None for name in names)
    return book.at(connection) if named else book.recent(connection)


def ask(scope: Scope, reference: Reference, wanted: CaseFilter, now: datetime) -> Asked | None:
    """Return how to ask for ``wanted``, or ``None`` when nothing in the jurisdiction can match.

    Raises:
        ValueError: more areas or texts than `MOST_VALUES`.
    """
    where = _where(scope, reference, wanted)
    if where is None or not _storable(wanted):
        return None
    place, areas = where
    given = areas | _values(reference, wanted) | _texts(wanted)
    names = {*place.conditions, *given}
    if wanted.open is not None:
        names.add("open" if wanted.open else "ended")
    judged = {
        "late": wanted.late,
        "due_today": wanted.due_today,
        "not_late": wanted.exclude_late,
        "not_due_today": wanted.exclude_due_today,
    }
    names |= {name for name, asked_for in judged.items() if asked_for}
    clock = {"now": now, "tomorrow": reference.end(reference.local_day(now))}
    if wanted.due_on is not None:
        names |= {"from", "until"}
        clock["due_from"] = reference.beginning(wanted.due_on)
        clock["due_until"] = reference.end(wanted.due_on)
    if wanted.exclude_due_on is not None:
        names.add("not_due_on")
        clock["not_from"] = reference.beginning(wanted.exclude_due_on)
        clock["not_until"] = reference.end(wanted.exclude_due_on)
    values = {key: value for found in given.values() for key, value in found.items()}
    return Asked(place, in_order(names), place.values | values | clock)


Given = dict[str, dict[str, Any]]
"""The conditions that a filter asks for, each with the values that fill it."""


def _values(reference: Reference, wanted: CaseFilter) -> Given:
    """Return the conditions that compare a column with values."""
    among: dict[str, tuple[Any, ...]] = {
        "tiers": several(wanted.tier),
        "states": several(wanted.state),
        "sources": several(wanted.source),
        "stages": several(wanted.stage),
        "cards": several(wanted.card),
        "not_tiers": several(wanted.exclude_tier),
        "not_states": several(wanted.exclude_state),
        "not_sources": several(wanted.exclude_source),
        "not_stages": several(wanted.exclude_stage),
        "not_cards": several(wanted.exclude_card),
        "not_units": _each(several(wanted.exclude_unit), reference.units_named),
        "not_items": _each(several(wanted.exclude_item), reference.items_under),
    }
    given: Given = {name: {name: values} for name, values in among.items() if values}
    if wanted.unit is not None:
        units = _each(several(wanted.unit), reference.units_named)
        given["units"] = {"units": units}
    if wanted.item is not None:
        given["items"] = {"items": _each(several(wanted.item), reference.items_under)}
    for name in ("tier", "unit", "state", "source", "stage"):
        # Equal to one keeps the order of its index; being among several does not.
        if len(given.get(f"{name}s", {}).get(f"{name}s", ())) == 1:
            ((only,),) = given.pop(f"{name}s").values()
            given[name] = {name: only}
    if wanted.reported_since is not None:
        given["since"] = {"since": wanted.reported_since}
    if wanted.reported_until is not None:
        given["reported_until"] = {"reported_until": wanted.reported_until}
    return given


def _each(names: tuple[str, ...], find: Callable[[str], tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({key for name in names for key in find(name)}))


def _texts(wanted: CaseFilter) -> Given:
    sought = {"text": wanted.text, "not_text": wanted.exclude_text}
    return {
        f"{name}_{n}": {f"{name}_{n}": f"%{_escaped(text)}%"}
        for name, texts in sought.items()
        for n, text in _numbered(tuple(text for text in several(texts) if text))
    }


def _where(scope: Scope, reference: Reference, wanted: CaseFilter) -> tuple[Place, Given] | None:
    """Return the part of the tables to look into; several areas are conditions on top of it."""
    home = narrower(scope.district_code, scope.area_code)
    if home is None:
        return None
    outer = outermost(narrower(home, area) for area in several(wanted.exclude_area))
    if home in outer:
        return None
    given: Given = {
        f"not_area_{n}": code_range(code, f"not_area_{n}") for n, code in _numbered(outer)
    }
    area = None
    if wanted.area is not None:
        inner = outermost(narrower(home, area) for area in several(wanted.area))
        if not inner:
            return None
        if len(inner) == 1:
            (area,) = inner
        else:
            ranges = [code_range(code, f"area_{n}") for n, code in _numbered(inner)]
            given[f"areas_{len(inner)}"] = {k: v for found in ranges for k, v in found.items()}
    place = place_of(scope, reference.scheme, area)
    return (place, given) if place is not None else None


def _numbered(values: tuple[T, ...]) -> Iterator[tuple[int, T]]:
    if len(values) > MOST_VALUES:
        msg = f"a filter has at most {MOST_VALUES} areas or texts, not {len(values)}"
        raise ValueError(msg)
    return enumerate(values)


def storable(text: str) -> bool:
    """Say whether a database could hold ``text`` at all; what it cannot hold, it need not seek."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _storable(wanted: CaseFilter) -> bool:
    given = (several(getattr(wanted, field.name)) for field in fields(wanted))
    return all(storable(value) for part in given for value in part if isinstance(value, str))


def in_order(names: set[str]) -> Shape:
    """Return ``names`` as the shape of a query."""
    return tuple(name for name in CONDITIONS if name in names)


def conditions_of(shape: Shape, table: FromClause) -> list[ColumnElement[bool]]:
    """Return the conditions of ``shape`` on ``table``, which is `CASES` or holds its columns."""
    return [CONDITIONS[name](table) for name in shape]


def _escaped(text: str) -> str:
    """Escape what LIKE would take for a wildcard."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
