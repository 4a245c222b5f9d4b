"""Believable matters for the demo: what is reported, where, by whom, and how it ends.

The mixture follows what districts report of themselves: most matters are settled in the
grid, gridders bring most of them in, and the desk is busiest in the forenoon.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from random import Random
from typing import Final

from seeds.demo.words import pick_word
from seeds.standard.admission import items
from seeds.tables import read_table

TIER_WEIGHTS: Final[Mapping[int, int]] = {1: 52, 2: 27, 3: 14, 4: 7}
"""How often a matter is one for each tier."""
HOUR_WEIGHTS: Final = (
    *(2, 1, 1, 1, 1, 2, 6, 18, 48, 72, 68, 44),
    *(20, 28, 58, 66, 56, 36, 20, 22, 20, 14, 8, 4),
)
"""How busy each hour of the local day is, midnight first."""
WEEKDAY_WEIGHTS: Final = (110, 105, 102, 100, 104, 62, 50)
"""How busy each day of the week is, Monday first."""
SOURCE_WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    "event": {
        "gridder": 64,
        "hotline": 10,
        "online": 4,
        "video": 9,
        "inspection": 6,
        "leader": 1,
        "sensor": 3,
        "department": 2,
        "other": 1,
    },
    "part": {
        "gridder": 60,
        "hotline": 11,
        "online": 3,
        "video": 8,
        "inspection": 8,
        "leader": 1,
        "sensor": 6,
        "department": 2,
        "other": 1,
    },
    "dispute": {
        "gridder": 66,
        "hotline": 18,
        "online": 4,
        "leader": 1,
        "department": 9,
        "other": 2,
    },
    "livelihood": {
        "gridder": 55,
        "hotline": 26,
        "online": 8,
        "inspection": 4,
        "leader": 1,
        "sensor": 3,
        "department": 2,
        "other": 1,
    },
}
"""Who brings a matter in, by the class of its item; sensors only where there are any."""


@dataclass(frozen=True, slots=True)
class MatterSeed:
    """One matter as it comes in, with the result that will be written when it is resolved."""

    item_code: str
    tier: int
    street_code: str
    address: str
    description: str
    source: str
    result: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """An item that people report, with everything to write about it."""

    item_code: str
    tier: int
    class_: str
    weight: int
    place: str
    sensed: bool
    descriptions: tuple[str, ...]
    results: tuple[str, ...]


def pick_matter(rng: Random, street_code: str | None = None, tier: int | None = None) -> MatterSeed:
    """Invent a matter; equal states of ``rng`` give equal matters.

    Args:
        rng: where chance comes from.
        street_code: where it happens, to choose roads that lie there; any street if ``None``.
        tier: for whom it is a matter; by the usual mixture if ``None``.
    """
    roads = _roads()
    street = street_code or rng.choice(tuple(roads))
    tier = tier or rng.choices(tuple(TIER_WEIGHTS), tuple(TIER_WEIGHTS.values()))[0]
    subjects, weights = _subjects()[tier]
    subject = rng.choices(subjects, cum_weights=weights)[0]
    source = _source(rng, subject)
    return MatterSeed(
        item_code=subject.item_code,
        tier=tier,
        street_code=street,
        address=_ADDRESSES[subject.place](rng, rng.choice(roads[street])),
        description=_description(rng, subject, source),
        source=source,
        result=rng.choice(subject.results),
    )


def pick_local_time(rng: Random) -> time:
    """Draw a local time of day from the daily rhythm, to the second."""
    hour = rng.choices(range(24), HOUR_WEIGHTS)[0]
    return time(hour, rng.randrange(60), rng.randrange(60))


@cache
def phrases(purpose: str) -> tuple[str, ...]:
    """Return what people write for a purpose.

    A purpose is mostly the name of a verb. Others are ``refute``, ``return_community`` and
    ``escalate_community`` for what only a community says, and ``padding``: the entries that
    fill a quota and belong into the patrol log.

    Raises:
        KeyError: when there is nothing for the purpose.
    """
    rows = read_table("seeds.demo", "phrases.csv", ("purpose", "text"))
    found = tuple(row["text"] for row in rows if row["purpose"] == purpose)
    if not found:
        raise KeyError(purpose)
    return found


@cache
def results(item_code: str) -> tuple[str, ...]:
    """Return what units write when they are done: the results of the longest pattern that fits.

    Empty for an item that the demo knows nothing of.
    """
    rows = read_table("seeds.demo", "results.csv", ("item_pattern", "result"))
    longest = max(
        (row["item_pattern"] for row in rows if item_code.startswith(row["item_pattern"])),
        key=len,
        default=None,
    )
    return tuple(row["result"] for row in rows if row["item_pattern"] == longest)


def item_described(text: str) -> str | None:
    """Return the item that a description of `pick_matter` is about, ``None`` for other texts."""
    return next((code for pattern, code in _patterns() if pattern.search(text)), None)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what finds each description in a text, whatever was filled in."""
    texts = read_table("seeds.demo", "descriptions.csv", ("item_code", "description"))
    return tuple(
        (re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text["description"]))), text["item_code"])
        for text in texts
    )


