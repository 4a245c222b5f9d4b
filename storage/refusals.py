"""What the driver says, in the words of the desk: one table, walked by a test.

SQLAlchemy wraps what a driver raises in classes that are too coarse (a full disk, a locked
file and a missing table are all ``OperationalError``), so a class of the table may name a
function that looks closer: at SQLite's ``sqlite_errorcode`` and at PostgreSQL's ``sqlstate``,
never at the text of a message, which servers translate.

Whatever the table calls a fault is a mistake in the program: it is let through untouched and
reported with an id at the edge.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc
from sqlalchemy.orm import exc as orm_exc

from core.kernel.errors import (
    Conflict,
    CoreError,
    Corrupt,
    Duplicate,
    Forbidden,
    InDoubt,
    Invalid,
    TryAgain,
    Unavailable,
)
from core.kernel.words import N_

Answer = Callable[[exc.SQLAlchemyError], CoreError | None]
"""What to tell the operator; ``None`` is a fault, to be let through."""

LOST: Final = N_("The connection to the database was lost. Nothing was changed; try again.")
UNREACHABLE: Final = N_("The database server cannot be reached, or lets nobody in: %(detail)s")
IN_DOUBT: Final = N_(
    "The connection to the database was lost while saving, so it is not known whether the "
    "change was kept. Look before you try again."
)
BUSY: Final = N_("Another program keeps the database locked. Nothing was changed; try again.")
CROWDED: Final = N_("The desk is busy with other work. Nothing was changed; try again.")
FULL: Final = N_("The disk is full. Nothing was changed; make room and try again.")
READ_ONLY: Final = N_(
    "The database may only be read here: the file, its folder or the server does not allow "
    "writing. Nothing was changed."
)
UNREADABLE_DISK: Final = N_(
    "The disk under the database does not answer as it should. Nothing was changed; have it "
    "looked at."
)
NO_FILE: Final = N_("The database cannot be opened: the file or its folder is not accessible.")
NOT_A_DATABASE: Final = N_(
    "The file is damaged or is no database. Restore a backup, or name another file."
)
NO_TABLES: Final = N_("The database lacks tables of GridDesk. Run griddesk init on it first.")
NO_RIGHTS: Final = N_("The user of the database lacks rights there. Nothing was changed.")
STARTING: Final = N_("The database server is starting up or shutting down; try again.")
UNDONE: Final = N_("Another change came first. Nothing was changed; try again.")
STALE: Final = N_("Somebody else changed it since it was read. Read it again, then decide.")
TWICE: Final = N_("It exists already.")
AGAINST_RULES: Final = N_(
    "What was to be saved contradicts what is stored, so nothing was changed (%(detail)s)."
)
UNFIT: Final = N_("A value does not fit into the database. Nothing was changed.")
APPEND_ONLY: Final = N_("What is written in the history and the audit trail stays as it is.")

APPEND_ONLY_STATE: Final = "GD001"
"""The ``sqlstate`` that the guards of `storage.guards` raise on PostgreSQL."""

_SQLITE: Final[Mapping[int, Callable[[], CoreError]]] = {
    sqlite3.SQLITE_BUSY: lambda: Unavailable(BUSY),
    sqlite3.SQLITE_LOCKED: lambda: Unavailable(BUSY),
    sqlite3.SQLITE_FULL: lambda: Unavailable(FULL),
    sqlite3.SQLITE_READONLY: lambda: Unavailable(READ_ONLY),
    sqlite3.SQLITE_PERM: lambda: Unavailable(READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: lambda: Unavailable(NO_FILE),
    sqlite3.SQLITE_IOERR: lambda: Unavailable(UNREADABLE_DISK),
    sqlite3.SQLITE_PROTOCOL: lambda: Unavailable(BUSY),
    sqlite3.SQLITE_NOMEM: lambda: Unavailable(CROWDED),
    sqlite3.SQLITE_INTERRUPT: lambda: Unavailable(CROWDED),
    sqlite3.SQLITE_CORRUPT: lambda: Corrupt(NOT_A_DATABASE),
    sqlite3.SQLITE_NOTADB: lambda: Corrupt(NOT_A_DATABASE),
    sqlite3.SQLITE_TOOBIG: lambda: Invalid(UNFIT),
    sqlite3.SQLITE_MISMATCH: lambda: Invalid(UNFIT),
}
"""By primary result code, the low byte of the extended one."""

_POSTGRESQL: Final[Mapping[str, Callable[[], CoreError]]] = {
    APPEND_ONLY_STATE: lambda: Forbidden(APPEND_ONLY),
    "08": lambda: Unavailable(LOST),
    "22": lambda: Invalid(UNFIT),
    "25P03": lambda: Unavailable(LOST),
    "25006": lambda: Unavailable(READ_ONLY),
    "40": lambda: TryAgain(UNDONE),
    "42501": lambda: Unavailable(NO_RIGHTS),
    "42P01": lambda: Unavailable(NO_TABLES),
    "53100": lambda: Unavailable(FULL),
    "53": lambda: Unavailable(CROWDED),
    "55P03": lambda: Unavailable(BUSY),
    "57014": lambda: Unavailable(CROWDED),
    "57P": lambda: Unavailable(STARTING),
    "58": lambda: Unavailable(UNREADABLE_DISK),
    "XX001": lambda: Corrupt(NOT_A_DATABASE),
    "XX002": lambda: Corrupt(NOT_A_DATABASE),
}
"""By ``sqlstate`` or its beginning; the longest match wins."""


def _fault(_error: exc.SQLAlchemyError) -> None:
    """Let a mistake of the program through."""


def _crowded(_error: exc.SQLAlchemyError) -> CoreError:
    return Unavailable(CROWDED)


def _stale(_error: exc.SQLAlchemyError) -> CoreError:
    return Conflict(STALE)


def _lost(_error: exc.SQLAlchemyError) -> CoreError:
    return Unavailable(LOST)


def _unfit(error: exc.SQLAlchemyError) -> CoreError:
    return _closer(error) or Invalid(UNFIT)


def _closer(error: exc.SQLAlchemyError) -> CoreError | None:
    """Decide by the driver's own code."""
    if not isinstance(error, exc.DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        for length in range(len(state), 1, -1):
            if answer := _POSTGRESQL.get(state[:length]):
                return answer()
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        answer = _SQLITE.get(code & 0xFF)
        return answer() if answer else None
    return Unavailable(LOST) if error.connection_invalidated else None


def _operational(error: exc.SQLAlchemyError) -> CoreError | None:
    """Decide about what is nobody's mistake: files, servers, locks.

    A server that let nobody in leaves no code, only words of its own, which are passed on:
    wrong password, unknown database, too many connections. An SQLite error without a code
    of its own (``SQLITE_ERROR``) is a missing table or a mistake in the statement.
    """
    answer = _closer(error)
    if answer or not isinstance(error, exc.DBAPIError):
        return answer
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_ERROR and "no such table" in str(error.orig):
        return Unavailable(NO_TABLES)
    if code is None and getattr(error.orig, "sqlstate", None) is None:
        return Unavailable(UNREACHABLE, detail=_first_line(error.orig))
    return None


def _first_line(original: BaseException | None) -> str:
    return next(iter(str(original).splitlines()), "")


def _integrity(error: exc.SQLAlchemyError) -> CoreError | None:
    """Tell a second one of the same from a contradiction."""
    original = error.orig if isinstance(error, exc.DBAPIError) else None
    code = getattr(original, "sqlite_errorcode", None)
    state = getattr(original, "sqlstate", None)
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER or state == APPEND_ONLY_STATE:
        return Forbidden(APPEND_ONLY)
    twice = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
    if code in twice or state == "23505":
        return Duplicate(TWICE)
    return Corrupt(AGAINST_RULES, detail=_first_line(original))


ANSWERS: Final[Mapping[type[exc.SQLAlchemyError], Answer]] = {
    # What the driver raises.
    exc.IntegrityError: _integrity,
    exc.OperationalError: _operational,
    exc.InterfaceError: _operational,
    exc.InternalError: _operational,
    exc.DatabaseError: _operational,
    exc.DBAPIError: _closer,
    exc.DataError: _unfit,
    exc.ProgrammingError: _closer,
    exc.NotSupportedError: _fault,
    # What the pool and the session raise while nobody is to blame.
    exc.TimeoutError: _crowded,
    exc.DisconnectionError: _lost,
    exc.InvalidatePoolError: _lost,
    orm_exc.StaleDataError: _stale,
    orm_exc.ConcurrentModificationError: _stale,
    # Everything else SQLAlchemy can raise is a mistake of the program.
    exc.StatementError: _fault,
    exc.SQLAlchemyError: _fault,
}
"""The class of an error, or the nearest it descends from, to what the operator is told."""


def answer_to(error: exc.SQLAlchemyError, *, saving: bool = False) -> CoreError | None:
    """Return what ``error`` means to an operator, ``None`` when it is a fault.

    ``saving`` says that it came from the commit itself: a connection lost there leaves in
    doubt whether the server still did it.
    """
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            answer = ANSWERS[kind](error)
            if saving and _was_disconnected(error):
                return InDoubt(IN_DOUBT)
            return answer
    return None


def _was_disconnected(error: exc.SQLAlchemyError) -> bool:
    return isinstance(error, exc.DBAPIError) and error.connection_invalidated


@contextmanager
def translated(*, saving: bool = False) -> Iterator[None]:
    """Raise the desk's own errors in place of the driver's.

    Raises:
        CoreError: as `ANSWERS` says; the driver's error is its ``__cause__``.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        answer = answer_to(error, saving=saving)
        if answer is None:
            raise
        raise answer from error
