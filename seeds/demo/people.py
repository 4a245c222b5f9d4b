"""The people of the demo: 362 grids staffed 1 + 1 + 1 + X, and the desks. Nobody is real.

Phones begin with 111. Chinese mobile numbers have eleven digits and begin 13 to 19; what
begins 10, 11 or 12 is kept for service numbers such as 110, 119 and 12345, so an
eleven-digit 111 number is shaped like a phone and can be nobody's. 111 rather than 110,
112 or 120: a phone that stops listening after three digits must not reach an emergency
desk. Nobody has an identity number.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final

from seeds.demo.places import GRID, SEED, VALID_FROM, AreaSeed, areas
from seeds.demo.shares import shares
from seeds.demo.words import pick_word, words

PART_TIME_COUNT: Final = 4300
MOVED_COUNT: Final = 24
"""How many part-timers worked in another grid of their street during the first year."""
MOVED_ON: Final = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class PostingSeed:
    """One post in one area from ``valid_from`` up to, not including, ``valid_to``."""

    area_code: str
    post: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class StaffSeed:
    """One person; ``number`` is unique, ``name`` is not."""

    number: str
    name: str
    phone: str
    joined_on: date
    postings: tuple[PostingSeed, ...]


@dataclass(frozen=True, slots=True)
class OperatorSeed:
    """One login at a desk."""

    login: str
    name: str
    role: str
    area_code: str


OPERATORS: Final = (
    OperatorSeed("zhangmin", "张敏", "dispatcher", "330108"),
    OperatorSeed("wangqiang", "王强", "supervisor", "330108"),
    OperatorSeed("chenjie", "陈洁", "dispatcher", "330108001"),
    OperatorSeed("liqian", "李倩", "dispatcher", "330108002"),
    OperatorSeed("zhaolei", "赵磊", "dispatcher", "330108003"),
    OperatorSeed("admin", "周宁", "admin", "330108"),
    OperatorSeed("auditor", "郑岚", "auditor", "330108"),
    OperatorSeed("viewer", "沈悦", "viewer", "330108"),
)


@cache
def staff(seed: int = SEED) -> tuple[StaffSeed, ...]:
    """Return everybody posted to a grid: leaders, guides, full-time, then part-time gridders.

    Equal seeds give equal people; the grids are those of ``areas(seed)``.
    """
    rng = Random(seed)
    grids = tuple(area for area in areas(seed) if area.level == GRID)
    postings: list[tuple[PostingSeed, ...]] = [
        (PostingSeed(grid.code, post, VALID_FROM),)
        for post in ("leader", "guide", "full_time")
        for grid in grids
    ]
    postings += _part_time_postings(grids, rng)
    names = _names(len(postings), rng)
    return tuple(
        StaffSeed(
            number=f"BJ{nth:05}",
            name=name,
            phone=_phone(nth),
            joined_on=_joined_on(held[0].valid_from, rng),
            postings=held,
        )
        for nth, (name, held) in enumerate(zip(names, postings, strict=True), 1)
    )


def _part_time_postings(grids: tuple[AreaSeed, ...], rng: Random) -> list[tuple[PostingSeed, ...]]:
    counts = shares(PART_TIME_COUNT, len(grids), 6, rng)
    homes = [grid.code for grid, count in zip(grids, counts, strict=True) for _ in range(count)]
    moved = frozenset(rng.sample(range(len(homes)), MOVED_COUNT))
    return [
        _moved(home, grids, rng)
        if nth in moved
        else (PostingSeed(home, "part_time", _part_time_from(rng)),)
        for nth, home in enumerate(homes)
    ]


def _moved(home: str, grids: tuple[AreaSeed, ...], rng: Random) -> tuple[PostingSeed, PostingSeed]:
    """Return a posting elsewhere in the street that ended, and the one that followed it."""
    elsewhere = [grid.code for grid in grids if grid.code[:9] == home[:9] and grid.code != home]
    return (
        PostingSeed(rng.choice(elsewhere), "part_time", VALID_FROM, MOVED_ON),
        PostingSeed(home, "part_time", MOVED_ON),
    )


def _part_time_from(rng: Random) -> date:
    """Let one part-timer in seven start later than the grids did, within two years."""
    late = rng.randrange(7) == 0
    return VALID_FROM + timedelta(days=rng.randrange(1, 730)) if late else VALID_FROM


def _joined_on(posted_on: date, rng: Random) -> date:
    """Return a day on or before the first posting; before the grids existed, up to five years."""
    return posted_on - timedelta(days=rng.randrange(1826)) if posted_on == VALID_FROM else posted_on


def _names(count: int, rng: Random) -> list[str]:
    """Draw names, some of them twice, and sprinkle in those that screens and imports get wrong."""
    names = [pick_word("surname", rng) + pick_word("given", rng) for _ in range(count)]
    unusual = words("unusual_name")
    for nth, name in zip(rng.sample(range(count), len(unusual)), unusual, strict=True):
        names[nth] = name
    return names


def _phone(nth: int) -> str:
    """Spread the numbers over the range; the factor shares none with 10**8, so none repeats."""
    return f"111{nth * 61_803_399 % 10**8:08}"
