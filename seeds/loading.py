"""Loading of standard data, places and people, through the imports that an admin uses.

Nothing is inserted past the desk, so whatever is loaded obeys the rules of an import and
stands in the audit trail. A second run finds everything unchanged and leaves no trace.
"""

from collections.abc import Iterable
from typing import Final

from core.cases.states import Stage
from core.deadlines.policy import STAGE_LIMITS
from core.desk import Desk
from core.imports.commands import (
    AreaRow,
    CalendarDayRow,
    CalendarYearRow,
    ConditionRow,
    ImportAreas,
    ImportCalendar,
    ImportCommand,
    ImportItems,
    ImportLimits,
    ImportOperators,
    ImportStaff,
    ImportUnits,
    ItemRow,
    OfficeHoursRow,
    OperatorRow,
    StaffRow,
    StageLimitRow,
    TierLimitRow,
    UnitRow,
)
from core.imports.result import ImportResult
from core.kernel.errors import Invalid
from seeds.demo.people import OPERATORS, staff
from seeds.demo.places import SEED, areas
from seeds.demo.units import UnitSeed, units
from seeds.standard.admission import filing_conditions, items
from seeds.standard.calendar import calendar_years
from seeds.standard.duties import duties
from seeds.standard.limits import limits, office_hours

CALENDAR_SOURCE: Final = "国务院办公厅节假日安排通知"
"""Where the days off of a year come from: the yearly notice of the State Council's office."""


def load_standard(desk: Desk, by: str) -> tuple[ImportResult, ...]:
    """Load what every district starts from: calendar, limits, office hours, admission list.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: the district holds something that contradicts the standard data.
    """
    commands = (_calendar(), _limits(), _admission_list())
    return tuple(_import(desk, command, by) for command in commands)


def load_places(desk: Desk, by: str, seed: int = SEED) -> ImportResult:
    """Load the areas of the demo, province to microgrid.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: an area is held under another name, or lies outside the district.
    """
    rows = tuple(
        AreaRow(
            line=line,
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            kind=area.kind,
            households=area.households,
            residents=area.residents,
            valid_from=area.valid_from,
        )
        for line, area in enumerate(areas(seed), 1)
    )
    return _import(desk, ImportAreas(rows=rows, commit=True), by)


def load_demo_registry(desk: Desk, by: str, seed: int = SEED) -> tuple[ImportResult, ...]:
    """Load the demo's areas, staff with their posts, units with their duties, and operators.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: the district holds something that contradicts the demo.
    """
    return (
        load_places(desk, by, seed),
        *(_import(desk, command, by) for command in (_staff(seed), _units(), _operators())),
    )


def _import(desk: Desk, command: ImportCommand, by: str) -> ImportResult:
    result: ImportResult = desk.execute(command, by=by)
    if result.refused:
        first = result.refused[0]
        raise Invalid(first.template, field=first.column, **first.params)
    return result


def _calendar() -> ImportCalendar:
    rows = (
        CalendarYearRow(
            line=line,
            year=year,
            source=CALENDAR_SOURCE,
            days=tuple(
                CalendarDayRow(day.on, day.kind, day.name_zh, day.name_en) for day in entries
            ),
        )
        for line, (year, entries) in enumerate(calendar_years(), 1)
    )
    return ImportCalendar(rows=tuple(rows), commit=True)


def _limits() -> ImportLimits:
    """Take the limits of the stages that cases know; those of whistles wait for whistles."""
    return ImportLimits(
        tiers=tuple(
            TierLimitRow(row.tier, row.name_zh, row.name_en, row.due_limit, row.target_limit)
            for row in limits()
            if row.stage == Stage.HANDLE and row.tier
        ),
        stages=tuple(
            StageLimitRow(row.stage, row.due_limit) for row in limits() if row.stage in STAGE_LIMITS
        ),
        hours=tuple(_office_hours()),
        commit=True,
    )


def _office_hours() -> Iterable[OfficeHoursRow]:
    for day in dict.fromkeys(span.valid_from for span in office_hours()):
        spans = (
            f"{span.opens_at:%H:%M}-{span.closes_at:%H:%M}"
            for span in office_hours()
            if span.valid_from == day
        )
        yield OfficeHoursRow(day, " ".join(spans))


def _admission_list() -> ImportItems:
    conditions: dict[str, tuple[ConditionRow, ...]] = {}
    for row in filing_conditions():
        condition = ConditionRow(row.name_zh, row.name_en, row.limit_amount, row.limit_unit)
        conditions[row.item_code] = (*conditions.get(row.item_code, ()), condition)
    rows = (
        ItemRow(
            line=line,
            code=item.code,
            class_=item.class_,
            class_name=item.class_zh,
            subclass=item.subclass_zh,
            name=item.name_zh,
            name_en=item.name_en,
            default_tier=item.default_tier,
            valid_from=item.valid_from,
            gridder_sees=item.gridder_sees,
            conditions=conditions.get(item.code, ()),
        )
        for line, item in enumerate(items(), 1)
    )
    return ImportItems(rows=tuple(rows), commit=True)


def _staff(seed: int) -> ImportStaff:
    held = ((person, posting) for person in staff(seed) for posting in person.postings)
    rows = (
        StaffRow(
            line=line,
            number=person.number,
            name=person.name,
            area_code=posting.area_code,
            post=posting.post,
            phone=person.phone,
            joined_on=person.joined_on,
            posted_from=posting.valid_from,
            posted_to=posting.valid_to,
        )
        for line, (person, posting) in enumerate(held, 1)
    )
    return ImportStaff(rows=tuple(rows), commit=True)


def _units() -> ImportUnits:
    rows = (
        UnitRow(
            line=line,
            code=unit.code,
            name=unit.name_zh,
            name_en=unit.name_en,
            kind=unit.kind,
            platform=unit.platform,
            tier=unit.tier,
            area_code=unit.area_code,
            item_patterns=_patterns(unit),
        )
        for line, unit in enumerate(units(), 1)
    )
    return ImportUnits(rows=tuple(rows), commit=True)


def _patterns(unit: UnitSeed) -> tuple[str, ...]:
    return tuple(
        duty.item_pattern
        for duty in duties()
        if duty.unit_kind == unit.kind and duty.tier == unit.tier
    )


def _operators() -> ImportOperators:
    rows = (
        OperatorRow(line, operator.login, operator.name, operator.role, operator.area_code)
        for line, operator in enumerate(OPERATORS, 1)
    )
    return ImportOperators(rows=tuple(rows), commit=True)
