"""Which card a case is shown when it is urged on (督办)."""

from collections.abc import Callable
from datetime import datetime

from core.cases.states import Card


def card_for(
    shown: str | None,
    due_at: datetime | None,
    now: datetime,
    whole_limit_later: Callable[[datetime], datetime],
) -> Card:
    """Return the card: a reminder in time, then yellow, then red.

    Red follows a yellow card ``shown`` before, or being late by one whole limit.
    """
    if due_at is None or now <= due_at:
        return Card.REMINDER
    if shown in {Card.YELLOW, Card.RED}:
        return Card.RED
    return Card.RED if now > whole_limit_later(due_at) else Card.YELLOW
