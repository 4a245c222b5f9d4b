"""Grids of a wrong size, communities without grids, posts that are vacant or held twice."""

from typing import Any

import pytest

from core.kernel.errors import Invalid
from core.kernel.settings import DEFAULTS, DIVISION
from core.staff.division import (
    Breach,
    DividedArea,
    DivisionRule,
    Severity,
    breaches_of_grids,
    breaches_of_staff,
    parse_severities,
)

COMMUNITY = "330108001001"
GRID = "330108001001001"
ALL = dict.fromkeys(DivisionRule, Severity.ERROR)


def grid(code: str = GRID, **more: Any) -> DividedArea:
    plain: dict[str, Any] = {"kind": "comprehensive", "households": 400, "residents": 900}
    return DividedArea(code=code, name="第一网格", level=6, parent_code=code[:12], **plain | more)


def told(breaches: list[Breach]) -> list[tuple[str, str, int | None]]:
    return [(breach.area_code, str(breach.rule), breach.value) for breach in breaches]


@pytest.mark.parametrize(
    ("size", "broken"),
    (
        ({"households": 300, "residents": 1000}, []),
        ({"households": 500}, []),
        ({"households": 299}, [(GRID, "households", 299)]),
        ({"households": 501}, [(GRID, "households", 501)]),
        ({"residents": 1001}, [(GRID, "residents", 1001)]),
        ({"residents": None, "households": 400}, [(GRID, "residents", None)]),
        ({"kind": "dedicated", "households": 0, "residents": 9000}, []),
    ),
)
def test_a_comprehensive_grid_has_a_size(
    size: dict[str, Any], broken: list[tuple[str, str, int | None]]
) -> None:
    assert told(breaches_of_grids([grid(**size)], ALL)) == broken


def test_a_community_without_grids_is_not_covered() -> None:
    community = DividedArea(COMMUNITY, "西陵社区", 5, "330108001", None, None, None)
    empty = community._replace(code="330108001002", name="水电社区")
    assert told(breaches_of_grids([grid(), empty, community], ALL)) == [
        ("330108001002", "coverage", 0)
    ]


def test_each_post_of_a_comprehensive_grid_is_held_by_one() -> None:
    other = grid("330108001001002")
    park = grid("330108001001003", kind="dedicated")
    held = {(GRID, post): 1 for post in ("leader", "guide", "full_time")}
    held |= {(other.code, "leader"): 2, (other.code, "guide"): 1, (other.code, "part_time"): 9}
    assert told(breaches_of_staff([park, other, grid()], held, ALL)) == [
        (other.code, "leader", 2),
        (other.code, "full_time", 0),
    ]


def test_a_district_decides_how_grave_a_breach_is() -> None:
    severities = parse_severities("households=off residents=warning")
    assert breaches_of_grids([grid(households=1, residents=2000)], severities) == [
        Breach(DivisionRule.RESIDENTS, Severity.WARNING, GRID, "第一网格", 2000)
    ]


def test_the_default_names_every_rule() -> None:
    assert set(parse_severities(DEFAULTS[DIVISION])) == set(DivisionRule)


@pytest.mark.parametrize("text", ("households", "households=deadly", "size=error"))
def test_a_setting_that_is_not_understood_is_told(text: str) -> None:
    with pytest.raises(Invalid, match=r"^The setting division_rules is not understood: "):
        parse_severities(text)
