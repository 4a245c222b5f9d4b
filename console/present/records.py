"""The language in which a record file is read aloud."""

from collections.abc import Mapping
from typing import Any, Final

from console.present.vocabulary import SOURCES, STATES, VALIDITIES, VERBS, tier_word, word
from console.present.words import _, in_chinese

_VOCABULARIES: Final[Mapping[str, Mapping[Any, str]]] = {
    "state": STATES,
    "verb": VERBS,
    "source": SOURCES,
    "validity": VALIDITIES,
}


class SpokenWords:
    """The words of the language that is spoken now."""

    def say(self, text: str, /) -> str:
        """Return a text of the catalogue."""
        return _(text)

    def word(self, vocabulary: str, code: str, /) -> str:
        """Return the word for a code."""
        if vocabulary == "tier" and code.isdecimal():
            return tier_word(int(code))
        return word(_VOCABULARIES.get(vocabulary, {}), code)

    def name(self, name: str, name_en: str | None, /) -> str:
        """Return the name that fits."""
        return name if in_chinese() else name_en or name
