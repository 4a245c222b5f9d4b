"""Triggers: what the database itself enforces and keeps, whoever writes to it.

Four kinds. *Append-only* tables refuse every change and removal, also from plain SQL typed
into another program; what can only be noticed, not prevented (a dropped trigger, an edited
file), the hash chain of the history shows. *Queue counts* are kept from the rows of
``cases``: they cost a verb one small write and a lane none of the counting. *Marks* say which
days, of those that were rolled up, a changed case belongs to or belonged to: the tallies of
these days are not to be trusted until they are counted anew. *Waiting* cases are noted for
every stream to an upstream that has its eye on them; where nothing is sent upstream, the note
is a look into an empty table.

Triggers are no part of the numbered migrations. `storage.schema.migrate` takes them down
first and puts the present ones up last, in the same transaction, so a migration may mend
history rows, may rebuild a table on SQLite (which silently drops its triggers), and never
meets a trigger that knows a later shape of the tables.
"""
# ruff: noqa: S608  every name put into a statement is a constant of this file

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from core.kernel.settings import AUDIT_KEPT_SINCE
from storage.refusals import APPEND_ONLY_STATE

APPEND_ONLY: Final = {
    "case_history": ("district_code", "case_id", "seq"),
    "audit_entry": ("id",),
    "history_seal": ("day",),
}
"""Tables that only grow, and their keys."""

_KEPT: Final = {
    "audit_entry": f"OLD.at < (SELECT {{0}} FROM setting WHERE key = '{AUDIT_KEPT_SINCE}')",
}
"""Rows that may be removed all the same, being older than the district keeps them."""

MOMENTS: Final = ("reported_at", "resolved_at", "ended_at")
"""The instants by whose days a case is counted in figures."""

COUNTED: Final = (
    *MOMENTS, "state", "tier", "source", "item_id", "area_code", "street_code", "unit_id",
    "first_unit_id", "self_handled", "reject_reason", "rating", "filed_at", "circulated_at",
    "handle_started_at", "handle_due_at", "handled_late", "satisfaction", "spot_check", "exempt",
    "dispatch_count", "return_count", "check_count", "rework_count", "hand_down_count",
    "suspension_count", "reopen_count", "extension_count",
)  # fmt: skip
"""The columns of a case that figures depend on; a test compares them with what figures read."""

_BUCKET: Final = ("district_code", "street_code", "tier", "due_on")
_KEY: Final = ", ".join(_BUCKET)


def put_up(connection: Connection) -> None:
    """Create every trigger; none may exist (see `take_down`)."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Drop every trigger of ours, known to this version or not."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        )
        for name in names.scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    functions = connection.exec_driver_sql(
        "SELECT p.oid::regprocedure FROM pg_proc p"
        " WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'guard_%%'"
    )
    for function in functions.scalars().all():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


def recount(connection: Connection) -> None:
    """Count the open cases anew, for instance after a migration that moved cases.

    Roll-ups are thrown away, for nobody marked what changed meanwhile.
    """
    connection.exec_driver_sql("DELETE FROM queue_count")
    connection.exec_driver_sql(
        f"INSERT INTO queue_count ({_KEY}, open)"
        f" SELECT {_KEY}, count(*) FROM cases WHERE ended_at IS NULL GROUP BY {_KEY}"
    )
    for table in ("rollup_cut", "rollup_mark", "rollup_day"):
        connection.exec_driver_sql(f"DELETE FROM {table}")


def _prefixed(prefix: str) -> str:
    return ", ".join(f"{prefix}.{column}" for column in _BUCKET)


def _sqlite() -> Iterator[str]:
    for table, key in APPEND_ONLY.items():
        yield from _sqlite_append_only(table, key)
    yield from _sqlite_counts()
    yield from _sqlite_marks()
    yield from _sqlite_waiting()


def _sqlite_append_only(table: str, key: tuple[str, ...]) -> Iterator[str]:
    """Refuse UPDATE, DELETE and the third way, ``INSERT OR REPLACE``.

    Replacing deletes the old row without firing its delete trigger (unless the connection
    asked for recursive triggers), so an insert upon an existing key is refused before.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    kept = f" WHEN NOT coalesce({_KEPT[table].format('value')}, 0)" if table in _KEPT else ""
    yield f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table}{kept} {refuse}"
    yield (
        f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )


