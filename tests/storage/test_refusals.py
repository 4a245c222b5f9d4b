"""Every error of the driver has an answer, and every answer is the right one."""

import inspect
import sqlite3
from collections.abc import Iterator
from types import ModuleType

import psycopg
import pytest
from psycopg import errors as psycopg_errors
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
from storage.refusals import ANSWERS, answer_to, translated

MISTAKES = {
    "AmbiguousColumnError", "AmbiguousForeignKeysError", "ArgumentError", "AwaitRequired",
    "CircularDependencyError", "CompileError", "ConstraintColumnNotFoundError",
    "DetachedInstanceError", "DuplicateColumnError", "FlushError", "IdentifierError",
    "IllegalStateChangeError", "InvalidRequestError", "LoaderStrategyException",
    "MappedAnnotationError", "MissingGreenlet", "MultipleResultsFound", "NoDBAPILoaded",
    "NoForeignKeysError", "NoInspectionAvailable", "NoReferenceError", "NoReferencedColumnError",
    "NoReferencedTableError", "NoResultFound", "NoSuchColumnError", "NoSuchModuleError",
    "NoSuchTableError", "ObjectDeletedError", "ObjectDereferencedError",
    "ObjectNotExecutableError", "PendingRollbackError", "ResourceClosedError",
    "UnboundExecutionError", "UnmappedClassError", "UnmappedColumnError", "UnmappedError",
    "UnmappedInstanceError", "UnreflectableTableError", "UnsupportedCompilationError",
}  # fmt: skip
"""Names of errors that only a mistake in the program can cause."""


def raised_by(module: ModuleType) -> Iterator[type[exc.SQLAlchemyError]]:
    """Yield the errors, not the warnings, that a module of SQLAlchemy defines."""
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, exc.SQLAlchemyError) and kind.__module__ == module.__name__:
            yield kind


EVERY = [*raised_by(exc), *raised_by(orm_exc)]


def of_driver(kind: type[exc.DBAPIError], original: BaseException) -> exc.DBAPIError:
    return kind("SELECT 1", {}, original)


def of_sqlite(code: int, kind: type[exc.DBAPIError] = exc.OperationalError) -> exc.DBAPIError:
    original = sqlite3.OperationalError("words that may change")
    original.sqlite_errorcode = code
    return of_driver(kind, original)


def of_postgresql(
    original: type[psycopg.Error], kind: type[exc.DBAPIError] = exc.OperationalError
) -> exc.DBAPIError:
    return of_driver(kind, original("words in any language"))


def test_every_error_of_sqlalchemy_is_answered_or_named_as_a_mistake() -> None:
    unanswered = {kind.__name__ for kind in EVERY if kind not in ANSWERS}
    assert unanswered == MISTAKES


@pytest.mark.parametrize(
    ("error", "answer"),
    (
        (of_sqlite(sqlite3.SQLITE_BUSY), Unavailable),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Unavailable),
        (of_sqlite(sqlite3.SQLITE_LOCKED), Unavailable),
        (of_sqlite(sqlite3.SQLITE_FULL), Unavailable),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), Unavailable),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), Unavailable),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), Unavailable),
        (of_sqlite(sqlite3.SQLITE_CORRUPT_INDEX, exc.DatabaseError), Corrupt),
        (of_sqlite(sqlite3.SQLITE_NOTADB, exc.DatabaseError), Corrupt),
        (of_sqlite(sqlite3.SQLITE_TOOBIG, exc.DataError), Invalid),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE, exc.IntegrityError), Duplicate),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, exc.IntegrityError), Duplicate),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_CHECK, exc.IntegrityError), Corrupt),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, exc.IntegrityError), Corrupt),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_TRIGGER, exc.IntegrityError), Forbidden),
        (of_postgresql(psycopg_errors.UniqueViolation, exc.IntegrityError), Duplicate),
        (of_postgresql(psycopg_errors.CheckViolation, exc.IntegrityError), Corrupt),
        (of_postgresql(psycopg_errors.ForeignKeyViolation, exc.IntegrityError), Corrupt),
        (of_postgresql(psycopg_errors.NumericValueOutOfRange, exc.DataError), Invalid),
        (of_postgresql(psycopg_errors.DeadlockDetected), TryAgain),
        (of_postgresql(psycopg_errors.SerializationFailure), TryAgain),
        (of_postgresql(psycopg_errors.LockNotAvailable), Unavailable),
        (of_postgresql(psycopg_errors.DiskFull), Unavailable),
        (of_postgresql(psycopg_errors.TooManyConnections), Unavailable),
        (of_postgresql(psycopg_errors.AdminShutdown), Unavailable),
        (of_postgresql(psycopg_errors.CannotConnectNow), Unavailable),
        (of_postgresql(psycopg_errors.ReadOnlySqlTransaction, exc.InternalError), Unavailable),
        (of_postgresql(psycopg_errors.InsufficientPrivilege, exc.ProgrammingError), Unavailable),
        (of_postgresql(psycopg_errors.UndefinedTable, exc.ProgrammingError), Unavailable),
        (of_postgresql(psycopg_errors.DataCorrupted, exc.InternalError), Corrupt),
        (
            of_postgresql(psycopg_errors.IdleInTransactionSessionTimeout, exc.InternalError),
            Unavailable,
        ),
        (of_postgresql(psycopg.OperationalError), Unavailable),
        (exc.TimeoutError(), Unavailable),
        (exc.DisconnectionError(), Unavailable),
        (orm_exc.StaleDataError(), Conflict),
    ),
)
def test_what_is_nobodys_mistake_is_told_in_the_words_of_the_desk(
    error: exc.SQLAlchemyError, answer: type[CoreError]
) -> None:
    assert type(answer_to(error)) is answer


@pytest.mark.parametrize(
    "error",
    (
        of_postgresql(psycopg_errors.SyntaxError, exc.ProgrammingError),
        of_postgresql(psycopg_errors.UndefinedColumn, exc.ProgrammingError),
        of_postgresql(psycopg_errors.InFailedSqlTransaction, exc.InternalError),
        of_sqlite(sqlite3.SQLITE_ERROR),
        of_sqlite(sqlite3.SQLITE_MISUSE, exc.InterfaceError),
        of_driver(exc.ProgrammingError, sqlite3.ProgrammingError("wrong number of bindings")),
        exc.ArgumentError(),
        exc.NoResultFound(),
        exc.PendingRollbackError(),
        orm_exc.DetachedInstanceError(),
    ),
)
def test_a_mistake_in_the_program_comes_through_as_it_is(error: exc.SQLAlchemyError) -> None:
    with pytest.raises(type(error)) as raised, translated():
        raise error
    assert raised.value is error


def test_the_error_of_the_driver_stays_visible_behind_the_answer() -> None:
    error = of_sqlite(sqlite3.SQLITE_FULL)
    with pytest.raises(Unavailable, match="disk is full") as raised, translated():
        raise error
    assert raised.value.__cause__ is error


def test_a_connection_lost_while_saving_leaves_in_doubt_what_was_kept() -> None:
    error = of_postgresql(psycopg.OperationalError)
    error.connection_invalidated = True
    assert type(answer_to(error)) is Unavailable
    assert type(answer_to(error, saving=True)) is InDoubt


def test_a_full_disk_while_saving_is_no_matter_of_doubt() -> None:
    assert type(answer_to(of_sqlite(sqlite3.SQLITE_FULL), saving=True)) is Unavailable
