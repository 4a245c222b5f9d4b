"""From one of our records to a row of an upstream, and why it cannot be made."""

import hashlib
import json
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.upstreams.fields import MASKS, fields_of
from core.upstreams.mapping import Column, Mapping, Otherwise

Record = Table[str, Any]
"""Values of one record by the names of their fields; personal data unmasked."""

Cell = str | int | float
"""What stands in a column: a number only where the field is one and nothing was done to it."""

_SHOWN: Final = 40
_DIGITS_OF_PER_CENT: Final = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One record as an upstream gets it.

    ``sha256`` is of the cells, without those that tell of the run: the same digest is the same
    record. ``faults`` say by header why it cannot be sent.
    """

    key: str
    cells: tuple[Cell, ...]
    sha256: str
    faults: tuple[FieldFault, ...] = ()


class Renderer:
    """Makes rows of the records of a mapping."""

    def __init__(self, mapping: Mapping, zone: ZoneInfo) -> None:
        self._mapping = mapping
        self._known = fields_of(mapping.what)
        self._zone = zone
        self._zones = {
            column.header: ZoneInfo(column.zone) if column.zone else zone
            for column in mapping.columns
        }
        self._key = mapping.key.field

    def row(self, record: Record, *, blank: bool = False) -> Row:
        """Return the row of a record; what cannot be sent stands there as it is, or ``blank``."""
        cells: list[Cell] = []
        lasting: list[Cell] = []
        faults: list[FieldFault] = []
        for column in self._mapping.columns:
            try:
                cell = self._cell(column, record)
            except FieldFault as fault:
                faults.append(fault)
                cell = "" if blank else self._plain(column, record)
            cells.append(cell)
            if not column.of_the_run:
                lasting.append(cell)
        digest = hashlib.sha256(json.dumps(lasting, ensure_ascii=True).encode()).hexdigest()
        return Row(str(record[self._key]), tuple(cells), digest, tuple(faults))

    def _cell(self, column: Column, record: Record) -> Cell:
        cell = self._coded(column, self._plain(column, record))
        if column.cut is not None and isinstance(cell, str):
            cell = cell[: column.cut]
        if column.required and cell == "":
            raise FieldFault(column.header, N_("It is required, and empty here."))
        return cell

    def _plain(self, column: Column, record: Record) -> Cell:
        """Return what a column is filled with, before codes, cut and requirements."""
        if column.text is not None:
            return column.text
        if column.field:
            return self._value(column, column.field, record)
        parts = (self._value(column, name, record) for name in column.join)
        return column.between.join(str(part) for part in parts if part != "")

    def _coded(self, column: Column, cell: Cell) -> Cell:
        if not column.codes:
            return cell
        ours = str(cell)
        if ours in column.codes:
            return column.codes[ours]
        if not ours or column.otherwise is Otherwise.KEEP:
            return cell
        if column.otherwise is Otherwise.TEXT:
            return column.otherwise_text
        personal = any(self._known[name].personal for name in column.fields)
        raise FieldFault(
            column.header,
            N_("“%(value)s” has no code."),
            value="***" if personal else ours[:_SHOWN],
        )

    def _value(self, column: Column, name: str, record: Record) -> Cell:
        value = record.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            scaled = value * 100 if column.percent else value
            digits = _DIGITS_OF_PER_CENT if column.percent else None
            digits = digits if column.digits is None else column.digits
            return scaled if digits is None else round(scaled, digits)
        if isinstance(value, date):
            return self._written(column, value)
        if column.plain or not self._known[name].personal:
            return str(value)
        return MASKS[self._known[name].kind](value)

    def _written(self, column: Column, value: date) -> str:
        """Return a day, or a moment as on the wall of the column's zone."""
        if isinstance(value, datetime):
            local = value.astimezone(self._zones[column.header])
            return local.strftime(column.format or "%Y-%m-%d %H:%M:%S")
        return value.strftime(column.format or "%Y-%m-%d")
