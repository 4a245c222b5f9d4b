r"""The terms of a filter line: where each word stands, what it is about, and how it is written.

A line is a row of terms, separated by spaces. A term is a key with values (``tier:3,4``), a
word (``late``), or text; text with spaces or colons in it stands in quotation marks
(``"12:30 之后"``), in which ``\`` goes before a quotation mark or itself. A hyphen before a
term turns it around. Full-width signs, letters and digits do as well as others.

Nothing here knows which keys there are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_WIDE_ALNUM: Final = {
    wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()
}
_SIGNS: Final = str.maketrans(
    {"：": ":", "，": ",", "、": ",", "－": "-", "＊": "*", "\u3000": " "}
    | dict.fromkeys("＂“”„「」『』", '"')
)
"""What separates and binds, however it was typed. One sign stands for one, so places stay."""

_SPECIAL: Final = frozenset('":,\\')
_KEY: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """Some of a line: what it says, and from where to where in the line it stands."""

    text: str
    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One term: ``key`` is ``None`` for text and for words that stand alone.

    ``values`` are empty where nothing follows the colon.
    """

    key: Word | None
    values: tuple[Word, ...]
    inverse: bool
    start: int
    end: int

    @property
    def said(self) -> tuple[str | None, tuple[str, ...], bool, bool]:
        """What the term says, wherever it stands."""
        key = self.key.text.lower() if self.key else None
        quoted = self.key is None and any(value.quoted for value in self.values)
        return key, tuple(value.text for value in self.values), self.inverse, quoted


def fold_width(text: str) -> str:
    """Return ``text`` with letters and digits as narrow as on a keyboard; signs stay."""
    return text.translate(_WIDE_ALNUM)


def parse(line: str) -> tuple[Term, ...]:
    """Return the terms of a line; every line has some reading.

    An open quotation ends with the line, so that one may be typed at leisure.
    """
    return tuple(_Reader(line).terms())


def spelled(terms: Iterable[Term]) -> str:
    """Write terms in one way: `parse` reads the same out of it."""
    return " ".join(_spelled(term) for term in terms)


def quoted(text: str) -> str:
    """Write a value so that it is read as one, with quotation marks where it must."""
    plain = text.translate(_SIGNS)
    separates = any(sign.isspace() or sign in _SPECIAL for sign in plain)
    return _in_marks(text) if not text or separates else text


def _in_marks(text: str) -> str:
    inside = "".join(f"\\{c}" if c.translate(_SIGNS) in {'"', "\\"} else c for c in text)
    return f'"{inside}"'


def _spelled(term: Term) -> str:
    sign = "-" if term.inverse else ""
    key = f"{term.key.text}:" if term.key else ""
    values = (_in_marks(word.text) if word.quoted else word.text for word in term.values)
    return f"{sign}{key}{','.join(values)}"


class _Reader:
    """Walks through a line once."""

    def __init__(self, line: str) -> None:
        self._line = fold_width(line)
        self._signs = self._line.translate(_SIGNS)
        self._here = 0

    def terms(self) -> Iterable[Term]:
        while True:
            self._pass_spaces()
            if self._here >= len(self._signs):
                return
            yield self._term()

    def _pass_spaces(self) -> None:
        while self._here < len(self._signs) and self._signs[self._here].isspace():
            self._here += 1

    def _at(self, offset: int = 0) -> str:
        place = self._here + offset
        return self._signs[place] if place < len(self._signs) else " "

    def _term(self) -> Term:
        start = self._here
        inverse = self._at() == "-" and not self._at(1).isspace()
        self._here += inverse
        key = self._key()
        values = self._values() if key else (self._text(),)
        return Term(key, values, inverse, start, self._here)

    def _key(self) -> Word | None:
        """Read a key: letters, then a colon."""
        found = _KEY.match(self._signs, self._here)
        if found is None or self._signs[found.end() : found.end() + 1] != ":":
            return None
        self._here = found.end() + 1
        return Word(found.group(), found.start(), found.end())

    def _values(self) -> tuple[Word, ...]:
        values: list[Word] = []
        while not self._at().isspace():
            values.append(self._word(until=","))
            if self._at() == ",":
                self._here += 1
        return tuple(value for value in values if value.text)

    def _text(self) -> Word:
        return self._word(until="")

    def _word(self, until: str) -> Word:
        start = self._here
        if self._at() == '"':
            return self._quotation()
        while not self._at().isspace() and self._at() != until:
            self._here += 1
        return Word(self._line[start : self._here], start, self._here)

    def _quotation(self) -> Word:
        start = self._here
        self._here += 1
        said: list[str] = []
        while self._here < len(self._signs) and self._at() != '"':
            self._here += self._at() == "\\" and self._at(1) in '"\\'
            said.append(self._line[self._here])
            self._here += 1
        self._here = min(self._here + 1, len(self._signs))
        return Word("".join(said), start, self._here, quoted=True)
