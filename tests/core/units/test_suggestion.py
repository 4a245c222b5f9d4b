"""What filing suggests, and on what grounds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.areas.codes import CodeScheme
from core.catalogue.admission import AdmittedItem
from core.deadlines.calendar import build_calendar
from core.deadlines.engine import Counting, Deadlines
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, parse_limit
from core.deadlines.policy import Policy, TierRule
from core.kernel.errors import Invalid
from core.units.responsibility import AnsweringUnit, ResponsibilityList
from core.units.suggestion import Question, Ruling, SuggestedUnit, Suggestion, Why, suggest

GRID = "330108001001001"
NEXT_GRID = "330108001001002"
FAR_GRID = "330108001002001"
OTHER_STREET_GRID = "330108002001001"
MONDAY = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)

UNITS = (
    AnsweringUnit(1, "C001", "西陵社区居委会", 2, "330108001001", ("D", "E")),
    AnsweringUnit(2, "S001", "综合行政执法队", 3, "330108001", ("E", "P")),
    AnsweringUnit(3, "S002", "应急管理站", 3, "330108001", ("S", "P01")),
    AnsweringUnit(4, "S003", "城市管理科", 3, "330108001", ("E",)),
    AnsweringUnit(5, "D001", "区综合行政执法局", 4, "330108", ("E", "P", "S")),
)
LIST = ResponsibilityList({unit.code: unit for unit in UNITS}, {unit.id: unit for unit in UNITS})


def tier_rule(tier: int, due: str, target: str | None = None) -> TierRule:
    return TierRule(tier, "", "", parse_limit(due), parse_limit(target) if target else None)


POLICY = Policy(
    Deadlines(build_calendar([], []), OfficeHours(), ZoneInfo("Asia/Shanghai"), Counting.DAYS),
    {
        1: tier_rule(1, "24 hour"),
        2: tier_rule(2, "3 working_day"),
        3: tier_rule(3, "7 working_day", "5 working_day"),
        4: tier_rule(4, "7 working_day"),
    },
    {},
)


def item(code: str, tier: int, **limits: str) -> AdmittedItem:
    conditions = {int(name[1:]): parse_limit(limit) for name, limit in limits.items()}
    return AdmittedItem(1, code, "", tier, date(2024, 1, 1), None, conditions)


MANHOLE = item("P0101", 3, c1="2 hour", c2="4 working_hour")
STALLS = item("E0401", 3)
QUARREL = item("D0101", 2)
LITTER = item("E0110", 1)


def asked(
    of: AdmittedItem,
    *rulings: Ruling,
    area_code: str = GRID,
    tier: int | None = None,
    condition: int | None = None,
) -> Suggestion:
    return suggest(Question(of, area_code, tier, condition), POLICY, LIST, rulings, CodeScheme())


def ruled(unit_id: int, area_code: str, number: int, tier: int = 3) -> Ruling:
    """Rule on case ``number``; higher numbers are newer."""
    return Ruling(f"R{number}", tier, area_code, unit_id, MONDAY + timedelta(days=number))


def test_the_item_says_its_tier_and_its_condition_the_limit() -> None:
    found = asked(MANHOLE)
    assert (found.tier, found.tier_why) == (3, Why.ITEM)
    assert (str(found.limit), found.target, found.limit_why) == ("2 hour", None, Why.ITEM)
    assert found.condition == 1
    assert str(asked(MANHOLE, condition=2).limit) == "4 working_hour"


def test_without_a_limit_of_its_own_the_tier_s_holds_with_its_target() -> None:
    found = asked(STALLS)
    assert (found.limit, found.target) == (
        Limit(7, found.limit.unit),
        parse_limit("5 working_day"),
    )
    assert (found.limit_why, found.condition) == (Why.TIER, None)


def test_a_tier_that_was_chosen_is_not_the_item_s() -> None:
    found = asked(QUARREL, tier=4)
    assert (found.tier, found.tier_why) == (4, Why.CHOSEN)
    assert str(found.limit) == "7 working_day"
    assert asked(QUARREL, tier=2).tier_why is Why.ITEM


def test_an_unknown_tier_or_condition_is_refused() -> None:
    with pytest.raises(Invalid, match="no tier 5"):
        asked(MANHOLE, tier=5)
    with pytest.raises(Invalid, match="no filing condition 3"):
        asked(MANHOLE, condition=3)


def test_the_longest_pattern_names_the_unit() -> None:
    assert asked(MANHOLE).units == (SuggestedUnit("S002", "应急管理站", Why.RULE, "P01", ()),)
    assert asked(QUARREL).unit == SuggestedUnit("C001", "西陵社区居委会", Why.RULE, "D", ())


def test_two_equally_exact_lines_are_both_suggested() -> None:
    assert [unit.code for unit in asked(STALLS).units] == ["S001", "S003"]


def test_a_gap_suggests_nobody_and_says_so() -> None:
    found = asked(QUARREL, tier=3)
    assert (found.units, found.unit, found.gap) == ((), None, True)
    assert not asked(QUARREL).gap


def test_at_the_first_tier_gridders_answer_which_is_no_gap() -> None:
    found = asked(LITTER)
    assert (found.tier, found.units, found.gap) == (1, (), False)


def test_a_ruling_goes_before_the_list_which_is_shown_behind_it() -> None:
    found = asked(MANHOLE, ruled(2, NEXT_GRID, 1))
    assert found.units == (
        SuggestedUnit("S001", "综合行政执法队", Why.PRECEDENT, None, ("R1",)),
        SuggestedUnit("S002", "应急管理站", Why.RULE, "P01", ()),
    )


def test_a_ruling_that_agrees_with_the_list_shows_both_grounds() -> None:
    found = asked(MANHOLE, ruled(3, GRID, 1))
    assert found.units == (SuggestedUnit("S002", "应急管理站", Why.PRECEDENT, "P01", ("R1",)),)


def test_the_nearest_ruling_counts_then_the_newest() -> None:
    rulings = (
        ruled(3, GRID, 1),
        ruled(2, FAR_GRID, 2),
        ruled(4, NEXT_GRID, 3),
        ruled(3, FAR_GRID, 4),
    )
    assert [(unit.code, unit.precedents) for unit in asked(STALLS, *rulings).units] == [
        ("S002", ("R1", "R4")),
        ("S003", ("R3",)),
        ("S001", ("R2",)),
    ]
    next_door = asked(STALLS, *rulings, area_code=NEXT_GRID)
    assert [unit.code for unit in next_door.units] == ["S003", "S002", "S001"]


def test_of_equally_near_rulings_the_newest_counts() -> None:
    found = asked(STALLS, ruled(3, NEXT_GRID, 1), ruled(4, NEXT_GRID, 2))
    assert [unit.code for unit in found.units][:2] == ["S003", "S002"]


def test_a_ruling_does_not_count_where_its_unit_does_not_answer() -> None:
    gone = ruled(99, GRID, 1)
    elsewhere = ruled(2, GRID, 2)
    other_tier = ruled(5, GRID, 3, tier=4)
    moved = ruled(5, GRID, 4, tier=3)
    found = asked(STALLS, gone, elsewhere, other_tier, area_code=OTHER_STREET_GRID)
    assert found.units == ()
    assert asked(STALLS, other_tier, moved).units == asked(STALLS).units


def test_a_ruling_of_the_district_holds_in_all_its_streets() -> None:
    ruling = ruled(5, GRID, 1, tier=4)
    found = asked(STALLS, ruling, area_code=OTHER_STREET_GRID, tier=4)
    assert [(unit.code, unit.precedents) for unit in found.units] == [("D001", ("R1",))]
