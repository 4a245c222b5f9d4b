"""Rows of a file, made from its table one at a time and readable again and again."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, TypeVar

from core.imports.columns import Layout
from core.imports.result import RefusedRow
from core.imports.tables import Table, TableRow
from core.kernel.errors import FieldFault

Row = TypeVar("Row")

Reader = Callable[[str, str], Any]
"""Makes a value of a field from the text of its cell, or raises `FieldFault`."""

LONGEST_SHOWN: Final = 80
"""Characters of a refused value that are kept to be shown."""


class FileRows(Generic[Row]):
    """What a file holds, as rows; every wrong cell of a row is refused by itself."""

    def __init__(
        self, table: Table, layout: Layout, readers: dict[str, Reader], make: Callable[..., Row]
    ) -> None:
        self._table = table
        self._fields = tuple(
            (place, column.field, readers[column.field]) for place, column in enumerate(layout)
        )
        self._make = make
        self._columns = table.columns

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        for row in self._table:
            if isinstance(row, RefusedRow):
                yield row
            else:
                yield from self._read(row)

    def _read(self, row: TableRow) -> Iterator[Row | RefusedRow]:
        values: dict[str, Any] = {}
        cells = row.cells
        faulty = False
        for place, field, read in self._fields:
            try:
                values[field] = read(field, cells[place])
            except FieldFault as fault:
                faulty = True
                yield refused(row.line, field, cells[place], fault, self._columns)
        if not faulty:
            yield self._make(line=row.line, **values)


def refused(line: int, field: str, value: object, fault: FieldFault, columns: Any) -> RefusedRow:
    """Return what is wrong with one cell, under the name its column has in the file."""
    shown = "" if value is None else str(value)[:LONGEST_SHOWN]
    return RefusedRow(line, columns.get(field, field), shown, fault.template, fault.params)
