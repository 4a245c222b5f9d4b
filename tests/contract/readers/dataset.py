"""Two districts in one database, row by row, so that a reader can be told from its neighbour's.

Everything is drawn from a seed and kept as objects, so that a test can count the same thing
with plain Python.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain, groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, select

from core.areas.models import Area, AreaBoundary
from core.assessments.models import AssessmentFinding, AssessmentIndicator, AssessmentProfile
from core.cases.history import GENESIS, Entry, canonical, entry_hash, plain
from core.cases.models import (
    Case,
    CaseHistory,
    CaseTimer,
    Precedent,
    SpotCheckDraw,
    SpotCheckDrawn,
)
from core.cases.states import ENDED_STATES, OPEN_STATES, Source, Stage, State
from core.catalogue.models import FilingCondition, Item
from core.deadlines.models import CalendarDay, CalendarYear, TierLimit
from core.operators.jurisdiction import Scope
from core.operators.models import Operator, Role
from core.staff.models import Posting, Staff
from core.units.models import Duty, Unit
from storage.database import Database
from tests.squares import at, box, kept

ZONE: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2026, 9, 16, 3, 0, tzinfo=UTC)
"""Wednesday 2026-09-16 11:00 in Hangzhou."""
BEGINNING: Final = date(2024, 1, 1)

HOME: Final = "330108"
ABROAD: Final = "330109"
STREET: Final = "330108001"
COMMUNITY: Final = "330108001001"
GRID: Final = "330108001001001"

_TREE: Final = {
    HOME: ("330108001", "330108002"),
    ABROAD: ("330109001",),
}
COMMUNITIES: Final = tuple(
    f"{street}{n:03d}" for streets in _TREE.values() for street in streets for n in (1, 2)
)
GRIDS: Final = tuple(f"{community}{n:03d}" for community in COMMUNITIES for n in (1, 2))

_LEVELS: Final = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5, 15: 6, 17: 7}
_MATTERS: Final = ("占道经营", "Broken LAMP", "100% 满溢", r"back\slash_here", "噪声扰民")
_STATES: Final = (*OPEN_STATES, *OPEN_STATES, *ENDED_STATES, *[State.CLOSED] * 6)
_REASONS: Final = ("off_list", "patrol_log")


def scope(area_code: str, role: Role = Role.DISPATCHER, district: str = HOME) -> Scope:
    """Return the jurisdiction of somebody at the desk."""
    return Scope("zhangmin", "张敏", role, district, area_code)


SCOPES: Final = {
    "province": scope("33"),
    "district": scope(HOME),
    "street": scope(STREET),
    "community": scope(COMMUNITY),
    "grid": scope(GRID),
    "abroad": scope(ABROAD, district=ABROAD),
    "nowhere": scope("330110", district="330110"),
    "crossed": scope("330109001"),
}
"""Jurisdictions of every kind; ``crossed`` names an area outside its own district."""


@dataclass
class Dataset:
    """What was written."""

    cases: list[Case] = field(default_factory=list)
    timers: list[CaseTimer] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    rulings: list[Precedent] = field(default_factory=list)

    def within(self, who: Scope) -> list[Case]:
        """Return the cases of a jurisdiction, judged the plain way."""
        return [
            case
            for case in self.cases
            if case.district_code == who.district_code and case.area_code.startswith(who.area_code)
        ]


def write_districts(session: Session, seed: int = 1, cases: int = 300) -> Dataset:
    """Fill an empty, migrated database; case 1 is at home in `GRID` and open."""
    for _, rows in groupby(
        chain(_areas(), _boundaries(), _units(), _items(), _clocks(), _people(), _assessment()),
        type,
    ):
        # One kind at a time: what points to a row comes after it.
        session.add_all(rows)
        session.flush()
    area_ids = {area.code: area.id or 0 for area in session.exec(select(Area))}
    made = Dataset()
    chance = random.Random(seed)
    for key in range(1, cases + 1):
        _add_case(made, key, area_ids, chance)
    # In bulk, and not through the session: hundreds of rows for each test.
    session.execute(insert(Case), [case.model_dump() for case in made.cases])
    session.execute(insert(CaseTimer), [timer.model_dump() for timer in made.timers])
    session.execute(insert(CaseHistory), [_fields(entry) for entry in made.entries])
    session.add(_sample())
    session.flush()
    session.execute(insert(SpotCheckDrawn), [*_drawn(made.cases)])
    made.rulings = [*_precedents(made.cases)]
    session.execute(insert(Precedent), [ruling.model_dump() for ruling in made.rulings])
    return made


class TwoDistricts:
    """Fills databases with two districts, all of them alike."""

    data: Dataset

    def __call__(self, database: Database) -> None:
        """Write them, and keep in mind what was written."""
        with database.transactions.writing() as session:
            self.data = write_districts(session)


TWO_DISTRICTS: Final = TwoDistricts()


SAMPLE: Final = "0123456789abcdef"


def _sample() -> SpotCheckDraw:
    return SpotCheckDraw(
        district_code=HOME,
        id=SAMPLE,
        area_code=HOME,
        seed="9",
        since=BEGINNING,
        until=BEGINNING,
        asked=9,
        candidates=9,
        drawn_at=NOW,
        drawn_by="zhangmin",
    )


def _drawn(cases: list[Case]) -> Iterator[dict[str, Any]]:
    """Let every closed case at home be drawn."""
    for case in cases:
        if case.district_code == HOME and case.state == State.CLOSED:
            drawn = SpotCheckDrawn(
                district_code=HOME, sample_id=SAMPLE, case_id=case.id or 0, closed_at=NOW
            )
            yield drawn.model_dump()


def _precedents(cases: list[Case]) -> Iterator[Precedent]:
    """Rule on some cases that the unit of their street answers.

    The item is one that no list holds, so that no suggestion goes by it.
    """
    for key, case in enumerate(cases[::20], start=1):
        yield Precedent(
            id=key,
            district_code=case.district_code,
            item_code="X0001",
            tier=3,
            area_code=case.area_code,
            unit_id=UNITS_OF[case.street_code],
            number=case.number,
            ruled_at=case.reported_at,
            ruled_by="wangqiang",
            reason="就近处置",
        )


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _areas() -> Iterator[SQLModel]:
    streets = [street for below in _TREE.values() for street in below]
    for code in ("33", "3301", *_TREE, *streets, *COMMUNITIES, *GRIDS):
        parents = [other for other in _LEVELS if other < len(code)]
        yield Area(
            code=code,
            parent_code=code[: max(parents)] if parents else None,
            level=_LEVELS[len(code)],
            name=f"区域{code}",
            valid_from=BEGINNING,
        )


BOXES: Final = {code: (4 * n, 0, 4 * n + 4, 4) for n, code in enumerate(GRIDS)}
"""Where grids lie, side by side from west to east, in the paces of `tests.squares`."""


def _boundaries() -> Iterator[SQLModel]:
    for code, place in BOXES.items():
        yield AreaBoundary(area_code=code, geometry=kept(box(*place)))


def _units() -> Iterator[SQLModel]:
    rows = [(f"C{code}", 2, code, "E P") for code in COMMUNITIES]
    rows += [(f"S{street}", 3, street, "E P01") for below in _TREE.values() for street in below]
    rows += [(f"D{district}", 4, district, "E P") for district in _TREE]
    for key, (code, tier, area, patterns) in enumerate(rows, start=1):
        yield Unit(
            id=key,
            code=code,
            name=f"单位{code}",
            kind="office",
            platform="governance",
            tier=tier,
            area_code=area,
            valid_from=BEGINNING,
        )
        yield from (Duty(unit_id=key, item_pattern=pattern) for pattern in patterns.split())


UNITS_OF: Final = {
    code: key
    for key, code in enumerate(
        (*COMMUNITIES, *(s for below in _TREE.values() for s in below), *_TREE), start=1
    )
}
"""The id of the unit of an area."""

ITEMS: Final = {
    1: ("E0401", True, BEGINNING, date(2026, 1, 1)),
    2: ("E0401", True, date(2026, 1, 1), None),
    3: ("P0101", False, BEGINNING, None),
    4: ("P0102", True, date(2027, 1, 1), None),
}


def _items() -> Iterator[SQLModel]:
    for key, (code, gridder_sees, valid_from, valid_to) in ITEMS.items():
        yield Item(
            id=key,
            code=code,
            class_="event",
            class_name="事件",
            subclass="街面秩序",
            name=f"事项{code}",
            name_en=f"Item {code}",
            default_tier=3,
            gridder_sees=gridder_sees,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    for ordinal, amount in ((2, 4), (1, 2)):
        yield FilingCondition(
            item_id=3,
            ordinal=ordinal,
            name=f"情形{ordinal}",
            name_en=f"Condition {ordinal}",
            limit_amount=amount,
            limit_unit="hour",
        )


def _clocks() -> Iterator[SQLModel]:
    for tier, name, name_en in (
        (1, "网格", "Grid"),
        (2, "社区", "Community"),
        (3, "街道", "Street"),
        (4, "区级部门", "Department"),
    ):
        yield TierLimit(tier=tier, name=name, name_en=name_en, due_limit="3 working_day")
    yield CalendarYear(year=2026, source="test")
    yield CalendarDay(on=date(2026, 9, 17), kind="day_off", name="假", name_en="off")


def _people() -> Iterator[SQLModel]:
    yield Operator(login="zhangmin", name="张敏", role="dispatcher", area_code=HOME)
    for key, grid in enumerate(GRIDS, start=1):
        yield Staff(
            id=key,
            number=f"N{key:04d}",
            name=f"王小{key}",
            phone=f"1380000{key:04d}",
            joined_on=BEGINNING,
        )
        yield Posting(staff_id=key, area_code=grid, post="full_time", valid_from=BEGINNING)
    yield Staff(id=90, number="N0090", name="李长", joined_on=BEGINNING)
    yield Posting(staff_id=90, area_code=COMMUNITY, post="leader", valid_from=BEGINNING)
    yield Posting(staff_id=90, area_code=GRID, post="leader", valid_from=BEGINNING)
    yield Staff(id=91, number="N0091", name="赵去", phone="88881234", joined_on=BEGINNING)
    yield Posting(
        staff_id=91,
        area_code=GRID,
        post="guide",
        valid_from=BEGINNING,
        valid_to=date(2025, 1, 1),
    )


PROFILES: Final = {
    1: ("areas", "street community grid", "", ""),
    2: ("units", "unit", "", ""),
    3: ("people", "staff", "", ""),
    4: ("elderly", "community", "areas", f"{COMMUNITY} 330109001001"),
}
"""Profiles: code, targets, what they replace and where."""

WEIGHED: Final = {
    "areas": (
        ("valid", 3000, 300_000, 950_000, 3),
        ("effectively_solved", 2500, 200_000, 1_000_000, 2),
        ("on_time", 2000, 0, 900_000, 2),
        ("satisfaction", 1500, -100_000_000, 90_000_000, 1),
        ("rework", 1000, 500_000, 0, 1),
    ),
    "units": (
        ("closing", 5000, 0, 950_000, 1),
        ("rework", 3000, 1_000_000, 0, 1),
        ("groundless_return", 2000, 500_000, 0, 1),
    ),
    "people": (("valid", 7000, 0, 1_000_000, 2), ("lateness_multiple", 3000, 9_000_000, 0, 1)),
    "elderly": (("satisfaction", 6000, 0, 80_000_000, 1), ("valid", 4000, 0, 1_000_000, 1)),
}
"""Their indicators: figure, weight, zero_at, full_at, least."""

FINDINGS: Final = (
    ("community", COMMUNITY, COMMUNITY, -150),
    ("community", COMMUNITY, COMMUNITY, -900),
    ("community", "330108002001", "330108002001", 200),
    ("community", "330109001001", "330109001001", -300),
    ("unit", f"D{HOME}", HOME, 100),
    ("unit", f"S{STREET}", STREET, -250),
    ("staff", "N0001", GRID, 50),
)
"""What was found: target, key, the area it belongs to, points."""


def _assessment() -> Iterator[SQLModel]:
    for key, (code, targets, replaces, areas) in PROFILES.items():
        yield AssessmentProfile(
            id=key,
            code=code,
            name=f"方案{key}",
            valid_from=BEGINNING,
            targets=targets,
            replaces=replaces,
            areas=areas,
            findings_limit=500,
        )
    for key, (code, *_) in PROFILES.items():
        for ordinal, values in enumerate(WEIGHED[code], start=1):
            names = ("figure", "weight", "zero_at", "full_at", "least")
            fields: dict[str, Any] = dict(zip(names, values, strict=True))
            yield AssessmentIndicator(profile_id=key, ordinal=ordinal, **fields)
    for key, (target, target_key, area, points) in enumerate(FINDINGS, start=1):
        yield AssessmentFinding(
            number=f"F-{key}",
            found_on=date(2026, 9, 14),
            finder="第三方",
            target=target,
            target_key=target_key,
            area_code=area,
            points=points,
            reason="所见",
        )


def _moment(chance: random.Random) -> datetime:
    """Return an instant near NOW, often one on which something turns."""
    if chance.random() < 0.1:
        return NOW
    day = datetime(2026, 9, 16, tzinfo=ZONE) + timedelta(days=chance.randint(-2, 3))
    hour = chance.choice((0, 9, 18, 18, 18, chance.random() * 24))
    return (day + timedelta(hours=hour)).astimezone(UTC)


def _stages(state: str, chance: random.Random) -> tuple[Stage, ...]:
    return {
        State.REPORTED: (Stage.ACCEPT, Stage.VERIFY)[: chance.randint(1, 2)],
        State.FILED: (Stage.DISPATCH, Stage.HANDLE)[: chance.randint(1, 2)],
        State.DISPATCHED: (Stage.RECEIVE, Stage.HANDLE),
        State.HANDLING: (Stage.HANDLE,),
        State.SUSPENDED: (Stage.SUSPENSION,),
        State.RESOLVED: (Stage.CHECK,),
    }[State(state)]


def _add_case(made: Dataset, key: int, area_ids: dict[str, int], chance: random.Random) -> None:
    first = key == 1
    state = State.DISPATCHED if first else chance.choice(_STATES)
    grid = GRID if first else chance.choice(GRIDS)
    # Some are placed no more closely than a community or a street.
    area = grid if first else grid[: chance.choice((15, 15, 15, 12, 9))]
    reported_at = NOW - timedelta(minutes=chance.randint(1, 5 * 24 * 60))
    case = Case(
        id=key,
        district_code=grid[:6],
        number=f"{grid[:6]}-26-{key:06d}",
        state=state,
        tier=chance.choice((1, 2, 3, 3, 4)) if key % 50 else 5,
        source=chance.choice(tuple(Source)),
        source_ref=f"ref-{key}",
        matter=chance.choice(_MATTERS),
        address=f"江陵路{key}号",
        area_id=area_ids[area],
        area_code=area,
        street_code=grid[:9],
        reporter_name="张小敏" if key % 2 else "",
        reporter_phone="13812341234" if key % 2 else "",
        reporter_staff_id=None if key % 2 else 1,
        card={2: "yellow", 3: "red"}.get(key % 5),
        reported_at=reported_at,
    )
    if key % 3 == 1:
        case.longitude, case.latitude = at(*_whereabouts(case, random.Random(f"at {key}")))
    _live(case, chance)
    # Apart from the rest, so that a new turn of fate changes nothing else.
    _suffer(case, random.Random(f"{key} {case.number}"))
    if state in OPEN_STATES:
        timers = [_timer(case, stage, chance) for stage in _stages(state, chance)]
        made.timers += timers
        soonest = min(timers, key=lambda timer: timer.due_at)
        case.due_at, case.due_stage = soonest.due_at, soonest.stage
        case.due_on = soonest.due_at.astimezone(ZONE).date()
    made.cases.append(case)
    made.entries += _history(case)


def _whereabouts(case: Case, chance: random.Random) -> tuple[float, float]:
    """Draw where a case was said to be: in its grid, in some other, or in none."""
    grid = case.area_code if case.area_code in BOXES and chance.random() < 0.6 else None
    west, *_ = BOXES[grid or chance.choice(GRIDS)]
    return west + chance.choice((0, 1, 2.5)), chance.choice((0, 2, 3.25, 5))


def _live(case: Case, chance: random.Random) -> None:
    """Give a case a past that fits its state."""
    at = case.reported_at
    if case.state in {State.REJECTED, State.MERGED, State.CANCELLED}:
        case.reject_reason = chance.choice(_REASONS)
        case.ended_at = at + timedelta(hours=1)
        return
    if case.state == State.REPORTED:
        return
    case.item_id = chance.choice((1, 2, 3))
    if case.state == State.CLOSED and chance.random() < 0.3:
        case.tier, case.self_handled, case.handled_late = 1, True, False
        case.resolved_at = case.ended_at = at
        return
    case.filed_at = at + timedelta(minutes=5)
    case.circulated_at = case.filed_at if case.tier > 1 else None
    case.escalation_count = chance.randint(0, 1)
    if case.state == State.FILED:
        return
    _dispatch(case, chance)
    if case.state in {State.RESOLVED, State.CLOSED}:
        case.resolved_at = at + (NOW - at) * chance.random()
        case.handled_late = case.resolved_at > (case.handle_due_at or at)
    if case.state == State.CLOSED and case.resolved_at:
        case.ended_at = case.resolved_at + (NOW - case.resolved_at) * chance.random()
        case.rework_count = chance.choice((0, 0, 2))
        case.check_count = case.rework_count + 1
        case.rating = chance.choice((None, 1, 2, 3, 4, 5))


def _dispatch(case: Case, chance: random.Random) -> None:
    at = case.reported_at
    case.dispatched_at = case.handle_started_at = at + timedelta(minutes=10)
    case.handle_target_at = at + timedelta(hours=20)
    case.handle_due_at = at + timedelta(hours=chance.randint(2, 40))
    case.handling_limit = "3 working_day"
    case.dispatch_count = chance.randint(1, 3)
    if case.tier == 1:
        case.gridder_id = 1 + GRIDS.index(case.area_code) if case.area_code in GRIDS else 90
        return
    case.unit_id = UNITS_OF[case.district_code]
    case.first_unit_id = chance.choice((case.unit_id, UNITS_OF[case.street_code]))
    case.return_count = chance.choice((0, 0, 1, 2))


def _suffer(case: Case, chance: random.Random) -> None:
    """Give a case some of what can befall it besides."""
    if case.state == State.CANCELLED:
        case.reject_reason = None
        case.filed_at = chance.choice((None, case.reported_at))
    if case.dispatch_count:
        case.extension_count, case.extensions = chance.choice(
            ((0, "[]"), (0, "[]"), (1, "[]"), (1, '[["2026-09-15T01:00:00+00:00","1 day"]]'))
        )
        case.suspension_count = chance.choice((0, 0, 1, 2)) or int(case.state == State.SUSPENDED)
        case.hand_down_count = chance.choice((0, 0, 1, 2))
    if case.state == State.CLOSED:
        case.reopen_count = chance.choice((0, 0, 0, 1))
        case.spot_check = chance.choice((None, None, "passed", "failed"))
        case.satisfaction = chance.choice((None, None, 1, 2, 5))
        case.exempt = bool(case.handled_late) and chance.random() < 0.4


def _timer(case: Case, stage: Stage, chance: random.Random) -> CaseTimer:
    handling = stage is Stage.HANDLE and case.handle_due_at is not None
    due_at = case.handle_due_at if handling and case.handle_due_at else _moment(chance)
    return CaseTimer(
        district_code=case.district_code,
        case_id=case.id or 0,
        stage=stage,
        street_code=case.street_code,
        area_code=case.area_code,
        tier=case.tier,
        unit_id=case.unit_id,
        limit="3 working_day",
        started_at=case.reported_at,
        target_at=due_at,
        due_at=due_at,
        estimated=bool((case.id or 0) % 7 == 0),
    )


def _history(case: Case) -> Iterator[Entry]:
    """Write a short chain: the report, every return, and what has become of the case."""
    rulings = ["rule"] * (case.return_count > 0 and (case.id or 0) % 2)
    downs = ["hand_down"] * case.hand_down_count
    verbs = ["report", *["return"] * case.return_count, *rulings, *downs, "note"]
    returners = (UNITS_OF[case.street_code], UNITS_OF[case.district_code])
    codes = {key: f"{'S' if len(area) == 9 else 'D'}{area}" for area, key in UNITS_OF.items()}
    before = GENESIS
    for seq, verb in enumerate(verbs, start=1):
        details: dict[str, Any] = {
            "text": "备注",
            "gridder_name": "王小明",
            "from": {"gridder_name": "李四"},
        }
        if verb == "return":
            details = {"reason": "不属我处", "unit_code": codes[returners[seq - 2]]}
        elif verb == "rule":
            groundless = (case.id or 0) % 3 > 0
            details = {"unit_code": codes[returners[0]], "groundless": groundless}
        elif verb == "hand_down":
            details = {"from_tier": 4, "tier": 2 + (case.id or 0) % 2}
        entry = Entry(
            district_code=case.district_code,
            case_id=case.id or 0,
            seq=seq,
            at=case.reported_at + timedelta(minutes=seq),
            verb=verb,
            operator="zhangmin" if verb in {"report", "hand_down"} and seq != 4 else "gone",
            from_state=None if seq == 1 else State.REPORTED,
            to_state=case.state,
            payload=canonical(
                {
                    "changes": {"reported_at": plain(case.reported_at)},
                    "started": [],
                    "stopped": [],
                    "details": details,
                }
            ),
            prev_hash=before,
            hash="",
        )
        entry.hash = before = entry_hash(case.number, entry)
        yield entry
    case.version, case.history_hash = len(verbs), before
