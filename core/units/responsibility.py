"""Which unit answers for an item in an area (权责清单)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from core.areas.codes import holds
from core.kernel.errors import NotFound
from core.kernel.words import N_
from core.units.models import Duty, Unit


@dataclass(frozen=True, slots=True)
class AnsweringUnit:
    """One unit of today and the item patterns it answers for."""

    id: int
    code: str
    name: str
    tier: int
    area_code: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResponsibilityList:
    """Every unit of today, by code and by id."""

    by_code: Mapping[str, AnsweringUnit]
    by_id: Mapping[int, AnsweringUnit]

    def find(self, code: str) -> AnsweringUnit:
        """Return the unit of ``code``.

        Raises:
            NotFound: when there is none today.
        """
        unit = self.by_code.get(code)
        if unit is None:
            raise NotFound(N_("There is no unit %(unit)s today."), unit=code)
        return unit

    def suggest(self, item_code: str, tier: int, area_code: str) -> AnsweringUnit | None:
        """Return the unit that answers for ``item_code`` at ``tier`` in ``area_code``.

        The most exact pattern wins, then the smallest area; ``None`` is a gap in the list.
        """
        best: AnsweringUnit | None = None
        best_rank = (0, 0)
        for unit in self.by_code.values():
            if unit.tier != tier or not holds(unit.area_code, area_code):
                continue
            exactness = max(
                (len(pattern) for pattern in unit.patterns if item_code.startswith(pattern)),
                default=0,
            )
            rank = (exactness, len(unit.area_code))
            if exactness and rank > best_rank:
                best, best_rank = unit, rank
        return best


def load_responsibility_list(session: Session) -> ResponsibilityList:
    """Read all units of today with their duties."""
    patterns: dict[int, list[str]] = {}
    for duty in session.exec(select(Duty)):
        patterns.setdefault(duty.unit_id, []).append(duty.item_pattern)
    rows = session.exec(select(Unit).where(Unit.valid_to == None))  # noqa: E711  SQL's IS NULL
    units = [
        AnsweringUnit(
            row.id or 0,
            row.code,
            row.name,
            row.tier,
            row.area_code,
            tuple(patterns.get(row.id or 0, ())),
        )
        for row in rows
    ]
    return ResponsibilityList({u.code: u for u in units}, {u.id: u for u in units})
