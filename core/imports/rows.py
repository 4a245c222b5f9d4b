"""Rows of a file, made from its table and readable again and again.

An import of several hundred thousand rows would spend most of its time on handing them on one by
one. Where nothing is wrong with many that follow each other, they stay together, column beside
column, from the file to the database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, Final, Generic, Protocol, TypeVar, runtime_checkable

from core.imports.bulk import in_chunks
from core.imports.cells import AS_IT_STANDS
from core.imports.columns import Layout
from core.imports.result import RefusedRow
from core.imports.tables import Block, Table, TableRow
from core.kernel.errors import FieldFault

Row = TypeVar("Row")

Reader = Callable[[str, str], Any]
"""Makes a value of a field from the text of its cell, or raises `FieldFault`."""

LONGEST_SHOWN: Final = 80
"""Characters of a refused value that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class Columns(Generic[Row]):
    """Rows with nothing wrong in any cell: of each field of ``row`` the values of all of them."""

    row: type[Row]
    values: tuple[Sequence[Any], ...]

    def of(self, field: str) -> Sequence[Any]:
        """Return the values of a field."""
        return self.values[self.row._fields.index(field)]  # type: ignore[attr-defined]

    def replaced(self, **values: Sequence[Any]) -> "Columns[Row]":
        """Return the rows with other values in some fields."""
        fields: Sequence[str] = self.row._fields  # type: ignore[attr-defined]
        kept = zip(fields, self.values, strict=True)
        return Columns(self.row, tuple(values.get(field, held) for field, held in kept))

    def __len__(self) -> int:
        return len(self.values[0])

    def __iter__(self) -> Iterator[Row]:
        # What a named tuple's own maker does, less a call in Python for each of many rows.
        make: Callable[[Iterable[Any]], Row] = partial(tuple.__new__, self.row)  # type: ignore[type-var]
        return map(make, zip(*self.values, strict=True))


def in_columns(row: type[Row], rows: Sequence[Row]) -> Columns[Row]:
    """Put rows, of which there is one at least, beside each other."""
    return Columns(row, tuple(zip(*rows, strict=True)))


RowPart = Columns[Row] | Sequence[Row | RefusedRow]
"""Rows of a file that are handed on together."""


@runtime_checkable
class InParts(Protocol[Row]):
    """Rows that can be had many at once."""

    def parts(self) -> Iterator[RowPart[Row]]:
        """Give the rows many at once."""
        ...


def row_parts(rows: Iterable[Row | RefusedRow]) -> Iterator[RowPart[Row]]:
    """Give rows many at once, as columns where whoever has them knows them as such."""
    if isinstance(rows, InParts):
        return rows.parts()
    return in_chunks(rows)


class FileRows(Generic[Row]):
    """What a file holds, as rows; every wrong cell of a row is refused by itself.

    Args:
        table: the file.
        layout: the columns of its cells.
        readers: for each field, what makes its value.
        row: the named tuple of a row; its first field is the line, the others are of the
            layout. Fields of the layout that it has not are judged, and not kept.
    """

    def __init__(
        self, table: Table, layout: Layout, readers: dict[str, Reader], row: type[Row]
    ) -> None:
        places = {column.field: place for place, column in enumerate(layout)}
        fields: tuple[str, ...] = row._fields[1:]  # type: ignore[attr-defined]
        self._table = table
        self._fields = tuple((places[field], field, readers[field]) for field in fields)
        self._judged = tuple(
            (places[field], field, readers[field]) for field in table.columns if field not in fields
        )
        self._row = row
        self._columns = table.columns

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        for part in self.parts():
            yield from part

    def parts(self) -> Iterator[RowPart[Row]]:
        """Give the rows many at once."""
        for part in self._table.blocks():
            if isinstance(part, Block):
                yield self._made_at_once(part) or list(self._made_singly(part.rows()))
            else:
                yield list(self._made_singly(part))

    def _made_at_once(self, block: Block) -> Columns[Row] | None:
        """Return the rows of a block, or nothing when some cell is wrong."""
        try:
            values = [_values(read, field, block.columns[at]) for at, field, read in self._fields]
            for at, field, read in self._judged:
                _values(read, field, block.columns[at])
        except FieldFault:
            return None
        return Columns(self._row, (block.lines, *values))

    def _made_singly(self, rows: Iterable[TableRow | RefusedRow]) -> Iterator[Row | RefusedRow]:
        make: Callable[..., Row] = self._row
        for row in rows:
            if isinstance(row, RefusedRow):
                yield row
                continue
            try:
                values = [read(field, row.cells[at]) for at, field, read in self._fields]
                for at, field, read in self._judged:
                    read(field, row.cells[at])
            except FieldFault:
                yield from self._faults(row)
            else:
                yield make(row.line, *values)

    def _faults(self, row: TableRow) -> Iterator[RefusedRow]:
        """Read a row that has a fault once more, and tell every one."""
        for place, field, read in sorted((*self._fields, *self._judged), key=itemgetter(0)):
            try:
                read(field, row.cells[place])
            except FieldFault as fault:
                yield refused(row.line, field, row.cells[place], fault, self._columns)


def _values(read: Reader, field: str, texts: tuple[str, ...]) -> Sequence[Any]:
    """Return the values of a column; each text is read but once.

    Raises:
        FieldFault: one of them is none.
    """
    stands = AS_IT_STANDS.get(read)
    if stands is not None and stands(texts):
        return texts
    known = {text: read(field, text) for text in set(texts)}
    return tuple(map(known.__getitem__, texts))


def refused(line: int, field: str, value: object, fault: FieldFault, columns: Any) -> RefusedRow:
    """Return what is wrong with one cell, under the name its column has in the file."""
    shown = "" if value is None else str(value)[:LONGEST_SHOWN]
    return RefusedRow(line, columns.get(field, field), shown, fault.template, fault.params)
