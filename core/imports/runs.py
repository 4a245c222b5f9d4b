"""What readers give back about imports: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ImportRunRow:
    """One committed import that changed something; see `core.imports.models.ImportRun`."""

    id: int
    at: datetime
    operator: str
    kind: str
    file_name: str
    sha256: str
    new_rows: int
    changed_rows: int
    unchanged_rows: int
    refused_rows: int
    undone_at: datetime | None
    undone_by: str | None
