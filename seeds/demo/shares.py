"""Splitting of a total into uneven whole parts, repeatably."""

from collections import Counter
from random import Random


def shares(total: int, parts: int, least: int, rng: Random) -> list[int]:
    """Return ``parts`` numbers of at least ``least`` that add up to exactly ``total``.

    Raises:
        ValueError: when ``total`` is too small for that.
    """
    spare = total - parts * least
    if spare < 0:
        raise ValueError(f"{total} cannot be split into {parts} parts of at least {least}")
    weights = [rng.uniform(0.5, 1.5) for _ in range(parts)]
    extra = Counter(rng.choices(range(parts), weights, k=spare))
    return [least + extra[part] for part in range(parts)]
