"""The demo's matters are believable and repeatable."""

from collections import Counter
from hashlib import sha256
from random import Random

import pytest

from seeds.demo.matters import (
    HOUR_WEIGHTS,
    SOURCE_WEIGHTS,
    WEEKDAY_WEIGHTS,
    MatterSeed,
    phrases,
    pick_local_time,
    pick_matter,
)
from seeds.demo.words import words
from seeds.standard.admission import items
from seeds.tables import read_table

SOURCES = {
    "gridder",
    "hotline",
    "online",
    "video",
    "inspection",
    "leader",
    "sensor",
    "department",
    "other",
}


def picked(count: int, seed: int = 1) -> list[MatterSeed]:
    rng = Random(seed)
    return [pick_matter(rng) for _ in range(count)]


pytestmark = pytest.mark.xdist_group("matters")  # which are picked once for all tests


@pytest.fixture(scope="module")
def matters() -> list[MatterSeed]:
    """Twenty thousand of them."""
    return picked(20_000)


def test_at_least_sixty_items_of_all_four_classes_are_reported(matters: list[MatterSeed]) -> None:
    classes = {item.code: item.class_ for item in items()}
    reported = {matter.item_code for matter in matters}
    assert len(reported) == 86
    assert {classes[code] for code in reported} == {"event", "part", "dispute", "livelihood"}


def test_every_reported_item_has_at_least_three_descriptions(matters: list[MatterSeed]) -> None:
    rows = read_table("seeds.demo", "descriptions.csv", ("item_code", "description"))
    written = Counter(row["item_code"] for row in rows)
    assert set(written) == {matter.item_code for matter in matters}
    assert min(written.values()) == 3


def test_a_matter_carries_the_tier_of_its_item(matters: list[MatterSeed]) -> None:
    tiers = {item.code: item.default_tier for item in items()}
    assert [matter for matter in matters if matter.tier != tiers[matter.item_code]] == []


def test_no_text_is_empty_or_keeps_a_blank_to_fill(matters: list[MatterSeed]) -> None:
    for matter in matters:
        for text in (matter.description, matter.address, matter.result):
            assert text != ""
            assert not set(text) & set("{}")


def test_gridders_bring_most_matters_and_half_are_settled_in_the_grid(
    matters: list[MatterSeed],
) -> None:
    sources = Counter(matter.source for matter in matters)
    assert set(sources) == SOURCES
    assert sources.most_common(2)[0][0] == "gridder"
    assert 0.55 < sources["gridder"] / len(matters) < 0.7
    in_grid = sum(matter.tier == 1 for matter in matters)
    assert 0.48 < in_grid / len(matters) < 0.56


def test_a_sensor_reports_only_what_a_sensor_can_sense(matters: list[MatterSeed]) -> None:
    rows = read_table("seeds.demo", "matters.csv", ("item_code", "weight", "place", "sensor"))
    sensed = {row["item_code"] for row in rows if row["sensor"] == "1"}
    assert {matter.item_code for matter in matters if matter.source == "sensor"} <= sensed


def test_every_class_knows_sources_that_exist_and_words_for_them() -> None:
    for weights in SOURCE_WEIGHTS.values():
        assert set(weights) <= SOURCES
    assert [source for source in SOURCES if not words(f"said_by_{source}")] == []


def test_a_matter_asked_for_in_a_street_lies_on_one_of_its_roads() -> None:
    rows = read_table("seeds.demo", "roads.csv", ("street_code", "road"))
    roads = [row["road"] for row in rows if row["street_code"] == "330108002"]
    rng = Random(3)
    for _ in range(200):
        matter = pick_matter(rng, "330108002")
        assert matter.street_code == "330108002"
        assert any(road in matter.address for road in roads)


def test_the_day_has_24_hours_and_its_busiest_in_the_forenoon() -> None:
    assert len(HOUR_WEIGHTS) == 24
    assert HOUR_WEIGHTS.index(max(HOUR_WEIGHTS)) == 9
    rng = Random(1)
    hours = Counter(pick_local_time(rng).hour for _ in range(5000))
    assert hours[9] > hours[12] > hours[3]


def test_the_week_has_seven_days_and_slack_weekends() -> None:
    assert len(WEEKDAY_WEIGHTS) == 7
    assert max(WEEKDAY_WEIGHTS[5:]) < min(WEEKDAY_WEIGHTS[:5])


@pytest.mark.parametrize(
    "purpose",
    (
        "return",
        "reject",
        "escalate",
        "escalate_community",
        "return_community",
        "verify",
        "refute",
        "urge",
        "extend",
        "suspend",
        "rework",
        "transfer",
        "note",
        "cancel",
        "urge_reply",
        "spot_check",
        "padding",
    ),
)
def test_there_are_several_phrases_for_every_purpose(purpose: str) -> None:
    assert len(set(phrases(purpose))) >= 2


def test_phrases_for_an_unknown_purpose_are_refused() -> None:
    with pytest.raises(KeyError, match="applaud"):
        phrases("applaud")


def test_equal_chances_give_equal_matters_on_every_machine(matters: list[MatterSeed]) -> None:
    assert picked(300, seed=9) == picked(300, seed=9) != picked(300, seed=10)
    digest = sha256(repr(matters).encode()).hexdigest()
    assert digest == "e51f7dbfbe5620da0f3f218e041de6318905251d43dffbf388381af89bf3a739"
