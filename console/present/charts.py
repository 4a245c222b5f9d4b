"""Small charts in the cells of a terminal; told by shape, never by colour alone."""

from collections.abc import Sequence
from typing import Final

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
NOTHING: Final = "·"
"""A place in a row for which there is no value."""
_EIGHTHS: Final = 8


def chart(values: Sequence[float | None], height: int = 1, wide: int = 1) -> list[str]:
    """Draw values as columns, ``height`` lines high and ``wide`` cells each, from the top.

    The lowest value is one eighth of a line high, the highest fills all lines, so that small
    changes can be seen; the range is to be told beside it. Values all alike are half as high.
    """
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    top = height * _EIGHTHS
    lines = []
    for line in reversed(range(height)):
        cells = []
        for value in values:
            if value is None:
                cells.append((NOTHING if line == 0 else " ") * wide)
                continue
            part = (value - low) / (high - low) if high > low else 0.5
            eighths = 1 + round(part * (top - 1)) - line * _EIGHTHS
            cells.append(BLOCKS[min(max(eighths, 0), _EIGHTHS)] * wide)
        lines.append("".join(cells))
    return lines
