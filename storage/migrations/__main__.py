"""Draft the next migration from what the models say and the migrations do not yet.

``python -m storage.migrations 0002 "Give cases a colour"`` for developers; read and format
what it writes.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from storage.schema import migrations_of


def draft(revision: str, message: str) -> None:
    """Compare on an empty scratch database and write ``versions/<revision>_….py``."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'scratch.db'}")
        with engine.begin() as connection:
            config = migrations_of(connection)
            command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    draft(*sys.argv[1:3])
