"""Rows of a file, made from its table one at a time and readable again and again."""

from collections.abc import Callable, Iterator
from operator import itemgetter
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
        self._make: Callable[[list[Any]], Row] = make._make  # type: ignore[attr-defined]
        self._columns = table.columns

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        fields, judged, make = self._fields, self._judged, self._make
        for row in self._table:
            if isinstance(row, RefusedRow):
                yield row
                continue
            line, cells = row
            try:
                values = [read(field, cells[place]) for place, field, read in fields]
                if judged:
                    for place, field, read in judged:
                        read(field, cells[place])
            except FieldFault:
                yield from self._faults(row)
            else:
                yield make([line, *values])

    def _faults(self, row: TableRow) -> Iterator[RefusedRow]:
        """Read a row that has a fault once more, and tell every one."""
        for place, field, read in sorted((*self._fields, *self._judged), key=itemgetter(0)):
            try:
                read(field, row.cells[place])
            except FieldFault as fault:
                yield refused(row.line, field, row.cells[place], fault, self._columns)


def refused(line: int, field: str, value: object, fault: FieldFault, columns: Any) -> RefusedRow:
    """Return what is wrong with one cell, under the name its column has in the file."""
    shown = "" if value is None else str(value)[:LONGEST_SHOWN]
    return RefusedRow(line, columns.get(field, field), shown, fault.template, fault.params)
