"""The imports that changed something, the latest first."""

from sqlalchemy import ColumnElement, select

from core.imports.models import ImportRun
from core.kernel.errors import NotFound
from core.kernel.words import N_
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
        return self._runs()

    def run(self, import_id: int) -> ImportRun:
        """Return one import.

        Raises:
            NotFound: there is none of that number in the jurisdiction.
        """
        found = self._runs(IMPORT_RUNS.c.id == import_id)
        if not found:
            raise NotFound(
                N_("There is no import %(id)s in your jurisdiction; see griddesk import list."),
                id=import_id,
            )
        return found[0]

    def _runs(self, *conditions: ColumnElement[bool]) -> tuple[ImportRun, ...]:
        wanted = (
            select(IMPORT_RUNS)
            .join(OPERATORS, OPERATORS.c.login == IMPORT_RUNS.c.operator)
            .where(OPERATORS.c.area_code.startswith(self._scope.area_code, autoescape=True))
            .where(*conditions)
            .order_by(IMPORT_RUNS.c.id.desc())
        )
        with self._database.reading() as connection:
            return tuple(ImportRun(**row) for row in connection.execute(wanted).mappings())
