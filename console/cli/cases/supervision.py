"""What supervision has done to a case, as `griddesk case show` tells it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.cli.cases.listing import at
from console.present.times import limit_words
from console.present.times import moment as moment_words
from console.present.vocabulary import APPEALS, CARDS, SPOT_CHECKS, word
from console.present.words import _
from core.cases.rows import CallRow, Supervision
from core.kernel.text import neutralise
from core.kernel.words import N_


def supervision_object(told: Supervision, zone: ZoneInfo) -> dict[str, Any]:
    """Return it as scripts read it."""
    return {
        "card": told.card,
        "reply_awaited": told.reply_awaited,
        "urge_count": told.urge_count,
        "ruled": told.ruled,
        "merged_into": told.merged_into,
        "suspended_until": told.suspended_until,
        "suspension_count": told.suspension_count,
        "pauses": [
            {"paused_from": at(begins, zone), "resumed_at": at(ends, zone)}
            for begins, ends in told.pauses
        ],
        "extension_asked": told.extension_asked,
        "extension_count": told.extension_count,
        "extensions": [
            {"granted_at": at(granted, zone), "limit": limit} for granted, limit in told.extensions
        ],
        "hand_down_count": told.hand_down_count,
        "reopen_count": told.reopen_count,
        "satisfaction": told.satisfaction,
        "spot_check": told.spot_check,
        "appeal": told.appeal,
        "exempt": told.exempt,
        "calls": [_call_object(call, zone) for call in told.calls],
    }


def _call_object(call: CallRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "call": call.call,
        "unit": call.unit,
        "unit_code": call.unit_code,
        "leads": call.leads,
        "urgent": call.urgent,
        "called_at": at(call.called_at, zone),
        "answered_at": at(call.answered_at, zone),
        "finished_at": at(call.finished_at, zone),
        "excused_at": at(call.excused_at, zone),
        "rating": call.rating,
    }


def supervision_facts(
    told: Supervision, now: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    """Yield names and values for a screen; what did not happen is left out."""
    card = word(CARDS, told.card)
    if card and told.reply_awaited:
        card = " · ".join((card, _("awaits a reply")))
    appeal = word(APPEALS, told.appeal)
    if appeal and told.exempt:
        appeal = " · ".join((appeal, _("exempt from the figures")))
    pauses = (
        f"{moment_words(begins, now, zone)} – {moment_words(ends, now, zone)}"
        for begins, ends in told.pauses
    )
    granted = (
        f"{moment_words(moment, now, zone)} {limit_words(limit)}"
        for moment, limit in told.extensions
    )
    facts = (
        (N_("Urged"), card),
        (N_("Ruling"), _("ruled, cannot be returned") if told.ruled else ""),
        (N_("Merged into"), told.merged_into or ""),
        (N_("Suspended until"), str(told.suspended_until or "")),
        (N_("Pauses"), "\n".join(pauses)),
        (N_("Extensions"), "\n".join(granted)),
        (N_("Extension asked for"), limit_words(told.extension_asked)),
        (N_("Satisfaction"), str(told.satisfaction or "")),
        (N_("Spot check"), word(SPOT_CHECKS, told.spot_check)),
        (N_("Appeal"), appeal),
    )
    yield from ((name, value) for name, value in facts if value)


def call_facts(told: Supervision, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Yield each called unit and how far it has come."""
    for call in told.calls:
        steps = (
            (N_("called %(at)s"), call.called_at),
            (N_("answered %(at)s"), call.answered_at),
            (N_("finished %(at)s"), call.finished_at),
            (N_("excused %(at)s"), call.excused_at),
        )
        parts = [neutralise(call.unit)]
        parts += [_("leads")] if call.leads else []
        parts += [_("urgent")] if call.urgent else []
        parts += [
            _(step) % {"at": moment_words(moment, now, zone)} for step, moment in steps if moment
        ]
        parts += [_("rating %(value)s") % {"value": call.rating}] if call.rating else []
        yield str(call.call), " · ".join(parts)
