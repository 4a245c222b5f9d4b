"""Urging a case on: reminder, yellow card, red card, and the written reply (督办)."""

from datetime import datetime

from core.cases.cards import card_for
from core.cases.casework import Casework
from core.cases.commands import ReplyToUrge, UrgeCase
from core.cases.rows import CaseOutcome
from core.cases.states import Card, Verb
from core.kernel.errors import Refused
from core.kernel.fields import checked_text
from core.kernel.words import N_
from core.operators.hand import Hand


def urge_case(hand: Hand, command: UrgeCase) -> CaseOutcome:
    """Urge a case on: a reminder before the due time, cards after it.

    The card after the due time is yellow, and red when a yellow one was shown before or
    the case is late by one whole limit. A case with no handling clock yet is judged by the
    clock that runs.

    Raises:
        Invalid: no reason.
    """
    work = Casework.open(hand, command, Verb.URGE)
    case = work.case
    reason = checked_text("reason", command.reason)
    card = card_now(work)
    case.card = card
    case.urge_count += 1
    case.reply_awaited = True
    work.details |= {"card": str(card), "reason": reason}
    return work.finish()


def reply_case(hand: Hand, command: ReplyToUrge) -> CaseOutcome:
    """Give the written reply that an urging asked for.

    Raises:
        Invalid: the reply is empty.
        Refused: no reply is owed.
    """
    work = Casework.open(hand, command, Verb.REPLY)
    if not work.case.reply_awaited:
        raise Refused(
            N_("Case %(number)s owes no reply; it was not urged since the last one."),
            number=work.case.number,
        )
    work.case.reply_awaited = False
    work.details["text"] = checked_text("text", command.text)
    return work.finish()


def card_now(work: Casework) -> Card:
    """Return the card that urging would show now."""
    case = work.case
    handled = case.handle_due_at is not None and case.handle_started_at is not None
    due_at = case.handle_due_at if handled else case.due_at
    return card_for(case.card, due_at, work.now, lambda due: _whole_limit_later(work, due))


def _whole_limit_later(work: Casework, due_at: datetime) -> datetime:
    case = work.case
    if case.handling_limit is None or case.handle_started_at is None:
        return due_at + (due_at - case.reported_at)
    limit, _ = work.handling_limit()
    return work.policy.deadlines.extend(due_at, limit).due_at
