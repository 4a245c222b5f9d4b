"""The grids of a jurisdiction held against the rules of their division and staffing."""

from collections import Counter
from datetime import date
from typing import Final

from sqlalchemy import select

from core.areas.codes import Level, holds
from core.kernel.settings import DIVISION
from core.operators.jurisdiction import Scope
from core.staff.division import (
    Breach,
    DividedArea,
    breaches_of_grids,
    breaches_of_staff,
    grids_shared,
    parse_severities,
)
from core.staff.models import Post
from storage.database import Database
from storage.readers.operators import read_settings
from storage.readers.places import narrower
from storage.readers.tables import AREAS, COVERS, POSTINGS

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

    def staff(self, today: date) -> list[Breach]:
        """Return what breaks the rules of staffing on a day; who stands in then is known."""
        p, c = POSTINGS.c, COVERS.c
        held_now = select(p.staff_id, p.area_code, p.post).where(p.valid_to.is_(None))
        then = select(c.staff_id, c.area_code, c.post).where(
            c.first_on <= today, c.last_on >= today
        )
        with self._database.reading() as connection:
            posts = [row for row in connection.execute(held_now) if self._sees(row.area_code)]
            covers = connection.execute(then).all()
        held = Counter((row.area_code, row.post) for row in posts)
        for row in covers:
            held[row.area_code, row.post] = held[row.area_code, row.post] or 1
        areas = self._areas()
        grids = {area.code for area in areas if area.level == Level.GRID}
        full_time = (
            (row.staff_id, row.area_code)
            for row in posts
            if row.post == Post.FULL_TIME and row.area_code in grids
        )
        shared = grids_shared(full_time, {(row.staff_id, row.area_code) for row in covers})
        return breaches_of_staff(areas, held, self._severities, shared)

    def _sees(self, code: str) -> bool:
        return self._top is not None and holds(self._top, code)

    def _areas(self) -> list[DividedArea]:
        if self._top is None:
            return []
        wanted = select(*(AREAS.c[name] for name in DividedArea._fields)).where(
            _NOW, AREAS.c.code.startswith(self._top, autoescape=True)
        )
        with self._database.reading() as connection:
            return [DividedArea(*row) for row in connection.execute(wanted)]
