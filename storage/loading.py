"""Writing rows by the hundred thousand: past SQLAlchemy's statements, as each driver does best.

A compiled statement with named parameters costs more for each row than the database itself.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, Table
from sqlalchemy.exc import DBAPIError

CHUNK: Final = 2000
"""Rows sent at once."""


def load_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Add ``rows`` to ``table``, their values in the order of the columns ``names``."""
    if connection.dialect.name == "sqlite":
        _insert(connection, table, names, rows)
    else:
        _copy(connection, table, names, rows)


def _insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        columns = dict(zip(names, zip(*chunk, strict=True), strict=True))
        said = {
            name: _as_kept(table.c[name], values)
            for name, values in columns.items()
            if values.count(None) < len(chunk)  # an empty column costs as much as a full one
        }
        marks = ", ".join("?" for _ in said)
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(said)}) VALUES ({marks})",  # noqa: S608  names of columns
            list(zip(*said.values(), strict=True)),
        )


def _as_kept(column: Column[Any], values: tuple[Any, ...]) -> Iterable[Any]:
    """Write days as SQLite keeps them; many rows are of few days."""
    if not isinstance(column.type, Date):
        return values
    written = {day: day and day.isoformat() for day in set(values)}
    return map(written.__getitem__, values)


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    from psycopg import Error  # noqa: PLC0415  there for a database on a server

    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except Error as error:
        raise DBAPIError.instance(
            statement, None, error, Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
