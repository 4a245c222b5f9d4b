"""What is taken for a duplicate, and how often that is right and complete."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.cases.duplicates import (
    LONGEST_COMPARED,
    Comparison,
    DuplicateRules,
    Ground,
    Likeness,
    Reason,
    Telling,
    distance,
    normalised,
    pieces_of,
)
from core.kernel.errors import Invalid
from core.kernel.settings import DUPLICATE_FLOOR, DUPLICATE_RADIUS, DUPLICATE_WINDOW
from tests.core.cases.labelled import Labelled, LabelledSet

NOON = datetime(2026, 9, 14, 4, 0, tzinfo=UTC)
GRID = "330108001001001"
NEXT_GRID = "330108001001002"

STALLS = Telling(
    item_code="E0406",
    item_name="占道经营",
    matter="商户占用盲道摆摊卖水果",
    address="江陵路120号",
    area_code=GRID,
    grid_code=GRID,
    latitude=None,
    longitude=None,
    reported_at=NOON,
)


def like(other: Telling, one: Telling = STALLS, **rules: Any) -> Likeness | None:
    return Comparison(one, DuplicateRules(**rules)).likeness(other)


def likelihood(other: Telling, one: Telling = STALLS) -> float:
    found = like(other, one, floor=0.0)
    return found.likelihood if found else 0.0


def reasons(found: Likeness | None) -> tuple[Reason, ...]:
    return found.reasons if found else ()


def grounds(other: Telling, one: Telling = STALLS) -> set[Ground]:
    found = like(other, one, floor=0.0)
    return {reason.ground for reason in found.reasons} if found else set()


# --- the labelled set ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """What was found among the reports of labelled sets."""

    reports: int
    true: int
    shown: int
    right: int
    repeated: int
    first: int

    @property
    def precision(self) -> float:
        """The share of what was shown that is a duplicate."""
        return self.right / self.shown

    @property
    def recall(self) -> float:
        """The share of the duplicates that was shown."""
        return self.right / self.true

    @property
    def ranked_first(self) -> float:
        """The share of repeated reports whose likeliest earlier one is of their matter."""
        return self.first / self.repeated


def measured(sets: Iterable[list[Labelled]]) -> Measured:
    """Compare every report with every earlier one, as a desk does on intake."""
    total = Measured(0, 0, 0, 0, 0, 0)
    for reports in sets:
        for nth, report in enumerate(reports):
            comparison = Comparison(report.told, DuplicateRules())
            earlier = reports[:nth]
            found = [
                (likeness.likelihood, other.matter != report.matter)
                for other in earlier
                if (likeness := comparison.likeness(other.told))
            ]
            true = sum(other.matter == report.matter for other in earlier)
            total = Measured(
                reports=total.reports + 1,
                true=total.true + true,
                shown=total.shown + len(found),
                right=total.right + sum(not wrong for _, wrong in found),
                repeated=total.repeated + (true > 0),
                # Where two are equally likely, the wrong one is taken to stand first.
                first=total.first + bool(true and found and not max(found)[1]),
            )
    return total


def test_duplicates_are_found_with_stated_precision_and_recall(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The weights were fitted on other seeds and on the other half of the wordings by hand."""
    found = measured(LabelledSet(seed, half=1).reports() for seed in (101, 102, 103))
    with capsys.disabled():
        print(  # noqa: T201  the issue asks for the figures
            f"\nduplicates: precision {found.precision:.3f}, recall {found.recall:.3f}, ranked "
            f"first {found.ranked_first:.3f} ({found.reports} reports, {found.true} true pairs, "
            f"{found.shown} shown, {found.right} right)"
        )
    assert found.precision >= 0.90
    assert found.recall >= 0.85
    assert found.ranked_first >= 0.88


def test_the_labelled_set_holds_every_kind_of_false_friend() -> None:
    reports = LabelledSet(101, half=1).reports()
    window = DuplicateRules().window
    kinds = {"elsewhere": 0, "other matter here": 0, "same item here": 0, "another day": 0}
    for nth, one in enumerate(reports):
        for other in reports[:nth]:
            if one.matter == other.matter:
                continue
            a, b = one.told, other.told
            here = bool(a.grid_code) and a.grid_code == b.grid_code
            same_item = a.item_code is not None and a.item_code == b.item_code
            in_time = a.reported_at - b.reported_at <= window
            kinds["elsewhere"] += same_item and in_time and not here
            kinds["other matter here"] += here and in_time and not same_item
            kinds["same item here"] += here and in_time and same_item
            kinds["another day"] += here and same_item and not in_time
    assert min(kinds.values()) >= 20, kinds


def test_a_seed_makes_the_same_set_again() -> None:
    assert LabelledSet(7).reports() == LabelledSet(7).reports()
    assert LabelledSet(7).reports() != LabelledSet(8).reports()


