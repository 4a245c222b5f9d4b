"""The filter line: simple words to a `CaseFilter`, and back to a sentence.

``tier:3 late today unit:执法 item:E01 grid:330108001* state:handling source:gridder
-source:hotline stage:handle since:7d`` and anything else is text. Codes and the words that
are on screen both do: ``state:处置中``, ``超时``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from console.present.vocabulary import SOURCES, STAGES, STATES
from console.present.words import _
from core.cases.rows import CaseFilter
from core.cases.states import ENDED_STATES

_LATE_WORDS: Final = frozenset({"late", "超时"})
_TODAY_WORDS: Final = frozenset({"today", "今日", "今日到期"})
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_SPAN: Final = re.compile(r"(\d{1,3})([dhw天时周])")
_SPANS: Final = {
    "d": timedelta(days=1),
    "天": timedelta(days=1),
    "h": timedelta(hours=1),
    "时": timedelta(hours=1),
    "w": timedelta(weeks=1),
    "周": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a filter line means; ``trouble`` says what was not understood, or is empty."""

    wanted: CaseFilter
    trouble: str = ""


class _Misread(ValueError):
    """A word that is not understood; the message is for the operator."""


def understand(line: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Read a filter line; nothing of it is used when a part is not understood."""
    wanted = CaseFilter()
    rest: list[str] = []
    for spoken in line.split():
        try:
            change = _change(spoken, now, zone)
        except _Misread as misread:
            return Understood(CaseFilter(), str(misread))
        if change is None:
            rest.append(spoken)
        else:
            wanted = replace(wanted, **change)
    return Understood(replace(wanted, text=" ".join(rest) or None))


def _change(spoken: str, now: datetime, zone: ZoneInfo) -> dict[str, Any] | None:
    if spoken.lower() in _LATE_WORDS:
        return {"late": True}
    if spoken.lower() in _TODAY_WORDS:
        return {"due_today": True}
    name, colon, value = spoken.replace("：", ":").partition(":")
    read = _NAMES.get(name.lower())
    if not colon or read is None:
        if colon and name.isascii() and name.lstrip("-").isalpha():
            raise _Misread(
                _("There is no filter word %(word)s: press ? for those there are.") % {"word": name}
            )
        return None
    if not value:
        raise _Misread(_("%(word)s: needs a value.") % {"word": name})
    return read(value, now, zone)


def _tier(value: str, _now: datetime, _zone: ZoneInfo) -> dict[str, Any]:
    number = value.removesuffix("级")
    tier = _NUMERALS.get(number) or (int(number) if number.isdecimal() else 0)
    if not tier:
        raise _Misread(_("tier: takes a number, such as tier:3."))
    return {"tier": tier}


def _code(field: str, vocabulary: Mapping[str, str]) -> Callable[..., dict[str, Any]]:
    def read(value: str, _now: datetime, _zone: ZoneInfo) -> dict[str, Any]:
        for code, word in vocabulary.items():
            if value.lower() in {str(code), word.lower(), _(word).lower()}:
                if code in ENDED_STATES:
                    raise _Misread(
                        _("Only open cases stand in the queue; for ended ones: griddesk case list.")
                    )
                return {field: str(code)}
        known = ", ".join(str(code) for code in vocabulary if code not in ENDED_STATES)
        raise _Misread(
            _("“%(value)s” is not known; there are %(known)s.") % {"value": value, "known": known}
        )

    return read


def _word(field: str) -> Callable[..., dict[str, Any]]:
    def read(value: str, _now: datetime, _zone: ZoneInfo) -> dict[str, Any]:
        return {field: value.rstrip("*")}

    return read


def _since(value: str, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    span = _SPAN.fullmatch(value)
    try:
        if span:
            return {"reported_since": now - int(span[1]) * _SPANS[span[2]]}
        day = now.astimezone(zone).date() if value == "today" else date.fromisoformat(value)
    except (ValueError, OverflowError):
        raise _Misread(_("since: takes 7d, 12h, 2w or a date as 2026-09-30.")) from None
    return {"reported_since": datetime.combine(day, time.min, zone)}


_NAMES: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "tier": _tier,
    "级": _tier,
    "state": _code("state", STATES),
    "状态": _code("state", STATES),
    "source": _code("source", SOURCES),
    "来源": _code("source", SOURCES),
    "-source": _code("exclude_source", SOURCES),
    "-来源": _code("exclude_source", SOURCES),
    "stage": _code("stage", STAGES),
    "阶段": _code("stage", STAGES),
    "unit": _word("unit"),
    "单位": _word("unit"),
    "item": _word("item"),
    "事项": _word("item"),
    "grid": _word("area"),
    "area": _word("area"),
    "区域": _word("area"),
    "since": _since,
    "自": _since,
}
