"""Gaps and overlaps of the responsibility list, said as shortly as can be."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.areas.codes import CodeScheme
from core.units.coverage import Finding, Flaw, Territory, find_flaws
from core.units.responsibility import AnsweringUnit, ResponsibilityList
from seeds.demo.places import areas as demo_areas
from seeds.demo.units import units as demo_units
from seeds.standard.admission import items as demo_items
from seeds.standard.duties import duties

SCHEME = CodeScheme()
DISTRICT = "330108"
STREETS = ("330108001", "330108002")
COMMUNITIES = tuple(f"{street}{n:03}" for street in STREETS for n in (1, 2, 3))
TERRITORY = Territory(DISTRICT, (DISTRICT, *STREETS, *COMMUNITIES), SCHEME)
ITEMS = {"D0101": 2, "E0101": 2, "E0102": 3, "E0201": 3, "P0101": 4, "S0001": 1}
EVERYTHING = ("D", "E", "P", "S")


def unit(code: str, tier: int, area: str, *patterns: str) -> AnsweringUnit:
    return AnsweringUnit(0, code, code, tier, area, patterns)


def whole() -> list[AnsweringUnit]:
    """A list without a flaw: a committee each, a centre a street, one bureau."""
    return [
        *(unit(f"C{area}", 2, area, *EVERYTHING) for area in COMMUNITIES),
        *(unit(f"S{area}", 3, area, *EVERYTHING) for area in STREETS),
        unit("B", 4, DISTRICT, *EVERYTHING),
    ]


def flaws(
    units: list[AnsweringUnit], items: dict[str, int] = ITEMS, territory: Territory = TERRITORY
) -> tuple[Finding, ...]:
    return find_flaws(units, items, (1, 2, 3, 4), territory)


def gap(tier: int, items: str, areas: str, *, every: bool = False) -> Finding:
    return Finding(Flaw.GAP, tier, tuple(items.split()), every, tuple(areas.split()), ())


def test_a_whole_list_has_no_flaw() -> None:
    assert flaws(whole()) == ()


def test_the_list_of_the_demo_has_no_flaw() -> None:
    units = [
        AnsweringUnit(
            key,
            unit.code,
            unit.name_zh,
            unit.tier,
            unit.area_code,
            tuple(
                duty.item_pattern
                for duty in duties()
                if (duty.tier, duty.unit_kind) == (unit.tier, unit.kind)
            ),
        )
        for key, unit in enumerate(demo_units(), 1)
    ]
    codes = [area.code for area in demo_areas() if area.code.startswith(DISTRICT)]
    items = {item.code: item.default_tier for item in demo_items()}
    assert flaws(units, items, Territory(DISTRICT, codes, SCHEME)) == ()
    # One committee less, and it shows.
    committee = next(unit for unit in units if unit.tier == 2)
    units.remove(committee)
    (found,) = flaws(units, items, Territory(DISTRICT, codes, SCHEME))
    assert (found.flaw, found.tier, found.areas) == (Flaw.GAP, 2, (committee.area_code,))
    assert found.every_item


def test_an_item_that_nobody_answers_for_is_a_gap_at_its_tier_and_above() -> None:
    centres = [replace(u, patterns=("D", "E01", "S")) if u.tier == 3 else u for u in whole()]
    assert flaws(centres) == (gap(3, "E0201", DISTRICT),)
    nobody = [replace(u, patterns=("D", "E01", "S")) for u in whole()]
    assert flaws(nobody) == (gap(3, "E0201", DISTRICT), gap(4, "E0201 P0101", DISTRICT))


def test_below_its_tier_an_item_needs_nobody() -> None:
    committees = [replace(u, patterns=("D", "E0101", "S")) if u.tier == 2 else u for u in whole()]
    assert flaws(committees) == ()


def test_items_and_areas_are_folded_where_nothing_else_begins_so() -> None:
    centres = [replace(u, patterns=("D", "P", "S")) if u.tier == 3 else u for u in whole()]
    assert flaws(centres) == (gap(3, "E", DISTRICT),)
    half = [u for u in whole() if not (u.tier == 2 and u.area_code.startswith(STREETS[0]))]
    assert flaws(half) == (gap(2, "D0101 E0101 S0001", STREETS[0], every=True),)
    one = [u for u in whole() if u.code != f"C{COMMUNITIES[4]}"]
    assert flaws(one) == (gap(2, "D0101 E0101 S0001", COMMUNITIES[4], every=True),)


def test_one_code_alone_is_said_in_full() -> None:
    bureau = [replace(u, patterns=("D", "E", "S")) if u.tier == 4 else u for u in whole()]
    assert flaws(bureau) == (gap(4, "P0101", DISTRICT),)


def test_a_tier_without_any_unit_is_one_gap() -> None:
    without = [u for u in whole() if u.tier != 3]
    assert flaws(without) == (gap(3, "D0101 E S0001", DISTRICT, every=True),)


def test_a_street_without_communities_stands_for_itself() -> None:
    codes = (*TERRITORY.codes, "330108003")
    extra = [*whole(), unit("S330108003", 3, "330108003", *EVERYTHING)]
    assert flaws(extra, territory=Territory(DISTRICT, codes, SCHEME)) == (
        gap(2, "D0101 E0101 S0001", "330108003", every=True),
    )


def test_two_units_with_one_line_in_one_area_overlap() -> None:
    rival = unit("A", 3, STREETS[1], "E01")
    centre = [replace(u, patterns=("D", "E01", "E02", "S")) if u.tier == 3 else u for u in whole()]
    assert flaws([*centre, rival]) == (
        Finding(
            Flaw.OVERLAP,
            3,
            ("E01",),
            every_item=False,
            areas=(STREETS[1],),
            units=("A", "S330108002"),
        ),
    )


def test_a_more_exact_line_or_a_smaller_area_is_no_overlap() -> None:
    exact = unit("A", 3, STREETS[1], "E0101", "E0102")
    smaller = unit("Z", 3, COMMUNITIES[0], *EVERYTHING)
    assert flaws([*whole(), exact, smaller]) == ()


def test_a_unit_of_a_smaller_area_can_fill_a_gap_there_only() -> None:
    centres = [replace(u, patterns=("D", "E01", "S")) if u.tier == 3 else u for u in whole()]
    filler = unit("F", 3, COMMUNITIES[0], "E02")
    assert flaws([*centres, filler]) == (
        gap(3, "E0201", f"{COMMUNITIES[1]} {COMMUNITIES[2]} {STREETS[1]}"),
    )


def test_a_jurisdiction_looks_at_itself_and_at_who_answers_above() -> None:
    street = Territory(STREETS[0], (STREETS[0], *COMMUNITIES[:3]), SCHEME)
    without = [u for u in whole() if u.tier != 4 and u.code != f"C{COMMUNITIES[4]}"]
    assert flaws(without, territory=street) == (
        gap(4, "D0101 E P0101 S0001", STREETS[0], every=True),
    )
    elsewhere = [u for u in whole() if u.code != f"C{COMMUNITIES[4]}"]
    assert flaws(elsewhere, territory=street) == ()


def test_no_item_has_no_gap() -> None:
    assert flaws([], {}) == ()


_PATTERNS = st.sampled_from(("D", "E", "E0", "E01", "E0101", "E02", "P", "P0101", "S", "X"))
_UNITS = st.lists(
    st.tuples(
        st.sampled_from((2, 3, 4)),
        st.sampled_from((DISTRICT, *STREETS, *COMMUNITIES)),
        st.sets(_PATTERNS, max_size=4),
    ),
    max_size=14,
)


@given(_UNITS)
def test_what_is_found_is_what_asking_everywhere_finds(
    drawn: list[tuple[int, str, set[str]]],
) -> None:
    units = [
        unit(f"U{nth:02}", tier, area, *sorted(patterns))
        for nth, (tier, area, patterns) in enumerate(drawn)
    ]
    by_code = {u.code: u for u in units}
    listed = ResponsibilityList(by_code, {})
    found = flaws(units)
    for tier in (2, 3, 4):
        for item, default in ITEMS.items():
            for community in COMMUNITIES:
                answers = tuple(line.unit.code for line in listed.best(item, tier, community))
                told = [
                    finding.units
                    for finding in found
                    if finding.tier == tier
                    and item.startswith(finding.items)
                    and community.startswith(finding.areas)
                    and default <= tier
                ]
                wrong = default <= tier and len(answers) != 1
                assert told == ([answers] if wrong else [])
