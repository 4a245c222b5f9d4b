"""Chinese names by their Pinyin: ``cgj`` and ``chengguan`` lead to 城管局.

The library and its dictionaries load when a name is first asked for, which takes longer than a
key may: `read_ahead` in a thread where somebody types.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Final

_NAMES_KEPT: Final = 16_384
_MOST_READINGS: Final = 16


@dataclass(frozen=True, slots=True)
class Sound:
    """How a name sounds: the initials of its readings, the likeliest first, and its spelling."""

    initials: tuple[str, ...]
    spelling: str


@lru_cache(maxsize=_NAMES_KEPT)
def sound_of(text: str) -> Sound:
    """Return how ``text`` sounds, without tones and spaces.

    A character with several readings has several initials, unless its neighbours tell which is
    meant; what is not Chinese stands for itself.
    """
    from pypinyin import Style, pinyin

    folded = text.casefold()
    letters: list[tuple[str, ...]] = []
    spelling: list[str] = []
    here = 0
    for readings in pinyin(folded, Style.NORMAL, heteronym=True):
        likeliest = readings[0]
        # What is not Chinese comes in one piece, as it stands.
        as_written = folded.startswith(likeliest, here)
        here += len(likeliest) if as_written else 1
        initials = dict.fromkeys(reading[:1] for reading in readings)
        letters.append((likeliest,) if as_written else tuple(initials))
        spelling.append(likeliest)
    every = islice(product(*letters), _MOST_READINGS)
    return Sound(tuple("".join(reading) for reading in every), "".join(spelling))


def read_ahead(texts: Iterable[str]) -> None:
    """Have the Pinyin of all texts at hand before somebody types."""
    for text in texts:
        if not text.isascii():
            sound_of(text)


def begins(text: str, typed: str) -> bool:
    """Say whether the Pinyin of ``text`` begins with ``typed``, by initials or in full."""
    sound = sound_of(text)
    return any(spoken.startswith(typed) for spoken in (*sound.initials, sound.spelling))


def has(text: str, typed: str) -> bool:
    """Say whether ``typed`` is somewhere in the Pinyin of ``text``, by initials or in full."""
    sound = sound_of(text)
    return any(typed in spoken for spoken in (*sound.initials, sound.spelling))


def abbreviates(text: str, typed: str) -> bool:
    """Say whether ``typed`` are initials of ``text`` in their order, others left out.

    Only of its likeliest reading: with every reading, too much is short for too much.
    """
    letters = iter(sound_of(text).initials[0])
    return all(letter in letters for letter in typed)
