"""The areas of the demo keep the rules of the district."""

from collections import Counter
from hashlib import sha256
from random import Random

import pytest

from seeds.demo.places import (
    CITY,
    COMMUNITY,
    DISTRICT,
    GRID,
    MICROGRID,
    PROVINCE,
    STREET,
    AreaSeed,
    areas,
    numeral,
)
from seeds.demo.shares import shares

AREAS = areas()
GRIDS = [area for area in AREAS if area.level == GRID]


def children(parent: AreaSeed) -> list[AreaSeed]:
    return [
        area
        for area in AREAS
        if area.level == parent.level + 1 and area.code.startswith(parent.code)
    ]


def test_there_are_three_streets_67_communities_and_362_grids() -> None:
    counts = Counter(area.level for area in AREAS)
    assert {level: counts[level] for level in range(PROVINCE, MICROGRID)} == {
        PROVINCE: 1,
        CITY: 1,
        DISTRICT: 1,
        STREET: 3,
        COMMUNITY: 67,
        GRID: 362,
    }


def test_a_code_has_the_length_of_its_level_and_begins_with_a_parent_listed_before() -> None:
    lengths = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12, 6: 15, 7: 17}
    seen = {""}
    for area in AREAS:
        assert len(area.code) == lengths[area.level]
        assert area.code.isdecimal()
        assert area.code not in seen
        assert area.code[: lengths.get(area.level - 1, 0)] in seen
        seen.add(area.code)


def test_the_district_is_binjiang() -> None:
    assert [(area.code, area.name, area.name_en) for area in AREAS[:6]] == [
        ("33", "浙江省", "Zhejiang Province"),
        ("3301", "杭州市", "Hangzhou City"),
        ("330108", "滨江区", "Binjiang District"),
        ("330108001", "西兴街道", "Xixing Subdistrict"),
        ("330108002", "长河街道", "Changhe Subdistrict"),
        ("330108003", "浦沿街道", "Puyan Subdistrict"),
    ]


def test_comprehensive_grids_hold_300_to_500_households_and_at_most_1000_residents() -> None:
    comprehensive = [grid for grid in GRIDS if grid.kind == "comprehensive"]
    assert len(comprehensive) == 326
    for grid in comprehensive:
        assert grid.households in range(300, 501)
        assert grid.residents in range(500, 1001)


def test_36_dedicated_grids_say_what_they_are_for_and_house_nobody() -> None:
    dedicated = [grid for grid in GRIDS if grid.kind == "dedicated"]
    assert len(dedicated) == 36
    assert {(grid.households, grid.residents) for grid in dedicated} == {(0, 0)}
    assert [grid.name for grid in dedicated if "(专属·" not in grid.name] == []


def test_every_community_has_a_comprehensive_grid() -> None:
    communities = [area for area in AREAS if area.level == COMMUNITY]
    bare = [
        area.name
        for area in communities
        if "comprehensive" not in {grid.kind for grid in children(area)}
    ]
    assert bare == []


def test_the_grids_of_a_community_are_numbered_without_a_gap_and_named_by_number() -> None:
    for community in (area for area in AREAS if area.level == COMMUNITY):
        for nth, grid in enumerate(children(community), 1):
            assert grid.code == f"{community.code}{nth:03}"
            assert grid.name.partition("(")[0] == f"第{numeral(nth)}网格"


def test_microgrids_add_up_to_their_grid() -> None:
    divided = [grid for grid in GRIDS if children(grid)]
    assert divided != []
    for grid in divided:
        parts = children(grid)
        assert len(parts) in {3, 4, 5}
        assert sum(part.households or 0 for part in parts) == grid.households
        assert sum(part.residents or 0 for part in parts) == grid.residents


def test_each_street_has_microgrids_somewhere() -> None:
    streets = {area.code[:9] for area in AREAS if area.level == MICROGRID}
    assert streets == {"330108001", "330108002", "330108003"}


def test_equal_seeds_give_equal_areas_on_every_machine() -> None:
    assert areas(7) == areas(7) != areas(8)
    digest = sha256(repr(AREAS).encode()).hexdigest()
    assert digest == "c30a43cee093ba17e7771fc8be50982da0d949d09c56b6f68f73a2e3c10352bc"


@pytest.mark.parametrize(
    ("number", "written"), ((1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"))
)
def test_numbers_are_written_as_grids_are_named(number: int, written: str) -> None:
    assert numeral(number) == written


def test_shares_add_up_and_none_is_below_the_least() -> None:
    parts = shares(100, 7, 5, Random(1))
    assert (sum(parts), len(parts)) == (100, 7)
    assert min(parts) >= 5


def test_a_total_too_small_for_its_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="9 cannot be split into 5 parts of at least 2"):
        shares(9, 5, 2, Random(1))
