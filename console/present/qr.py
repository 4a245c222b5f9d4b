"""QR codes of a text: for a terminal or paper in half blocks, for a page as a drawing.

The code is ISO/IEC 18004 at error correction level M, which a scratched board still reads.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

QUIET: Final = 4
"""Modules of empty border that the standard asks for."""

Modules = Sequence[Sequence[bool]]
"""Rows of modules, ``True`` for dark, without a border."""

_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def modules_of(text: str) -> Modules:
    """Return the QR code of ``text``."""
    import segno

    code = segno.make_qr(text, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def half_blocks(modules: Modules) -> list[str]:
    """Return lines of a QR code, two rows of modules in each, dark as ink."""
    size = len(modules)
    wide = [False] * (size + 2 * QUIET)
    edge = [False] * QUIET
    rows = [wide] * QUIET + [[*edge, *row, *edge] for row in modules] + [wide] * QUIET
    rows += [wide] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs]


def inline_svg(modules: Modules, label: str) -> str:
    """Return a QR code as an SVG element; ``label`` is escaped already."""
    size = len(modules) + 2 * QUIET
    path = "".join(_runs(modules))
    return (
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )


def _runs(modules: Modules) -> Iterator[str]:
    """Yield a bar for each run of dark modules in a row."""
    for line, row in enumerate(modules):
        column = 0
        for dark, group in groupby(row):
            length = len([*group])
            if dark:
                yield f"M{column + QUIET} {line + QUIET}h{length}v1h-{length}z"
            column += length
