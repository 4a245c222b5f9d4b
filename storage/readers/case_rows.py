"""Making `CaseRow`s quickly: a window of 200 must cost little more than reading it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.cases.rows import CaseRow
from core.kernel.columns import UtcDateTime
from storage.readers.reference import VERSION, Reference, ReferenceBook
from storage.readers.tables import CASES

_FIELDS: Final = (
    "id",
    "number",
    "version",
    "state",
    "tier",
    "source",
    "item_id",
    "matter",
    "address",
    "area_id",
    "area_code",
    "unit_id",
    "gridder_id",
    "due_at",
    "due_stage",
    "estimated",
    "reported_at",
    "ended_at",
    "card",
)


class _Written(FunctionElement[str]):
    """An instant as text in UTC, which Python reads faster than it converts a driver's own."""

    name = "written"
    type = String()
    inherit_cache = True


@compiles(_Written, "sqlite")
def _as_it_is(element: _Written, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Written, "postgresql")
def _in_utc(element: _Written, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC' AS text)"


def as_stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an instant as text for `read_instant`, any other column as it is."""
    if isinstance(column.type, UtcDateTime):
        return _Written(column).label(getattr(column, "name", None))
    return column


_UTC: Final = "+00:00"


def read_instant(written: str) -> datetime:
    """Read an instant that was selected `as_stored`."""
    return datetime.fromisoformat(written + _UTC)


CASE_COLUMNS: Final = (
    *(as_stored(CASES.c[name]) for name in _FIELDS),
    VERSION.scalar_subquery().label("reference_version"),
)
"""What a query selects first, so that `case_rows` can read its rows; more may follow."""

_WIDTH: Final = len(CASE_COLUMNS)
_GRIDDER: Final = _FIELDS.index("gridder_id")
_NO_ITEM: Final = (None, None, None)
_NO_UNIT: Final = (None, None, None)


class _Draft:
    """A case row in the making.

    A frozen dataclass sets each field through ``object.__setattr__``, which for a window costs
    as much as reading it. A draft has the same slots and no guard; once filled it becomes
    a `CaseRow` by a change of class, which Python allows between classes laid out alike.
    """

    __slots__ = CaseRow.__slots__


def case_rows(
    connection: Connection, book: ReferenceBook, found: Sequence[Sequence[Any]]
) -> list[CaseRow]:
    """Make rows of what a query found; it selected `CASE_COLUMNS` first."""
    if not found:
        return []
    reference = book.at_version(connection, found[0][_WIDTH - 1])
    wide = len(found[0]) > _WIDTH
    cells = [row[:_WIDTH] for row in found] if wide else found
    gridders = {row[_GRIDDER] for row in cells} - {None}
    staff = book.staff_names(connection, gridders)
    try:
        return _filled(reference, staff, cells)
    except KeyError:
        # Somebody added reference data and did not count up its version.
        return _filled(book.read(connection), staff, cells)


def _filled(
    reference: Reference, staff: Mapping[int, str], cells: Iterable[Sequence[Any]]
) -> list[CaseRow]:
    items, places, units = reference.items, reference.places, reference.units
    read = datetime.fromisoformat  # not by `read_instant`: two calls a row are a tenth of a window
    rows: list[Any] = []
    for (
        key,
        number,
        version,
        state,
        tier,
        source,
        item_id,
        matter,
        address,
        area_id,
        area_code,
        unit_id,
        gridder_id,
        due_at,
        stage,
        estimated,
        reported_at,
        ended_at,
        card,
        _,
    ) in cells:
        row: Any = _Draft()
        row.id = key
        row.number = number
        row.version = version
        row.state = state
        row.tier = tier
        row.source = source
        row.item_code, row.item_name, row.item_name_en = items[item_id] if item_id else _NO_ITEM
        row.matter = matter
        row.address = address
        row.area_code = area_code
        row.street, row.community, row.grid = places[area_id]
        row.unit_code, row.unit, _ = units[unit_id] if unit_id else _NO_UNIT
        row.gridder = staff[gridder_id] if gridder_id else None
        row.due_at = read(due_at + _UTC) if due_at else None
        row.stage = stage
        row.estimated = bool(estimated)
        row.reported_at = read(reported_at + _UTC)
        row.ended_at = read(ended_at + _UTC) if ended_at else None
        row.card = card
        row.__class__ = CaseRow
        rows.append(row)
    return rows
