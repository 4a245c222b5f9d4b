"""A spot check is drawn by chance that anybody can repeat, from every street in its share."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cases.sampling import Candidate, SpotCheckSample, StreetShare, allocate, draw
from core.kernel.errors import Invalid

WEST, EAST, NORTH = "330108001", "330108002", "330108003"
CANDIDATES = [
    Candidate(f"330108-26-{n:06d}", street)
    for street, numbers in (
        (WEST, range(1, 61)),
        (EAST, range(61, 91)),
        (NORTH, range(91, 101)),
    )
    for n in numbers
]
"""Sixty cases in one street, thirty in another, ten in a third."""


def test_each_street_gets_its_share() -> None:
    sample = draw(CANDIDATES, 10, "2026-09")
    assert sample.streets == (
        StreetShare(WEST, 60, 6),
        StreetShare(EAST, 30, 3),
        StreetShare(NORTH, 10, 1),
    )
    assert (sample.seed, sample.asked, sample.candidates) == ("2026-09", 10, 100)


def test_what_is_drawn_is_the_same_in_every_year_and_on_every_machine() -> None:
    assert draw(CANDIDATES, 10, "2026-09").numbers == tuple(
        f"330108-26-{n:06d}" for n in (6, 19, 28, 36, 44, 57, 61, 71, 78, 91)
    )


def test_another_seed_draws_others() -> None:
    one, other = (draw(CANDIDATES, 10, seed).numbers for seed in ("2026-09", "2026-10"))
    assert one != other


@pytest.mark.parametrize(
    ("cases", "size", "shares"),
    (
        ({"a": 60, "b": 30, "c": 10}, 10, {"a": 6, "b": 3, "c": 1}),
        # 3.5, 1.4, 2.1: the largest remainder is the first.
        ({"a": 50, "b": 20, "c": 30}, 7, {"a": 4, "b": 1, "c": 2}),
        # 2.5 each: of equal remainders and cases, the lower code.
        ({"b": 10, "a": 10}, 5, {"a": 3, "b": 2}),
        # 1.5 and 4.5: of equal remainders, the street with more cases.
        ({"a": 25, "b": 75}, 6, {"a": 1, "b": 5}),
        # 9.5 and 0.5: no street is left out, and what it gets the other gives.
        ({"a": 95, "b": 5}, 10, {"a": 9, "b": 1}),
        # Two of 0.2 get one each; the others share eight by 40 and 56.
        ({"a": 40, "b": 2, "c": 56, "d": 2}, 10, {"a": 3, "b": 1, "c": 5, "d": 1}),
        # More streets than were asked for.
        ({"a": 9, "b": 5, "c": 1}, 2, {"a": 1, "b": 1, "c": 1}),
        ({"a": 97, "b": 1, "c": 1, "d": 1}, 2, {"a": 1, "b": 1, "c": 1, "d": 1}),
        # No more than there are, and nothing of a street without any.
        ({"a": 2, "b": 0, "c": 1}, 50, {"a": 2, "c": 1}),
        ({}, 5, {}),
    ),
)
def test_shares_are_by_the_largest_remainder(
    cases: dict[str, int], size: int, shares: dict[str, int]
) -> None:
    assert allocate(cases, size) == shares
    assert list(allocate(cases, size)) == sorted(shares)


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.integers(0, 400)), st.integers(1, 500))
def test_shares_add_up_and_none_is_empty_or_more_than_there_are(
    cases: dict[str, int], size: int
) -> None:
    shares = allocate(cases, size)
    with_cases = {street for street, number in cases.items() if number}
    assert shares.keys() == with_cases
    assert all(1 <= share <= cases[street] for street, share in shares.items())
    wanted = min(size, sum(cases.values()))
    assert sum(shares.values()) == max(wanted, len(with_cases))


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.integers(1, 400)), st.integers(1, 500))
def test_shares_are_within_one_of_the_exact_ones_where_none_is_too_small(
    cases: dict[str, int], size: int
) -> None:
    total = sum(cases.values())
    if not cases or any(size * number < total for number in cases.values()):
        return
    size = min(size, total)
    for street, share in allocate(cases, size).items():
        assert abs(share * total - size * cases[street]) < total


@given(st.randoms(use_true_random=False), st.integers(1, 120), st.text(max_size=5))
def test_the_order_of_the_candidates_changes_nothing(
    chance: random.Random, size: int, seed: str
) -> None:
    shuffled = [*CANDIDATES, *CANDIDATES[:7]]
    chance.shuffle(shuffled)
    assert draw(shuffled, size, seed) == draw(CANDIDATES, size, seed)


def test_every_case_is_as_likely_as_another() -> None:
    drawn = Counter(
        number for seed in range(2000) for number in draw(CANDIDATES, 10, str(seed)).numbers
    )
    # Each is drawn in one of ten samples: 200 times, give or take five standard deviations.
    assert set(drawn) == {candidate.number for candidate in CANDIDATES}
    assert all(133 <= times <= 267 for times in drawn.values())


def test_a_larger_sample_of_the_same_seed_holds_the_smaller_one() -> None:
    assert set(draw(CANDIDATES, 10, "s").numbers) < set(draw(CANDIDATES, 50, "s").numbers)


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([], 10, "s") == SpotCheckSample("s", 10, 0, (), ())


@pytest.mark.parametrize("size", (0, -3))
def test_a_sample_of_none_is_refused(size: int) -> None:
    with pytest.raises(Invalid, match=f"A sample of {size} is none"):
        draw(CANDIDATES, size, "s")
