"""The rules by which a district is divided into grids and each grid is staffed (1+1+1+X).

A comprehensive grid has 300 to 500 households or no more than 1,000 residents, every community
is divided into grids, and each comprehensive grid has one leader, one guide and one full-time
gridder (杭州市滨江区基层治理四平台: 网格长、网格指导员、专职网格员). How grave a breach is
stands in the setting `core.kernel.settings.DIVISION`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from core.areas.codes import Level
from core.areas.models import GridKind
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.staff.models import Post

FEWEST_HOUSEHOLDS: Final = 300
MOST_HOUSEHOLDS: Final = 500
MOST_RESIDENTS: Final = 1000


class DivisionRule(StrEnum):
    """What a grid or a community must fulfil."""

    HOUSEHOLDS = "households"
    RESIDENTS = "residents"
    COVERAGE = "coverage"
    LEADER = "leader"
    GUIDE = "guide"
    FULL_TIME = "full_time"
    ONE_GRID = "one_grid"


class Severity(StrEnum):
    """How grave a breach of a rule is; what is ``off`` is not looked at."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


_POSTS: Final = {
    DivisionRule.LEADER: Post.LEADER,
    DivisionRule.GUIDE: Post.GUIDE,
    DivisionRule.FULL_TIME: Post.FULL_TIME,
}


class DividedArea(NamedTuple):
    """An area of today."""

    code: str
    name: str
    level: int
    parent_code: str | None
    kind: str | None
    households: int | None
    residents: int | None


class Breach(NamedTuple):
    """An area that breaks a rule; ``value`` is what it has, ``None`` where that is not known."""

    rule: DivisionRule
    severity: Severity
    area_code: str
    area_name: str
    value: int | None


def parse_severities(text: str) -> dict[DivisionRule, Severity]:
    """Return how grave a breach of each rule is, from ``households=warning residents=error …``.

    Raises:
        Invalid: a word of it is no rule or no severity.
    """
    try:
        pairs = (word.split("=") for word in text.split())
        return {DivisionRule(rule): Severity(severity) for rule, severity in pairs}
    except ValueError as error:
        raise Invalid(
            N_("The setting division_rules is not understood: %(text)s."),
            field="division_rules",
            text=text,
        ) from error


def breaches_of_grids(
    areas: Iterable[DividedArea], severities: Mapping[DivisionRule, Severity]
) -> list[Breach]:
    """Return the grids that are of a wrong size and the communities without grids, by code."""
    known = list(areas)
    parents = {area.parent_code for area in known if area.level == Level.GRID}
    found = [(rule, area, value) for area in known for rule, value in _flaws_of_size(area, parents)]
    return _judged(found, severities)


def _flaws_of_size(
    area: DividedArea, parents: set[str | None]
) -> Iterator[tuple[DivisionRule, int | None]]:
    if area.level == Level.COMMUNITY and area.code not in parents:
        yield DivisionRule.COVERAGE, 0
    if area.level != Level.GRID or area.kind != GridKind.COMPREHENSIVE:
        return
    if area.residents is None or area.residents > MOST_RESIDENTS:
        yield DivisionRule.RESIDENTS, area.residents
    if area.households is None or not FEWEST_HOUSEHOLDS <= area.households <= MOST_HOUSEHOLDS:
        yield DivisionRule.HOUSEHOLDS, area.households


def breaches_of_staff(
    areas: Iterable[DividedArea],
    held: Mapping[tuple[str, str], int],
    severities: Mapping[DivisionRule, Severity],
    shared: Mapping[str, int] = MappingProxyType({}),
) -> list[Breach]:
    """Return the comprehensive grids where a post is vacant or held by several, by code.

    Args:
        areas: the areas of today.
        held: how many people hold a post, by the code of the area and the post; who stands in
            at a vacant post counts as holding it.
        severities: how grave a breach is.
        shared: by the code of a grid whose full-time gridder has others besides, without
            standing in there, how many grids they have.
    """
    known = list(areas)
    found: list[tuple[DivisionRule, DividedArea, int | None]] = [
        (rule, area, held.get((area.code, post), 0))
        for area in known
        if area.level == Level.GRID and area.kind == GridKind.COMPREHENSIVE
        for rule, post in _POSTS.items()
        if held.get((area.code, post), 0) != 1
    ]
    found += [
        (DivisionRule.ONE_GRID, area, shared[area.code]) for area in known if area.code in shared
    ]
    return _judged(found, severities)


def grids_shared(
    posts: Iterable[tuple[int, str]], covered: Container[tuple[int, str]]
) -> dict[str, int]:
    """Return the grids whose full-time gridder has others, too, and how many in all.

    Args:
        posts: full-time posts in grids: the person and the code of the grid.
        covered: where a person stands in, in the same form; that is no grid of their own.
    """
    grids: dict[int, set[str]] = {}
    for person, code in posts:
        if (person, code) not in covered:
            grids.setdefault(person, set()).add(code)
    several = [codes for codes in grids.values() if len(codes) > 1]
    return {code: len(codes) for codes in several for code in codes}


def _judged(
    found: Iterable[tuple[DivisionRule, DividedArea, int | None]],
    severities: Mapping[DivisionRule, Severity],
) -> list[Breach]:
    return [
        Breach(rule, severity, area.code, area.name, value)
        for rule, area, value in sorted(found, key=lambda one: one[1].code)
        if (severity := severities.get(rule, Severity.OFF)) is not Severity.OFF
    ]
