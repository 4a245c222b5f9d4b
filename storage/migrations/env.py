"""What Alembic runs for every command; the connection comes from `storage.schema`."""

from typing import Any, Final, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.script import ScriptDirectory

from core.kernel.columns import BigKey, CodeText, UtcDateTime
from storage.schema import METADATA, VERSION_TABLE

SPELLINGS: Final = {
    repr(UtcDateTime()): "INSTANT",
    repr(CodeText): "CODE",
    repr(BigKey): "KEY",
    "AutoString()": "sa.String()",
}
"""Types of the core, as the migrations spell them: free of the code of today."""


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write the types of the core by their `SPELLINGS`."""
    return SPELLINGS.get(repr(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_item=render_item,
    # SQLite changes a column only by copying the table; the first migration changes none.
    render_as_batch=ScriptDirectory.from_config(context.config).get_current_head() is not None,
)
with context.begin_transaction():
    context.run_migrations()
