"""Rows of a file, made from its table one at a time and readable again and again."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

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


class FileRows(Generic[Row]):
    """What a file holds, as rows; every wrong cell of a row is refused by itself.

    Args:
        table: the file.
        layout: the columns of its cells.
        readers: for each field, what makes its value.
        make: the named tuple of a row; its first field is the line, the others are of the
            layout. Fields of the layout that it has not are judged, and not kept.
    """

    def __init__(
        self, table: Table, layout: Layout, readers: dict[str, Reader], make: type[Row]
    ) -> None:
        places = {column.field: place for place, column in enumerate(layout)}
        fields: tuple[str, ...] = make._fields[1:]  # type: ignore[attr-defined]
        self._table = table
        self._fields = tuple((places[field], field, readers[field]) for field in fields)
        self._judged = tuple(
            (places[field], field, readers[field]) for field in table.columns if field not in fields
        )
        # What a named tuple's own maker does, less a call in Python for each of many rows.
        self._make: Callable[[Iterable[Any]], Row] = partial(tuple.__new__, make)  # type: ignore[type-var]
        self._columns = table.columns

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        for part in self._table.blocks():
            if isinstance(part, Block):
                yield from self._made_at_once(part) or self._made_singly(part.rows())
            else:
                yield from self._made_singly(part)

    def _made_at_once(self, block: Block) -> Iterator[Row] | None:
        """Return the rows of a block, or nothing when some cell is wrong."""
        try:
            values = [_values(read, field, block.columns[at]) for at, field, read in self._fields]
            for at, field, read in self._judged:
                _values(read, field, block.columns[at])
        except FieldFault:
            return None
        return map(self._make, zip(block.lines, *values, strict=True))

    def _made_singly(self, rows: Iterable[TableRow | RefusedRow]) -> Iterator[Row | RefusedRow]:
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
                yield self._make([row.line, *values])

    def _faults(self, row: TableRow) -> Iterator[RefusedRow]:
        """Read a row that has a fault once more, and tell every one."""
        for place, field, read in sorted((*self._fields, *self._judged), key=itemgetter(0)):
            try:
                read(field, row.cells[place])
            except FieldFault as fault:
                yield refused(row.line, field, row.cells[place], fault, self._columns)


def _values(read: Reader, field: str, texts: tuple[str, ...]) -> Iterable[Any]:
    """Return the values of a column; each text is read but once.

    Raises:
        FieldFault: one of them is none.
    """
    stands = AS_IT_STANDS.get(read)
    if stands is not None and stands(texts):
        return texts
    known = {text: read(field, text) for text in set(texts)}
    return map(known.__getitem__, texts)


def refused(line: int, field: str, value: object, fault: FieldFault, columns: Any) -> RefusedRow:
    """Return what is wrong with one cell, under the name its column has in the file."""
    shown = "" if value is None else str(value)[:LONGEST_SHOWN]
    return RefusedRow(line, columns.get(field, field), shown, fault.template, fault.params)
