"""A small district for tests: two streets, three grids, five units, four items.

Built row by row, so that a test of the core needs no import and no seed.
"""

from datetime import UTC, date, datetime
from typing import Final

from sqlmodel import Session, SQLModel, func, select

from core.areas.models import Area
from core.cases.commands import ReportCase
from core.cases.models import Case
from core.cases.rows import CaseOutcome
from core.catalogue.models import FilingCondition, Item
from core.deadlines.models import CalendarDay, CalendarYear, TierLimit
from core.desk import Desk
from core.kernel.clock import HandClock
from core.kernel.settings import DISTRICT, Setting
from core.kernel.transactions import Transactions
from core.operators.models import Operator
from core.staff.models import Posting, Staff
from core.units.models import Duty, Unit
from storage.database import Database

BEGINNING: Final = date(2024, 1, 1)
STREET: Final = "330108001"
OTHER_STREET: Final = "330108002"
COMMUNITY: Final = "330108001001"
GRID: Final = "330108001001001"
NEXT_GRID: Final = "330108001001002"
OTHER_GRID: Final = "330108002001001"

COMMITTEE: Final = "C001"
ENFORCEMENT: Final = "S001"
SAFETY: Final = "S002"
OTHER_ENFORCEMENT: Final = "S101"
BUREAU: Final = "D001"

STALLS: Final = "E0401"
"""Street stalls: tier 3, the tier's own limit (target 5, due 7 working days)."""
MANHOLE: Final = "P0101"
"""A broken manhole: tier 3, conditions 2 hours and 4 working hours."""
QUARREL: Final = "D0101"
"""A quarrel of neighbours: tier 2, 3 working days."""
LITTER: Final = "S0101"
"""Litter: tier 1, on the spot."""
LAPSED: Final = "E9901"
"""An item that left the list on 2026-01-01."""

GRIDDER: Final = "BJ0001"

DISPATCHER: Final = "zhangmin"
SUPERVISOR: Final = "wangqiang"
STREET_DISPATCHER: Final = "lina"
VIEWER: Final = "viewer"
AUDITOR: Final = "auditor"
ADMIN: Final = "admin"

MONDAY_MORNING: Final = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
"""Monday 2026-09-14 09:00 in Hangzhou."""

DAYS_OFF_2026: Final = (
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 10, day) for day in range(1, 8)),
)
MAKE_UP_DAYS_2026: Final = (date(2026, 9, 20), date(2026, 10, 10))


def _areas() -> list[SQLModel]:
    def area(code: str, level: int, name: str, kind: str | None = None) -> Area:
        parent = {2: 2, 3: 4, 4: 6, 5: 9, 6: 12}.get(level, 0)
        return Area(
            code=code,
            level=level,
            name=name,
            kind=kind,
            parent_code=code[:parent] or None,
            valid_from=BEGINNING,
        )

    return [
        area("33", 1, "浙江省"),
        area("3301", 2, "杭州市"),
        area("330108", 3, "滨江区"),
        area(STREET, 4, "西兴街道"),
        area(OTHER_STREET, 4, "长河街道"),
        area(COMMUNITY, 5, "西陵社区"),
        area("330108002001", 5, "长河社区"),
        area(GRID, 6, "第一网格", "comprehensive"),
        area(NEXT_GRID, 6, "第二网格", "dedicated"),
        area(OTHER_GRID, 6, "第一网格", "comprehensive"),
    ]


def _units() -> list[SQLModel]:
    rows = (
        (COMMITTEE, "西陵社区居委会", "committee", "governance", 2, COMMUNITY, "D E P S"),
        (ENFORCEMENT, "西兴综合行政执法队", "enforcement", "enforcement", 3, STREET, "E P"),
        (SAFETY, "西兴应急安监站", "safety", "governance", 3, STREET, "D S P01"),
        (
            OTHER_ENFORCEMENT,
            "长河综合行政执法队",
            "enforcement",
            "enforcement",
            3,
            OTHER_STREET,
            "E",
        ),
        (BUREAU, "区综合行政执法局", "bureau", "enforcement", 4, "330108", "E P D S"),
    )
    made: list[SQLModel] = []
    for key, (code, name, kind, platform, tier, area, patterns) in enumerate(rows, start=1):
        made.append(
            Unit(
                id=key,
                code=code,
                name=name,
                kind=kind,
                platform=platform,
                tier=tier,
                area_code=area,
                valid_from=BEGINNING,
            )
        )
        made.extend(Duty(unit_id=key, item_pattern=pattern) for pattern in patterns.split())
    return made