# --- the rules -----------------------------------------------------------------------------------


def test_the_same_report_again_is_a_duplicate_and_says_why() -> None:
    again = replace(STALLS, reported_at=NOON + timedelta(minutes=30))
    found = like(again)
    assert found is not None
    assert round(found.likelihood, 3) == 0.999
    assert found.reasons == (
        Reason(Ground.SIMILAR_WORDS, 1.0),
        Reason(Ground.SAME_ADDRESS, 1.0),
        Reason(Ground.SAME_ITEM),
        Reason(Ground.SAME_GRID),
        Reason(Ground.SOON, 0.5),
    )


def test_it_does_not_matter_which_report_came_first() -> None:
    earlier = replace(STALLS, reported_at=NOON - timedelta(hours=3), matter="水果摊占了盲道")
    assert like(earlier, STALLS) == like(STALLS, earlier)


def test_the_window_is_kept_to_the_second() -> None:
    at_its_edge = replace(STALLS, reported_at=NOON - timedelta(hours=24))
    assert round(likelihood(at_its_edge), 6) == 0.99593
    assert Reason(Ground.SOON, 24.0) in reasons(like(at_its_edge))
    assert like(replace(STALLS, reported_at=NOON - timedelta(hours=24, seconds=1))) is None
    two_hours = timedelta(hours=2)
    at_the_other = replace(STALLS, reported_at=NOON + two_hours)
    assert Reason(Ground.SOON, 2.0) in reasons(like(at_the_other, window=two_hours))


def test_the_same_words_in_another_grid_are_another_matter() -> None:
    assert like(replace(STALLS, area_code=NEXT_GRID, grid_code=NEXT_GRID)) is None


def test_a_place_within_the_radius_counts_across_the_border_of_a_grid() -> None:
    # A ten-thousandth of a degree to the north is 11.1 metres.
    here = replace(STALLS, latitude=30.2, longitude=120.2, address="")
    there = replace(here, area_code=NEXT_GRID, grid_code=NEXT_GRID, latitude=30.2004)
    found = like(there, here)
    assert found is not None
    assert [reason.ground for reason in found.reasons] == [
        Ground.SIMILAR_WORDS,
        Ground.SAME_ITEM,
        Ground.NEAR,
        Ground.SOON,
    ]
    assert [round(reason.amount, 1) for reason in found.reasons if reason.amount is not None] == [
        1.0,
        44.5,
        0.0,
    ]
    assert like(there, here, radius=44.0) is None
    assert like(replace(there, latitude=30.2005), here) is None


def test_two_places_far_apart_in_one_grid_are_hardly_one() -> None:
    here = replace(STALLS, latitude=30.2, longitude=120.2, address="", matter="摊贩占道")
    near, far = replace(here, latitude=30.2001), replace(here, latitude=30.2015)
    assert likelihood(near, here) > likelihood(replace(here, latitude=None), here)
    assert likelihood(replace(here, latitude=None), here) > likelihood(far, here)


def test_a_caller_who_knows_only_the_community_may_mean_any_of_its_grids() -> None:
    caller = replace(STALLS, area_code=GRID[:12], grid_code="", item_code=None, item_name="")
    assert Ground.WIDER_PLACE in grounds(caller)
    assert Ground.SAME_GRID not in grounds(caller)
    assert like(replace(caller, area_code="330108001002")) is None


def test_two_reports_that_name_the_same_community_only_are_not_in_one_grid() -> None:
    vague = replace(STALLS, area_code=GRID[:12], grid_code="")
    assert grounds(vague, vague) >= {Ground.WIDER_PLACE, Ground.SIMILAR_WORDS}
    assert Ground.SAME_GRID not in grounds(vague, vague)


def test_neither_item_nor_words_in_common_is_no_duplicate_even_next_door() -> None:
    other = replace(STALLS, item_code="P0137", item_name="路灯", matter="晚上黑漆漆的，不亮")
    assert like(other, floor=0.0) is None


def test_the_same_item_needs_no_common_word() -> None:
    found = like(replace(STALLS, matter="有人在路边吆喝叫卖"))
    assert found is not None
    assert Ground.SIMILAR_WORDS not in {reason.ground for reason in found.reasons}


def test_a_caller_who_names_no_item_may_use_the_words_of_the_item() -> None:
    caller = replace(STALLS, item_code=None, item_name="", matter="又在占道经营了", address="")
    assert Ground.SIMILAR_WORDS in grounds(caller)
    assert like(replace(caller, matter="天天吵得睡不着"), floor=0.0) is None


