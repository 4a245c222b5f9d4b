"""Urge a case on, with the card that it would be shown; and the written reply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.vocabulary import CARDS, word
from console.present.words import _
from console.tui.dialogs.fields import Field, LongTextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.reason import KnowingDialog, ReasonDialog
from console.tui.shop import Shop
from console.tui.telling import last_said
from core.cases.cards import card_for
from core.cases.commands import ReplyToUrge, UrgeCase
from core.cases.rows import CaseDetail, CaseOutcome
from core.cases.states import Card, Verb
from core.deadlines.limits import parse_limit
from core.kernel.errors import CoreError


class UrgeDialog(ReasonDialog, KnowingDialog):
    """Ask for the reason; the card follows from how late the case is."""

    VERB = Verb.URGE
    COMMAND = UrgeCase

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return the card, before and after."""
        if self.detail is None:
            return ()
        before = word(CARDS, self.detail.supervision.card) or "–"
        after = word(CARDS, card_of(self.detail, self.shop, now))
        return [(_("Card"), before, after), *super().changes(outcome, now)]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:  # noqa: ARG002
        """Say what follows."""
        return (_("The unit owes a written reply; no clock moves."),)


def card_of(detail: CaseDetail, shop: Shop, now: datetime) -> Card:
    """Return the card that urging would show now."""
    started = detail.handle_due_at is not None and detail.handle_started_at is not None
    due_at = detail.handle_due_at if started else detail.row.due_at

    def whole_limit_later(due_at: datetime) -> datetime:
        if detail.handling_limit is None or detail.handle_started_at is None:
            return due_at + (due_at - detail.row.reported_at)
        deadlines = shop.explain.policy().deadlines
        return deadlines.extend(due_at, parse_limit(detail.handling_limit)).due_at

    try:
        return card_for(detail.supervision.card, due_at, now, whole_limit_later)
    except CoreError:
        # The desk decides; without the district's calendar the milder card is told.
        return Card.YELLOW


class ReplyDialog(KnowingDialog):
    """Ask for the reply, under what it replies to."""

    VERB = Verb.REPLY

    def fields(self) -> Sequence[Field[Any]]:
        """Return the reply."""
        self._text = LongTextField("text", _("Reply"), required=True)
        return (self._text,)

    def command(self) -> ReplyToUrge:
        """Return the command."""
        return ReplyToUrge(
            number=self.row.number, seen_version=self.row.version, text=self._text.value
        )

    def known(self, detail: CaseDetail) -> None:
        """Show what the urging said."""
        self.tell_above(last_said(detail, Verb.URGE, self.shop))