def _items() -> list[SQLModel]:
    rows = (
        (STALLS, "event", "占道经营", "Street stalls", 3, None),
        (MANHOLE, "part", "井盖破损", "Broken manhole cover", 3, None),
        (QUARREL, "dispute", "邻里纠纷", "Quarrel of neighbours", 2, None),
        (LITTER, "livelihood", "乱扔垃圾", "Litter", 1, None),
        (LAPSED, "event", "旧事项", "Lapsed item", 3, date(2026, 1, 1)),
    )
    made: list[SQLModel] = [
        Item(
            id=key,
            code=code,
            class_=class_,
            class_name=class_,
            subclass="",
            name=name,
            name_en=name_en,
            default_tier=tier,
            valid_from=BEGINNING,
            valid_to=until,
        )
        for key, (code, class_, name, name_en, tier, until) in enumerate(rows, start=1)
    ]
    limits = ((1, 2, "hour"), (2, 4, "working_hour"))
    made.extend(
        FilingCondition(
            item_id=2,
            ordinal=ordinal,
            name=f"情形{ordinal}",
            name_en=f"Condition {ordinal}",
            limit_amount=amount,
            limit_unit=unit,
        )
        for ordinal, amount, unit in limits
    )
    return made


def _clocks() -> list[SQLModel]:
    rows = (
        (1, "网格", "Grid", "24 hour", None),
        (2, "社区", "Community", "3 working_day", None),
        (3, "街道", "Street", "7 working_day", "5 working_day"),
        (4, "区级部门", "Department", "7 working_day", None),
    )
    made: list[SQLModel] = [
        TierLimit(tier=tier, name=name, name_en=name_en, due_limit=due, target_limit=target)
        for tier, name, name_en, due, target in rows
    ]
    made.append(CalendarYear(year=2026, source="test"))
    for kind, days in (("day_off", DAYS_OFF_2026), ("make_up_day", MAKE_UP_DAYS_2026)):
        made.extend(CalendarDay(on=day, kind=kind, name=kind, name_en=kind) for day in days)
    return made


def _people() -> list[SQLModel]:
    operators = (
        (DISPATCHER, "张敏", "dispatcher", "330108"),
        (SUPERVISOR, "王强", "supervisor", "330108"),
        (STREET_DISPATCHER, "李娜", "dispatcher", STREET),
        (VIEWER, "赵看", "viewer", "330108"),
        (AUDITOR, "钱审", "auditor", "330108"),
        (ADMIN, "周岚", "admin", "330108"),
    )
    made: list[SQLModel] = [
        Operator(login=login, name=name, role=role, area_code=area)
        for login, name, role, area in operators
    ]
    made.append(
        Staff(id=1, number=GRIDDER, name="𠮷小网", phone="10100000001", joined_on=BEGINNING)
    )
    made.append(Posting(staff_id=1, area_code=GRID, post="full_time", valid_from=BEGINNING))
    return made


def build_district(session: Session) -> None:
    """Write the whole district into an empty, migrated database."""
    session.add(Setting(key=DISTRICT, value="330108"))
    rows = [*_areas(), *_units(), *_items(), *_clocks(), *_people()]
    # Without relationships the session does not know which rows must be there first.
    for held in (Unit, Item, Staff):
        session.add_all(row for row in rows if isinstance(row, held))
    session.flush()
    session.add_all(rows)
    session.flush()


def small_district(database: Database) -> None:
    """Build the district, and nothing has been reported yet."""
    District(database.transactions)


class District:
    """The district with its desk and a clock moved by hand; built unless it is there."""

    def __init__(self, transactions: Transactions, now: datetime = MONDAY_MORNING) -> None:
        with transactions.writing() as session:
            if session.get(Setting, DISTRICT) is None:
                build_district(session)
            self._reports = session.exec(select(func.count()).select_from(Case)).one()
        self.transactions = transactions
        self.clock = HandClock(now)
        self.desk = Desk(transactions, self.clock)

    def report(self, *, by: str = DISPATCHER, **fields: object) -> CaseOutcome:
        """Report a matter; anything not given is plain."""
        self._reports += 1
        plain: dict[str, object] = {
            "source": "gridder",
            "source_ref": f"test-{self._reports}",
            "matter": "商户占用盲道",
            "area_code": GRID,
            "item_code": STALLS,
        }
        command = ReportCase(**(plain | fields))  # type: ignore[arg-type]
        outcome: CaseOutcome = self.desk.execute(command, by=by)
        return outcome
