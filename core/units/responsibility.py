"""Which unit answers for an item in an area (权责清单)."""

from collections.abc import Iterable, Mapping
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

    def answers_at(self, tier: int, area_code: str) -> bool:
        """Say whether it answers at ``tier`` in ``area_code``, whatever the item."""
        return self.tier == tier and holds(self.area_code, area_code)

    def line_for(self, item_code: str) -> str:
        """Return its most exact pattern for an item, "" when it has none."""
        fitting = (pattern for pattern in self.patterns if item_code.startswith(pattern))
        return max(fitting, key=len, default="")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the responsibility list: a unit and the pattern it answers for."""

    unit: AnsweringUnit
    pattern: str


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

    def best(self, item_code: str, tier: int, area_code: str) -> tuple[Line, ...]:
        """Return the lines that name who answers; none is a gap, more than one an overlap.

        The most exact pattern wins, then the smallest area; what is equal in both comes in
        the order of the units' codes.
        """
        here = (unit for unit in self.by_code.values() if unit.answers_at(tier, area_code))
        return best_of(here, item_code)


def best_of(units: Iterable[AnsweringUnit], item_code: str) -> tuple[Line, ...]:
    """Return the lines by which one of ``units`` answers for an item, as `ResponsibilityList.best`.

    All units must answer at one tier and in one area.
    """
    found: list[Line] = []
    highest = (0, 0)
    for unit in units:
        pattern = unit.line_for(item_code)
        if not pattern:
            continue
        rank = (len(pattern), len(unit.area_code))
        if rank > highest:
            found, highest = [], rank
        if rank == highest:
            found.append(Line(unit, pattern))
    return tuple(sorted(found, key=lambda line: line.unit.code))


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
