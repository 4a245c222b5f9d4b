"""Writing registers as they are today, in the columns in which imports take them in again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, select

from core.areas.models import Area
from core.assessments.models import AssessmentFinding, AssessmentIndicator, AssessmentProfile
from core.audit.trail import write_audit
from core.cases.models import Case
from core.catalogue.models import FilingCondition, Item
from core.deadlines.models import CalendarDay, OfficeHoursSpell, StageLimit, TierLimit
from core.imports.case_file import CASE_COLUMNS
from core.imports.columns import GRID_COLUMNS, OPERATOR_COLUMNS, STAFF_COLUMNS, UNIT_COLUMNS, Layout
from core.imports.commands import ExportRegister
from core.imports.days import DAY_COLUMNS
from core.imports.findings import FINDING_COLUMNS
from core.imports.item_file import ITEM_COLUMNS
from core.imports.limit_file import LIMIT_COLUMNS
from core.imports.policies import POLICY_COLUMNS
from core.imports.profile_file import PROFILE_COLUMNS
from core.imports.profiles import as_rate, in_points
from core.kernel.settings import TIME_ZONE, read_setting
from core.operators.hand import Hand
from core.operators.models import TIMERS, Operator
from core.policies.models import PolicyRule
from core.staff.models import Posting, Staff
from core.units.models import Duty, Unit

_AREA: Final[Table] = Area.__table__  # type: ignore[attr-defined]
_STAFF: Final[Table] = Staff.__table__  # type: ignore[attr-defined]
_POSTING: Final[Table] = Posting.__table__  # type: ignore[attr-defined]
_UNIT: Final[Table] = Unit.__table__  # type: ignore[attr-defined]
_DUTY: Final[Table] = Duty.__table__  # type: ignore[attr-defined]
_OPERATOR: Final[Table] = Operator.__table__  # type: ignore[attr-defined]
_CASE: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_ITEM: Final[Table] = Item.__table__  # type: ignore[attr-defined]
_CONDITION: Final[Table] = FilingCondition.__table__  # type: ignore[attr-defined]
_TIER: Final[Table] = TierLimit.__table__  # type: ignore[attr-defined]
_STAGE: Final[Table] = StageLimit.__table__  # type: ignore[attr-defined]
_HOURS: Final[Table] = OfficeHoursSpell.__table__  # type: ignore[attr-defined]
_RULE: Final[Table] = PolicyRule.__table__  # type: ignore[attr-defined]
_DAY: Final[Table] = CalendarDay.__table__  # type: ignore[attr-defined]
_PROFILE: Final[Table] = AssessmentProfile.__table__  # type: ignore[attr-defined]
_INDICATOR: Final[Table] = AssessmentIndicator.__table__  # type: ignore[attr-defined]
_FINDING: Final[Table] = AssessmentFinding.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Exported:
    """A register as a table: the header, and rows in the order of their codes."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def export_register(hand: Hand, command: ExportRegister) -> Exported:
    """Return a register of the jurisdiction, and write down who took it along."""
    layout, fields, read = _REGISTERS[command.register]
    names = {column.field: column.names[0] for column in layout}
    rows = tuple(read(hand))
    write_audit(hand, "export", command.register, detail=f"{len(rows)} rows")
    return Exported(tuple(names[field] for field in fields), rows)


def _within(hand: Hand, code: ColumnElement[str]) -> ColumnElement[bool]:
    return code.startswith(hand.scope.area_code, autoescape=True)


def _asked(hand: Hand, question: Select[Any]) -> Iterator[tuple[Any, ...]]:
    return map(tuple, hand.session.execute(question))


def _grids(hand: Hand) -> Iterable[tuple[Any, ...]]:
    columns = (_AREA.c[name] for name in _GRID_FIELDS)
    today = (_AREA.c.valid_to.is_(None), _within(hand, _AREA.c.code))
    return _asked(hand, select(*columns).where(*today).order_by(_AREA.c.code))


def _staff(hand: Hand) -> Iterable[tuple[Any, ...]]:
    columns = (_STAFF.c.number, _STAFF.c.name, _STAFF.c.phone, _POSTING.c.area_code)
    more = (_POSTING.c.post, _STAFF.c.joined_on, _POSTING.c.valid_from)
    question = (
        select(*columns, *more)
        .join(_POSTING, _POSTING.c.staff_id == _STAFF.c.id)
        .where(_POSTING.c.valid_to.is_(None), _within(hand, _POSTING.c.area_code))
        .order_by(_STAFF.c.number, _POSTING.c.area_code, _POSTING.c.post)
    )
    return _asked(hand, question)


