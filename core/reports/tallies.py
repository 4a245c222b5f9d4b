"""What a report counts: sums of 0/1 flags over cases, so that every figure drills down.

Three populations, each by the local day of one instant of the case, and one of clocks:

* **reported** that day: how good the reports were;
* **handled** that day (resolved, or settled on the spot; the last time, if reworked) and
  **overdue** (not handled, and late when the day ended): how well the limits were kept;
* **closed** that day: how good the results were.

Which case belongs to a day is fixed by its instants; its flags are those known when the
report is drawn, so that a report drawn again later heals. A report of several days counts the
same of all of them together; overdue is what was so when the last of them ended.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

MILLIONTHS = 1_000_000

K = TypeVar("K")


class Course(StrEnum):
    """How a case went; self-handled and circulated ones are shown apart in every report."""

    SELF_HANDLED = "self_handled"
    CIRCULATED = "circulated"
    LOCAL = "local"
    """Neither settled on the spot nor ever beyond tier 1."""


class TallyKey(NamedTuple):
    """What the cases of one tally have in common. Units are tallied apart.

    ``community_code`` is empty when a case is placed no more closely than its street.
    """

    tier: int
    street_code: str
    community_code: str
    source: str
    course: str


class Tally(NamedTuple):
    """Sums over some cases.

    Flags (0 or 1 for each case), reported that day:
        ``reported`` without patrol-log matters, which are ``patrol_log``; ``valid`` is filed,
        or settled under an item, and neither cancelled nor failed in a spot check;
        ``valid_self_handled`` and ``valid_circulated`` are parts of it; ``circulated`` ever
        left tier 1; ``filed_in_grid`` was filed and its grid is known; ``missed`` of these,
        came from another source than the gridders, who should have seen it.
    Flags, handled that day:
        ``handled``; ``handled_closed`` since closed; of these ``closed_in_time`` within the
        limit, and ``closed_exempt`` late with an appeal that was upheld; ``dispatched`` ever;
        of these ``returned``, ever sent back, and ``handed_down``, ever given to a lower tier;
        ``dispatched_to_unit`` ever; ``well_dispatched`` of these, the first unit is the last.
    Sums, handled that day:
        ``returns`` times that a case was sent back, for a unit by that unit;
        ``groundless_returns`` of these, ruled against the unit.
    ``overdue``: not handled when the day ended, and its handling limit over by then.
    Flags, should be closed, which is ``handled_closed`` or ``overdue``:
        ``extended`` ever granted an extension; ``suspended`` ever.
    Flags, open when the report is drawn, whichever day it is of:
        ``extended_now`` the handling clock runs and was granted an extension;
        ``suspended_now``.
    Flags, closed that day:
        ``closed``; ``solved`` never reopened, no failed spot check, not rated below 3;
        ``checked``; ``reworked`` of these, failed a check; ``rated`` by the reporter when
        called back, or else at the check; ``closed_late`` after the limit; ``late_exempt``
        of these, the appeal was upheld.
    Sums, closed that day:
        ``reworks`` failed checks; ``satisfaction`` points of the ratings; ``lateness``
        millionths of a limit, over ``closed_late`` without ``late_exempt``.
    """

    reported: int = 0
    patrol_log: int = 0
    valid: int = 0
    valid_self_handled: int = 0
    valid_circulated: int = 0
    circulated: int = 0
    filed_in_grid: int = 0
    missed: int = 0

    handled: int = 0
    handled_closed: int = 0
    closed_in_time: int = 0
    closed_exempt: int = 0
    dispatched: int = 0
    returned: int = 0
    handed_down: int = 0
    dispatched_to_unit: int = 0
    well_dispatched: int = 0

    returns: int = 0
    groundless_returns: int = 0

    overdue: int = 0
    extended: int = 0
    suspended: int = 0
    extended_now: int = 0
    suspended_now: int = 0

    closed: int = 0
    solved: int = 0
    checked: int = 0
    reworked: int = 0
    rated: int = 0
    closed_late: int = 0
    late_exempt: int = 0
    reworks: int = 0
    satisfaction: int = 0
    lateness: int = 0

    @property
    def should_be_closed(self) -> int:
        """Handled and found good, or not handled but already late.

        A case inside its limit is in no denominator, and neither is one that awaits its
        check: nobody knows yet whether it was handled. Counted as handled, the afternoon's
        work would pull every night's rate down until the morning's checks. A figure drawn
        again later heals.
        """
        return self.handled_closed + self.overdue


def total(tallies: Iterable[Sequence[int]]) -> Tally:
    """Add tallies up; plain rows of their numbers will do."""
    columns = zip(*tallies, strict=True)
    return Tally(*map(sum, columns))


def times(number: int, tally: Tally) -> Tally:
    """Return the tally of ``number`` cases that are all alike."""
    return Tally(*(number * count for count in tally))


def roll_up(tallies: Mapping[TallyKey, Tally], by: Callable[[TallyKey], K]) -> dict[K, Tally]:
    """Add up the tallies whose keys ``by`` maps to the same value."""
    parts: dict[K, list[Tally]] = {}
    for key, tally in tallies.items():
        parts.setdefault(by(key), []).append(tally)
    return {key: total(part) for key, part in parts.items()}
