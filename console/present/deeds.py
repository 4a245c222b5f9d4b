"""What an entry of the story tells beside its verb: the unit, the reason, until when.

Everything returned is harmless to print.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from console.present.times import limit_words
from console.present.vocabulary import (
    CARDS,
    GRID_CHANGES,
    REJECT_REASONS,
    SPOT_CHECKS,
    STAGES,
    VALIDITIES,
    tier_word,
    word,
)
from console.present.words import _
from core.cases.rows import HistoryRow
from core.cases.states import Verb
from core.kernel.text import neutralise
from core.kernel.words import N_

LONGEST: Final = 400
"""Characters of a text that one line of the story ever shows."""

_EXTENDING: Final = {Verb.ASK_EXTENSION, Verb.GRANT_EXTENSION, Verb.REFUSE_EXTENSION}
_POLICY: Final = re.compile(r"policy (\S+)")
"""The mark that a policy leaves where a person would have given a reason."""

_Teller = Callable[[HistoryRow, Any], str]


def about(entry: HistoryRow, zone: ZoneInfo | None = None) -> Iterator[str]:
    """Yield the parts of what ``entry`` tells, in a fixed order.

    Moments are told only when the ``zone`` of the reader is known.
    """
    details = entry.payload.get("details", {})
    for name, tell in _TELLERS.items():
        value = details.get(name)
        if value in (None, "") or isinstance(value, bool):
            continue
        if told := tell(entry, value):
            yield told
    if zone is None:
        return
    if clocks := details.get("clocks"):
        yield from _clocks_moved(clocks, zone)
    elif moved := _moved(details, zone):
        yield moved


def _text(entry: HistoryRow, value: object) -> str:
    text = str(value)
    policy = _POLICY.fullmatch(text)
    if policy and entry.verb in {Verb.URGE, Verb.NOTE, Verb.ESCALATE, Verb.RESUME}:
        return _("by policy %(rule)s") % {"rule": neutralise(policy[1])}
    return neutralise(text[:LONGEST])


def _reason(entry: HistoryRow, value: object) -> str:
    return word(REJECT_REASONS, str(value)) if entry.verb == Verb.REJECT else _text(entry, value)


def _result(entry: HistoryRow, value: object) -> str:
    return word(SPOT_CHECKS, str(value)) if entry.verb == Verb.SPOT_CHECK else _text(entry, value)


def _limit(entry: HistoryRow, value: object) -> str:
    # Other verbs keep the limit of handling here, which the clocks of the case show.
    return limit_words(neutralise(str(value))) if entry.verb in _EXTENDING else ""


def _calls(entry: HistoryRow, value: object) -> str:
    details = entry.payload.get("details", {})
    calls = [call for call in value if isinstance(call, Mapping)] if isinstance(value, list) else []
    told = [
        _("%(call)s %(unit)s")
        % {"call": call.get("call"), "unit": neutralise(str(call.get("unit_name", "")))}
        + (_(" (leads)") if call.get("unit_code") == details.get("lead") else "")
        for call in calls
    ]
    urgent = [_("urgent")] if details.get("urgent") is True else []
    return " · ".join([*urgent, _(", ").join(told)])


def _from(entry: HistoryRow, value: object) -> str:
    if entry.verb not in {Verb.UNMERGE, Verb.REGRID}:
        return ""
    return _("from %(number)s") % {"number": neutralise(str(value))}


def _years(_entry: HistoryRow, value: object) -> str:
    years = value if isinstance(value, list) else [value]
    return _("calendar of %(years)s") % {"years": _(", ").join(neutralise(str(y)) for y in years)}


def _filled(template: str, vocabulary: Mapping[Any, str] | None = None) -> _Teller:
    """Return a teller that puts the value, or its word, into ``template``."""

    def tell(_entry: HistoryRow, value: object) -> str:
        shown = word(vocabulary, str(value)) if vocabulary else neutralise(str(value))
        return _(template) % {"value": shown}

    return tell


def _tier(_entry: HistoryRow, value: object) -> str:
    return tier_word(value) if isinstance(value, int) else ""


def _worded(vocabulary: Mapping[Any, str]) -> _Teller:
    return lambda _entry, value: word(vocabulary, str(value))


_TELLERS: Final[Mapping[str, _Teller]] = {
    "change": _worded(GRID_CHANGES),
    "card": _worded(CARDS),
    "call": _filled(N_("call %(value)s")),
    "calls": _calls,
    "item_name": _text,
    "unit_name": _text,
    "gridder_name": _text,
    "into": _filled(N_("into %(value)s")),
    "from": _from,
    "area": _filled(N_("now in %(value)s")),
    "limit": _limit,
    "until": _filled(N_("until %(value)s")),
    "years": _years,
    "reason": _reason,
    "validity": _worded(VALIDITIES),
    "checker": _text,
    "finding": _text,
    "result": _result,
    "text": _text,
    "note": _text,
    "satisfaction": _filled(N_("satisfaction %(value)s")),
    "comment": _text,
    "override_reason": _text,
    "tier": _tier,
    "rating": _filled(N_("rating %(value)s")),
}
"""How each detail is told, in the order in which they stand."""


def _clocks_moved(clocks: object, zone: ZoneInfo) -> Iterator[str]:
    for clock in clocks if isinstance(clocks, list) else ():
        if isinstance(clock, Mapping) and (moved := _moved(clock, zone)):
            yield f"{word(STAGES, str(clock.get('stage')))} {moved}"


def _moved(details: Mapping[str, Any], zone: ZoneInfo) -> str:
    before, after = (_moment(details.get(name), zone) for name in ("due_before", "due_after"))
    if before and after:
        return _("due %(before)s → %(after)s") % {"before": before, "after": after}
    return _("was due %(before)s") % {"before": before} if before else ""


def _moment(value: object, zone: ZoneInfo) -> str:
    try:
        return f"{datetime.fromisoformat(str(value)).astimezone(zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return ""
