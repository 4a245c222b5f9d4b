"""The table that remembers imports."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from core.kernel.columns import BigKey, UtcDateTime


class ImportRun(SQLModel, table=True):
    """One committed import that changed something; ``sha256`` is the digest of its file."""

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
