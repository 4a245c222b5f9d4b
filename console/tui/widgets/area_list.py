"""The tree of areas as a list: what is opened stands below what it is in."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from console.present.register import area_name, late_of, staffing_of, vacancies_of
from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import Piece, said
from console.tui.shop import GridRows
from console.tui.widgets.row_list import RowList
from core.areas.codes import Level
from core.areas.rows import AreaLoad
from core.kernel.text import pad


@dataclass(frozen=True, slots=True)
class AreaNode:
    """One area of the tree as it stands on screen: how deep, and whether it is opened."""

    load: AreaLoad
    depth: int
    opened: bool

    @property
    def code(self) -> str:
        """The code of the area."""
        return self.load.area.code


def read_tree(grids: GridRows, opened: frozenset[str], now: datetime) -> tuple[AreaNode, ...]:
    """Read the areas that are in sight: the jurisdiction, and what is in every opened area."""
    return tuple(
        node for load in grids.top(now) for node in _read_below(grids, load, 0, opened, now)
    )


def _read_below(
    grids: GridRows, load: AreaLoad, depth: int, opened: frozenset[str], now: datetime
) -> list[AreaNode]:
    open_here = load.area.code in opened and load.below > 0
    nodes = [AreaNode(load, depth, open_here)]
    if open_here:
        for below in grids.below(load.area.code, now):
            nodes += _read_below(grids, below, depth + 1, opened, now)
    return nodes


class AreaList(RowList[AreaNode]):
    """The areas in sight."""

    MARKS_NEWS: ClassVar[bool] = False
    """What appears because its area was opened is no news."""

    def columns(self) -> Sequence[Column[AreaNode]]:
        """Return the columns, in the language spoken now."""
        vacant = 12 if in_chinese() else 16
        return (
            Column(_("Area"), 20, 44, _name, weight=3),
            _counts(_("Open"), 6, lambda load: load.open),
            Column(pad(_("Late"), 5, "right"), 5, 5, _late),
            Column(pad(_("Staff"), 9, "right"), 9, 9, _staff, yields=2),
            Column(_("Vacant"), vacant, 18, _vacant, weight=1, yields=1),
            _counts(_("Homes"), 8, lambda load: load.households, yields=3),
            _counts(_("People"), 9, lambda load: load.residents, yields=4),
        )

    def version_of(self, row: AreaNode) -> Hashable:
        """Return everything that is shown of an area."""
        return row.load

    def clock_of(self, row: AreaNode) -> Hashable:
        """Return how the row stands in the tree, which changes by hand and not by time."""
        return row.depth, row.opened

    def empty_words(self) -> str:
        """Say that there is no area."""
        return _("There is no area in your jurisdiction.")


def _counts(
    head: str, cells: int, count: Callable[[AreaLoad], int], yields: int = 0
) -> Column[AreaNode]:
    def piece(row: AreaNode, size: int) -> Piece:
        number = count(row.load)
        tone = Tone.PLAIN if number else Tone.FAINT
        return Piece(pad(f"{number:,}" if number else "·", size, "right"), tone)

    return Column(pad(head, cells, "right"), cells, cells, piece, yields=yields)


def _name(row: AreaNode, _cells: int) -> Piece:
    sign = " " if not row.load.below else "▾" if row.opened else "▸"
    tone = Tone.STRONG if row.load.area.level <= Level.STREET else Tone.PLAIN
    tone = Tone.DIM if row.load.area.level == Level.MICROGRID else tone
    return Piece(f"{'  ' * row.depth}{sign} {area_name(row.load.area)}", tone)


def _late(row: AreaNode, cells: int) -> Piece:
    late = late_of(row.load.late)
    return Piece(pad(late.text, cells, "right"), late.tone, bold=row.load.late > 0)


def _staff(row: AreaNode, cells: int) -> Piece:
    told = staffing_of(row.load)
    return Piece(pad(told, cells, "right"), Tone.FAINT if told == "·" else Tone.PLAIN)


def _vacant(row: AreaNode, _cells: int) -> Piece:
    return said(vacancies_of(row.load), bold=True)
