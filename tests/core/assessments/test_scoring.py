"""Scores: exact to the last hundredth, whole equal to parts, and never by volume."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.assessments.models import Target
from core.assessments.profiles import (
    OF_NOW,
    OF_REPORTS,
    UNITS,
    WHOLE,
    Indicator,
    Profile,
    in_force,
    indicator_fault,
    profile_of,
    targets_fault,
)
from core.assessments.scoring import (
    Finding,
    Score,
    costs,
    found_within,
    fulfilled,
    ranks_of,
    score_indicators,
    spread,
    stars_of,
    total_of,
)
from core.reports.drill import Share
from core.reports.figures import Figure
from core.reports.tallies import Tally

TODAY = date(2026, 9, 16)


def profile(*indicators: Indicator, **more: object) -> Profile:
    plain: dict[str, object] = {"code": "p", "valid_from": TODAY, "name": "方案", "name_en": None}
    targets = (Target.COMMUNITY,)
    return Profile(**(plain | {"targets": targets, "indicators": indicators} | more))  # type: ignore[arg-type]


def share(name: str, part: float, whole: int) -> Figure:
    return Figure(name, part, whole, part / whole if whole else None)


def finding(points: int) -> Finding:
    return Finding("F", TODAY, "第三方", "community", "c", points, "所见", "", None)


def score(total: int | None, **more: object) -> Score:
    return Score(profile(**more), "community", "c", "社区", None, (), (), 0, total)


def test_a_score_worked_out_by_hand() -> None:
    """30 points from 30 % to 90 %, 50 from 20 % to 70 %, 20 for as little rework as can be."""
    weighed = profile(
        Indicator("valid", 3000, 300_000, 900_000),
        Indicator("on_time", 5000, 200_000, 700_000),
        Indicator("rework", 2000, 300_000, 0),
    )
    figures = {"valid": share("valid", 14, 19), "on_time": share("on_time", 9, 10)}
    scored = score_indicators(weighed, figures | {"rework": share("rework", 1, 8)})

    # 30 × (14/19 - 0.3) / 0.6 = 21.8421…; full; 20 × (1/8 - 0.3) / -0.3 = 11.666…
    assert [one.points for one in scored] == [2184, 5000, 1167]
    assert [one.lost for one in scored] == [816, 0, 833]
    assert total_of(scored, found_within([finding(-150), finding(-900)], 500)) == 8351 - 500


def test_the_weight_of_too_few_cases_is_spread_over_the_others() -> None:
    weighed = profile(
        Indicator("valid", 4000, 0, 1_000_000),
        Indicator("on_time", 3000, 0, 1_000_000, least=5),
        Indicator("rework", 3000, 1_000_000, 0),
    )
    figures = {
        "valid": share("valid", 1, 2),
        "on_time": share("on_time", 4, 4),
        "rework": share("rework", 0, 3),
    }
    scored = score_indicators(weighed, figures)

    # 40 : 30 of 100 is 57.142857 : 42.857142; the larger remainder is the second one's.
    assert [(one.counts, one.worth, one.points) for one in scored] == [
        (True, 5714, 2857),
        (False, 0, 0),
        (True, 4286, 4286),
    ]
    assert total_of(scored, 0) == 7143


def test_a_score_of_less_than_half_the_weight_is_none() -> None:
    weighed = profile(
        Indicator("valid", 4999, 0, 1_000_000), Indicator("on_time", 5001, 0, 1_000_000)
    )
    lacking = {"valid": share("valid", 1, 1), "on_time": share("on_time", 0, 0)}
    assert total_of(score_indicators(weighed, lacking), 500) is None
    other = {"valid": share("valid", 0, 0), "on_time": share("on_time", 1, 1)}
    assert total_of(score_indicators(weighed, other), 500) == WHOLE + 500


RATES = st.integers(-3_000_000, 3_000_000)
DRAWN = st.lists(
    st.tuples(
        st.integers(1, 500),
        st.tuples(RATES, RATES).filter(lambda pair: pair[0] != pair[1]),
        st.integers(0, 5),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=6,
)


@given(DRAWN, st.lists(st.integers(-900, 900), max_size=4), st.integers(0, 800))
def test_a_score_is_what_a_naive_computation_with_fractions_gives(
    drawn: list[tuple[int, tuple[int, int], int, int, int]], found: list[int], limit: int
) -> None:
    names = list(UNITS)[: len(drawn)]
    weights = spread([weight for weight, *_ in drawn])
    weighed = profile(
        *(
            Indicator(name, weight, *pair, least)
            for name, weight, (_, pair, least, *_) in zip(names, weights, drawn, strict=True)
        )
    )
    figures = {
        name: share(name, part, whole) for name, (*_, part, whole) in zip(names, drawn, strict=True)
    }
    scored = score_indicators(weighed, figures)
    held = found_within(map(finding, found), limit)

    worths: dict[str, Fraction] = {}
    counting = [
        (name, weight, row)
        for name, weight, row in zip(names, weights, drawn, strict=True)
        if row[4] >= row[2] and row[4] > 0
    ]
    sum_of_weights = sum(weight for _, weight, _ in counting)
    for name, weight, _ in counting:
        worths[name] = Fraction(10_000 * weight, sum_of_weights)
    total = 0
    for one in scored:
        assert one.counts == (one.figure.name in worths)
        if not one.counts:
            assert (one.worth, one.points) == (0, 0)
            continue
        assert abs(one.worth - worths[one.figure.name]) < 1
        zero = Fraction(one.indicator.zero_at, 10**6)
        full = Fraction(one.indicator.full_at, 10**6)
        rate = Fraction(int(one.figure.numerator), one.figure.denominator)
        reached = max(Fraction(0), min(Fraction(1), (rate - zero) / (full - zero)))
        exact = one.worth * reached
        points = Decimal(exact.numerator) / Decimal(exact.denominator)
        assert one.points == int(points.quantize(Decimal(1), ROUND_HALF_UP))
        total += one.points
    assert sum(one.worth for one in scored) == (10_000 if counting else 0)
    assert held == max(-limit, min(limit, sum(found)))
    expected = total + held if 2 * sum_of_weights >= 10_000 else None
    assert total_of(scored, held) == expected


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=9))
def test_spread_weights_add_up_and_keep_their_order(weights: list[int]) -> None:
    shares = spread(weights)
    assert sum(shares) == WHOLE
    by_weight = [worth for _, worth in sorted(zip(weights, shares, strict=True))]
    assert all(a <= b + 1 for a, b in pairwise(by_weight))


def test_halves_are_rounded_upwards() -> None:
    weighed = profile(Indicator("valid", 10_000, 0, 1_000_000))
    [scored] = score_indicators(weighed, {"valid": share("valid", 1, 32)})
    assert 10_000 * Fraction(1, 32) == Fraction(625, 2)
    assert scored.points == 313


def test_a_mean_is_exact_to_the_millionth() -> None:
    lateness = Indicator("lateness_multiple", 10_000, 2_000_000, 0)
    assert fulfilled(lateness, 1.000001, 1) == Fraction(999_999, 2_000_000)


@pytest.mark.parametrize(
    ("figure", "target", "why"),
    (
        ("reported", Target.COMMUNITY, "“reported” is a volume, and volume is never assessed"),
        ("handled", Target.UNIT, "“handled” is a volume, and volume is never assessed"),
        ("closed", Target.STAFF, "“closed” is a volume, and volume is never assessed"),
        ("patrol_log", Target.STAFF, "“patrol_log” is a volume, and volume is never assessed"),
        ("zeal", Target.STAFF, "There is no figure “zeal”; there are valid, circulation,"),
        ("suspension_now", Target.UNIT, "“suspension_now” tells how things stand now"),
        ("valid", Target.UNIT, "“valid” is of reports, in which no unit has a part"),
    ),
)
def test_what_cannot_be_weighed_is_refused_with_the_reason(
    figure: str, target: str, why: str
) -> None:
    fault = indicator_fault(figure, (target,))
    assert str(fault).startswith(why)


def test_every_other_figure_can_be_weighed() -> None:
    for figure in UNITS:
        fault = indicator_fault(figure, (Target.UNIT,))
        assert bool(fault) == (figure in OF_NOW | OF_REPORTS), figure
    # No count of cases is the name of a rate that could be taken for it.
    counts = set(Tally._fields) - set(UNITS)
    assert all(indicator_fault(name, (Target.GRID,)) for name in counts)


def test_targets_are_areas_or_one_kind_alone() -> None:
    assert targets_fault(("street", "community", "grid")) is None
    assert targets_fault(("unit",)) is None
    for wrong in ((), ("unit", "staff"), ("street", "unit")):
        assert str(targets_fault(wrong)) == (
            "A profile is for areas (street, community, grid), for units or for staff."
        )


def test_cases_that_cost_points_are_those_on_the_wrong_side_of_the_goal() -> None:
    rises = Indicator("valid", 10_000, 300_000, 900_000)
    falls = Indicator("rework", 10_000, 300_000, 0)
    mean = Indicator("satisfaction", 10_000, 0, 80_000_000)
    late = Indicator("lateness_multiple", 10_000, 2_000_000, 500_000)
    counted, not_counted = Share(1, 1, 1, counted=True), Share(2, 0, 1, counted=False)

    assert [costs(rises, one) for one in (counted, not_counted)] == [False, True]
    assert [costs(falls, one) for one in (counted, not_counted)] == [True, False]
    points = [Share(n, value, 1, counted=True) for n, value in enumerate((100, 80, 50, -100))]
    assert [costs(mean, one) for one in points] == [False, False, True, True]
    multiples = [Share(n, value, 1, counted=True) for n, value in enumerate((0.5, 0.500001))]
    assert [costs(late, one) for one in multiples] == [False, True]


def test_the_newest_version_that_has_begun_is_in_force() -> None:
    old = profile(valid_from=date(2026, 1, 1))
    new = profile(valid_from=date(2026, 9, 1))
    assert in_force((new, old), date(2026, 8, 31)) == {"p": old}
    assert in_force((new, old), date(2026, 9, 1)) == {"p": new}
    assert in_force((new, old), date(2025, 12, 31)) == {}


def test_the_innermost_area_decides_which_profile_replaces() -> None:
    base = profile()
    street = profile(code="s", replaces="p", areas=("330108001",))
    community = profile(code="c", replaces="p", areas=("330108001002",))
    other = profile(code="o", replaces="x", areas=("330108001002",))
    known = (base, street, community, other)
    assert profile_of("330108001001", base, known) == street
    assert profile_of("330108001002", base, known) == community
    assert profile_of("330108002001", base, known) == base


def test_stars_and_ranks() -> None:
    floors = {"star_floors": (60, 70, 80, 90, 95)}
    assert [stars_of(score(total, **floors)) for total in (5999, 6000, 9500, None)] == [
        0, 1, 5, None,
    ]  # fmt: skip
    assert stars_of(score(9500)) is None
    totals = (9000, None, 9500, 9000, 100)
    assert ranks_of([score(total) for total in totals]) == [2, None, 1, 2, 4]
