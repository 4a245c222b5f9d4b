"""Writing many rows: plain statements in chunks, never objects one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Table
from sqlmodel import Session

from core.kernel.settings import TIME_ZONE, read_setting
from core.kernel.transactions import LOAD_ROWS, RowLoader
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
    load: RowLoader = session.info[LOAD_ROWS]
    load(session.connection(), table, names, rows)


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
