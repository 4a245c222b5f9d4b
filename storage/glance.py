"""A quick look at a database: what it is and how much of it is late.

Asks the driver directly. `griddesk status` is promised to be about as quick as starting
Python, and SQLAlchemy alone takes longer than that.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from core.kernel.errors import Corrupt, Forbidden, Unavailable
from core.kernel.words import N_
from storage.location import Location

_ZONE: Final = "Asia/Shanghai"
_WAIT: Final = 5
_STREET: Final = 4
"""The level of streets, the lowest that have buckets."""

_WITH_A_LEASE: Final = "0007"
"""The first tables that have a lease of the scheduler."""

_IN_BUCKETS: Final = """
    SELECT tier, SUM(open),
        SUM(CASE WHEN due_on < ? THEN open ELSE 0 END),
        SUM(CASE WHEN due_on = ? THEN open ELSE 0 END)
    FROM queue_count
    WHERE district_code = ? AND street_code BETWEEN ? AND ?
    GROUP BY tier ORDER BY tier
"""
_LATE_TODAY: Final = """
    SELECT tier, COUNT(*) FROM cases
    WHERE ended_at IS NULL AND district_code = ? AND street_code BETWEEN ? AND ?
        AND due_at >= ? AND due_at < ?
    GROUP BY tier
"""
_ONE_BY_ONE: Final = """
    SELECT tier, COUNT(*),
        COUNT(CASE WHEN due_at >= ? AND due_at < ? THEN 1 END),
        COUNT(CASE WHEN due_at < ? THEN 1 END)
    FROM cases
    WHERE ended_at IS NULL AND district_code = ? AND area_code BETWEEN ? AND ?
    GROUP BY tier ORDER BY tier