def _description(rng: Random, subject: _Subject, source: str) -> str:
    """Write what is the matter, as the source words it and sometimes with a remark."""
    matter = rng.choice(subject.descriptions).format(
        building=f"{rng.randint(1, 36)}幢{rng.randint(1, 4)}单元",
        floor=rng.randint(2, 18),
        shop="一家" + pick_word("shop", rng),
        n=rng.randint(2, 9),
        m=rng.randint(3, 30),
        hour=rng.randint(21, 23),
    )
    return pick_word(f"said_by_{source}", rng) + matter + pick_word("remark", rng)


def _source(rng: Random, subject: _Subject) -> str:
    weights = SOURCE_WEIGHTS[subject.class_]
    sources = [source for source in weights if source != "sensor" or subject.sensed]
    return rng.choices(sources, [weights[source] for source in sources])[0]


@cache
def _roads() -> dict[str, tuple[str, ...]]:
    roads: dict[str, tuple[str, ...]] = {}
    for row in read_table("seeds.demo", "roads.csv", ("street_code", "road")):
        roads[row["street_code"]] = (*roads.get(row["street_code"], ()), row["road"])
    return roads


@cache
def _subjects() -> dict[int, tuple[tuple[_Subject, ...], tuple[int, ...]]]:
    """Return the subjects of each tier with their running weights."""
    listed = {item.code: item for item in items()}
    by_tier: dict[int, list[_Subject]] = {tier: [] for tier in TIER_WEIGHTS}
    texts = read_table("seeds.demo", "descriptions.csv", ("item_code", "description"))
    for row in read_table("seeds.demo", "matters.csv", ("item_code", "weight", "place", "sensor")):
        code, item = row["item_code"], listed[row["item_code"]]
        by_tier[item.default_tier].append(
            _Subject(
                item_code=code,
                tier=item.default_tier,
                class_=item.class_,
                weight=int(row["weight"]),
                place=row["place"],
                sensed=row["sensor"] == "1",
                descriptions=tuple(
                    text["description"] for text in texts if text["item_code"] == code
                ),
                results=results(code),
            )
        )
    return {tier: (tuple(found), _running(found)) for tier, found in by_tier.items()}


def _running(subjects: list[_Subject]) -> tuple[int, ...]:
    total = 0
    return tuple(total := total + subject.weight for subject in subjects)


def _on_road(rng: Random, road: str) -> str:
    return f"{road}{rng.randint(8, 1900)}号{pick_word('side', rng)}"


def _at_shop(rng: Random, road: str) -> str:
    return f"{road}{rng.randint(8, 1900)}号沿街商铺"


def _in_estate(rng: Random, road: str) -> str:
    return f"{road}{pick_word('estate', rng)}"


def _at_river(rng: Random, road: str) -> str:
    return f"{pick_word('river', rng)}{road}桥{pick_word('side', rng)}"


def _at_site(rng: Random, road: str) -> str:
    return f"{road}{rng.randint(8, 1900)}号工地"


def _in_park(rng: Random, road: str) -> str:
    return f"{road}口袋公园{pick_word('side', rng)}"


_ADDRESSES: Final[Mapping[str, Callable[[Random, str], str]]] = {
    "road": _on_road,
    "shop": _at_shop,
    "estate": _in_estate,
    "river": _at_river,
    "site": _at_site,
    "park": _in_park,
}