def _units(hand: Hand) -> Iterable[tuple[Any, ...]]:
    patterns: dict[int, list[str]] = {}
    for unit_id, pattern in hand.session.execute(select(_DUTY).order_by(_DUTY.c.item_pattern)):
        patterns.setdefault(unit_id, []).append(pattern)
    columns = (_UNIT.c[name] for name in _UNIT_FIELDS[:-2])
    today = (_UNIT.c.valid_to.is_(None), _within(hand, _UNIT.c.area_code))
    question = select(_UNIT.c.id, *columns, _UNIT.c.valid_from).where(*today)
    for key, *values, valid_from in hand.session.execute(question.order_by(_UNIT.c.code)):
        yield (*values, " ".join(patterns.get(key, ())), valid_from)


def _operators(hand: Hand) -> Iterable[tuple[Any, ...]]:
    """Give the operators but for the one in whose name things happen by themselves."""
    columns = (_OPERATOR.c[name] for name in _OPERATOR_FIELDS)
    question = select(*columns).where(
        _within(hand, _OPERATOR.c.area_code), _OPERATOR.c.login != TIMERS
    )
    for *values, active in hand.session.execute(question.order_by(_OPERATOR.c.login)):
        yield (*values, "是" if active else "否")


def _calendar(hand: Hand) -> Iterable[tuple[Any, ...]]:
    return _asked(hand, select(_DAY).order_by(_DAY.c.day))


def _items(hand: Hand) -> Iterable[tuple[Any, ...]]:
    """Give every version of every item, a row for each of its conditions."""
    conditions: dict[int, list[tuple[Any, ...]]] = {}
    ordered = select(_CONDITION).order_by(_CONDITION.c.item_id, _CONDITION.c.ordinal)
    for row in hand.session.execute(ordered):
        limit = f"{row.limit_amount} {row.limit_unit}"
        conditions.setdefault(row.item_id, []).append((row.name, row.name_en, limit))
    columns = (_ITEM.c[name.rstrip("_")] for name in _ITEM_FIELDS[:7])
    question = select(
        _ITEM.c.id, *columns, _ITEM.c.gridder_sees, _ITEM.c.valid_from, _ITEM.c.valid_to
    )
    for key, *values, sees, begins, ends in hand.session.execute(
        question.order_by(_ITEM.c.code, _ITEM.c.valid_from)
    ):
        for condition in conditions.get(key, [(None, None, None)]):
            yield (*values, "是" if sees else "否", *condition, begins, ends)


def _limits(hand: Hand) -> Iterable[tuple[Any, ...]]:
    """Give limits of tiers and of stages, and office hours."""
    for row in hand.session.execute(select(_TIER).order_by(_TIER.c.tier)):
        yield "级别", row.tier, row.name, row.name_en, row.due_limit, row.target_limit
    for row in hand.session.execute(select(_STAGE).order_by(_STAGE.c.stage)):
        yield "环节", row.stage, None, None, row.due_limit, None
    for row in hand.session.execute(select(_HOURS).order_by(_HOURS.c.valid_from)):
        yield "办公时间", row.valid_from, None, None, row.hours, None


def _policies(hand: Hand) -> Iterable[tuple[Any, ...]]:
    columns = (_RULE.c[name] for name in _POLICY_FIELDS)
    for *values, active in hand.session.execute(select(*columns).order_by(_RULE.c.code)):
        yield (*values, "是" if active else "否")


def _profiles(hand: Hand) -> Iterable[tuple[Any, ...]]:
    """Give every version of every profile, a row for each of its indicators."""
    p, i = _PROFILE.c, _INDICATOR.c
    question = (
        select(_PROFILE, _INDICATOR)
        .join(_INDICATOR, i.profile_id == p.id)
        .order_by(p.code, p.valid_from, i.ordinal)
    )
    for row in hand.session.execute(question).mappings():
        told = {
            "weight": in_points(row["weight"]),
            "zero_at": as_rate(row["zero_at"], row["figure"]),
            "full_at": as_rate(row["full_at"], row["figure"]),
            "findings_limit": in_points(row["findings_limit"]),
            "ranking": "是" if row["ranking"] else "否",
        }
        yield tuple((dict(row) | told)[name] for name in _PROFILE_FIELDS)


