"""Every item has one unit to answer for it, at its tier and at each tier above, everywhere."""

from collections import Counter

import pytest

from seeds.demo.places import COMMUNITY, STREET, areas
from seeds.demo.units import units
from seeds.standard.admission import GRIDDER, items
from seeds.standard.duties import answering_kind, duties, unit_kinds

PLATFORMS = {"governance", "market", "enforcement", "service"}
TIER_LEVELS = {2: 12, 3: 9, 4: 6}


def test_a_pattern_stands_once_in_a_tier() -> None:
    lines = Counter((duty.item_pattern, duty.tier) for duty in duties())
    assert [line for line, count in lines.items() if count > 1] == []


def test_every_line_fits_an_item_and_names_a_kind_of_its_tier() -> None:
    tiers = {kind.code: kind.tier for kind in unit_kinds()}
    codes = [item.code for item in items()]
    for duty in duties():
        assert tiers[duty.unit_kind] == duty.tier
        assert [code for code in codes if code.startswith(duty.item_pattern)]


def test_every_item_is_answered_for_at_its_tier_and_at_each_tier_above() -> None:
    gaps = [
        (item.code, tier)
        for item in items()
        for tier in range(max(item.default_tier, 2), 5)
        if answering_kind(item.code, tier) is None
    ]
    assert gaps == []


def test_the_list_of_items_names_the_kind_that_the_duties_name() -> None:
    for item in items():
        expected = (
            GRIDDER if item.default_tier == 1 else answering_kind(item.code, item.default_tier)
        )
        assert item.duty_unit == expected


@pytest.mark.parametrize("tier", (2, 3, 4))
def test_exactly_one_unit_answers_for_an_item_in_every_community(tier: int) -> None:
    holders = Counter((unit.kind, unit.area_code) for unit in units())
    communities = [area.code for area in areas() if area.level == COMMUNITY]
    kinds = {
        answering_kind(item.code, tier) for item in items() if max(item.default_tier, 2) <= tier
    }
    for community in communities:
        place = community[: TIER_LEVELS[tier]]
        assert {kind: holders[str(kind), place] for kind in kinds} == dict.fromkeys(kinds, 1)


def test_nothing_goes_to_a_community_that_only_a_department_can_do() -> None:
    department_items = [item.code for item in items() if item.default_tier == 4]
    assert {answering_kind(code, 2) for code in department_items} == {None}


@pytest.mark.parametrize(
    ("code", "tier", "kind"),
    (
        ("E0401", 3, "street_enforcement"),
        ("E0498", 3, "street_market"),
        ("E0110", 2, "community_committee"),
        ("P0102", 4, "district_drainage"),
        ("P0102", 3, None),
        ("D0701", 3, "street_service"),
        ("D0701", 4, "district_labour"),
        ("S0024", 4, "district_police"),
    ),
)
def test_the_longest_pattern_decides_who_answers(code: str, tier: int, kind: str | None) -> None:
    assert answering_kind(code, tier) == kind


def test_every_unit_is_of_a_known_kind_and_sits_in_an_area_of_its_tier() -> None:
    kinds = {kind.code: kind for kind in unit_kinds()}
    known = {area.code for area in areas()}
    for unit in units():
        kind = kinds[unit.kind]
        assert (unit.tier, len(unit.area_code)) == (kind.tier, TIER_LEVELS[kind.tier])
        assert unit.area_code in known
        assert unit.platform in PLATFORMS
        assert unit.code.startswith(f"{unit.area_code}-{kind.code_suffix}")


def test_unit_codes_and_names_are_unique() -> None:
    assert len({unit.code for unit in units()}) == len(units()) == 136
    assert len({unit.name_zh for unit in units()}) == 136


def test_every_community_has_a_committee_and_every_street_the_same_bodies() -> None:
    committees = [unit.area_code for unit in units() if unit.tier == 2]
    assert committees == [area.code for area in areas() if area.level == COMMUNITY]
    bodies = {
        area.code: sorted(unit.kind for unit in units() if unit.area_code == area.code)
        for area in areas()
        if area.level == STREET
    }
    assert len(bodies) == 3
    assert len({tuple(kinds) for kinds in bodies.values()}) == 1
