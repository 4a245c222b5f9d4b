"""The filter language: a line of terms to a `CaseFilter`, and what of it is not understood.

``tier:3,4 late unit:城管 item:E0102 grid:330108001* since:7d -source:12345 "积水"`` — every
term must hold, each one can be turned around by a hyphen, and anything that is no term is text.
Codes, the words on screen in both languages and the names of the district all do; `FILTER_KEYS`
is the whole language, from which help, completion and documents are printed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo

from console.present.names import Kind, Names
from console.present.terms import Term, Word, parse
from console.present.vocabulary import CARDS, SOURCES, STAGES, STATES
from console.present.words import _, in_every_language
from core.cases.rows import MOST_VALUES, CaseFilter
from core.cases.states import ENDED_STATES
from core.kernel.words import N_

_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_MOST_TIERS: Final = 9
_SPAN: Final = re.compile(r"(\d{1,4})(d|h|w|天|小时|时|周)")
_SPANS: Final = {
    "d": timedelta(days=1),
    "天": timedelta(days=1),
    "h": timedelta(hours=1),
    "时": timedelta(hours=1),
    "小时": timedelta(hours=1),
    "w": timedelta(weeks=1),
    "周": timedelta(weeks=1),
}
_ITEM_CODE: Final = re.compile(r"[A-Za-z]\d*")

LATE: Final = ("late", "超时", "逾期")
TODAY: Final = ("today", "今日", "今日到期", "今天")
OPEN: Final = ("open", "未结")
ENDED: Final = ("ended", "已结", "办结")
ANY: Final = ("any", "all", "全部")


@dataclass(frozen=True, slots=True)
class FilterKey:
    """A key of the language: its names, English first, an example of it, and what it asks."""

    names: tuple[str, ...]
    example: str
    about: str
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None

    @property
    def name(self) -> str:
        """The name that the key is known by."""
        return self.names[0]


FILTER_KEYS: Final = (
    FilterKey(("tier", "级", "级别"), "tier:3,4", N_("the cases of a tier, or of several")),
    FilterKey(
        ("state", "状态"),
        "state:handling",
        N_("a state, by code or by its word on screen"),
        STATES,
    ),
    FilterKey(
        ("unit", "单位"),
        "unit:cgj",
        N_("a unit: its code, part of its name, or Pinyin"),
        kind=Kind.UNIT,
    ),
    FilterKey(
        ("item", "事项"),
        "item:E04",
        N_("an item: the begin of its code, part of its name, or Pinyin"),
        kind=Kind.ITEM,
    ),
    FilterKey(
        ("grid", "area", "网格", "区域", "社区", "街道"),
        "grid:330108001*",
        N_("an area and everything inside it, by code, name or Pinyin"),
        kind=Kind.AREA,
    ),
    FilterKey(("source", "来源"), "-source:12345", N_("from a source, or from any other"), SOURCES),
    FilterKey(("stage", "阶段"), "stage:handle", N_("whose soonest clock is this one"), STAGES),
    FilterKey(
        ("due", "到期"), "due:2026-09-30", N_("whose soonest clock runs out on that day, or today")
    ),
    FilterKey(("card", "督办"), "card:yellow", N_("urged on with this card"), CARDS),
    FilterKey(
        ("since", "自", "起"), "since:7d", N_("reported since; also 12h, 2w, 2026-09-30, today")
    ),
    FilterKey(
        ("until", "至", "止"),
        "until:2026-09-30",
        N_("reported up to a day, that day too; or before 7d, 12h, 2w ago"),
    ),
    FilterKey(
        ("is", "是"),
        "is:ended",
        N_("open (as if nothing were said), ended, or any; also late and today"),
    ),
)
"""The keys, in the order in which they are told."""

FILTER_WORDS: Final = (
    ("late", N_("past their due time; also 超时")),
    ("today", N_("due later today; also 今日")),
    ('积水 "12:30 之后"', N_("text in matter, address or number; a phrase in quotation marks")),
    ("-late  -tier:1  -积水", N_("a hyphen turns any of it around")),
)
"""What stands without a key."""

_BY_NAME: Final = {name: key for key in FILTER_KEYS for name in key.names}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a filter line means; nothing of it is used when a part is not understood.

    ``trouble`` says what was not understood, or is empty; ``start`` and ``end`` say where in
    the line it stands. ``by_name`` says that names of the district were needed.
    """

    wanted: CaseFilter
    trouble: str = ""
    start: int = 0
    end: int = 0
    by_name: bool = False


