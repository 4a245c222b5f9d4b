"""Columns of a list: how wide each may be, and which give way when the terminal is narrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from console.tui.ink import Piece

R = TypeVar("R")

GAP: Final = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column.

    ``piece`` says what stands there in so many cells, and ``lead``, where given, what stands
    before it in a tone of its own: a piece without text is none. ``least`` and ``most`` are cells,
    ``weight`` is its share of what is to spare. The column with the highest ``yields`` is
    left out first when not all fit; 0 always stays.
    """

    head: str
    least: int
    most: int
    piece: Callable[[R, int], Piece]
    weight: int = 0
    yields: int = 0
    lead: Callable[[R], Piece] | None = None


def fit_columns(columns: Sequence[Column[R]], cells: int) -> list[tuple[Column[R], int]]:
    """Choose the columns that fit into ``cells`` and give each its width."""
    kept = list(columns)
    while _needed(kept) > cells:
        weakest = max(kept, key=lambda column: column.yields)
        if not weakest.yields:
            break
        kept.remove(weakest)
    widths = [column.least for column in kept]
    spare = cells - _needed(kept)
    while spare > 0:
        open_ = [n for n, column in enumerate(kept) if column.weight and widths[n] < column.most]
        if not open_:
            break
        # One cell at a time to whoever is furthest behind its share: no rounding is lost.
        poorest = min(open_, key=lambda n: (widths[n] - kept[n].least) / kept[n].weight)
        widths[poorest] += 1
        spare -= 1
    return list(zip(kept, widths, strict=True))


def _needed(columns: Sequence[Column[R]]) -> int:
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)