"""

Ask = Callable[..., Sequence[Any]]
"""Executes a statement with ``?`` places and returns its rows."""


@dataclass(frozen=True, slots=True)
class TierGlance:
    """The open cases of a tier, how many of them fall due later today, how many are late."""

    tier: int
    open: int
    due_today: int
    late: int


@dataclass(frozen=True, slots=True)
class Glance:
    """What a database is, inside the area of one operator.

    ``newest`` is the revision of the tables that this program needs. ``beat_at`` is when the
    timers last showed that they live, ``None`` where they never did.
    """

    label: str
    dialect: str
    revision: str
    newest: str
    district: str
    zone: str
    login: str
    role: str
    area_code: str
    areas: int
    staff: int
    units: int
    beat_at: datetime | None
    tiers: tuple[TierGlance, ...]


def glance(location: Location, login: str | None, now: datetime) -> Glance:
    """Look at the database at ``location`` as ``login``, or as its default operator.

    Raises:
        Unavailable: it is not there, cannot be reached, or has no tables of ours.
        Forbidden: there is no such operator.
        Corrupt: the file is no database.
    """
    with _asking(location) as ask:
        revision = _revision(ask, location)
        settings = dict(ask("SELECT key, value FROM setting"))
        login = login or settings.get("default_operator", "admin")
        operator = ask("SELECT role, area_code FROM operator WHERE login = ? AND active", login)
        if not operator:
            raise Forbidden(N_("There is no operator %(login)s at this desk."), login=login)
        role, area = operator[0]
        zone = settings.get("time_zone", _ZONE)
        district = settings.get("district_code", "")
        return Glance(
            label=location.label,
            dialect=location.dialect,
            revision=revision,
            newest=newest_revision(),
            district=district,
            zone=zone,
            login=login,
            role=role,
            area_code=area,
            areas=_count(ask, "area", area),
            staff=ask("SELECT COUNT(*) FROM staff WHERE left_on IS NULL")[0][0],
            units=_count(ask, "unit", area),
            beat_at=_beat_at(ask, revision),
            tiers=_tiers(ask, location, district, area, now.astimezone(ZoneInfo(zone))),
        )


def _beat_at(ask: Ask, revision: str) -> datetime | None:
    if revision < _WITH_A_LEASE:
        return None
    rows = ask("SELECT beat_at FROM scheduler_lease")
    if not rows:
        return None
    found: str | datetime = rows[0][0]
    if isinstance(found, str):
        return datetime.fromisoformat(found).replace(tzinfo=UTC)
    return found


def newest_revision() -> str:
    """Return the revision that this program needs, as its migrations are numbered."""
    versions = Path(__file__).parent / "migrations" / "versions"
    return max(path.name.partition("_")[0] for path in versions.glob("[0-9]*_*.py"))


def _revision(ask: Ask, location: Location) -> str:
    rows = ask("SELECT version_num FROM schema_version")
    if not rows:
        raise _without_tables(location)
    return str(rows[0][0])


def _without_tables(location: Location) -> Unavailable:
    return Unavailable(
        N_("The database %(label)s is empty. Run griddesk init to make its tables."),
        label=location.label,
    )


def _count(ask: Ask, table: str, area: str) -> int:
    statement = (
        f"SELECT COUNT(*) FROM {table} "  # noqa: S608  the tables are named in this file
        f"WHERE valid_to IS NULL AND {'code' if table == 'area' else 'area_code'} "
        "BETWEEN ? AND ?"
    )
    return int(ask(statement, area, _last_inside(area))[0][0])


def _last_inside(area: str) -> str:
    """Return a code that no code inside ``area`` comes after."""
    return area + ":"  # the sign after 9


def _tiers(
    ask: Ask, location: Location, district: str, area: str, now: datetime
) -> tuple[TierGlance, ...]:
    """Count by tier.

    Buckets know how many cases of a street fall due on each day, so that only those due
    today are counted one by one. Communities and grids have no buckets, and few cases.
    """
    instant = _instant_for(location)
    today = now.date()
    begins = datetime.combine(today, time(), now.tzinfo)
    place = (district, area, _last_inside(area))
    if ask("SELECT level FROM area WHERE code = ? AND level > ?", area, _STREET):
        ends = begins + timedelta(days=1)
        moments = (instant(now), instant(ends), instant(now))
        return tuple(TierGlance(*row) for row in ask(_ONE_BY_ONE, *moments, *place))
    late_today = dict(ask(_LATE_TODAY, *place, instant(begins), instant(now)))
    return tuple(
        TierGlance(
            tier,
            int(total),
            int(of_today) - late_today.get(tier, 0),
            int(before) + late_today.get(tier, 0),
        )
        for tier, total, before, of_today in ask(_IN_BUCKETS, today, today, *place)
        if total
    )


def _instant_for(location: Location) -> Callable[[datetime], Any]:
    if location.dialect == "sqlite":
        return lambda at: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return lambda at: at


@contextmanager
def _asking(location: Location) -> Iterator[Ask]:
    opened = _asking_file if location.dialect == "sqlite" else _asking_server
    with opened(location) as ask:
        yield ask


@contextmanager
def _asking_file(location: Location) -> Iterator[Ask]:
    if not location.file.exists():
        raise Unavailable(
            N_("There is no database at %(label)s yet. Run griddesk init to make it."),
            label=location.label,
        )
    address = f"file:{quote(str(location.file))}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT)) as connection:
            connection.execute("PRAGMA query_only=ON")
            yield lambda statement, *values: connection.execute(
                statement, [_for_file(value) for value in values]
            ).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise _without_tables(location) from error
        raise Unavailable(
            N_("The database %(label)s cannot be read just now."), label=location.label
        ) from error
    except sqlite3.DatabaseError as error:
        raise Corrupt(
            N_("The file is damaged or is no database. Restore a backup, or name another file.")
        ) from error


def _for_file(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _asking_server(location: Location) -> Iterator[Ask]:
    try:
        import psycopg  # noqa: PLC0415  only for a server
    except ImportError as error:
        raise Unavailable(
            N_(
                "PostgreSQL needs a driver that is not installed here. Install GridDesk with "
                "its extra: pip install 'griddesk[postgres]'."
            )
        ) from error
    url = location.url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=_WAIT, autocommit=True) as connection:
            connection.read_only = True
            yield lambda statement, *values: connection.execute(
                statement.replace("?", "%s"), values
            ).fetchall()
    except psycopg.errors.UndefinedTable as error:
        raise _without_tables(location) from error
    except psycopg.Error as error:
        raise Unavailable(
            N_("The database %(label)s cannot be reached just now."), label=location.label
        ) from error