class _Misread(ValueError):
    """Something that is not understood; the message is for the operator."""

    def __init__(self, sentence: str, at: Word | Term) -> None:
        super().__init__(sentence)
        self.at = at


def understand(line: str, now: datetime, zone: ZoneInfo, names: Names | None = None) -> Understood:
    """Read a filter line.

    Without ``names``, names of units, items and areas are left to the database as they are.
    """
    reading = _Reading(line, now, zone, names)
    try:
        for term in parse(line):
            reading.take(term)
    except _Misread as misread:
        return Understood(CaseFilter(), str(misread), misread.at.start, misread.at.end)
    return Understood(reading.wanted(), by_name=reading.by_name)


def key_named(name: str) -> FilterKey | None:
    """Return the key with a name, in whichever language."""
    return _BY_NAME.get(name.lower())


class _Reading:
    """Gathers what the terms of one line say."""

    def __init__(self, line: str, now: datetime, zone: ZoneInfo, names: Names | None) -> None:
        self._line = line
        self._now = now
        self._zone = zone
        self._names = names
        self._several: dict[str, list[Any]] = {}
        self._once: dict[str, Any] = {}
        self.by_name = False

    def wanted(self) -> CaseFilter:
        """Return the filter; who asks for ended states asks for ended cases."""
        parts: dict[str, Any] = {}
        for name, values in self._several.items():
            kept = tuple(dict.fromkeys(values))
            parts[name] = kept[0] if len(kept) == 1 else kept
        ended = [state in ENDED_STATES for state in self._several.get("state", ())]
        if any(ended):
            parts["open"] = False if all(ended) else None
        return CaseFilter(**(parts | self._once))

    def take(self, term: Term) -> None:
        """Take in one term."""
        key = key_named(term.key.text) if term.key else None
        if key is None:
            self._take_word(term)
        elif not term.values:
            raise _Misread(_("%(word)s: needs a value.") % {"word": key.name}, term)
        else:
            for word in term.values:
                _READERS[key.name](self, key, word, inverse=term.inverse)

    def add(self, part: str, values: Iterable[Any], *, inverse: bool) -> list[Any]:
        """Add values to a part of the filter, or to its opposite; return all it has now."""
        held = self._several.setdefault(f"exclude_{part}" if inverse else part, [])
        held.extend(value for value in values if value not in held)
        return held

    def _take_word(self, term: Term) -> None:
        if term.key is not None and term.key.text.isascii():
            raise _Misread(_unknown_key(term.key.text), term.key)
        (word,) = term.values if term.key is None else (self._whole(term),)
        if term.key is None and not word.quoted and self._judged(word, inverse=term.inverse):
            return
        if word.text and len(self.add("text", [word.text], inverse=term.inverse)) > MOST_VALUES:
            raise _Misread(_too_many(_("At most %(most)s words of text can be sought.")), term)

    def _whole(self, term: Term) -> Word:
        start = term.start + term.inverse
        return Word(self._line[start : term.end], start, term.end)

    def _judged(self, word: Word, *, inverse: bool) -> bool:
        """Take in a word that speaks of the clock; say whether it is one."""
        for part, words in (("late", LATE), ("due_today", TODAY)):
            if word.text.lower() in words:
                self._once[f"exclude_{part}" if inverse else part] = True
                return True
        return False

    # The keys.

    def read_tier(self, _key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read a tier: 3, 三, 三级."""
        number = word.text.removesuffix("级")
        tier = _NUMERALS.get(number) or (int(number) if number.isdecimal() else 0)
        if not 0 < tier <= _MOST_TIERS:
            raise _Misread(_("tier: takes a number, such as tier:3."), word)
        self.add("tier", [tier], inverse=inverse)

    def read_code(self, key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read one of a few: its code, its word in either language, or the begin of one."""
        wanted = word.text.lower()
        spellings = {
            code: {str(code), *(text.lower() for text in in_every_language(said))}
            for code, said in key.vocabulary.items()
        }
        exact = [code for code, every in spellings.items() if wanted in every]
        begun = [
            code for code, every in spellings.items() if any(s.startswith(wanted) for s in every)
        ]
        found = exact or begun
        if len(found) != 1:
            known = ", ".join(str(code) for code in (found or key.vocabulary))
            raise _Misread(
                _("“%(value)s” is not known; there are %(known)s.")
                % {"value": word.text, "known": known},
                word,
            )
        self.add(key.name, [str(found[0])], inverse=inverse)

    def read_unit(self, key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read a unit."""
        self.add("unit", self._named(key, word), inverse=inverse)

    def read_item(self, key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read an item; what looks like a code is the begin of one."""
        code = word.text.rstrip("*")
        values = [code.upper()] if _ITEM_CODE.fullmatch(code) else self._named(key, word)
        self.add("item", values, inverse=inverse)

    def read_area(self, key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read an area; digits are a code."""
        code = word.text.rstrip("*")
        values = [code] if code.isdecimal() else self._named(key, word)
        outer = [v for v in values if not any(v != o and v.startswith(o) for o in values)]
        if len(self.add("area", outer, inverse=inverse)) > MOST_VALUES:
            told = _("At most %(most)s areas can be named; write more of the name, or the code.")
            raise _Misread(_too_many(told), word)

    def _named(self, key: FilterKey, word: Word) -> Sequence[str]:
        self.by_name = True
        if self._names is None or key.kind is None:
            return [word.text]
        codes = self._names.meant(key.kind, word.text.rstrip("*"))
        if not codes:
            raise _Misread(_(_NOBODY[key.kind]) % {"value": word.text}, word)
        return codes

    def read_due(self, _key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read the day on which the soonest clock runs out."""
        if _SPAN.fullmatch(word.text) or "T" in word.text:
            raise _Misread(_("due: takes today or a date as 2026-09-30."), word)
        begin, _end = self._moment(word)
        self._once["exclude_due_on" if inverse else "due_on"] = begin.date()

    def read_since(self, _key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read since when; turned around it is until when."""
        begin, _end = self._moment(word)
        self._once["reported_until" if inverse else "reported_since"] = begin

    def read_until(self, _key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read until when, a day with all of it; turned around it is since when."""
        _begin, end = self._moment(word)
        self._once["reported_since" if inverse else "reported_until"] = end

    def _moment(self, word: Word) -> tuple[datetime, datetime]:
        """Return a moment twice, or where a day begins and ends."""
        text, today = word.text, self._now.astimezone(self._zone).date()
        span = _SPAN.fullmatch(text)
        try:
            if span:
                moment = self._now - int(span[1]) * _SPANS[span[2]]
                return moment, moment
            if "T" in text:
                moment = datetime.fromisoformat(text)
                moment = moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
                return moment, moment
            day = today if text.lower() in TODAY else date.fromisoformat(text)
            following = day + timedelta(days=1)
        except (ValueError, OverflowError):
            told = _("A day is written as 2026-09-30 or today, a span as 7d, 12h or 2w.")
            raise _Misread(told, word) from None
        midnight = time.min
        return (
            datetime.combine(day, midnight, self._zone),
            datetime.combine(following, midnight, self._zone),
        )

    def read_is(self, _key: FilterKey, word: Word, *, inverse: bool) -> None:
        """Read whether open cases are asked for, or ended ones, or both."""
        said = word.text.lower()
        if said in ANY and not inverse:
            self._once["open"] = None
        elif said in OPEN or said in ENDED:
            self._once["open"] = (said in OPEN) is not inverse
        elif not self._judged(word, inverse=inverse):
            known = "open, ended, any, late, today"
            raise _Misread(
                _("“%(value)s” is not known; there are %(known)s.")
                % {"value": word.text, "known": known},
                word,
            )


_READERS: Final[Mapping[str, Callable[..., None]]] = {
    "tier": _Reading.read_tier,
    "state": _Reading.read_code,
    "source": _Reading.read_code,
    "stage": _Reading.read_code,
    "card": _Reading.read_code,
    "unit": _Reading.read_unit,
    "item": _Reading.read_item,
    "grid": _Reading.read_area,
    "due": _Reading.read_due,
    "since": _Reading.read_since,
    "until": _Reading.read_until,
    "is": _Reading.read_is,
}

_NOBODY: Final = {
    Kind.UNIT: N_("No unit has “%(value)s” in its code, its name or its Pinyin."),
    Kind.ITEM: N_("No item has “%(value)s” in its code, its name or its Pinyin."),
    Kind.AREA: N_("No area has “%(value)s” in its code, its name or its Pinyin."),
}


def _too_many(sentence: str) -> str:
    return sentence % {"most": MOST_VALUES}


def _unknown_key(name: str) -> str:
    close = get_close_matches(name.lower(), [key.name for key in FILTER_KEYS], n=1)
    if close:
        return _("There is no filter word %(word)s:, but %(close)s: is one.") % {
            "word": name,
            "close": close[0],
        }
    return _("There is no filter word %(word)s: press ? for those there are.") % {"word": name}
