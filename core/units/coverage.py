"""Gaps and overlaps of the responsibility list: where nobody answers, or several do.

Every item of the admission list must have exactly one unit at its tier and at each tier above,
wherever it happens: cases are filed at the item's tier and escalated from there. Tier 1 is the
gridders' and needs no unit.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.areas.codes import CodeScheme, Level, holds
from core.units.responsibility import AnsweringUnit, best_of
from core.units.suggestion import FIRST_UNIT_TIER


class Flaw(StrEnum):
    """What is wrong with a part of the list."""

    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of the list that is wrong in one way, said as shortly as can be.

    ``items`` are codes, or beginnings of codes that stand for all items that begin so; with
    ``every_item`` they are all that the tier may have to answer for. ``areas`` are codes
    likewise, an area for everything in it. ``units`` are the codes of those between which an
    overlap leaves open who answers; a gap has none.
    """

    flaw: Flaw
    tier: int
    items: tuple[str, ...]
    every_item: bool
    areas: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """Where somebody must answer: ``codes`` are the areas of today in ``top`` and ``top``."""

    top: str
    codes: Collection[str]
    scheme: CodeScheme

    def parts(self, level: Level) -> list[str]:
        """Return the areas of ``level``, and those above it that are not divided so far.

        They leave nothing out: a street without communities stands for itself.
        """
        length = max(self.scheme.lengths[level - 1], len(self.top))
        wide_enough = [code for code in self.codes if len(code) <= length]
        divided = {
            code[:shorter]
            for code in wide_enough
            for shorter in self.scheme.lengths
            if shorter < len(code)
        }
        return sorted(code for code in wide_enough if code not in divided)


def find_flaws(
    units: Iterable[AnsweringUnit],
    items: Mapping[str, int],
    tiers: Iterable[int],
    territory: Territory,
) -> tuple[Finding, ...]:
    """Return every gap and overlap, lowest tier first.

    Each item is looked at in every area of the level at which the units of a tier lie; where
    they lie at several, of the deepest.

    Args:
        units: the units of today, those elsewhere too: they show at which level a tier's lie.
        items: the default tier of every item that is valid today, by code.
        tiers: the tiers there are.
        territory: where somebody must answer.
    """
    top = territory.top
    known = list(units)
    found: list[Finding] = []
    for tier in sorted(tier for tier in tiers if tier >= FIRST_UNIT_TIER):
        own = [unit for unit in known if unit.tier == tier]
        due = sorted(code for code, default in items.items() if default <= tier)
        parts = territory.parts(_deepest(own, territory.scheme))
        for (wrong, areas), codes in _gathered(_judged(own, due, parts)).items():
            found.append(
                Finding(
                    flaw=Flaw.OVERLAP if wrong else Flaw.GAP,
                    tier=tier,
                    items=_folded(codes, items, range(1, max(map(len, codes)))),
                    every_item=len(codes) == len(due),
                    areas=_folded(
                        areas, parts, [n for n in territory.scheme.lengths if n >= len(top)]
                    ),
                    units=wrong,
                )
            )
    return tuple(found)


def _deepest(units: Iterable[AnsweringUnit], scheme: CodeScheme) -> Level:
    """Return the deepest level at which ``units`` lie, the highest of all if there are none."""
    lengths = {len(unit.area_code) for unit in units}
    levels = [level for level in Level if scheme.lengths[level - 1] in lengths]
    return max(levels, default=Level.PROVINCE)


_Wrong = tuple[str, ...]
"""The units that answer where it should be exactly one: none, or several."""


def _judged(
    units: Sequence[AnsweringUnit], items: Sequence[str], areas: Iterable[str]
) -> dict[tuple[_Wrong, str], list[str]]:
    """Return the areas in which an item fares wrong, by how it does and by item."""
    judged: dict[tuple[str, ...], list[tuple[_Wrong, str]]] = {}
    flaws: dict[tuple[_Wrong, str], list[str]] = {}
    for area in areas:
        here = [unit for unit in units if holds(unit.area_code, area)]
        # Most areas have the same units; they need no second look.
        who = tuple(unit.code for unit in here)
        if who not in judged:
            answers = (
                (tuple(line.unit.code for line in best_of(here, item)), item) for item in items
            )
            judged[who] = [(wrong, item) for wrong, item in answers if len(wrong) != 1]
        for flaw in judged[who]:
            flaws.setdefault(flaw, []).append(area)
    return flaws


def _gathered(
    flaws: Mapping[tuple[_Wrong, str], Sequence[str]],
) -> dict[tuple[_Wrong, tuple[str, ...]], list[str]]:
    """Return the items that fare wrong alike and in the same areas."""
    gathered: dict[tuple[_Wrong, tuple[str, ...]], list[str]] = {}
    for (wrong, item), areas in flaws.items():
        gathered.setdefault((wrong, tuple(areas)), []).append(item)
    return gathered


def _folded(
    codes: Collection[str], everything: Iterable[str], lengths: Iterable[int]
) -> tuple[str, ...]:
    """Say a beginning instead of codes when it stands for several, and for these alone."""
    left = set(everything) - set(codes)
    folded: dict[str, None] = {}
    shortest_first = sorted(lengths)
    for code in sorted(codes):
        beginnings = (code[:length] for length in shortest_first if length < len(code))
        said = next(
            (
                beginning
                for beginning in beginnings
                if not any(other.startswith(beginning) for other in left)
                and sum(other.startswith(beginning) for other in codes) > 1
            ),
            code,
        )
        folded[said] = None
    return tuple(folded)
