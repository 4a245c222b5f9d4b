"""The grids of a jurisdiction held against the rules of their division and staffing."""

from typing import Final

from sqlalchemy import func, select

from core.kernel.settings import DIVISION
from core.operators.jurisdiction import Scope
from core.staff.division import (
    Breach,
    DividedArea,
    breaches_of_grids,
    breaches_of_staff,
    parse_severities,
)
from storage.database import Database
from storage.readers.operators import read_settings
from storage.readers.places import narrower
from storage.readers.tables import AREAS, POSTINGS

_NOW: Final = AREAS.c.valid_to.is_(None)


class DivisionReader:
    """Looks for areas of a jurisdiction that break the rules."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._top = narrower(scope.district_code, scope.area_code)
        self._severities = parse_severities(read_settings(database)[DIVISION])

    def grids(self) -> list[Breach]:
        """Return what breaks the rules of size and coverage."""
        return breaches_of_grids(self._areas(), self._severities)

    def staff(self) -> list[Breach]:
        """Return what breaks the rules of staffing."""
        counted = (
            select(POSTINGS.c.area_code, POSTINGS.c.post, func.count())
            .where(POSTINGS.c.valid_to.is_(None))
            .group_by(POSTINGS.c.area_code, POSTINGS.c.post)
        )
        with self._database.reading() as connection:
            held = {(area, post): count for area, post, count in connection.execute(counted)}
        return breaches_of_staff(self._areas(), held, self._severities)

    def _areas(self) -> list[DividedArea]:
        if self._top is None:
            return []
        wanted = select(*(AREAS.c[name] for name in DividedArea._fields)).where(
            _NOW, AREAS.c.code.startswith(self._top, autoescape=True)
        )
        with self._database.reading() as connection:
            return [DividedArea(*row) for row in connection.execute(wanted)]
