"""A report laid out in words, before anything decides how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.kernel.text import Align

ChartKind = Literal["bars", "dots"]


class Shown(StrEnum):
    """What the value of a cell is, so that a workbook can hold it as a number."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    DECIMAL = "decimal"
    POINTS = "points"
    """A difference of two shares in percentage points, told with its sign."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reader sees, harmless to print, and the number behind it, if it is one."""

    text: str
    value: float | None = None
    shown: Shown = Shown.TEXT
    bad: bool = False
    """Whether it is to catch the eye; never told by colour alone, the number says it too."""


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a column; ``roomy`` ones may break their lines."""

    title: str
    align: Align = "left"
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Whisker:
    """A share with the interval it lies in, all of them 0 to 1; ``None`` where nothing counted."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table: a bar or a dot for each label and series.

    A workbook draws it from the columns of the table, counted from 0.
    """

    kind: ChartKind
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Whisker, ...]], ...]
    columns: tuple[int, ...]
    note: str = ""
    """How to read it, for where it is drawn with its intervals."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; ``name`` never changes with the language, ``empty`` stands for no rows."""

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of other days, and the difference to it."""

    name: str
    value: Cell
    change: Cell
    better: bool | None
    """Whether the change is for the better; ``None`` where it is none, or neither."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure to lead with; ``trend`` are its days, the oldest first."""

    name: str
    value: Cell
    numerator: Cell
    denominator: Cell
    definition: str
    beside: tuple[Beside, ...]
    trend: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report: ``days`` head the trends of the tiles, ``language`` is a tag such as ``zh-CN``."""

    language: str
    title: str
    place: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    days: tuple[str, ...]
    tables: tuple[Table, ...]
    foot: str


def headline_table(document: Document, name: str, heads: Sequence[str]) -> Table:
    """Return the tiles as a table, for formats that have none; ``heads`` are its first titles."""
    beside = document.tiles[0].beside
    columns = [Head(heads[0]), *(Head(title, "right") for title in heads[1:])]
    for one in beside:
        columns += [Head(one.name, "right"), Head("±", "right")]
    rows = []
    for tile in document.tiles:
        row = [Cell(tile.name), tile.value, tile.numerator, tile.denominator]
        for one in tile.beside:
            row += [one.value, one.change]
        rows.append(tuple(row))
    return Table("headline", name, tuple(columns), tuple(rows))
