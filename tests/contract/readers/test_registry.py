"""Areas, units, items and staff of a jurisdiction."""

from datetime import date
from typing import Final

import pytest

from core.catalogue.rows import ConditionRow
from core.kernel.errors import NotFound
from storage.readers.registry import RegistryReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import BEGINNING, COMMUNITY, GRID, HOME, SCOPES, STREET

TODAY: Final = date(2026, 9, 16)


def reader(written: Written, name: str) -> RegistryReader:
    return RegistryReader(written.database, SCOPES[name])


def test_areas_are_walked_from_the_top_of_the_jurisdiction(written: Written) -> None:
    registry = reader(written, "district")

    assert [area.code for area in registry.areas()] == [HOME]
    assert [area.code for area in registry.areas(HOME)] == ["330108001", "330108002"]
    assert [area.code for area in registry.areas(COMMUNITY)] == [GRID, "330108001001002"]
    assert registry.areas(GRID) == ()
    assert [area.level for area in reader(written, "grid").areas()] == [6]


def test_an_area_has_a_level_a_parent_and_days(written: Written) -> None:
    area = reader(written, "street").area(GRID)

    assert (area.code, area.parent_code, area.level) == (GRID, COMMUNITY, 6)
    assert (area.name, area.valid_from, area.valid_to) == (f"区域{GRID}", BEGINNING, None)


@pytest.mark.parametrize("code", ("330109", "330108002", HOME, "33", "", "\0", "nonsense"))
def test_an_area_outside_the_jurisdiction_is_not_found(written: Written, code: str) -> None:
    registry = reader(written, "street")

    with pytest.raises(NotFound):
        registry.area(code)
    assert registry.areas(code) == ()


def test_all_areas_come_in_the_order_of_their_codes_and_by_level(written: Written) -> None:
    registry = reader(written, "street")

    assert [area.code for area in registry.areas_all()] == [
        "330108001",
        "330108001001",
        "330108001001001",
        "330108001001002",
        "330108001002",
        "330108001002001",
        "330108001002002",
    ]
    assert [area.code for area in registry.areas_all(level=5)] == ["330108001001", "330108001002"]


def test_units_answer_in_their_area_and_in_every_area_inside_it(written: Written) -> None:
    codes = {name: [unit.code for unit in reader(written, name).units()] for name in SCOPES}

    assert codes["grid"] == ["C330108001001", "S330108001", "D330108"]
    assert codes["street"] == ["C330108001001", "C330108001002", "S330108001", "D330108"]
    assert len(codes["district"]) == 7
    assert codes["abroad"] == ["C330109001001", "C330109001002", "S330109001", "D330109"]
    assert codes["nowhere"] == codes["crossed"] == []


def test_units_of_a_tier_or_a_narrower_area_come_with_what_they_answer_for(
    written: Written,
) -> None:
    registry = reader(written, "district")

    (office,) = registry.units(tier=3, area_code=GRID)

    assert (office.code, office.tier, office.area_code) == ("S330108001", 3, STREET)
    assert office.patterns == ("E", "P01")
    assert registry.units(area_code="330109") == ()
    assert registry.units(area_code="\0") == ()


def test_items_are_those_valid_on_the_day_with_their_conditions(written: Written) -> None:
    registry = reader(written, "grid")

    now = registry.items(TODAY)

    assert [(item.code, item.valid_from) for item in now] == [
        ("E0401", date(2026, 1, 1)),
        ("P0101", BEGINNING),
    ]
    assert now[1].conditions == (
        ConditionRow(1, "情形1", "Condition 1", "2 hour"),
        ConditionRow(2, "情形2", "Condition 2", "4 hour"),
    )
    assert (now[0].class_, now[0].gridder_sees, now[1].gridder_sees) == ("event", True, False)
    before, after = registry.items(date(2025, 12, 31)), registry.items(date(2027, 1, 1))
    assert [item.valid_to for item in before] == [date(2026, 1, 1), None]
    assert [item.code for item in after] == ["E0401", "P0101", "P0102"]


@pytest.mark.parametrize(
    ("text", "codes"),
    (
        ("e04", ["E0401"]),
        ("事项P", ["P0101"]),
        ("ITEM", ["E0401", "P0101"]),
        ("", ["E0401", "P0101"]),
        ("%", []),
    ),
)
def test_items_are_found_by_code_and_name(written: Written, text: str, codes: list[str]) -> None:
    assert [item.code for item in reader(written, "grid").items(TODAY, text)] == codes


def test_staff_are_masked_and_come_with_the_posts_they_hold_now(written: Written) -> None:
    people = reader(written, "community").staff()

    assert [(p.number, p.name, p.phone) for p in people] == [
        ("N0001", "王*1", "138****0001"),
        ("N0002", "王*2", "138****0002"),
        ("N0090", "李*", ""),
    ]
    assert [(post.area_code, post.area_name, post.post) for post in people[2].postings] == [
        (COMMUNITY, f"区域{COMMUNITY}", "leader"),
        (GRID, f"区域{GRID}", "leader"),
    ]


def test_staff_are_read_page_by_page_and_by_area(written: Written) -> None:
    registry = reader(written, "district")

    first = registry.staff(limit=3)
    rest = registry.staff(after=first[-1].number)

    assert [person.number for person in (*first, *rest)] == [
        *(f"N{key:04d}" for key in range(1, 9)),
        "N0090",
    ]
    assert [person.number for person in registry.staff(GRID)] == ["N0001", "N0090"]
    assert registry.staff("330109") == ()


def test_gridders_of_an_area_are_those_who_answer_for_it_closest_first(written: Written) -> None:
    registry = reader(written, "district")

    assert [person.number for person in registry.gridders(GRID)] == ["N0090", "N0001"]
    assert [person.number for person in registry.gridders("330108001001002")] == [
        "N0002",
        "N0090",
    ]
    assert [person.number for person in registry.gridders(COMMUNITY)] == ["N0090"]
    assert registry.gridders("330109001001001") == ()


def test_counts_are_of_the_jurisdiction(written: Written) -> None:
    street, nowhere = (reader(written, name).counts(TODAY) for name in ("street", "nowhere"))

    assert street.areas == {4: 1, 5: 2, 6: 4}
    assert (street.units, street.items, street.staff, street.postings) == (4, 2, 5, 6)
    assert (nowhere.areas, nowhere.units, nowhere.staff, nowhere.postings) == ({}, 0, 0, 0)
