"""The lineage of areas: what a code was called, what became of it, where it came from."""

from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from core.areas.rows import AreaLife, AreaRow, LineageStep
from core.kernel.errors import NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.conditions import storable
from storage.readers.operators import read_settings
from storage.readers.places import inside, narrower
from storage.readers.registry import AREA_COLUMNS
from storage.readers.tables import AREAS, CASES, SUCCESSIONS

_COUNT: Final = func.count()


class LineageReader:
    """Reads what areas of a jurisdiction were, also those that have ended."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._district = scope.district_code
        self._top = narrower(scope.district_code, scope.area_code)

    def of(self, code: str) -> AreaLife:
        """Return everything that is known of a code.

        Raises:
            NotFound: no area of the jurisdiction ever had it.
        """
        with self._database.reading() as connection:
            spans = self._spans(connection, code)
            return AreaLife(spans, self._steps(connection, code), *self._cases(connection, code))

    def known(self, code: str) -> str:
        """Return ``code`` if an area of the jurisdiction has it, or ever had it.

        Raises:
            NotFound: none ever had.
        """
        with self._database.reading() as connection:
            return self._spans(connection, code)[-1].code

    def version(self) -> int:
        """Return the version of the registers, on which a change of them may be decided."""
        return int(read_settings(self._database)["reference_version"])

    def _sees(self, code: str | None) -> bool:
        if self._top is None or code is None or not storable(code):
            return False
        return narrower(self._top, code) == code

    def _spans(self, connection: Connection, code: str) -> tuple[AreaRow, ...]:
        a = AREAS.c
        rows: Any = ()
        if self._sees(code):
            statement = select(*AREA_COLUMNS).where(a.code == code).order_by(a.valid_from, a.id)
            rows = connection.execute(statement)
        spans = tuple(AreaRow(*row) for row in rows)
        if not spans:
            raise NotFound(
                N_("No area of your jurisdiction ever had the code %(area)s."), area=code
            )
        return spans

    def _steps(self, connection: Connection, code: str) -> tuple[LineageStep, ...]:
        """Return what led to a code and from it; what lies outside is not named."""
        s = SUCCESSIONS.c
        statement = select(s.change, s.from_code, s.to_code, s.at, s.operator).where(
            or_(s.from_code == code, s.to_code == code)
        )
        return tuple(
            LineageStep(
                row.change,
                row.from_code if self._sees(row.from_code) else None,
                row.to_code if self._sees(row.to_code) else None,
                row.at,
                row.operator,
            )
            for row in connection.execute(statement.order_by(s.id))
        )

    def _cases(self, connection: Connection, code: str) -> tuple[int, int]:
        """Count the open and the ended cases that lie in an area and below it."""
        c = CASES.c
        here = [c.district_code == self._district, inside(c.area_code, code)]
        open_ones = select(_COUNT).where(*here, c.ended_at.is_(None))
        ended = select(_COUNT).where(*here, c.ended_at.is_not(None))
        return connection.scalar(open_ones) or 0, connection.scalar(ended) or 0
