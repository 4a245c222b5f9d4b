"""The tables that remember imports: that they happened, and what they changed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, UtcDateTime


class ImportRun(SQLModel, table=True):
    """One committed import that changed something; ``sha256`` is the digest of its file.

    ``refused_rows`` stayed out while the others were taken in. ``undone_at`` and ``undone_by``
    are empty while the import stands.
    """

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    at: datetime = Field(sa_type=UtcDateTime)
    operator: str
    kind: str
    file_name: str
    sha256: str
    new_rows: int
    changed_rows: int
    unchanged_rows: int
    refused_rows: int = 0
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: str | None = None


class ImportImage(SQLModel, table=True):
    """Rows of one table before and after an import, as `core.imports.images` packs them."""

    __tablename__ = "import_image"

    import_id: int = Field(primary_key=True, foreign_key="import_run.id", sa_type=BigKey)
    nth: int = Field(primary_key=True)
    relation: str
    rows: bytes
