"""Why a clock of a case ends when it does."""

from datetime import datetime

from core.deadlines.engine import Deadlines
from core.deadlines.explanation import Explanation
from core.deadlines.limits import parse_limit
from core.kernel.errors import Corrupt
from core.kernel.words import N_


def explain_clock(
    deadlines: Deadlines,
    number: str,
    started_at: datetime,
    limit: str,
    target: str | None,
    due_at: datetime,
) -> Explanation:
    """Explain a clock day by day from what the case keeps of it.

    The explanation computes the due time anew by the calendar of today. A clock started
    before the calendar was corrected keeps its due time until it is moved by a command, so
    a difference is no small matter and is not papered over.

    Raises:
        Corrupt: the explanation ends at another instant than the clock.
    """
    explanation = deadlines.explain(
        started_at, parse_limit(limit), target=parse_limit(target) if target else None
    )
    if explanation.due_at != due_at:
        raise Corrupt(
            N_(
                "The clock of case %(number)s says %(stored)s, and by today's calendar and "
                "hours it would be %(computed)s. The calendar was changed after it started."
            ),
            number=number,
            stored=due_at.isoformat(),
            computed=explanation.due_at.isoformat(),
        )
    return explanation
