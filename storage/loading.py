"""Writing rows by the hundred thousand: past SQLAlchemy's statements, as each driver does best.

A compiled statement with named parameters costs more for each row than the database itself. The
values come column by column, so that what concerns a column is done once and not for each row.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, Table
from sqlalchemy.exc import DBAPIError

Part = Sequence[Sequence[Any]]
"""The values of some rows, column by column."""


def load_columns(
    connection: Connection, table: Table, names: Sequence[str], parts: Iterable[Part]
) -> None:
    """Add rows to ``table``; each of ``parts`` has the values of the columns ``names``."""
    if connection.dialect.name == "sqlite":
        _insert(connection, table, names, parts)
    else:
        _copy(connection, table, names, parts)


def _insert(
    connection: Connection, table: Table, names: Sequence[str], parts: Iterable[Part]
) -> None:
    for part in parts:
        said = {
            name: _as_kept(table.c[name], values)
            for name, values in zip(names, part, strict=True)
            if values.count(None) < len(values)  # an empty column costs as much as a full one
        }
        marks = ", ".join("?" for _ in said)
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(said)}) VALUES ({marks})",  # noqa: S608  names of columns
            list(zip(*said.values(), strict=True)),
        )


def _as_kept(column: Column[Any], values: Sequence[Any]) -> Iterable[Any]:
    """Write days as SQLite keeps them; many rows are of few days."""
    if not isinstance(column.type, Date):
        return values
    written = {day: day and day.isoformat() for day in set(values)}
    return map(written.__getitem__, values)


def _copy(
    connection: Connection, table: Table, names: Sequence[str], parts: Iterable[Part]
) -> None:
    from psycopg import Error  # noqa: PLC0415  there for a database on a server

    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for part in parts:
                lines = map("\t".join, zip(*map(_as_copied, part), strict=True))
                copy.write("\n".join((*lines, "")))
    except Error as error:
        raise DBAPIError.instance(
            statement, None, error, Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
    # What follows in the transaction is for as many rows, and finds full tables: a plan may be kept
    # there. To plan anew how a key is looked up, for each row, took half of an import's time.
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


def _as_copied(values: Sequence[Any]) -> Sequence[str]:
    """Write values as the text of a COPY has them; the driver would do so row by row."""
    if set(map(type, values)) == {str} and not any(map("".join(values).__contains__, _ESCAPES)):
        return values
    signs = str.maketrans(_ESCAPES)
    return ["\\N" if value is None else str(value).translate(signs) for value in values]


_ESCAPES: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
