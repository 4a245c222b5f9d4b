"""Rows as they were before an import and as it left them, kept so that it can be undone.

A table that only grows by an import (`Journal` calls it grown) is told by its highest key from
before; of a small one (whole) all rows are compared. Images are packed by the thousand, since an
import may make several hundred thousand rows.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    insert,
    select,
    tuple_,
)
from sqlmodel import Session, SQLModel

from core.areas.models import Area
from core.assessments.models import AssessmentFinding, AssessmentIndicator, AssessmentProfile
from core.catalogue.models import FilingCondition, Item
from core.deadlines.models import OfficeHoursSpell, StageLimit, TierLimit
from core.imports.bulk import CHUNK, in_chunks
from core.imports.models import ImportImage
from core.kernel.settings import hold_reference_data
from core.operators.models import Operator
from core.policies.models import PolicyRule
from core.staff.models import Posting, Staff
from core.units.models import Duty, Unit

_MODELS: Final[tuple[type[SQLModel], ...]] = (
    Area, Staff, Posting, Unit, Duty, Item, FilingCondition, Operator, PolicyRule, TierLimit,
    StageLimit, OfficeHoursSpell, AssessmentProfile, AssessmentIndicator, AssessmentFinding,
)  # fmt: skip

RELATIONS: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (SQLModel.metadata.tables[str(model.__tablename__)] for model in _MODELS)
}
"""Tables of which images are kept, none before one that it points to."""

_NOT_KEPT: Final = frozenset({"password_hash"})
"""What no file says and no image holds."""

_IMAGES: Final[Table] = ImportImage.__table__  # type: ignore[attr-defined]

_TOGETHER: Final = 50
"""Images sent at once; each is of a thousand rows."""

Values = tuple[Any, ...]
"""A row in the order of `columns_of`, with days as text."""


class RowImage(NamedTuple):
    """One row before and after; ``None`` where there was none."""

    before: Values | None
    after: Values | None


class Images(NamedTuple):
    """Rows of one table; ``columns`` are the names of their values."""

    relation: str
    columns: tuple[str, ...]
    rows: tuple[RowImage, ...]


def columns_of(table: Table) -> tuple[str, ...]:
    """Return the names of the columns of which images are kept."""
    return tuple(column.name for column in table.c if column.name not in _NOT_KEPT)


def select_values(table: Table) -> Select[Any]:
    """Ask for rows as images hold them."""
    return select(*(_plain(table.c[name]) for name in columns_of(table)))


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, String) if isinstance(column.type, Date) else column


def key_names(table: Table) -> tuple[str, ...]:
    """Return the names of the columns that tell the rows of a table apart."""
    return tuple(column.name for column in table.primary_key.columns)


def _key_places(table: Table) -> tuple[int, ...]:
    """Return where in the values of a row its key stands."""
    names = columns_of(table)
    return tuple(names.index(name) for name in key_names(table))


def read_by_key(
    session: Session, table: Table, keys: Iterable[Values]
) -> Iterator[tuple[Values, Values]]:
    """Give the rows of ``keys`` that there are, each with its key."""
    places = _key_places(table)
    held = tuple_(*(_plain(table.c[name]) for name in key_names(table)))
    single = _plain(table.c[key_names(table)[0]])
    for chunk in in_chunks(keys):
        wanted = single.in_([key[0] for key in chunk]) if len(places) == 1 else held.in_(chunk)
        for row in session.execute(select_values(table).where(wanted)):
            yield tuple(row[place] for place in places), tuple(row)


class Journal:
    """Notes what an import does to rows, from before its first change to after its last."""

    def __init__(
        self, session: Session, *, grown: Iterable[Table] = (), whole: Iterable[Table] = ()
    ) -> None:
        hold_reference_data(session)
        self._session = session
        self._marks = {
            table: session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            for table in grown
        }
        self._kept: dict[Table, dict[Values, Values]] = {table: {} for table in self._marks}
        self._whole = {table: self._all(table) for table in whole}

    def keep(self, table: Table, ids: Iterable[int]) -> None:
        """Note rows of a table that only grows otherwise, before they change."""
        self._kept[table].update(read_by_key(self._session, table, ((key,) for key in ids)))

    def write(self, import_id: int) -> None:
        """Keep the images with the import."""
        kept = ((name, rows) for name, table in RELATIONS.items() for rows in self._rows(table))
        images = (
            {
                "import_id": import_id,
                "nth": nth,
                "relation": name,
                "rows": zlib.compress(rows.encode(), 1),
            }
            for nth, (name, rows) in enumerate(kept, start=1)
        )
        for some in in_chunks(images, _TOGETHER):
            self._session.execute(insert(_IMAGES), some)

    def _rows(self, table: Table) -> Iterator[str]:
        """Give in chunks what changed, and the rows made, of which there is but one picture."""
        if table in self._whole:
            changed = _compared(self._whole[table], self._all(table))
        elif table in self._marks:
            kept = self._kept[table]
            changed = _compared(kept, dict(read_by_key(self._session, table, kept)))
        else:
            return
        columns = columns_of(table)
        for chunk in in_chunks(changed):
            yield f"[{_written(columns)},{_written(chunk)},[]]"
        if table in self._marks:
            for made in self._grown(table):
                yield f"[{_written(columns)},[],{made}]"

    def _grown(self, table: Table) -> Iterator[str]:
        """Give in chunks the rows made, which the database itself writes in JSON.

        Fetched value by value they cost an import more than its own writing does.
        """
        connection = self._session.connection()
        as_array, together = _JSON_OF[connection.dialect.name]
        values = as_array(*(_plain(table.c[name]) for name in columns_of(table)))
        made = (
            select(table.c.id, cast(values, String).label("one"))
            .where(table.c.id > bindparam("last"))
            .order_by(table.c.id)
            .limit(CHUNK)
            .subquery()
        )
        statement = select(func.max(made.c.id), together(made.c.one, ","))
        last = self._marks[table]
        while True:
            last, written = connection.execute(statement, {"last": last}).one()
            if last is None:
                return
            yield f"[{written}]"

    def _all(self, table: Table) -> dict[Values, Values]:
        places = _key_places(table)
        rows = self._session.execute(select_values(table))
        return {tuple(row[place] for place in places): tuple(row) for row in rows}


def _compared(
    before: Mapping[Values, Values], after: Mapping[Values, Values]
) -> Iterator[RowImage]:
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was != now:
            yield RowImage(was, now)


def _written(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


_JSON_OF: Final[Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]]] = {
    "sqlite": (func.json_array, func.group_concat),
    "postgresql": (func.json_build_array, func.string_agg),
}
"""By database, what makes an array of some values, and what joins texts."""


def key_places(images: Images) -> tuple[int, ...]:
    """Return where in the values of ``images`` the key of a row stands."""
    return tuple(images.columns.index(name) for name in key_names(RELATIONS[images.relation]))


def key_of(row: RowImage, places: tuple[int, ...]) -> Values:
    """Return the key of a row, whose values have it at ``places``."""
    values = row.after or row.before or ()
    return tuple(values[place] for place in places)


def read_images(session: Session, import_id: int, *, backwards: bool = False) -> Iterator[Images]:
    """Give what an import changed, table by table, none before one that it points to."""
    numbers = session.scalars(
        select(_IMAGES.c.nth)
        .where(_IMAGES.c.import_id == import_id)
        .order_by(_IMAGES.c.nth.desc() if backwards else _IMAGES.c.nth)
    ).all()
    for nth in numbers:
        relation, packed = session.execute(
            select(_IMAGES.c.relation, _IMAGES.c.rows).where(
                _IMAGES.c.import_id == import_id, _IMAGES.c.nth == nth
            )
        ).one()
        yield _unpacked(relation, packed)


def _unpacked(relation: str, packed: bytes) -> Images:
    columns, changed, made = json.loads(zlib.decompress(packed))
    rows = [RowImage(was and tuple(was), now and tuple(now)) for was, now in changed]
    rows.extend(RowImage(None, tuple(row)) for row in made)
    return Images(relation, tuple(columns), tuple(rows))


def later_imports(session: Session, import_id: int, relation: str) -> Iterator[tuple[int, Images]]:
    """Give what later imports that stand changed in a table, the earliest first."""
    found = session.execute(
        select(_IMAGES.c.import_id, _IMAGES.c.rows)
        .where(_IMAGES.c.import_id > import_id, _IMAGES.c.relation == relation)
        .order_by(_IMAGES.c.import_id, _IMAGES.c.nth)
    )
    for later, packed in found:
        yield later, _unpacked(relation, packed)