def test_another_item_speaks_against_but_does_not_rule_out() -> None:
    mistaken = replace(STALLS, item_code="E0401", item_name="无照经营游商")
    assert 0.9 < likelihood(mistaken) < likelihood(STALLS)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    (
        ("江陵路120号", "江陵路120号东侧", True),
        ("江陵路120号", "江陵路124号", True),
        ("江陵路120号", "江陵路680号", False),
        ("江陵路120号", "滨盛路120号", False),
        ("春江花苑3幢2单元", "春江花苑三号楼二单元", True),
        ("春江花苑3幢", "春江花苑12栋", False),
        ("春江花苑3幢2单元", "春江花苑3幢1单元", False),
    ),
)
def test_numbers_of_houses_and_buildings_tell_spots_apart(
    one: str, other: str, *, same: bool
) -> None:
    pair = (replace(STALLS, address=text, matter="电动自行车乱停放") for text in (one, other))
    assert (like(*pair) is not None) is same


def test_where_it_is_does_not_count_as_what_it_is() -> None:
    lamp = replace(STALLS, item_code=None, matter="江陵路120号路灯不亮", address="江陵路120号")
    sand = replace(lamp, matter="江陵路120号倒了一堆黄沙")
    assert like(sand, lamp, floor=0.0) is None


def test_how_a_report_opens_and_ends_does_not_count() -> None:
    lamp = replace(STALLS, item_code=None, matter="市民来电反映，路灯不亮，请尽快处理")
    sand = replace(lamp, matter="市民来电反映，有一堆黄沙，请尽快处理")
    assert like(sand, lamp, floor=0.0) is None


def test_what_is_less_likely_than_the_floor_is_not_shown() -> None:
    vague = replace(STALLS, matter="有人在路边吆喝叫卖", address="")
    chance = likelihood(vague)
    assert round(chance, 6) == 0.28905
    assert reasons(like(vague, floor=chance)) == (
        Reason(Ground.SAME_ITEM),
        Reason(Ground.SAME_GRID),
        Reason(Ground.SOON, 0.0),
    )
    assert like(vague, floor=chance + 0.001) is None


def test_an_empty_report_is_like_nothing_and_breaks_nothing() -> None:
    empty = replace(STALLS, item_code=None, matter="", address="")
    assert like(empty, empty, floor=0.0) is None


def test_only_the_beginning_of_a_long_matter_is_compared() -> None:
    long = replace(STALLS, item_code=None, matter="路灯不亮" + "，" * LONGEST_COMPARED + "黄沙")
    assert like(replace(long, matter="黄沙"), long, floor=0.0) is None
    assert Reason(Ground.SIMILAR_WORDS, 1.0) in reasons(
        like(replace(long, matter="路灯不亮"), long)
    )


def test_spelling_is_levelled() -> None:
    assert normalised("１２栋三单元　ＬＥＤ") == "12幢3单元 led"
    assert normalised("十二号楼二十层") == "12幢20层"
    assert pieces_of("两盏路灯led灯，30 瓦") == {"两盏", "盏路", "路灯", "led", "灯", "30", "瓦"}


def test_distances_are_those_of_the_earth() -> None:
    here = replace(STALLS, latitude=30.0, longitude=120.0)
    metres = distance(here, replace(here, latitude=31.0))
    assert metres is not None
    assert round(metres) == 111195
    east = distance(here, replace(here, longitude=121.0))
    assert east is not None
    assert round(east) == 96297
    assert distance(here, STALLS) is None
    assert distance(STALLS, here) is None


def test_the_rules_of_a_district_are_its_settings() -> None:
    assert DuplicateRules.of({}) == DuplicateRules(50.0, timedelta(hours=24), 0.5)
    settings = {DUPLICATE_RADIUS: "80", DUPLICATE_WINDOW: "1.5", DUPLICATE_FLOOR: "0"}
    assert DuplicateRules.of(settings) == DuplicateRules(80.0, timedelta(minutes=90), 0.0)


@pytest.mark.parametrize(
    ("key", "value"),
    (
        (DUPLICATE_RADIUS, "-1"),
        (DUPLICATE_RADIUS, "nan"),
        (DUPLICATE_WINDOW, "24 hour"),
        (DUPLICATE_WINDOW, "inf"),
        (DUPLICATE_FLOOR, "1.1"),
    ),
)
def test_a_setting_that_is_no_number_in_its_bounds_is_refused(key: str, value: str) -> None:
    with pytest.raises(Invalid, match=key):
        DuplicateRules.of({key: value})


def test_a_radius_or_a_window_of_nothing_divides_by_nothing() -> None:
    here = replace(STALLS, latitude=30.2, longitude=120.2)
    found = like(here, here, radius=0.0, window=timedelta())
    assert found is not None
    assert Ground.NEAR in {reason.ground for reason in found.reasons}
