"""Writing many rows: plain statements in chunks, never objects one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Table
from sqlmodel import Session

from core.kernel.settings import TIME_ZONE, read_setting
from core.kernel.transactions import LOAD_COLUMNS, ColumnLoader
from core.operators.hand import Hand

T = TypeVar("T")

CHUNK: Final = 1000
"""Rows sent at once: enough to be quick, few enough to stay small in memory."""


def in_chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut ``rows`` into lists of at most ``size``."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk


def load_rows(
    session: Session, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add any number of rows to ``table``, their values in the order of ``names``."""
    parts = (tuple(zip(*chunk, strict=True)) for chunk in in_chunks(rows))
    load_columns(session, table, names, parts)


def load_columns(
    session: Session, table: Table, names: Sequence[str], parts: Iterable[Sequence[Sequence[Any]]]
) -> None:
    """Add rows to ``table`` of which each part has the values of ``names``, column by column."""
    load: ColumnLoader = session.info[LOAD_COLUMNS]
    load(session.connection(), table, names, parts)


def run_for_each(
    session: Session, statement: Executable, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Execute ``statement`` once for every row of values."""
    connection = session.connection()
    for chunk in in_chunks(rows):
        connection.execute(statement, chunk)


def local_today(hand: Hand) -> date:
    """Return the district's date at the moment of the command."""
    zone = ZoneInfo(read_setting(hand.session, TIME_ZONE))
    return hand.now.astimezone(zone).date()
