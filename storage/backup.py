"""A whole copy of an SQLite file, made while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from core.kernel.errors import Corrupt
from core.kernel.words import N_
from storage.database import Database
from storage.refusals import translated


def copy_whole(database: Database, target: Path) -> None:
    """Copy the file of ``database`` into ``target`` with SQLite's own backup, and try the copy.

    It is the state of one moment, and hinders nobody: writers go on in the log beside the file.

    Raises:
        Unavailable: the database cannot be read just now.
        Corrupt: the copy is not whole; the file it was made from is probably damaged.
    """
    with (
        translated(),
        closing(sqlite3.connect(database.location.file)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        # A copy is one file: nobody would carry a log beside it along.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Corrupt(
            N_("The backup of %(label)s is damaged: %(why)s."), label=database.label, why=str(found)
        )
