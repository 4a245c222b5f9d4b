"""Why a clock of a case ends when it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.deadlines.engine import Deadlines, Extension, Pause
from core.deadlines.explanation import Explanation
from core.deadlines.limits import Limit
from core.kernel.errors import Corrupt
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class KeptClock:
    """A clock as the case and its history keep it: from when, how long, and what moved it."""

    started_at: datetime
    limit: Limit
    due_at: datetime
    target: Limit | None = None
    pauses: Sequence[Pause] = ()
    extensions: Sequence[Extension] = ()


def explain_clock(deadlines: Deadlines, number: str, clock: KeptClock) -> Explanation:
    """Explain a clock day by day from what the case keeps of it.

    The explanation computes the due time anew by the calendar of today, and must end where
    the clock does: a difference is no small matter and is not papered over.

    Raises:
        Corrupt: the explanation ends at another instant than the clock.
    """
    explanation = deadlines.explain(
        clock.started_at, clock.limit, clock.pauses, clock.extensions, target=clock.target
    )
    if explanation.due_at != clock.due_at:
        raise Corrupt(
            N_(
                "The clock of case %(number)s says %(stored)s, and by today's calendar and "
                "hours it would be %(computed)s. The calendar was changed after it started."
            ),
            number=number,
            stored=clock.due_at.isoformat(),
            computed=explanation.due_at.isoformat(),
        )
    return explanation
