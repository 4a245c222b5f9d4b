"""A map of the areas right below one: outlines in dots, filled the denser the more is open.

All signs are of the Braille block: a cell has two dots across and four down, and every terminal
draws them one cell wide. Nothing is said by colour alone: how full an area is says how much is
open in it, and the area chosen is solid.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, radians
from typing import Final

from console.present.register import area_name, late_of
from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Piece, said
from console.tui.widgets.facts import heading
from core.areas.geometry import polygons_of
from core.areas.rows import AreaLoad

TALLEST: Final = 16
"""Lines of a map at most; the pane scrolls, yet the notice board should not lie far below."""

FILLS: Final = ("⠀", "⠂", "⢂", "⢕")
"""Nothing open, a third of the most, two thirds, up to the most."""
SOLID: Final = "⣿"

_BLANK: Final = 0x2800
_DOTS: Final = (
    (0x01, 0x08),
    (0x02, 0x10),
    (0x04, 0x20),
    (0x40, 0x80),
)
"""Which bit is which dot of a Braille cell, by row and column."""
_ACROSS: Final = 2
_DOWN: Final = 4

Owners = list[list[str]]
"""Whose each dot is, by row from the north and column from the west; "" is nobody's."""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """What a map shows: areas with their boundaries (GeoJSON) by code, and the one chosen."""

    loads: tuple[AreaLoad, ...]
    outlines: Mapping[str, str]
    chosen: str = ""


def map_lines(shown: AreaMap, cells: int) -> Iterator[Line]:
    """Yield the map with its heading, ``cells`` wide, and what its fillings mean."""
    loads = {load.area.code: load for load in shown.loads if load.area.code in shown.outlines}
    if not loads:
        return
    yield heading(_("Map"), "")
    most = max(load.open for load in loads.values())
    owners = owners_of({code: shown.outlines[code] for code in loads}, cells)
    for line in braille(owners):
        yield Line(tuple(_pieces(line, loads, shown.chosen, most)))
    if most:
        told = _("%(fill)s up to %(n)s open") % {"fill": FILLS[-1] * 2, "n": f"{most:,}"}
        late = sum(load.late for load in loads.values())
        yield Line((Piece(told, Tone.DIM),), (said(late_of(late), bold=True),) if late else ())
    if shown.chosen in loads:
        chosen = loads[shown.chosen]
        overdue = (said(late_of(chosen.late), bold=True),) if chosen.late else ()
        yield Line((Piece(f"{SOLID * 2} {area_name(chosen.area)}", Tone.ACCENT),), overdue)


def _pieces(
    line: Sequence[tuple[str, str]], loads: Mapping[str, AreaLoad], chosen: str, most: int
) -> Iterator[Piece]:
    """Yield the cells of a line, those of one area and one sort together."""
    for (code, edge), cells in groupby(line, key=lambda cell: (cell[0], bool(cell[1]))):
        signs = "".join(sign or _fill(loads.get(code), chosen, most) for _, sign in cells)
        if code == chosen and code:
            yield Piece(signs, Tone.ACCENT, bold=True)
        elif code and loads[code].late:
            yield Piece(signs, Tone.LATE, bold=not edge)
        else:
            yield Piece(signs, Tone.DIM if edge else Tone.PLAIN)


def _fill(load: AreaLoad | None, chosen: str, most: int) -> str:
    if load is None:
        return FILLS[0]
    if load.area.code == chosen:
        return SOLID
    steps = len(FILLS) - 1
    return FILLS[-(-load.open * steps // most)] if most else FILLS[0]


def braille(owners: Owners) -> Iterator[list[tuple[str, str]]]:
    """Yield lines of cells: whose most of a cell is, and its sign where an outline runs.

    A dot is on an outline when the next one to the east or the south is another's, or any next
    to it is nobody's.
    """
    for top in range(0, len(owners), _DOWN):
        line = []
        for left in range(0, len(owners[0]), _ACROSS):
            dots = [(top + y, left + x) for y in range(_DOWN) for x in range(_ACROSS)]
            there = [owners[y][x] for y, x in dots]
            bits = sum(_DOTS[y - top][x - left] for y, x in dots if _on_outline(owners, y, x))
            code = max(sorted(set(there)), key=there.count)
            line.append((code, chr(_BLANK + bits) if bits else ""))
        yield line


def _on_outline(owners: Owners, y: int, x: int) -> bool:
    own = owners[y][x]
    east = owners[y][x + 1] if x + 1 < len(owners[y]) else ""
    south = owners[y + 1][x] if y + 1 < len(owners) else ""
    north = owners[y - 1][x] if y else ""
    west = owners[y][x - 1] if x else ""
    return bool(own) and (east != own or south != own or "" in {north, west})


def owners_of(outlines: Mapping[str, str], cells: int) -> Owners:
    """Return whose each dot of a map is that is at most ``cells`` wide and `TALLEST` high.

    A dot is whose its middle is, by counting the sides to the west of it; a degree of longitude
    is drawn as much shorter than one of latitude as it is.
    """
    rings = {code: list(_rings(text)) for code, text in outlines.items()}
    places = [place for own in rings.values() for ring in own for place in ring]
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    shrink = cos(radians((south + north) / 2))
    step = max(
        (east - west) * shrink / (cells * _ACROSS), (north - south) / (TALLEST * _DOWN), 1e-9
    )
    wide = _whole((east - west) * shrink / step, _ACROSS)
    high = _whole((north - south) / step, _DOWN)
    owners = [[""] * wide for _ in range(high)]
    middles = [west + (n + 0.5) * step / shrink for n in range(wide)]
    for code, own in sorted(rings.items(), reverse=True):
        for row in range(high):
            latitude = north - (row + 0.5) * step
            for enters, leaves in _spans(own, latitude):
                first, last = bisect_left(middles, enters), bisect_left(middles, leaves)
                owners[row][first:last] = [code] * (last - first)
    return owners


def _whole(dots: float, of_cell: int) -> int:
    """Return how many dots fill whole cells."""
    return max(1, -(-round(dots) // of_cell)) * of_cell


def _rings(text: str) -> Iterator[list[list[float]]]:
    for polygon in polygons_of(text):
        yield from polygon


def _spans(
    rings: Sequence[Sequence[Sequence[float]]], latitude: float
) -> list[tuple[float, float]]:
    """Return from where to where rings hold a parallel."""
    crossed = sorted(
        x + (latitude - y) * (next_x - x) / (next_y - y)
        for ring in rings
        for (x, y), (next_x, next_y) in pairwise(ring)
        if (y <= latitude) != (next_y <= latitude)
    )
    return list(zip(crossed[::2], crossed[1::2], strict=True))
