"""How SQLite would carry out what a reader asks."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.event import listen, remove

from storage.database import Database


def steps_of(database: Database, read: Callable[[], object], mentioning: str) -> list[str]:
    """Return the steps of the plan of the one statement of ``read`` that mentions something."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        if mentioning in sql:
            asked.append((sql, parameters))

    listen(database.reader, "before_cursor_execute", note)
    read()
    remove(database.reader, "before_cursor_execute", note)
    ((sql, parameters),) = asked
    with database.reading() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all()
    return [step[3] for step in steps]
