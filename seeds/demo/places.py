"""The areas of the demo: Binjiang from province to microgrid.

Province to community are real; grids and microgrids are invented within the rule of the
district: a comprehensive grid holds 300 to 500 households and at most 1,000 residents.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Final

from seeds.demo.shares import shares
from seeds.tables import read_table

SEED: Final = 330108
VALID_FROM: Final = date(2024, 1, 1)
GRID_COUNT: Final = 362
HOUSEHOLDS: Final = (300, 500)
MOST_RESIDENTS: Final = 1000
PROVINCE, CITY, DISTRICT, STREET, COMMUNITY, GRID, MICROGRID = range(1, 8)
"""Levels, as their codes grow: 2, 4, 6, 9, 12, 15, 17 digits."""

_NAME_EN: Final = {
    "33": "Zhejiang Province",
    "3301": "Hangzhou City",
    "330108": "Binjiang District",
    "330108001": "Xixing Subdistrict",
    "330108002": "Changhe Subdistrict",
    "330108003": "Puyan Subdistrict",
}
_MICROGRIDDED_PER_STREET: Final = 2
"""In how many communities of each street the grids are divided further."""


@dataclass(frozen=True, slots=True)
class AreaSeed:
    """One area. ``level`` is 1 (province) to 7 (microgrid).

    ``kind`` is ``comprehensive`` or ``dedicated`` for a grid, ``None`` for all else.
    Only grids and microgrids know their households and residents; a dedicated grid
    (park, school, market, company) has none.
    """

    code: str
    level: int
    name: str
    name_en: str | None
    kind: str | None
    households: int | None
    residents: int | None
    valid_from: date = VALID_FROM


@cache
def areas(seed: int = SEED) -> tuple[AreaSeed, ...]:
    """Return every area of the demo, parents before children; equal seeds give equal areas."""
    rng = Random(seed)
    upper = _upper_areas()
    communities = [area for area in upper if area.level == COMMUNITY]
    grids = _grids(communities, rng)
    return (*upper, *grids, *_microgrids(communities, grids, rng))


def _upper_areas() -> tuple[AreaSeed, ...]:
    rows = read_table(
        "seeds.demo",
        "binjiang_communities.csv",
        (
            "code",
            "name",
            "street_code",
            "street_name",
            "district_code",
            "district_name",
            "city_name",
            "province_name",
        ),
    )
    named: dict[str, str] = {}
    for row in rows:
        named[row["district_code"][:2]] = row["province_name"]
        named[row["district_code"][:4]] = row["city_name"]
        named[row["district_code"]] = row["district_name"]
        named[row["street_code"]] = row["street_name"]
        named[row["code"]] = row["name"]
    level_of = {2: PROVINCE, 4: CITY, 6: DISTRICT, 9: STREET, 12: COMMUNITY}
    return tuple(
        AreaSeed(code, level_of[len(code)], named[code], _NAME_EN.get(code), None, None, None)
        for code in sorted(named, key=lambda code: (len(code), code))
    )


def _grids(communities: list[AreaSeed], rng: Random) -> list[AreaSeed]:
    dedicated = read_table("seeds.demo", "dedicated_grids.csv", ("community_code", "name", "type"))
    counts = shares(GRID_COUNT - len(dedicated), len(communities), 2, rng)
    grids: list[AreaSeed] = []
    for community, count in zip(communities, counts, strict=True):
        grids += (_comprehensive_grid(community.code, nth, rng) for nth in range(1, count + 1))
        own = (row["name"] for row in dedicated if row["community_code"] == community.code)
        grids += (
            _dedicated_grid(community.code, nth, name) for nth, name in enumerate(own, count + 1)
        )
    return grids


def _comprehensive_grid(community: str, nth: int, rng: Random) -> AreaSeed:
    households = rng.randint(*HOUSEHOLDS)
    fewest, most = households * 17 // 10, min(households * 24 // 10, MOST_RESIDENTS)
    residents = rng.randint(fewest, most)
    name = f"第{numeral(nth)}网格"
    return AreaSeed(
        f"{community}{nth:03}", GRID, name, None, "comprehensive", households, residents
    )


def _dedicated_grid(community: str, nth: int, place: str) -> AreaSeed:
    name = f"第{numeral(nth)}网格(专属·{place})"
    return AreaSeed(f"{community}{nth:03}", GRID, name, None, "dedicated", 0, 0)


def _microgrids(communities: list[AreaSeed], grids: list[AreaSeed], rng: Random) -> list[AreaSeed]:
    divided: set[str] = set()
    for street in sorted({community.code[:9] for community in communities}):
        own = [community.code for community in communities if community.code.startswith(street)]
        divided.update(own[:_MICROGRIDDED_PER_STREET])
    return [
        microgrid
        for grid in grids
        if grid.code[:12] in divided and grid.households and grid.residents
        for microgrid in _parts(grid.code, grid.households, grid.residents, rng)
    ]


def _parts(grid: str, households: int, residents: int, rng: Random) -> list[AreaSeed]:
    """Divide a grid; its parts add up to it."""
    count = rng.randint(3, 5)
    split = zip(
        shares(households, count, households // (count * 2), rng),
        shares(residents, count, residents // (count * 2), rng),
        strict=True,
    )
    return [
        AreaSeed(f"{grid}{nth:02}", MICROGRID, f"第{numeral(nth)}微网格", None, None, *sizes)
        for nth, sizes in enumerate(split, 1)
    ]


def numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese, as grids are named: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")