def _sqlite_counts() -> Iterator[str]:
    more = (
        f"INSERT INTO queue_count ({_KEY}, open) VALUES ({_prefixed('NEW')}, 1)"
        f" ON CONFLICT ({_KEY}) DO UPDATE SET open = open + 1;"
    )
    same = " AND ".join(f"{column} = OLD.{column}" for column in _BUCKET)
    fewer = (
        f"UPDATE queue_count SET open = open - 1 WHERE {same};"
        f" DELETE FROM queue_count WHERE {same} AND open <= 0;"
    )
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in (*_BUCKET, "ended_at"))
    yield (
        "CREATE TRIGGER guard_cases_open AFTER INSERT ON cases"
        f" WHEN NEW.ended_at IS NULL BEGIN {more} END"
    )
    yield (
        "CREATE TRIGGER guard_cases_removed AFTER DELETE ON cases"
        f" WHEN OLD.ended_at IS NULL BEGIN {fewer} END"
    )
    columns = f"{_KEY}, ended_at"
    yield (
        f"CREATE TRIGGER guard_cases_left AFTER UPDATE OF {columns} ON cases"
        f" WHEN OLD.ended_at IS NULL AND ({moved}) BEGIN {fewer} END"
    )
    yield (
        f"CREATE TRIGGER guard_cases_joined AFTER UPDATE OF {columns} ON cases"
        f" WHEN NEW.ended_at IS NULL AND ({moved}) BEGIN {more} END"
    )


def _sqlite_marks() -> Iterator[str]:
    """Mark the days of a case before and after its change, each day once in a turn.

    A case reported after the newest day that was rolled up, as nearly every case at the desk
    is on its first day, costs no more than that comparison.
    """
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in COUNTED)
    for event, rows, condition in (
        ("INSERT", ("NEW",), ""),
        ("DELETE", ("OLD",), ""),
        ("UPDATE", ("NEW", "OLD"), f" AND ({changed})"),
    ):
        old = " OR ".join(f"{row}.reported_at < {_newest(row)}" for row in rows)
        marks = "".join(_sqlite_mark(row, column) for row in rows for column in MOMENTS)
        yield (
            f"CREATE TRIGGER guard_cases_marked_{event.lower()} AFTER {event} ON cases"
            f" WHEN ({old}){condition} BEGIN {marks} END"
        )
    yield (
        "CREATE TRIGGER guard_item_marked AFTER UPDATE OF gridder_sees ON item"
        f" WHEN OLD.gridder_sees IS NOT NEW.gridder_sees BEGIN {_MARK_ALL}; END"
    )


def _sqlite_mark(row: str, column: str) -> str:
    """Say how to mark the day of one moment; six small statements are quicker than a large one."""
    return (
        "INSERT INTO rollup_mark (district_code, day, turn)"
        " SELECT d.district_code, d.day, t.turn FROM rollup_day AS d CROSS JOIN rollup_turn AS t"
        f" WHERE d.district_code = {row}.district_code AND d.begins_at ="
        " (SELECT max(b.begins_at) FROM rollup_day AS b"
        f" WHERE b.district_code = {row}.district_code AND b.begins_at <= {row}.{column})"
        f" AND d.ends_at > {row}.{column} AND t.district_code = d.district_code"
        f" AND NOT EXISTS ({_MARKED});"
    )


def _newest(row: str) -> str:
    return f"(SELECT ends_at FROM rollup_turn WHERE district_code = {row}.district_code)"


_MARKED: Final = (
    "SELECT 1 FROM rollup_mark AS r"
    " WHERE r.district_code = d.district_code AND r.day = d.day AND r.turn = t.turn"
)
_MARK_ALL: Final = (
    "INSERT INTO rollup_mark (district_code, day, turn)"
    " SELECT d.district_code, d.day, t.turn FROM rollup_day AS d"
    f" JOIN rollup_turn AS t ON t.district_code = d.district_code WHERE NOT EXISTS ({_MARKED})"
)
"""What a gridder should see is said by the item, for all its cases, whenever they were."""


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION guard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME"
        f" USING ERRCODE = '{APPEND_ONLY_STATE}'; END $$"
    )
    yield from _postgresql_kept()
    for table in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {_postgresql_refusal(table, action)}()"
            )
        yield (
            f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only()"
        )
        for trigger in ("update", "delete", "truncate"):
            yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_{table}_{trigger}"
    yield from _postgresql_counts()
    yield from _postgresql_marks()
    yield from _postgresql_waiting()


