"""What supervision has done to the case in hand: its card, its pauses, its calls, its appeal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.times import limit_words, moment, time_left
from console.present.tones import Said, Tone
from console.present.vocabulary import APPEALS, CARDS, SPOT_CHECKS, word
from console.present.words import _, _n
from console.tui.ink import BLANK, Line, Piece
from console.tui.telling import who_did
from core.cases.rows import CallRow, CaseDetail
from core.cases.states import Appeal, Card, SpotCheck, Verb
from core.kernel.text import fold, neutralise

_CARD_TONES: Final = {Card.REMINDER: Tone.NEWS, Card.YELLOW: Tone.SOON, Card.RED: Tone.LATE}
_SIGNS: Final = {Card.YELLOW: "◆ ", Card.RED: "▲ "}


def supervision_facts(detail: CaseDetail) -> Iterator[tuple[str, Said]]:
    """Yield names and what stands behind them; what did not happen has no text."""
    told = detail.supervision
    yield _("Card"), _card(detail)
    yield _("Merged into"), Said(neutralise(told.merged_into or ""), Tone.NEWS)
    until = told.suspended_until
    yield _("Suspended until"), Said(until.isoformat() if until else "", Tone.NEWS)
    yield _("Ruling"), Said(_("ruled, cannot be returned") if told.ruled else "")
    yield _("Extension"), _extension(detail)
    yield _("Reopened"), Said(_times(told.reopen_count))
    stars = "★" * told.satisfaction if told.satisfaction else ""
    yield _("Satisfaction"), Said(stars)
    failed = told.spot_check == SpotCheck.FAILED
    yield _("Spot check"), Said(word(SPOT_CHECKS, told.spot_check), _late_if(failed=failed))
    yield _("Appeal"), _appeal(detail)


def _card(detail: CaseDetail) -> Said:
    told = detail.supervision
    if told.card is None:
        return Said("")
    text = _SIGNS.get(Card(told.card), "") + word(CARDS, told.card)
    if told.urge_count > 1:
        text += " " + _times(told.urge_count)
    if told.reply_awaited:
        text += " · " + _("awaits a reply")
    return Said(text, _CARD_TONES[Card(told.card)])


def _extension(detail: CaseDetail) -> Said:
    told = detail.supervision
    parts = [
        _("granted %(limit)s") % {"limit": limit_words(limit)} for _at, limit in told.extensions
    ]
    if told.extension_asked is None:
        return Said(" · ".join(parts))
    asked = _("%(who)s asks for %(limit)s")
    who = who_did(detail, Verb.ASK_EXTENSION)
    parts.append(asked % {"who": who, "limit": limit_words(told.extension_asked)})
    return Said(" · ".join(parts), Tone.SOON)


def _appeal(detail: CaseDetail) -> Said:
    told = detail.supervision
    text = word(APPEALS, told.appeal)
    if told.appeal and told.exempt:
        text += " · " + _("exempt from the figures")
    return Said(text, Tone.SOON if told.appeal == Appeal.ASKED else Tone.PLAIN)


def _times(count: int) -> str:
    return _n("%(n)s time", "%(n)s times", count) if count else ""


def _late_if(*, failed: bool) -> Tone:
    return Tone.LATE if failed else Tone.PLAIN


def calls_of(detail: CaseDetail, now: datetime, zone: ZoneInfo, cells: int) -> Iterator[Line]:
    """Yield the called units, each with its clock or with how far it has come."""
    calls = detail.supervision.calls
    if not calls:
        return
    yield Line((Piece(_("Calls"), Tone.STRONG),))
    for call in calls:
        parts = [f"{call.call} {neutralise(call.unit)}"]
        parts += [_("leads")] if call.leads else []
        parts += [_("urgent")] if call.urgent else []
        for n, part in enumerate(fold(" · ".join(parts), cells)):
            yield Line((Piece(part if n == 0 else f"  {part}"),))
        yield Line((Piece("  "), _standing(detail, call, now, zone)))
    yield BLANK


def _standing(detail: CaseDetail, call: CallRow, now: datetime, zone: ZoneInfo) -> Piece:
    clock = next((timer for timer in detail.timers if timer.call == call.call), None)
    if clock is not None:
        told = _("to finish %(left)s") if call.answered_at else _("to answer %(left)s")
        left = time_left(clock.due_at, now, zone, estimated=clock.estimated)
        return Piece(told % {"left": str(left).strip()}, left.tone)
    ends = ((call.excused_at, _("excused %(at)s")), (call.finished_at, _("finished %(at)s")))
    for at, told in ends:
        if at:
            stars = f" {'★' * call.rating}" if call.rating else ""
            return Piece(told % {"at": moment(at, now, zone)} + stars, Tone.GOOD)
    return Piece(_("called %(at)s") % {"at": moment(call.called_at, now, zone)}, Tone.DIM)
