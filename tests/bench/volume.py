"""Databases as large as a district gets in years, made in minutes, for the benches.

Rows go in by plain statements, past the desk: what a bench needs is volume that is coherent
with every constraint and trigger, not thirty million verbs. The same seed makes the same
rows. Open cases fall due from three days ago to nine days ahead, two thirds of them at the
close of business, as counted limits do; closed ones were reported at 74,000 a day backwards,
or at another pace where a bench needs a long archive of fewer cases.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, Final

from core.areas.models import Area
from core.catalogue.models import Item
from core.deadlines.models import TierLimit
from core.kernel.settings import DISTRICT, Setting
from core.operators.jurisdiction import Scope
from core.operators.models import Operator, Role
from core.units.models import Unit
from storage.database import open_database
from storage.schema import migrate

NOW: Final = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
"""Friday 2026-11-20 09:30 in Hangzhou: the moment of every bench."""
TODAY: Final = date(2026, 11, 20)
DISTRICT_CODE: Final = "330108"
STREETS: Final = tuple(f"{DISTRICT_CODE}{street:03d}" for street in range(1, 4))
COMMUNITIES: Final = tuple(f"{street}{n:03d}" for street in STREETS for n in range(1, 21))
GRIDS: Final = tuple(f"{community}{n:03d}" for community in COMMUNITIES for n in range(1, 7))
CLOSED_A_DAY: Final = 74_000
_ITEMS: Final = 109
_UNITS: Final = len(COMMUNITIES) + 12 + 8
_TIERS: Final = (1, 2, 2, 3, 3, 3, 4)
_SOURCES: Final = ("gridder",) * 6 + ("hotline",) * 2 + ("inspection", "video")
_MATTERS: Final = (
    "小区门口垃圾堆放无人清理，影响居民通行",
    "商户占用盲道经营，多次劝离无效",
    "楼上漏水引发邻里纠纷，双方争执不下",
    "路灯不亮，夜间出行存在安全隐患",
    "消防通道被电动车堵塞",
)
_BEGINNING: Final = date(2024, 1, 1)


def scope(area_code: str = DISTRICT_CODE) -> Scope:
    """Return a dispatcher's jurisdiction in the generated district."""
    return Scope("bench", "Bench", Role.DISPATCHER, DISTRICT_CODE, area_code)


def generate(
    path: Path, open_cases: int, closed_cases: int, seed: int = 1, *, a_day: int = CLOSED_A_DAY
) -> None:
    """Make an SQLite database with so many cases at ``path``, which must not exist."""
    _make_reference_data(path)
    chance = random.Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A database half made is thrown away, so nothing here waits for the disk.
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        connection.execute("BEGIN")
        places = ", ".join("?" * len(_PLAIN))
        insert = f"INSERT INTO cases ({', '.join(_PLAIN)}) VALUES ({places})"
        cases = chain(
            _closed_cases(closed_cases, chance, timedelta(days=1) / a_day),
            _open_cases(closed_cases, open_cases, chance),
        )
        connection.executemany(insert, (tuple(case.values()) for case in cases))
        connection.execute(_TIMERS_OF_OPEN_CASES)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode=WAL")


_PLAIN: Final[dict[str, Any]] = {
    "id": 0,
    "district_code": DISTRICT_CODE,
    "number": "",
    "version": 5,
    "history_hash": "",
    "state": "handling",
    "tier": 0,
    "source": "",
    "source_ref": "",
    "item_id": 0,
    "matter": "",
    "address": "",
    "area_id": 0,
    "area_code": "",
    "street_code": "",
    "reporter_name": "",
    "reporter_phone": "",
    "unit_id": None,
    "first_unit_id": None,
    "handling_limit": "3 working_day",
    "self_handled": 0,
    "result": "",
    "reject_reason": None,
    "rating": None,
    "reported_at": "",
    "filed_at": None,
    "dispatched_at": None,
    "resolved_at": None,
    "ended_at": None,
    "circulated_at": None,
    "handle_started_at": None,
    "handle_target_at": None,
    "handle_due_at": None,
    "handle_estimated": 0,
    "handled_late": None,
    "due_at": None,
    "due_on": None,
    "due_stage": None,
    "estimated": 0,
    "dispatch_count": 0,
    "return_count": 0,
    "escalation_count": 0,
    "check_count": 0,
    "rework_count": 0,
    "pauses": "[]",
    "extensions": "[]",
    "ruled": 0,
    "reply_awaited": 0,
    "exempt": 0,
    "hand_down_count": 0,
    "suspension_count": 0,
    "reopen_count": 0,
    "extension_count": 0,
    "urge_count": 0,
    "call_count": 0,
}
"""A case before chance has its say; the columns left out stay empty."""

_TIMERS_OF_OPEN_CASES: Final = """
    INSERT INTO case_timer (district_code, case_id, stage, call, street_code, area_code, tier,
                            unit_id, time_limit, started_at, target_at, due_at, estimated)
    SELECT district_code, id, due_stage, 0, street_code, area_code, tier,
           unit_id, handling_limit, handle_started_at, handle_target_at, due_at, estimated
    FROM cases WHERE ended_at IS NULL
"""


def _text(moment: datetime) -> str:
    """Write an instant as the tables keep it on SQLite."""
    return moment.isoformat(" ", "microseconds")[:26]