def _findings(hand: Hand) -> Iterable[tuple[Any, ...]]:
    f = _FINDING.c
    question = select(_FINDING).where(_within(hand, f.area_code)).order_by(f.number)
    for row in hand.session.execute(question).mappings():
        told = {"points": in_points(row["points"])}
        yield tuple((dict(row) | told)[name] for name in _FINDING_FIELDS)


def _cases(hand: Hand) -> Iterable[tuple[Any, ...]]:
    """Give every case of the jurisdiction in the words of another system, times as on the wall."""
    zone = ZoneInfo(read_setting(hand.session, TIME_ZONE))
    given = {
        "item_code": _ITEM.c.code,
        "unit_code": _UNIT.c.code,
        "gridder_number": _STAFF.c.number,
    }
    columns = (given[name] if name in given else _CASE.c[name] for name in _CASE_FIELDS)
    question = (
        select(*columns)
        .outerjoin(_ITEM, _ITEM.c.id == _CASE.c.item_id)
        .outerjoin(_UNIT, _UNIT.c.id == _CASE.c.unit_id)
        .outerjoin(_STAFF, _STAFF.c.id == _CASE.c.gridder_id)
        .where(_CASE.c.district_code == hand.scope.district_code, _within(hand, _CASE.c.area_code))
        .order_by(_CASE.c.source, _CASE.c.source_ref)
    )
    for row in hand.session.execute(question):
        yield tuple(
            value.astimezone(zone).replace(tzinfo=None).isoformat(" ")
            if isinstance(value, datetime)
            else value
            for value in row
        )


_GRID_FIELDS: Final = ("code", "name", "name_en", "kind", "households", "residents", "valid_from")
_STAFF_FIELDS: Final = (
    "number", "name", "phone", "area_code", "post", "joined_on", "posted_from",
)  # fmt: skip
_UNIT_FIELDS: Final = (
    "code", "name", "name_en", "kind", "platform", "tier", "area_code", "item_patterns",
    "valid_from",
)  # fmt: skip
_OPERATOR_FIELDS: Final = ("login", "name", "role", "area_code", "active")
_DAY_FIELDS: Final = ("on", "kind", "name", "name_en")

_ITEM_FIELDS: Final = (
    "code", "name", "name_en", "class_", "class_name", "subclass", "default_tier", "gridder_sees",
    "condition", "condition_en", "limit", "valid_from", "valid_to",
)  # fmt: skip
_LIMIT_FIELDS: Final = ("kind", "of", "name", "name_en", "due_limit", "target_limit")
_POLICY_FIELDS: Final = (
    "code", "stage", "moment", "action", "tier", "item_pattern", "after", "active",
)  # fmt: skip
_PROFILE_FIELDS: Final = tuple(column.field for column in PROFILE_COLUMNS)
_FINDING_FIELDS: Final = tuple(column.field for column in FINDING_COLUMNS)
_CASE_FIELDS: Final = tuple(column.field for column in CASE_COLUMNS)

_REGISTERS: Final[
    dict[str, tuple[Layout, tuple[str, ...], Callable[[Hand], Iterable[tuple[Any, ...]]]]]
] = {
    "grids": (GRID_COLUMNS, _GRID_FIELDS, _grids),
    "staff": (STAFF_COLUMNS, _STAFF_FIELDS, _staff),
    "units": (UNIT_COLUMNS, _UNIT_FIELDS, _units),
    "operators": (OPERATOR_COLUMNS, _OPERATOR_FIELDS, _operators),
    "calendar": (DAY_COLUMNS, _DAY_FIELDS, _calendar),
    "items": (ITEM_COLUMNS, _ITEM_FIELDS, _items),
    "limits": (LIMIT_COLUMNS, _LIMIT_FIELDS, _limits),
    "cases": (CASE_COLUMNS, _CASE_FIELDS, _cases),
    "policies": (POLICY_COLUMNS, _POLICY_FIELDS, _policies),
    "profiles": (PROFILE_COLUMNS, _PROFILE_FIELDS, _profiles),
    "findings": (FINDING_COLUMNS, _FINDING_FIELDS, _findings),
}
