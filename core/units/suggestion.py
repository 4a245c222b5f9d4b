"""What filing suggests: tier, unit and limit, each with the reason.

Who answers is said by the responsibility list, unless a supervisor has ruled on the same item
at the same tier before: a ruling goes before the list wherever the unit it named answers. Of
several rulings the nearest counts, then the newest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.areas.codes import CodeScheme, Level
from core.catalogue.admission import AdmittedItem
from core.deadlines.limits import Limit
from core.deadlines.policy import Policy
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.units.responsibility import AnsweringUnit, ResponsibilityList

FIRST_UNIT_TIER: Final = 2
"""The lowest tier at which units answer; below it gridders do."""


class Why(StrEnum):
    """What a suggestion rests on."""

    CHOSEN = "chosen"
    """The dispatcher named it."""
    ITEM = "item"
    """The admission list says it of the item: its tier, the limit of its condition."""
    TIER = "tier"
    """The item says nothing, and the tier's own limit holds."""
    RULE = "rule"
    """A line of the responsibility list."""
    PRECEDENT = "precedent"
    """Rulings on earlier cases."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """An earlier decision of who answers for an item; ``number`` is the case it was made on."""

    number: str
    tier: int
    area_code: str
    unit_id: int
    ruled_at: datetime


@dataclass(frozen=True, slots=True)
class SuggestedUnit:
    """A unit that may answer, and why.

    ``pattern`` is the line of the list that names it; ``precedents`` are the numbers of the
    cases it was ruled on, nearest and newest first. A unit can have both.
    """

    code: str
    name: str
    why: Why
    pattern: str | None
    precedents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What filing would set, and on what grounds.

    ``units`` are those that may answer, best first: more than one where a ruling and the list
    differ, or where two lines of the list are equally exact. ``condition`` is the filing
    condition whose limit it is, ``None`` where the tier's holds.
    """

    item_code: str
    tier: int
    tier_why: Why
    units: tuple[SuggestedUnit, ...]
    limit: Limit
    target: Limit | None
    limit_why: Why
    condition: int | None

    @property
    def unit(self) -> SuggestedUnit | None:
        """The unit that is suggested first."""
        return self.units[0] if self.units else None

    @property
    def gap(self) -> bool:
        """Whether nobody answers though somebody should; at tier 1 gridders do."""
        return self.tier >= FIRST_UNIT_TIER and not self.units


@dataclass(frozen=True, slots=True)
class Question:
    """What a suggestion is asked for; ``tier`` and ``condition`` where they are chosen already."""

    item: AdmittedItem
    area_code: str
    tier: int | None = None
    condition: int | None = None


def suggest(
    question: Question,
    policy: Policy,
    responsibility: ResponsibilityList,
    rulings: Iterable[Ruling],
    scheme: CodeScheme,
) -> Suggestion:
    """Suggest tier, unit and limit for a case of an item in an area.

    Args:
        question: the item and where the matter is.
        policy: the limits of the tiers.
        responsibility: the units of today.
        rulings: earlier decisions on this item; others must have been left out.
        scheme: how near two areas are.

    Raises:
        Invalid: the tier or the filing condition is unknown.
    """
    item = question.item
    tier = item.default_tier if question.tier is None else question.tier
    rule = policy.tiers.get(tier)
    if rule is None:
        raise Invalid(N_("There is no tier %(tier)s."), field="tier", tier=tier)
    condition, own = item.limit_of(question.condition)
    return Suggestion(
        item_code=item.code,
        tier=tier,
        tier_why=Why.ITEM if tier == item.default_tier else Why.CHOSEN,
        units=suggest_units(
            responsibility, rulings, item.code, tier, Place(question.area_code, scheme)
        ),
        limit=own or rule.due,
        target=None if own else rule.target,
        limit_why=Why.ITEM if own else Why.TIER,
        condition=condition,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """An area, and how near others are to it."""

    area_code: str
    scheme: CodeScheme

    def nearness(self, area_code: str) -> int:
        """Return the deepest level at which both lie in one area, 0 if there is none."""
        shared = 0
        for level in Level:
            here = self.scheme.ancestor(self.area_code, level)
            if not here or here != self.scheme.ancestor(area_code, level):
                break
            shared = level.value
        return shared


def suggest_units(
    responsibility: ResponsibilityList,
    rulings: Iterable[Ruling],
    item_code: str,
    tier: int,
    place: Place,
) -> tuple[SuggestedUnit, ...]:
    """Return who may answer for an item at ``tier`` in a place, best first."""
    if tier < FIRST_UNIT_TIER:
        return ()
    lines = responsibility.best(item_code, tier, place.area_code)
    patterns = {line.unit.code: line.pattern for line in lines}
    ruled: dict[str, tuple[AnsweringUnit, list[str]]] = {}
    for ruling in sorted(
        rulings, key=lambda made: (place.nearness(made.area_code), made.ruled_at), reverse=True
    ):
        unit = responsibility.by_id.get(ruling.unit_id)
        if ruling.tier == tier and unit and unit.answers_at(tier, place.area_code):
            ruled.setdefault(unit.code, (unit, []))[1].append(ruling.number)
    return (
        *(
            SuggestedUnit(code, unit.name, Why.PRECEDENT, patterns.get(code), tuple(numbers))
            for code, (unit, numbers) in ruled.items()
        ),
        *(
            SuggestedUnit(line.unit.code, line.unit.name, Why.RULE, line.pattern, ())
            for line in lines
            if line.unit.code not in ruled
        ),
    )