def _any_case(key: int, reported: str, chance: random.Random) -> dict[str, Any]:
    grid = int(chance.random() * len(GRIDS))
    tier = _TIERS[int(chance.random() * len(_TIERS))]
    unit = _answering(tier, grid, key)
    return _PLAIN | {
        "id": key,
        "number": f"{DISTRICT_CODE}-26-{key:08d}",
        "tier": tier,
        "source": _SOURCES[int(chance.random() * len(_SOURCES))],
        "source_ref": f"V{key:09d}",
        "item_id": key % _ITEMS + 1,
        "matter": _MATTERS[key % len(_MATTERS)],
        "address": f"江南大道{key % 900 + 1}号",
        "area_id": grid + 1,
        "area_code": GRIDS[grid],
        "street_code": GRIDS[grid][:9],
        "unit_id": unit,
        "first_unit_id": unit if key % 10 or unit is None else unit % _UNITS + 1,
        "reported_at": reported,
        "filed_at": reported,
        "dispatched_at": reported,
        "circulated_at": reported if tier > 1 else None,
        "handle_started_at": reported,
        "handle_target_at": reported,
        "dispatch_count": 1,
    }


def _answering(tier: int, grid: int, key: int) -> int | None:
    """Say which unit answers: nobody in a grid, else a committee, an office or a bureau."""
    if tier == 1:
        return None
    if tier == 2:
        return grid // 6 + 1
    if tier == 3:
        return len(COMMUNITIES) + grid // 120 * 4 + key % 4 + 1
    return len(COMMUNITIES) + 12 + key % 8 + 1


def _closed_cases(number: int, chance: random.Random, pace: timedelta) -> Iterator[dict[str, Any]]:
    for key in range(1, number + 1):
        reported_at = NOW - pace * (number - key)
        # Nothing has happened yet that is still to come.
        longest = min(timedelta(hours=75), NOW - reported_at)
        worked = chance.random()
        resolved_at = reported_at + longest * worked * 0.96
        resolved = _text(resolved_at)
        yield (
            _any_case(key, _text(reported_at), chance)
            | {
                "state": "closed",
                "rating": (5, 5, 4, 3, 2)[key % 5],
                "resolved_at": resolved,
                "ended_at": _text(resolved_at + longest * 0.04),
                "handle_due_at": _text(reported_at + timedelta(hours=64)),
                "handled_late": resolved_at > reported_at + timedelta(hours=64),
                "return_count": key % 23 == 0,
                "check_count": 1 + (key % 17 == 0),
                "rework_count": key % 17 == 0,
            }
            | (_ON_THE_SPOT if key % 6 == 0 else {})
        )


_ON_THE_SPOT: Final[dict[str, Any]] = {
    "tier": 1,
    "self_handled": 1,
    "circulated_at": None,
    "unit_id": None,
    "first_unit_id": None,
    "filed_at": None,
    "dispatched_at": None,
    "handle_started_at": None,
    "handle_target_at": None,
    "handle_due_at": None,
    "handled_late": 0,
    "dispatch_count": 0,
    "return_count": 0,
    "check_count": 0,
    "rework_count": 0,
    "rating": None,
}


def _open_cases(first: int, number: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(hours=8)
    for key in range(first + 1, first + number + 1):
        day = int(chance.random() * 12) - 3
        hours = 18.0 if chance.random() < 2 / 3 else chance.random() * 24
        due_at = midnight + timedelta(days=day, hours=hours)
        due = _text(due_at)
        reported = _text(NOW - timedelta(seconds=(first + number - key) % 864_000))
        yield _any_case(key, reported, chance) | {
            "handle_due_at": due,
            "due_at": due,
            "due_on": (TODAY + timedelta(days=day)).isoformat(),
            "due_stage": "handle",
        }


def _silent(template: str, /, **params: str) -> None:
    """Say nothing: nobody is listening while a bench prepares."""


def _make_reference_data(path: Path) -> None:
    database = open_database(f"sqlite:///{path}", create=True)
    migrate(database, _silent)
    with database.transactions.writing() as session:
        session.add(Setting(key=DISTRICT, value=DISTRICT_CODE))
        who = scope()
        session.add(
            Operator(login=who.login, name=who.name, role=who.role, area_code=who.area_code)
        )
        session.add_all(_areas())
        session.add_all(_units())
        session.add_all(_items())
        session.add_all(
            TierLimit(tier=tier, name=name, name_en=name_en, due_limit="3 working_day")
            for tier, name, name_en in (
                (1, "网格", "Grid"),
                (2, "社区", "Community"),
                (3, "街道", "Street"),
                (4, "区级部门", "Department"),
            )
        )
    database.close()


def _areas() -> Iterator[Area]:
    # Grids first: the id of a grid is its place in the list.
    for level, codes in ((6, GRIDS), (5, COMMUNITIES), (4, STREETS), (3, (DISTRICT_CODE,))):
        for code in codes:
            yield Area(
                code=code,
                parent_code=code[: {6: 12, 5: 9, 4: 6, 3: 4}[level]],
                level=level,
                name=f"{'省市区街社格'[level - 1]}{code[-3:]}",
                valid_from=_BEGINNING,
            )


def _units() -> Iterator[Unit]:
    for number in range(1, _UNITS + 1):
        yield Unit(
            id=number,
            code=f"U{number:03d}",
            name=f"单位{number:03d}",
            kind="bureau",
            platform="governance",
            tier=_TIERS[number % len(_TIERS)],
            area_code=DISTRICT_CODE,
            valid_from=_BEGINNING,
        )


def _items() -> Iterator[Item]:
    for number in range(1, _ITEMS + 1):
        yield Item(
            id=number,
            code=f"E{number:04d}",
            class_="event",
            class_name="事件",
            subclass="市容环境",
            name=f"事项{number:04d}",
            name_en=f"Item {number}",
            default_tier=3,
            valid_from=_BEGINNING,
        )
