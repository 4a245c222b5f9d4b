"""The imports that changed something, the latest first."""

from sqlalchemy import select

from core.imports.models import ImportRun
from core.operators.jurisdiction import Scope
from storage.database import Database
from storage.readers.tables import IMPORT_RUNS, OPERATORS


class ImportReader:
    """Reads what was taken in by operators of a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope

    def runs(self) -> tuple[ImportRun, ...]:
        """Return every import of operators whose area lies in the jurisdiction, latest first."""
        wanted = (
            select(IMPORT_RUNS)
            .join(OPERATORS, OPERATORS.c.login == IMPORT_RUNS.c.operator)
            .where(OPERATORS.c.area_code.startswith(self._scope.area_code, autoescape=True))
            .order_by(IMPORT_RUNS.c.id.desc())
        )
        with self._database.reading() as connection:
            return tuple(ImportRun(**row) for row in connection.execute(wanted).mappings())
