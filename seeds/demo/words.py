"""Words that demo texts and names are made of."""

from functools import cache
from random import Random

from seeds.tables import read_table


def pick_word(kind: str, rng: Random) -> str:
    """Draw a word of a kind by its weight; some kinds hold the empty word too.

    Raises:
        KeyError: when there is no such kind.
    """
    words, weights = _words()[kind]
    return rng.choices(words, weights)[0]


def words(kind: str) -> tuple[str, ...]:
    """Return every word of a kind.

    Raises:
        KeyError: when there is no such kind.
    """
    return _words()[kind][0]


@cache
def _words() -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for row in read_table("seeds.demo", "words.csv", ("kind", "word", "weight")):
        by_kind.setdefault(row["kind"], []).append((row["word"], int(row["weight"])))
    return {
        kind: (tuple(word for word, _ in found), tuple(weight for _, weight in found))
        for kind, found in by_kind.items()
    }
