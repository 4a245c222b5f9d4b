"""What a signal is: something in the data that a person should look at, and why.

A signal is no judgement. It names the rule that fired, what was measured, what is usual, where
the rule draws its line, and the cases or weeks it rests on.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.reports.nightly import Named


class Rule(StrEnum):
    """What a signal rests on; `core.reports.warnings` and `core.reports.padding` say how."""

    ITEM_RISING = "item_rising"
    UNIT_SLOWING = "unit_slowing"
    GRID_SILENT = "grid_silent"
    REPEATED_PLACE = "repeated_place"

    ONLY_TRIVIA = "only_trivia"
    SAME_TEXT = "same_text"
    EVEN_QUOTA = "even_quota"
    MONTH_END_BURST = "month_end_burst"


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that fired.

    ``what`` it is about, ``where`` it is; ``measured`` stands against what is ``usual`` and was
    more than the ``limit`` of the rule. ``before`` are the weeks before, the oldest first, where
    the rule counts weeks. ``text`` is the address or the wording, ``cases`` are numbers of cases.
    """

    rule: Rule
    what: Named
    where: Named | None
    measured: float
    usual: float
    limit: float
    before: tuple[int, ...] = ()
    text: str = ""
    cases: tuple[str, ...] = ()
