"""Drawing cases for a spot check: by chance from a seed, every street in its share; pure.

The same seed draws the same cases of the same candidates, in whatever order they come: each
case has a place in a shuffle that only the seed and its own number decide. So a third party
can repeat the draw, and nobody can choose what is looked at.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.kernel.errors import Invalid
from core.kernel.words import N_


class Candidate(NamedTuple):
    """A closed case that may be drawn; its street is the stratum it belongs to."""

    number: str
    street_code: str


class StreetShare(NamedTuple):
    """How many of the cases of a street were drawn."""

    street_code: str
    cases: int
    drawn: int


@dataclass(frozen=True, slots=True)
class SpotCheckSample:
    """What was drawn, and all that is needed to draw it again.

    ``numbers`` and ``streets`` are in the order of their codes. ``asked`` may be less than
    what was drawn, since no street that has cases is left out.
    """

    seed: str
    asked: int
    candidates: int
    streets: tuple[StreetShare, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One drawn case as outsiders get to see it: texts have their numbers masked."""

    number: str
    street: str
    community: str
    grid: str
    address: str
    item_code: str | None
    item_name: str | None
    item_name_en: str | None
    matter: str
    done: str
    closed_at: datetime


def draw(candidates: Iterable[Candidate], size: int, seed: str) -> SpotCheckSample:
    """Draw ``size`` of the candidates, all of them when there are no more.

    A case that comes twice counts once.

    Raises:
        Invalid: the size is less than one.
    """
    if size < 1:
        raise Invalid(
            N_("A sample of %(size)s is none; draw one case or more."), field="size", size=size
        )
    streets: dict[str, set[str]] = {}
    for candidate in candidates:
        streets.setdefault(candidate.street_code, set()).add(candidate.number)
    shares = allocate({street: len(numbers) for street, numbers in streets.items()}, size)
    drawn = [
        number
        for street, share in shares.items()
        for number in sorted(streets[street], key=lambda number: _place(seed, number))[:share]
    ]
    return SpotCheckSample(
        seed=seed,
        asked=size,
        candidates=sum(map(len, streets.values())),
        streets=tuple(
            StreetShare(street, len(streets[street]), share) for street, share in shares.items()
        ),
        numbers=tuple(sorted(drawn)),
    )


def allocate(cases: Mapping[str, int], size: int) -> dict[str, int]:
    """Share ``size`` out over streets by their cases, by the largest remainder.

    Every street that has cases gets one at least; where there are more streets than ``size``,
    one each. What a street gets for that reason is taken from the others in their shares.
    Of equal remainders the street with more cases is first, then the lower code.

    Returns:
        The share of every street that has cases, in the order of the codes.
    """
    rest = {street: number for street, number in sorted(cases.items()) if number > 0}
    size = min(size, sum(rest.values()))
    shares: dict[str, int] = {}
    while small := _too_small(rest, size):
        for street in small:
            del rest[street]
            shares[street] = 1
            size -= 1
    shares |= _by_largest_remainder(rest, size)
    return dict(sorted(shares.items()))


def _too_small(cases: Mapping[str, int], size: int) -> list[str]:
    """Return the streets whose share would be less than one case."""
    total = sum(cases.values())
    return [street for street, number in cases.items() if size * number < total]


def _by_largest_remainder(cases: Mapping[str, int], size: int) -> dict[str, int]:
    total = sum(cases.values())
    shares = {street: size * number // total for street, number in cases.items()}
    left = size - sum(shares.values())
    first = sorted(cases, key=lambda street: (-(size * cases[street] % total), -cases[street]))
    return {street: share + (street in first[:left]) for street, share in shares.items()}


def _place(seed: str, number: str) -> tuple[bytes, str]:
    # A hash rather than a generator: its answer is the same in every version of Python.
    return hashlib.sha256(f"{seed}\n{number}".encode()).digest(), number