def _postgresql_kept() -> Iterator[str]:
    """A trigger's condition may not ask a table there, so the function does."""
    for table, condition in _KEPT.items():
        older = condition.format("nullif(value, '')::timestamptz")
        yield (
            f"CREATE FUNCTION guard_{table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {older} THEN RETURN OLD; END IF;"
            " RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME"
            f" USING ERRCODE = '{APPEND_ONLY_STATE}'; END $$"
        )


def _postgresql_refusal(table: str, action: str) -> str:
    return f"guard_{table}_kept" if table in _KEPT and action == "DELETE" else "guard_append_only"


def _postgresql_counts() -> Iterator[str]:
    """Count by statement where rows come in bulk, by row where a verb changes one.

    A bulk insert touches each bucket once, in key order: a bucket updated row by row would
    grow one dead version per row within the transaction, and two loads that take the same
    buckets in different orders would deadlock. An update that moves a case takes its two
    buckets in key order for the same reason. The WHEN clause spares every other update the
    call.
    """
    key = [f"b.{column} = {{0}}.{column}" for column in _BUCKET]
    mine = " AND ".join(key)
    yield (
        "CREATE FUNCTION guard_cases_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" INSERT INTO queue_count AS b ({_KEY}, open)"
        f" SELECT {_KEY}, count(*) FROM added WHERE ended_at IS NULL GROUP BY {_KEY}"
        f" ORDER BY {_KEY} ON CONFLICT ({_KEY}) DO UPDATE SET open = b.open + excluded.open;"
        " RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER guard_cases_added AFTER INSERT ON cases"
        " REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION guard_cases_added()"
    )
    yield (
        "CREATE FUNCTION guard_cases_removed() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE gone record; rest integer; BEGIN"
        f" FOR gone IN SELECT {_KEY}, count(*) AS number FROM removed"
        f" WHERE ended_at IS NULL GROUP BY {_KEY} ORDER BY {_KEY} LOOP"
        " UPDATE queue_count b SET open = b.open - gone.number"
        f" WHERE {mine.format('gone')} RETURNING b.open INTO rest;"
        f" IF rest <= 0 THEN DELETE FROM queue_count b WHERE {mine.format('gone')}; END IF;"
        " END LOOP; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER guard_cases_removed AFTER DELETE ON cases"
        " REFERENCING OLD TABLE AS removed"
        " FOR EACH STATEMENT EXECUTE FUNCTION guard_cases_removed()"
    )
    more = (
        f"INSERT INTO queue_count AS b ({_KEY}, open) VALUES ({_prefixed('NEW')}, 1)"
        f" ON CONFLICT ({_KEY}) DO UPDATE SET open = b.open + 1;"
    )
    fewer = (
        f"UPDATE queue_count b SET open = b.open - 1 WHERE {mine.format('OLD')}"
        " RETURNING b.open INTO rest;"
        f" IF rest <= 0 THEN DELETE FROM queue_count b WHERE {mine.format('OLD')}; END IF;"
    )
    yield (
        "CREATE FUNCTION guard_cases_moved() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE rest integer; joins boolean := NEW.ended_at IS NULL;"
        " leaves boolean := OLD.ended_at IS NULL; BEGIN"
        f" IF joins AND ({_prefixed('NEW')}) < ({_prefixed('OLD')}) THEN {more}"
        " joins := false; END IF;"
        f" IF leaves THEN {fewer} END IF;"
        f" IF joins THEN {more} END IF;"
        " RETURN NULL; END $$"
    )
    moved = f"({_prefixed('OLD')}) IS DISTINCT FROM ({_prefixed('NEW')})"
    yield (
        f"CREATE TRIGGER guard_cases_moved AFTER UPDATE OF {_KEY}, ended_at ON cases"
        " FOR EACH ROW WHEN ((OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL)"
        f" OR (NEW.ended_at IS NULL AND {moved}))"
        " EXECUTE FUNCTION guard_cases_moved()"
    )


