"""One line on why a clock that a verb would start ends when it does."""

from collections.abc import Sequence
from datetime import datetime

from console.present.explaining import in_one_line
from console.present.vocabulary import STAGES, word
from console.tui.shop import Shop
from core.cases.rows import CaseOutcome
from core.kernel.errors import CoreError


def explain_stage(shop: Shop, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
    """Explain the soonest clock of an outcome, when it is one that starts now.

    A clock that goes on from before is explained by its own dialog; nothing is said that the
    district's calendar does not confirm to the minute.
    """
    try:
        policy = shop.explain.policy()
    except CoreError:
        return ()
    limit = policy.stages.get(outcome.stage or "")
    if limit is None:
        return ()
    explanation = policy.deadlines.explain(now, limit)
    if explanation.due_at != outcome.due_at:
        return ()
    return (f"{word(STAGES, outcome.stage)} {in_one_line(explanation, now)}",)
