"""Writing rows by the hundred thousand: past SQLAlchemy's statements, as each driver does best.

A compiled statement with named parameters costs more for each row than the database itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Date, Table
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
    places = [place for place, name in enumerate(names) if isinstance(table.c[name].type, Date)]
    marks = ", ".join("?" for _ in names)
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  names of columns
    plain = _with_days_as_text(rows, places) if places else iter(rows)
    while chunk := list(islice(plain, CHUNK)):
        connection.exec_driver_sql(statement, chunk)


def _with_days_as_text(
    rows: Iterable[tuple[Any, ...]], places: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for place in places:
            day = values[place]
            if day is not None:
                values[place] = _written(day)
        yield tuple(values)


@lru_cache(maxsize=4096)
def _written(day: date) -> str:
    return day.isoformat()


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
