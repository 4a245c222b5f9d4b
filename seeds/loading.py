"""Loading of standard data, places and people, and of the demo's weeks of cases.

Nothing is inserted past the desk: registers go through the imports that an admin uses, cases
through the verbs that a dispatcher uses, so whatever is loaded obeys every rule and stands in
history and audit trail. A second run finds everything there and changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Final

from core.cases.commands import ReportCase
from core.cases.rows import CaseOutcome
from core.cases.states import Source, Stage
from core.deadlines.policy import STAGE_LIMITS
from core.desk import Desk
from core.imports.boundary_commands import ImportBoundaries
from core.imports.boundary_file import read_boundary_file
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
    ImportPolicies,
    ImportProfiles,
    ImportStaff,
    ImportUnits,
    ItemRow,
    OfficeHoursRow,
    OperatorRow,
    PolicyRow,
    StaffRow,
    StageLimitRow,
    TierLimitRow,
    UnitRow,
)
from core.imports.profile_file import profile_rows, read_profile_file
from core.imports.result import ImportResult
from core.kernel.clock import HandClock
from core.kernel.errors import Invalid, Refused
from seeds.demo.life import DAYS, FIRST_REF, Life, LifeTally, Progress
from seeds.demo.people import OPERATORS, staff
from seeds.demo.places import SEED, areas
from seeds.demo.units import UnitSeed, units
from seeds.standard.admission import filing_conditions, items
from seeds.standard.calendar import calendar_years
from seeds.standard.duties import duties
from seeds.standard.limits import limits, office_hours
from seeds.standard.policies import policies

IMPORTER: Final = "admin"
"""The administrator of the demo, who loads it; its cases are handled by the other operators."""
CALENDAR_SOURCE: Final = "国务院办公厅节假日安排通知"
"""Where the days off of a year come from: the yearly notice of the State Council's office."""


def load_standard(desk: Desk, by: str) -> tuple[ImportResult, ...]:
    """Load what every district starts from: calendar, limits, hours, list, policies, profiles.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: the district holds something that contradicts the standard data.
    """
    commands = (_calendar(), _limits(), _admission_list(), _policies(), _profiles())
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
    """Load the demo's areas with boundaries, staff with posts, units with duties, and operators.

    Boundaries are cut for the grids of the usual seed; those of another one have none.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: the district holds something that contradicts the demo.
    """
    return (
        load_places(desk, by, seed),
        *((load_boundaries(desk, by),) if seed == SEED else ()),
        *(_import(desk, command, by) for command in (_staff(seed), _units(), _operators())),
    )


def load_boundaries(desk: Desk, by: str) -> ImportResult:
    """Load the boundaries of the demo's areas, district to grid.

    Raises:
        Forbidden: ``by`` may not import.
        Invalid: the district has not the areas of the demo.
    """
    file = files("seeds.demo").joinpath("boundaries.geojson")
    content = file.read_bytes()
    read = read_boundary_file(lambda: BytesIO(content), file.name)
    return _import(desk, ImportBoundaries(rows=read, commit=True), by)


def load_demo(
    desk: Desk,
    clock: HandClock,
    ending: datetime,
    *,
    seed: int = SEED,
    days: int = DAYS,
    progress: Progress | None = None,
) -> LifeTally | None:
    """Load standard data, registry and the life of the district up to ``ending``.

    Equal arguments give equal cases. The registers are committed first, the life in one
    transaction after them, so a load that was cut short leaves no half of it and can be
    repeated.

    Args:
        desk: of a district that `IMPORTER` has founded, going by ``clock``.
        clock: is moved to a day before the first case, then to ``ending``.
        ending: the last moment that has happened.
        seed: where chance comes from.
        days: how long before ``ending`` the life begins.
        progress: is told after each day how many are done, and of how many.

    Returns:
        How much was told, ``None`` when the demo was there already and nothing was changed.

    Raises:
        Forbidden: the district has no such administrator.
        Invalid: the district holds something that contradicts the demo.
    """
    if _is_loaded(desk):
        return None
    life = Life(ending, days, seed)
    clock.move_to(life.beginning - timedelta(days=1))
    load_standard(desk, IMPORTER)
    load_demo_registry(desk, IMPORTER, seed)
    clock.move_to(ending)
    return desk.replay(life.story(progress))


def _is_loaded(desk: Desk) -> bool:
    """Ask whether the demo's first case is there, by rehearsing its report."""
    first = ReportCase(
        source=Source.GRIDDER, source_ref=FIRST_REF, matter=FIRST_REF, area_code=FIRST_REF
    )
    try:
        outcome: CaseOutcome = desk.preview(first, by=IMPORTER)
    except Refused:
        return False
    return outcome.repeated


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
    """Take the limits of the stages; an urgent whistle is a stage of its own to a limit."""
    return ImportLimits(
        tiers=tuple(
            TierLimitRow(row.tier, row.name_zh, row.name_en, row.due_limit, row.target_limit)
            for row in limits()
            if row.stage == Stage.HANDLE and row.tier
        ),
        stages=tuple(
            StageLimitRow(f"{row.stage}_urgent" if row.urgent else row.stage, row.due_limit)
            for row in limits()
            if row.stage in STAGE_LIMITS
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


def _policies() -> ImportPolicies:
    rows = (
        PolicyRow(
            line=line,
            code=policy.code,
            stage=policy.stage,
            moment=policy.moment,
            action=policy.action,
            tier=policy.tier,
            after=policy.after,
        )
        for line, policy in enumerate(policies(), 1)
    )
    return ImportPolicies(rows=tuple(rows), commit=True)


def _profiles() -> ImportProfiles:
    content = files("seeds.standard").joinpath("profiles.csv").read_bytes()
    table = read_profile_file(lambda: BytesIO(content), "profiles.csv")
    return ImportProfiles(rows=tuple(profile_rows(table)), commit=True)


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
