"""How sure a share is: few cases say little, and a chart should show it."""

from math import sqrt
from typing import Final

_Z: Final = 1.959964
"""Standard normal quantile that leaves 5 % outside, both sides together."""


def interval_of(part: float, whole: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share after Wilson; ``None`` where nothing could count.

    Source: E. B. Wilson, “Probable inference, the law of succession, and statistical inference”,
    JASA 22 (1927), 209-212. Unlike the textbook interval it never leaves 0 to 1 and is honest
    with few cases.

    >>> [round(bound, 3) for bound in interval_of(8, 10)]
    [0.49, 0.943]
    """
    if not whole:
        return None
    share, z2 = part / whole, _Z * _Z
    middle = share + z2 / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    scale = 1 + z2 / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
