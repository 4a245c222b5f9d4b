"""The admission list holds the items, tiers and limits of its sources."""

from collections import Counter

import pytest

from seeds.standard.admission import ConditionSeed, filing_conditions, items
from seeds.tables import read_table

LIMIT_UNITS = {"minute", "hour", "working_hour", "working_day", "day"}


def conditions_of(code: str) -> list[tuple[int, str]]:
    return [
        (condition.limit_amount, condition.limit_unit)
        for condition in filing_conditions()
        if condition.item_code == code
    ]


def test_the_list_has_250_items_with_codes_of_their_own() -> None:
    assert len(items()) == 250
    assert len({item.code for item in items()}) == 250


def test_the_list_has_four_classes_in_the_proportions_of_its_sources() -> None:
    assert Counter((item.code[0], item.class_, item.class_zh) for item in items()) == {
        ("E", "event", "事件"): 98,
        ("P", "part", "部件"): 47,
        ("D", "dispute", "矛盾纠纷"): 42,
        ("S", "livelihood", "民生诉求"): 63,
    }


def test_the_tiers_are_those_derived_for_the_catalogue() -> None:
    assert Counter(item.default_tier for item in items()) == {1: 12, 2: 41, 3: 90, 4: 107}


def test_no_two_items_share_a_name_in_either_language() -> None:
    assert len({item.name_zh for item in items()}) == 250
    assert len({item.name_en for item in items()}) == 250


def test_a_subclass_has_one_translation() -> None:
    pairs = {(item.subclass_zh, item.subclass_en) for item in items()}
    assert len(pairs) == 31
    assert len({zh for zh, _ in pairs}) == 31
    assert len({en for _, en in pairs}) == 31


def test_every_text_is_clean() -> None:
    for item in items():
        for text in (item.name_zh, item.name_en, item.subclass_zh, item.subclass_en):
            assert text == " ".join(text.split()) != ""
            assert not set(text) & set("\u3000０１２３４５６７８９")


def test_no_gridder_is_blamed_for_missing_a_dispute() -> None:
    assert {item.gridder_sees for item in items() if item.class_ == "dispute"} == {False}


def test_a_gridder_should_see_what_lasts_in_the_open_and_not_what_is_sudden_or_indoors() -> None:
    sees = {item.code: item.gridder_sees for item in items()}
    parked_bikes, sewage_cover, bikes_on_stairs = sees["E0410"], sees["P0102"], sees["S0004"]
    assert (parked_bikes, sewage_cover, bikes_on_stairs) == (True, True, True)
    burst_gas_pipe, unpaid_wages, indoor_noise = sees["E0502"], sees["S0049"], sees["S0036"]
    assert (burst_gas_pipe, unpaid_wages, indoor_noise) == (False, False, False)


def test_conditions_are_numbered_from_one_and_belong_to_an_item_of_their_tier() -> None:
    tiers = {item.code: item.default_tier for item in items()}
    ordinals: dict[str, list[int]] = {}
    for condition in filing_conditions():
        assert condition.tier == tiers[condition.item_code]
        ordinals.setdefault(condition.item_code, []).append(condition.ordinal)
    assert all(found == list(range(1, len(found) + 1)) for found in ordinals.values())


def test_events_and_parts_have_limits_of_their_own_and_other_items_have_none() -> None:
    with_limits = {condition.item_code for condition in filing_conditions()}
    assert with_limits == {item.code for item in items() if item.code[0] in "EP"}
    assert len(filing_conditions()) == 343


def test_every_limit_is_a_positive_amount_of_a_known_unit() -> None:
    assert {condition.limit_unit for condition in filing_conditions()} <= LIMIT_UNITS
    assert min(condition.limit_amount for condition in filing_conditions()) == 1


@pytest.mark.parametrize(
    ("code", "limits"),
    (
        (
            "P0101",
            [(2, "hour"), (4, "working_hour"), (2, "working_day"), (5, "working_day")],
        ),
        ("E0101", [(2, "day"), (15, "working_day")]),
        ("E0102", [(1, "day")]),
        ("E0112", [(2, "working_hour")]),
        ("E0503", [(4, "working_hour"), (1, "hour")]),
        ("D0101", []),
        ("S0004", []),
    ),
)
def test_limits_keep_the_amounts_units_and_order_of_the_source(
    code: str, limits: list[tuple[int, str]]
) -> None:
    assert conditions_of(code) == limits


def test_a_condition_is_named_by_its_number_and_limit() -> None:
    assert filing_conditions()[0] == ConditionSeed(
        item_code="E0101",
        ordinal=1,
        name_zh="情形一：2个自然日",
        name_en="Condition 1: 2 days",
        limit_amount=2,
        limit_unit="day",
        tier=3,
    )


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match=r"items\.csv: columns"):
        read_table("seeds.standard", "items.csv", ("code", "name"))