def _postgresql_marks() -> Iterator[str]:
    """Mark as on SQLite, by statement where rows come and go in bulk.

    What is committed meanwhile is no danger: the turn changes only while nobody writes, and a
    mark of this turn is not taken away before the next one.
    """
    many = "(SELECT c.district_code, i.at FROM {} AS c CROSS JOIN LATERAL (VALUES {}) AS i (at))"
    for event, rows in (("INSERT", "NEW"), ("DELETE", "OLD")):
        name = f"guard_cases_marked_{event.lower()}"
        of_row = ", ".join(f"(c.{column})" for column in MOMENTS)
        yield _function(name, f"{_postgresql_mark(many.format('touched', of_row))};")
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON cases REFERENCING {rows} TABLE AS touched"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    values = ", ".join(
        f"({row}.district_code, {row}.{column})" for row in ("OLD", "NEW") for column in MOMENTS
    )
    either = f"(SELECT * FROM (VALUES {values}) AS v (district_code, at))"
    newest = f"least(OLD.reported_at, NEW.reported_at) < {_newest('NEW')}"
    yield _function(
        "guard_cases_marked_update", f"IF {newest} THEN {_postgresql_mark(either)}; END IF;"
    )
    before, after = (", ".join(f"{row}.{c}" for c in COUNTED) for row in ("OLD", "NEW"))
    yield (
        "CREATE TRIGGER guard_cases_marked_update AFTER UPDATE ON cases FOR EACH ROW"
        f" WHEN (({before}) IS DISTINCT FROM ({after}))"
        " EXECUTE FUNCTION guard_cases_marked_update()"
    )
    yield _function("guard_item_marked", f"{_MARK_ALL};")
    yield (
        "CREATE TRIGGER guard_item_marked AFTER UPDATE OF gridder_sees ON item FOR EACH ROW"
        " WHEN (OLD.gridder_sees IS DISTINCT FROM NEW.gridder_sees)"
        " EXECUTE FUNCTION guard_item_marked()"
    )


def _postgresql_mark(moments: str) -> str:
    """Say how to mark the days, of those taken up, that some moments ``m.at`` lie in."""
    return (
        "INSERT INTO rollup_mark (district_code, day, turn)"
        f" SELECT DISTINCT d.district_code, d.day, t.turn FROM {moments} AS m"
        " JOIN rollup_turn AS t ON t.district_code = m.district_code AND m.at < t.ends_at"
        " JOIN rollup_day AS d ON d.district_code = m.district_code AND d.begins_at ="
        " (SELECT max(b.begins_at) FROM rollup_day AS b"
        " WHERE b.district_code = m.district_code AND b.begins_at <= m.at)"
        " AND d.ends_at > m.at"
        f" WHERE NOT EXISTS ({_MARKED})"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {body} RETURN NULL; END $$"
    )


def _note_waiting(rows: str, areas: tuple[str, ...]) -> str:
    """Return the statement that notes a case for every stream that one of ``areas`` lies in.

    A note begins with the version of the case, so that one made anew is never taken for one that
    a run has seen before.

    ``WHERE`` before ``ON CONFLICT`` is what lets SQLite read it.
    """
    inside = " OR ".join(f"substr({area}, 1, length(s.area_code)) = s.area_code" for area in areas)
    case = areas[0].partition(".")[0]
    return (
        "INSERT INTO upstream_waiting (district_code, stream_id, case_id, times)"
        f" SELECT s.district_code, s.id, {case}.id, {case}.version FROM {rows}"
        f" WHERE s.what = 'cases' AND s.district_code = {case}.district_code AND ({inside})"
        " ON CONFLICT (district_code, stream_id, case_id)"
        " DO UPDATE SET times = upstream_waiting.times + 1;"
    )


def _sqlite_waiting() -> Iterator[str]:
    stream = "upstream_stream s"
    for event, areas in (
        ("INSERT", ("NEW.area_code",)),
        ("UPDATE", ("NEW.area_code", "OLD.area_code")),
    ):
        yield (
            f"CREATE TRIGGER guard_cases_waiting_{event.lower()} AFTER {event} ON cases"
            f" BEGIN {_note_waiting(stream, areas)} END"
        )


def _postgresql_waiting() -> Iterator[str]:
    """Note by statement what comes in bulk, as for the counts; by row what a verb changes."""
    functions = {
        "added": _note_waiting("added a, upstream_stream s", ("a.area_code",)),
        "written": _note_waiting("upstream_stream s", ("NEW.area_code", "OLD.area_code")),
    }
    for name, statement in functions.items():
        yield (
            f"CREATE FUNCTION guard_cases_waiting_{name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {statement} RETURN NULL; END $$"
        )
    yield (
        "CREATE TRIGGER guard_cases_waiting_added AFTER INSERT ON cases"
        " REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION guard_cases_waiting_added()"
    )
    yield (
        "CREATE TRIGGER guard_cases_waiting_written AFTER UPDATE ON cases"
        " FOR EACH ROW EXECUTE FUNCTION guard_cases_waiting_written()"
    )
