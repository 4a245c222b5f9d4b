"""The names of areas, units, items and tiers in memory, so that lists need no joins.

They are few and change seldom: a window of 200 cases looks them up by id instead of joining
five tables. Whoever changes them counts up the setting ``reference_version``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, select

from core.areas.codes import CodeScheme, Level
from core.kernel.masking import mask_name
from core.kernel.settings import CODE_SCHEME, DEFAULTS, REFERENCE_VERSION, TIME_ZONE
from storage.database import Database
from storage.readers.tables import AREAS, ITEMS, SETTINGS, STAFF, TIERS, UNITS

_MOST_STAFF: Final = 20_000
"""Names of staff kept at most; they are read when a case shows them, not all at once."""


class PlaceNames(NamedTuple):
    """The names of the street, the community and the grid of an area; "" where it has none."""

    street: str
    community: str
    grid: str


class UnitName(NamedTuple):
    """A unit as a list shows it."""

    code: str
    name: str
    name_en: str | None


class ItemName(NamedTuple):
    """One version of an item as a list shows it."""

    code: str
    name: str
    name_en: str


class TierName(NamedTuple):
    """A tier as a lane is headed."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The names as they stood at one version of the reference data."""

    version: str
    scheme: CodeScheme
    zone: ZoneInfo
    places: Mapping[int, PlaceNames]
    units: Mapping[int, UnitName]
    items: Mapping[int, ItemName]
    tiers: Mapping[int, TierName]

    def local_day(self, moment: datetime) -> date:
        """Return the district's date at ``moment``."""
        return moment.astimezone(self.zone).date()

    def beginning(self, day: date) -> datetime:
        """Return the instant at which the local ``day`` begins."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def end(self, day: date) -> datetime:
        """Return the instant at which the day after ``day`` begins."""
        return self.beginning(day + timedelta(days=1))

    def units_named(self, wanted: str) -> tuple[int, ...]:
        """Return the ids of the unit with the code ``wanted``, else of all it is a name part of."""
        exact = tuple(key for key, unit in self.units.items() if unit.code == wanted)
        return exact or tuple(
            key
            for key, unit in self.units.items()
            if wanted.casefold() in f"{unit.name}\n{unit.name_en or ''}".casefold()
        )

    def items_under(self, code: str) -> tuple[int, ...]:
        """Return the ids of every version of every item whose code begins with ``code``."""
        return tuple(key for key, item in self.items.items() if item.code.startswith(code))


class ReferenceBook:
    """Keeps the newest `Reference` of one database; shared by its readers and threads."""

    def __init__(self) -> None:
        self._kept: Reference | None = None
        self._staff: dict[int, str] = {}

    def at(self, connection: Connection) -> Reference:
        """Return the names as they stand in the snapshot of ``connection``."""
        return self.at_version(connection, connection.execute(VERSION).scalar())

    def at_version(self, connection: Connection, version: str | None) -> Reference:
        """Return the same when a query has told the version along with what it found."""
        kept = self._kept
        if kept is not None and kept.version == (version or DEFAULTS[REFERENCE_VERSION]):
            return kept
        return self.read(connection)

    def recent(self, connection: Connection) -> Reference:
        """Return the names as last read, without asking whether they have changed.

        Good for what a district settles once, its codes and its time zone; whoever shows names
        goes on to `at_version`.
        """
        return self._kept or self.read(connection)

    def read(self, connection: Connection) -> Reference:
        """Read the names anew, whatever the version says."""
        self._staff = {}
        self._kept = read = _read_reference(connection)
        return read

    def staff_names(self, connection: Connection, wanted: set[int]) -> Mapping[int, str]:
        """Return the masked names of staff by id, reading those not met before."""
        staff = self._staff
        if not wanted <= staff.keys():
            if len(staff) > _MOST_STAFF:
                staff = self._staff = {}
            c = STAFF.c
            found = connection.execute(select(c.id, c.name).where(c.id.in_(wanted - staff.keys())))
            staff.update({key: mask_name(name) for key, name in found})
        return staff


_BOOKS: WeakKeyDictionary[Database, ReferenceBook] = WeakKeyDictionary()


def reference_book(database: Database) -> ReferenceBook:
    """Return the book of ``database``, the same for every reader of it."""
    return _BOOKS.setdefault(database, ReferenceBook())


VERSION: Final = select(SETTINGS.c.value).where(SETTINGS.c.key == REFERENCE_VERSION)
"""Asks for the version of the reference data."""


def _read_reference(connection: Connection) -> Reference:
    found = connection.execute(select(SETTINGS.c.key, SETTINGS.c.value))
    settings = DEFAULTS | {row.key: row.value for row in found}
    scheme = CodeScheme.parse(settings[CODE_SCHEME])
    unit, item, tier = UNITS.c, ITEMS.c, TIERS.c
    return Reference(
        version=settings[REFERENCE_VERSION],
        scheme=scheme,
        zone=ZoneInfo(settings[TIME_ZONE]),
        places=_read_places(connection, scheme),
        units={
            key: UnitName(code, name, name_en)
            for key, code, name, name_en in connection.execute(
                select(unit.id, unit.code, unit.name, unit.name_en)
            )
        },
        items={
            key: ItemName(code, name, name_en)
            for key, code, name, name_en in connection.execute(
                select(item.id, item.code, item.name, item.name_en)
            )
        },
        tiers={
            key: TierName(name, name_en)
            for key, name, name_en in connection.execute(
                select(tier.tier, tier.name, tier.name_en).order_by(tier.tier)
            )
        },
    )


def _read_places(connection: Connection, scheme: CodeScheme) -> dict[int, PlaceNames]:
    """Name every area that was ever valid, and those around it, as on its own last day."""
    c = AREAS.c
    wanted: Select[int, str, str, date, date | None] = select(
        c.id, c.code, c.name, c.valid_from, c.valid_to
    ).order_by(c.code, c.valid_from)
    rows = connection.execute(wanted).all()
    lives: dict[str, list[Row[int, str, str, date, date | None]]] = {}
    for row in rows:
        lives.setdefault(row[1], []).append(row)

    def name(code: str, day: date) -> str:
        spans = lives.get(code)
        if not spans:
            return ""
        held = [span for span in spans if span[3] <= day and (span[4] is None or day < span[4])]
        return (held or spans)[-1][2]

    places: dict[int, PlaceNames] = {}
    for key, code, _, _, valid_to in rows:
        day = valid_to - timedelta(days=1) if valid_to else date.max
        around = (
            name(scheme.ancestor(code, level), day)
            for level in (Level.STREET, Level.COMMUNITY, Level.GRID)
        )
        places[key] = PlaceNames(*around)
    return places
