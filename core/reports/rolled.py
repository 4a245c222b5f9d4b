"""What roll-ups hold: the tallies of a day or a month in several divisions, packed.

A report needs sums by tier, place, source and course together (they are shown apart for any
area), and apart from these by unit, by item and by grid. One cube of everything would have a
cell for nearly every case; four cuts have a few thousand cells whatever a day brings. Each is
kept by street and begins with the community, so that any street or community reads its own.

Only what belongs to a day by an instant of the case is kept: reports, handling, closing. What
stands at the end of a day (overdue, extended, suspended) is no sum over days and is counted
from the open clocks when it is asked for.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar
from zlib import crc32

from core.reports.tallies import Tally

K = TypeVar("K")

_END: Final = b"\n"
"""Ends the cells, before their numbers; JSON has none of its own."""
_LANE: Final = 8
_ZERO: Final = 1 << 63
"""What a lane holds for zero, so that no number in it is negative."""

VERSION: Final = 1
"""To be counted up when a flag of `Tally` comes to mean something else: old tallies then are
left aside, and the next night counts every day anew."""


class Span(StrEnum):
    """How many days stored tallies are of."""

    DAY = "day"
    MONTH = "month"


class Cut(StrEnum):
    """A division of which tallies are stored; the cells of each begin with a place."""

    KEYS = "keys"
    """Community, tier, source, course."""
    UNITS = "units"
    """Community, and the id of the unit that answers, or the code of one that sent back."""
    ITEMS = "items"
    """Community, and the id of the item or nothing."""
    GRIDS = "grids"
    """Grid, or what a case is placed by if not so closely."""
    HAND_DOWNS = "hand_downs"
    """Community, login, tier before, tier after: how many cases were handed down."""


Cell = tuple[Any, ...]
Cells = dict[Cell, Sequence[int]]
"""The fields of a `Tally` by cell; of hand-downs one number."""

Tallied = dict[tuple[Cut, str], Cells]
"""All cuts of a span, each by street; empty ones are left out."""


class Packed(NamedTuple):
    """One cut of one street as it is stored."""

    cut: str
    street_code: str
    rows: bytes


class Difference(NamedTuple):
    """A cell of a day whose stored numbers are not those of the cases.

    Of a month, whose first day ``day`` is, not those that its days add up to.
    """

    span: Span
    day: date
    cut: str
    street_code: str
    cell: Cell
    stored: Sequence[int]
    counted: Sequence[int]

    @property
    def fields(self) -> dict[str, tuple[int, int]]:
        """Return what differs: as stored, and as counted."""
        names = ("cases",) if self.cut == Cut.HAND_DOWNS else Tally._fields
        size = len(names)
        pairs = zip(names, self.stored or (0,) * size, self.counted or (0,) * size, strict=True)
        return {name: (stored, counted) for name, stored, counted in pairs if stored != counted}


def basis_of(zone: str, lengths: Iterable[int]) -> str:
    """Say what tallies depend on besides the cases: where days end, how codes are cut."""
    fields = crc32(",".join(Tally._fields).encode())
    return f"{VERSION}.{fields:08x} {zone} {'-'.join(map(str, lengths))}"


def pack(tallied: Tallied) -> tuple[Packed, ...]:
    """Pack all cuts, in an order of their own, so that the same tallies give the same bytes."""
    return tuple(
        Packed(str(cut), street, _written(cells))
        for (cut, street), cells in sorted(tallied.items())
        if cells
    )


def _written(cells: Cells) -> bytes:
    """Write the cells as JSON, and their numbers behind them as lanes of 64 bits."""
    known = sorted(cells, key=repr)
    lanes = [_ZERO + number for cell in known for number in cells[cell]]
    named = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(named + _END + struct.pack(f"<{len(lanes)}Q", *lanes))


def _read(rows: bytes) -> tuple[list[list[Any]], bytes, int]:
    """Return the cells of one cut, their lanes, and how many bytes of these each cell has."""
    named, _, lanes = zlib.decompress(rows).partition(_END)
    cells = json.loads(named)
    return cells, lanes, len(lanes) // len(cells) if cells else 0


def _numbers(lanes: bytes) -> list[int]:
    return [lane - _ZERO for lane in struct.unpack(f"<{len(lanes) // _LANE}Q", lanes)]


NOTHING: Final = (Packed(str(Cut.KEYS), "", _written({})),)
"""What is stored of a month without cases."""


def unpack(rows: bytes) -> Cells:
    """Return the cells of one cut with their numbers."""
    cells, lanes, size = _read(rows)
    return {tuple(cell): _numbers(lanes[n * size : (n + 1) * size]) for n, cell in enumerate(cells)}


def unpacked(parts: Iterable[Packed]) -> Tallied:
    """Return all cuts as they were before they were packed."""
    return {(Cut(part.cut), part.street_code): unpack(part.rows) for part in parts}


def summed(parts: Iterable[tuple[K, bytes]], area: str = "") -> Iterator[tuple[K, Cell, list[int]]]:
    """Add packed cuts of many days up, cell by cell, those of each key by themselves.

    All lanes of a cell are one large number: adding two cells is one addition, where taking
    them apart first would be thirty. A year of a district has a hundred thousand cells.

    Args:
        parts: packed cuts, each with its key.
        area: only the cells that lie in it.
    """
    sums: dict[K, dict[Cell, int]] = {}
    sizes: dict[K, int] = {}
    for key, rows in parts:
        cells, lanes, size = _read(rows)
        sizes[key] = max(size, sizes.get(key, 0))
        into, zeros = sums.setdefault(key, {}), _zeros(size)
        for n, named in enumerate(cells):
            if not area or named[0].startswith(area):
                cell = tuple(named)
                found = int.from_bytes(lanes[n * size : (n + 1) * size], "little") - zeros
                into[cell] = into.get(cell, 0) + found
    for key, added in sums.items():
        size, zeros = sizes[key], _zeros(sizes[key])
        for cell, number in added.items():
            yield key, cell, _numbers((number + zeros).to_bytes(size, "little"))


def _zeros(size: int) -> int:
    """Return the number whose lanes, ``size`` bytes of them, all say zero."""
    return int.from_bytes(struct.pack("<Q", _ZERO) * (size // _LANE), "little")


def differences(span: Span, day: date, stored: Tallied, counted: Tallied) -> Iterator[Difference]:
    """Yield the cells in which two tallies of a day or a month differ."""
    nothing: Mapping[Cell, Sequence[int]] = {}
    for cut, street in sorted(stored.keys() | counted.keys()):
        held, right = (part.get((cut, street), nothing) for part in (stored, counted))
        for cell in sorted(held.keys() | right.keys(), key=repr):
            one, other = held.get(cell, ()), right.get(cell, ())
            if list(one) != list(other):
                yield Difference(span, day, cut, street, cell, one, other)
