"""What may come next in a filter line: keys, then values, names of the district, views."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Final

from console.present.filters import ANY, ENDED, FILTER_KEYS, LATE, OPEN, TODAY, FilterKey, key_named
from console.present.names import Closeness, Kind, Name, Names, closeness
from console.present.terms import Term, fold_width, parse, quoted
from console.present.views import View
from console.present.vocabulary import tier_word
from console.present.words import _, in_chinese, in_every_language
from core.cases.states import Tier
from core.kernel.words import N_

MOST: Final = 40
"""Offers made at once; whoever wants another one types on."""
_NAMES_BESIDE_KEYS: Final = 3
_LEAST_FOR_NAMES: Final = 2
"""Letters from which on names of the district are offered without a key."""

_SINCE: Final = (
    ("today", N_("this day")),
    ("24h", N_("one day")),
    ("7d", N_("one week")),
    ("30d", N_("thirty days")),
)
_KEY_OF: Final = {Kind.UNIT: "unit", Kind.ITEM: "item", Kind.AREA: "grid"}
_CLOCK_WORDS: Final = ((LATE, N_("past their due time")), (TODAY, N_("due later today")))
_IS: Final = (
    (OPEN, N_("as if nothing were said")),
    (ENDED, N_("ended cases")),
    (ANY, N_("open and ended")),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may come next: what it puts into the line, and how it is shown."""

    text: str
    shown: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What was offered for a line with its cursor, and from where on it would be put."""

    line: str = ""
    cursor: int = 0
    start: int = 0
    offers: tuple[Offer, ...] = ()

    def taken(self, number: int) -> tuple[str, int]:
        """Return the line with an offer in it, and where the cursor then stands."""
        text = self.offers[number].text
        # A key waits for its value; anything else is done.
        text = text if text.endswith(":") else f"{text} "
        rest = self.line[self.cursor :].lstrip() if text.endswith(" ") else self.line[self.cursor :]
        return self.line[: self.start] + text + rest, self.start + len(text)


def complete(line: str, cursor: int, names: Names | None, views: Sequence[View]) -> Offered:
    """Return what may stand where the cursor is, the closest first."""
    terms = parse(line[:cursor])
    term = terms[-1] if terms and terms[-1].end == cursor else None
    if term is None:
        return Offered(line, cursor, cursor, tuple(islice(_words("", None, views), MOST)))
    key = key_named(term.key.text) if term.key else None
    if key is not None:
        start = _value_start(term, line, cursor)
        typed = fold_width(line[start:cursor]).lstrip('"“')
        return Offered(line, cursor, start, tuple(islice(_values(key, typed, names), MOST)))
    if term.key is not None or term.values[0].quoted:
        return Offered(line, cursor)
    start = term.start + term.inverse
    found = _words(term.values[0].text, names, () if term.inverse else views)
    return Offered(line, cursor, start, tuple(islice(found, MOST)))


def _value_start(term: Term, line: str, cursor: int) -> int:
    """Return where the value under the cursor begins: behind the colon or the last comma."""
    begins_anew = line[cursor - 1] in ",，、:："
    return cursor if begins_anew or not term.values else term.values[-1].start


def _words(typed: str, names: Names | None, views: Sequence[View]) -> Iterator[Offer]:
    yield from _closest(typed, _spoken(views if typed else ()))
    if names is not None and len(typed) >= _LEAST_FOR_NAMES:
        for kind, key_name in _KEY_OF.items():
            found = names.closest(kind, typed, Closeness.ABBREVIATION)
            for name in found[:_NAMES_BESIDE_KEYS]:
                offer = _name(name, names)
                yield Offer(f"{key_name}:{offer.text}", f"{key_name}:{offer.shown}", offer.note)


Spoken = tuple[Sequence[str], Offer]
"""An offer behind the words that lead to it."""


def _spoken(views: Sequence[View]) -> Iterator[Spoken]:
    """Yield the words of the clock, the keys and the views."""
    yield from _said(_CLOCK_WORDS)
    for key in FILTER_KEYS:
        note = f"{_other(key.names)}{_(key.about)}"
        yield key.names, Offer(f"{key.name}:", f"{key.name}:", note)
    for view in views:
        yield (view.title,), Offer(view.line, view.title, view.line)


def _said(choices: Sequence[tuple[Sequence[str], str]]) -> Iterator[Spoken]:
    for words, about in choices:
        yield words, Offer(words[0], words[0], f"{_other(words)}{_(about)}")


def _closest(typed: str, spoken: Iterable[Spoken]) -> Iterator[Offer]:
    """Yield the offers whose words have what is typed, the closest first."""
    if not typed:
        yield from (offer for _words, offer in spoken)
        return
    ranked = [
        (found, offer)
        for words, offer in spoken
        if (found := closeness(typed, *words)) is not None and found <= Closeness.PINYIN_PART
    ]
    yield from (offer for _rank, offer in sorted(ranked, key=itemgetter(0)))


def _values(key: FilterKey, typed: str, names: Names | None) -> Iterator[Offer]:
    if key.kind is not None:
        found = names.closest(key.kind, typed) if names is not None else ()
        yield from (_name(name, names) for name in found if names is not None)
        return
    spoken: Iterable[Spoken]
    if key.vocabulary:
        spoken = (
            ((str(code), *in_every_language(said)), Offer(str(code), str(code), _(said)))
            for code, said in key.vocabulary.items()
        )
    elif key.name == "tier":
        tiers = ((str(tier), tier_word(tier)) for tier in Tier)
        spoken = ((words, Offer(words[0], *words)) for words in tiers)
    elif key.name == "is":
        spoken = _said((*_IS, *_CLOCK_WORDS))
    else:
        known = _SINCE[:1] if key.name == "due" else _SINCE
        spoken = (((text,), Offer(text, text, _(about))) for text, about in known)
    yield from _closest(typed, spoken)


def _name(name: Name, names: Names) -> Offer:
    text = name.name if names.is_unique(name) else name.code
    return Offer(quoted(text), name.name, f"{name.code}  {name.note}".rstrip())


def _other(words: Sequence[str]) -> str:
    """Return the Chinese word before what a word is about, where Chinese is spoken."""
    return f"{words[1]}  " if in_chinese() and len(words) > 1 and not words[1].isascii() else ""
