"""Reads orders against the district: which case, which unit, which item is meant, what may come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from console.present.cases import state_of, title_of
from console.present.numbers import full_number, is_number
from console.present.views import View
from console.present.vocabulary import sentence
from console.present.words import CHINESE, ENGLISH, _, in_every_language, language
from console.tui.dialogs.check import RATINGS
from console.tui.dialogs.choices import Handler, handler_choices, item_choices, unit_choices
from console.tui.dialogs.dates import day_of
from console.tui.dialogs.pick import Choice
from console.tui.orders import (
    GO,
    LANG,
    QUIT,
    SPELLINGS,
    THEME,
    VIEW,
    Go,
    Kind,
    Misread,
    Open,
    Part,
    Ready,
    Run,
    Show,
    Wanted,
    Word,
    order_named,
    usage_of,
    words_of,
)
from console.tui.shop import Shop
from core.cases.rows import CaseFilter, CaseRow
from core.cases.states import Verb
from core.kernel.errors import CoreError

T = TypeVar("T")

MOST: Final = 100
"""Cases that are offered at once; whoever wants another one types its number."""
_LANGUAGES: Final = {"zh": CHINESE, "中文": CHINESE, "en": ENGLISH, "english": ENGLISH}
_THEMES: Final = {"light": "light", "亮色": "light", "dark": "dark", "暗色": "dark"}


class OrderReader:
    """Reads orders of one operator; everything here may read the database, so it is for threads.

    Args:
        shop: where to read.
        here: the case under the cursor.
        theme: the theme of now, ``light`` or ``dark``.
        views: the views that may be put on.
    """

    def __init__(self, shop: Shop, here: CaseRow | None, theme: str, views: Sequence[View]) -> None:
        self.views = views
        self._shop = shop
        self._here = here
        self._theme = theme

    # What a whole line comes to.

    def read(self, line: str) -> Wanted | None:
        """Return what a line comes to; ``None`` when it is so already.

        Raises:
            Misread: a word is not understood, or one is missing.
        """
        name, *rest = words_of(line)
        order = order_named(name.text)
        if isinstance(order, Verb):
            return self._verb(order, name, rest, line)
        if order == QUIT:
            return Run("app.quit")
        if not rest:
            raise Misread(_("“%(name)s” needs one word more.") % {"name": name.text}, name)
        return self._other(order or "", rest, line)

    def _other(self, order: str, rest: Sequence[Word], line: str) -> Wanted | None:
        first = rest[0]
        if order == VIEW:
            return Show(self._view(Word(line[first.start :].strip(), first.start, rest[-1].end)))
        if order == GO:
            return Go(self._case(first))
        if order == LANG:
            there = _one_of(_LANGUAGES, first) == language()
            return None if there else Run("app.language")
        return None if _one_of(_THEMES, first) == self._theme else Run("app.theme")

    def _view(self, typed: Word) -> str:
        wanted = typed.text.casefold()
        for view in self.views:
            names = (view.line, *in_every_language(view.name))
            if wanted in {name.casefold() for name in names}:
                return view.line
        known = _(", ").join(view.title for view in self.views)
        told = _("There is no view “%(word)s”; there are %(names)s.")
        raise Misread(told % {"word": typed.text, "names": known}, typed)

    def _verb(self, verb: Verb, name: Word, rest: list[Word], line: str) -> Wanted:
        named = bool(rest) and is_number(_plain(rest[0].text))
        row = self._case(rest.pop(0)) if named else self._here
        if row is None:
            raise Misread(_("There is no case under the cursor; name one by its number."), name)
        spelling = SPELLINGS.get(verb)
        if spelling is None or (not rest and any(part.needed for part in spelling.parts)):
            return Open(verb, row, named)
        values: dict[str, Any] = {}
        last = name
        for part in spelling.parts:
            if not rest:
                if part.needed:
                    raise Misread(
                        _("What is missing: %(usage)s.") % {"usage": usage_of(verb)}, last
                    )
                break
            last = rest[0]
            values |= self._value(part, rest, row, line)
        if rest:
            raise Misread(_("Nothing comes here: %(usage)s.") % {"usage": usage_of(verb)}, rest[0])
        command = spelling.command(number=row.number, seen_version=row.version, **values)
        return Ready(verb, command, row, named)

    def _value(self, part: Part, rest: list[Word], row: CaseRow, line: str) -> dict[str, Any]:
        if part.kind is Kind.TEXT:
            text = line[rest[0].start :].strip()
            rest.clear()
            return {part.field: text}
        typed = rest.pop(0)
        if part.kind is Kind.HANDLER:
            handler: Handler = _found(handler_choices(self._shop, row), typed)
            return {"unit_code": handler.unit_code, "gridder_number": handler.gridder_number}
        readers: dict[Kind, Callable[[], object]] = {
            Kind.UNIT: lambda: _found(unit_choices(self._shop, row, row.tier), typed),
            Kind.ITEM: lambda: _found(item_choices(self._shop), typed),
            Kind.CASE: lambda: self._case(typed).number,
            Kind.STARS: lambda: _stars(typed),
            Kind.DAY: lambda: self._day(typed),
        }
        return {part.field: readers[part.kind]()}

    def _case(self, typed: Word) -> CaseRow:
        try:
            return self._shop.cases.row(full_number(self._shop, _plain(typed.text)))
        except CoreError as error:
            raise Misread(sentence(error), typed) from None

    def _day(self, typed: Word) -> object:
        today = self._shop.clock().astimezone(self._shop.zone).date()
        day = day_of(typed.text, today)
        if day is None:
            raise Misread(_("This is no day; write it as 2026-12-01, 12-01 or +30."), typed)
        return day

    # What may come next.

    def offers(self, line: str) -> Sequence[Choice[str]]:
        """Return what may stand as the last word of a line; how it is written when anything may."""
        words = words_of(line)
        order = order_named(words[0].text) if words else None
        if order is None:
            return ()
        typed = "" if line.endswith(" ") else words[-1].text
        before = words[1:] if line.endswith(" ") else words[1:-1]
        found = [one for one in self._offers(order, before) if _fits(one, typed)]
        return found or (Choice("", "", usage_of(order)),)

    def _offers(self, order: Verb | str, before: Sequence[Word]) -> Iterator[Choice[str]]:
        if order == VIEW:
            yield from (
                Choice(view.line, "", _("View: %(name)s") % {"name": view.title}, view.line)
                for view in self.views
            )
        elif order == LANG:
            yield from (Choice("zh", "zh", "中文"), Choice("en", "en", "English"))
        elif order == THEME:
            yield from (Choice("light", "light", _("light")), Choice("dark", "dark", _("dark")))
        elif order == GO:
            yield from self._cases() if not before else ()
        elif isinstance(order, Verb):
            yield from self._offers_for(order, list(before))

    def _offers_for(self, verb: Verb, before: list[Word]) -> Iterator[Choice[str]]:
        row = self._here
        named = bool(before) and is_number(_plain(before[0].text))
        if named:
            try:
                row = self._case(before.pop(0))
            except Misread:
                return
        parts = SPELLINGS[verb].parts if verb in SPELLINGS else ()
        if row is not None and len(before) < len(parts):
            yield from self._fillings(parts[len(before)], row)
        if not before and not named:
            yield from self._cases()

    def _fillings(self, part: Part, row: CaseRow) -> Iterator[Choice[str]]:
        shop = self._shop
        if part.kind is Kind.HANDLER:
            for one in handler_choices(shop, row):
                yield Choice(one.code, one.code, one.name, one.note, one.mark)
        elif part.kind is Kind.UNIT:
            yield from unit_choices(shop, row, row.tier, but=row.unit_code)
        elif part.kind is Kind.ITEM:
            yield from item_choices(shop, first=row.item_code)
        elif part.kind is Kind.CASE:
            yield from self._cases()
        elif part.kind is Kind.STARS:
            yield from (Choice(str(n), str(n), _(told)) for n, told in RATINGS)

    def _cases(self) -> Iterator[Choice[str]]:
        rows = self._shop.queue.after(CaseFilter(), None, MOST, self._shop.clock())
        first = (self._here,) if self._here is not None else ()
        others = (row for row in rows if self._here is None or row.id != self._here.id)
        for row in (*first, *others):
            yield Choice(row.number, row.number, title_of(row), state_of(row).text)


def _plain(text: str) -> str:
    """Return a number without what an ellipsis stands for: ``330108-…231`` is ``231``."""
    return text.rpartition("…")[2]


def _fits(choice: Choice[str], typed: str) -> bool:
    words = [typed.casefold()] if typed else []
    return choice.matches(words) or choice.sounds_like(words)


def _found(choices: Sequence[Choice[T]], typed: Word) -> T:
    """Return the one choice that a word names: by code, by name, by a part or by its Pinyin."""
    wanted = typed.text.casefold()
    exact = [one for one in choices if wanted in {one.code.casefold(), one.name.casefold()}]
    written = exact or [one for one in choices if one.matches([wanted])]
    found = written or [one for one in choices if one.sounds_like([wanted])]
    if len(found) == 1:
        return found[0].value
    if not found:
        raise Misread(_("Nothing here is called “%(word)s”.") % {"word": typed.text}, typed)
    names = _(", ").join(one.name for one in found[:3])
    told = _("“%(word)s” may be %(names)s; write more of it, or its code.")
    raise Misread(told % {"word": typed.text, "names": names}, typed)


def _one_of(words: Mapping[str, str], typed: Word) -> str:
    found = words.get(typed.text.casefold())
    if found is None:
        told = _("“%(value)s” is not known; there are %(known)s.")
        known = ", ".join(words)
        raise Misread(told % {"value": typed.text, "known": known}, typed)
    return found


def _stars(typed: Word) -> int:
    if typed.text not in {str(stars) for stars, _told in RATINGS}:
        raise Misread(_("A rating is a number from 1 to 5."), typed)
    return int(typed.text)
