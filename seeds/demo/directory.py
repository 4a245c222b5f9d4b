"""Who is where in the demo: grids and their gridders, units and desks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from seeds.demo.people import OPERATORS, staff
from seeds.demo.places import GRID, MICROGRID, SEED, areas
from seeds.demo.units import UnitSeed, units
from seeds.standard.duties import answering_kind

DISTRICT_DESK: Final = "zhangmin"
"""Who watches over the district, over tier 4 and over the streets at night."""
SUPERVISOR: Final = "wangqiang"

_BUSY_AS: Final = 350
"""A park or a school has no residents and is as busy as a grid with so many."""
_DISTRICT_TIER: Final = 4
_POST_WEIGHTS: Final = {"part_time": 2, "full_time": 9, "leader": 2, "guide": 1}
"""How much of what a grid reports each holder of a post reports."""


@dataclass(frozen=True, slots=True)
class GridSeat:
    """A grid with the people who report from it; ``gridder`` is the full-time one."""

    code: str
    gridder: str
    reporters: tuple[str, ...]
    weights: tuple[int, ...]
    microgrids: tuple[str, ...]


class Directory:
    """Finds grids, units and desks."""

    def __init__(self, seed: int) -> None:
        self._seats: list[GridSeat] = []
        self._running: list[int] = []
        self._by_place = {(unit.kind, unit.area_code): unit for unit in units()}
        self._fill(seed)

    def pick_grid(self, rng: Random) -> GridSeat:
        """Draw a grid by how many live there."""
        return rng.choices(self._seats, cum_weights=self._running)[0]

    def grid(self, code: str) -> GridSeat | None:
        """Return the grid that is or holds the area ``code``; ``None`` for a wider area."""
        return next((seat for seat in self._seats if code.startswith(seat.code)), None)

    def unit_for(self, item_code: str, tier: int, area_code: str) -> str | None:
        """Return the unit that answers for the item at ``tier``, ``None`` if none does."""
        kind = answering_kind(item_code, tier)
        if kind is None:
            return None
        for length in (12, 9, 6):
            unit = self._by_place.get((kind, area_code[:length]))
            if unit and unit.tier == tier:
                return unit.code
        return None

    def other_units(self, unit_code: str, area_code: str) -> tuple[str, ...]:
        """Return the other units of the tier and platform that answer in the area."""
        own = _units_by_code()[unit_code]
        return tuple(
            unit.code
            for unit in units()
            if unit.tier == own.tier
            and unit.platform == own.platform
            and unit.code != unit_code
            and area_code.startswith(unit.area_code)
        )

    def desk(self, area_code: str, tier: int) -> str:
        """Return the dispatcher of the street, or of the district for what the street may not."""
        if tier >= _DISTRICT_TIER:
            return DISTRICT_DESK
        return _street_desks().get(area_code[:9], DISTRICT_DESK)

    def _fill(self, seed: int) -> None:
        people = _people_of_grids(seed)
        parts: dict[str, list[str]] = {}
        for area in areas(seed):
            if area.level == MICROGRID:
                parts.setdefault(area.code[:15], []).append(area.code)
        total = 0
        for area in areas(seed):
            if area.level != GRID:
                continue
            here = people[area.code]
            total += area.residents or _BUSY_AS
            self._running.append(total)
            self._seats.append(
                GridSeat(
                    code=area.code,
                    gridder=next(number for number, post in here if post == "full_time"),
                    reporters=tuple(number for number, _ in here),
                    weights=tuple(_POST_WEIGHTS[post] for _, post in here),
                    microgrids=tuple(parts.get(area.code, ())),
                )
            )


@cache
def directory(seed: int = SEED) -> Directory:
    """Return the directory of the demo that ``seed`` makes."""
    return Directory(seed)


def _people_of_grids(seed: int) -> Mapping[str, list[tuple[str, str]]]:
    people: dict[str, list[tuple[str, str]]] = {}
    for person in staff(seed):
        for posting in person.postings:
            if posting.valid_to is None:
                people.setdefault(posting.area_code, []).append((person.number, posting.post))
    return people


@cache
def _units_by_code() -> Mapping[str, UnitSeed]:
    return {unit.code: unit for unit in units()}


@cache
def _street_desks() -> Mapping[str, str]:
    return {
        operator.area_code: operator.login
        for operator in OPERATORS
        if operator.role == "dispatcher" and len(operator.area_code) == 9  # noqa: PLR2004
    }
