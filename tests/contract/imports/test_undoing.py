"""An import is undone whole while nothing has built on it, and never in part."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.cases.commands import DispatchCase, FileCase
from core.imports.changes import RowChange
from core.imports.commands import (
    AreaRow,
    CalendarDayRow,
    CalendarYearRow,
    ConditionRow,
    FindingRow,
    ImportAreas,
    ImportCalendar,
    ImportCommand,
    ImportFindings,
    ImportItems,
    ImportLimits,
    ImportOperators,
    ImportPolicies,
    ImportProfiles,
    ImportStaff,
    ImportUnits,
    IndicatorRow,
    ItemRow,
    OperatorRow,
    PolicyRow,
    ProfileRow,
    StaffRow,
    StageLimitRow,
    TierLimitRow,
    UndoImport,
    UnitRow,
)
from core.imports.result import ImportResult, UndoResult
from core.kernel.errors import Forbidden, NotFound, Refused
from tests.contract.imports.conftest import Look, Rows
from tests.district import (
    ADMIN,
    BUREAU,
    COMMUNITY,
    DISPATCHER,
    GRID,
    GRIDDER,
    NEXT_GRID,
    OTHER_GRID,
    STREET,
    District,
)

TakeIn = Callable[[ImportCommand], ImportResult]
Undo = Callable[..., UndoResult]

NEW_GRID = "330108001001003"
AREAS = ImportAreas(
    rows=(
        AreaRow(2, NEW_GRID, "第三网格", households=310),
        AreaRow(3, GRID, "第一网格", households=420),
    ),
    commit=True,
)
STAFF = ImportStaff(
    rows=(
        StaffRow(2, GRIDDER, "𠮷小网", OTHER_GRID, "full_time", phone="11100000009"),
        StaffRow(3, "BJ0002", "陈月", NEXT_GRID, "leader"),
    ),
    commit=True,
)
UNITS = ImportUnits(
    rows=(
        UnitRow(2, "S009", "西兴城管办", None, "office", "enforcement", 3, STREET, ("E04",)),
        UnitRow(3, BUREAU, "区执法局", None, "bureau", "enforcement", 4, "330108", ("E", "Q")),
    ),
    commit=True,
)
ITEMS = ImportItems(
    rows=(
        ItemRow(
            2, "E0499", "event", "事件", "", "新事项", "New", 3, date(2026, 9, 14),
            conditions=(ConditionRow("一般", "Plain", 2, "hour"),),
        ),
        ItemRow(3, "P0101", "part", "部件", "", "井盖", "Cover", 2, date(2024, 1, 1)),
    ),
    commit=True,
)  # fmt: skip
OPERATORS = ImportOperators(
    rows=(
        OperatorRow(2, "sunli", "孙丽", "dispatcher", STREET),
        OperatorRow(3, "viewer", "赵看", "auditor", "330108", active=False),
    ),
    commit=True,
)
POLICIES = ImportPolicies(rows=(PolicyRow(2, "p1", "handle", "due", "urge"),), commit=True)
LIMITS = ImportLimits(
    tiers=(TierLimitRow(3, "街道", "Street", "6 working_day"),),
    stages=(StageLimitRow("accept", "20 minute"),),
    commit=True,
)
PROFILES = ImportProfiles(
    rows=(
        ProfileRow(
            2, "p1", date(2026, 1, 1), "方案", ("community",),
            (IndicatorRow("valid", 10_000, 0, 900_000),),
        ),
    ),
    commit=True,
)  # fmt: skip
FINDINGS = ImportFindings(
    rows=(FindingRow(2, "F-1", date(2026, 9, 14), "第三方", "community", COMMUNITY, -150, "未清"),),
    commit=True,
)
EVERY_KIND = (AREAS, STAFF, UNITS, ITEMS, OPERATORS, POLICIES, LIMITS, PROFILES, FINDINGS)


@pytest.fixture
def undo(district: District) -> Undo:
    """Undo an import as the district's admin."""

    def run(import_id: int, *, commit: bool = True) -> UndoResult:
        result: UndoResult = district.desk.execute(
            UndoImport(import_id=import_id, commit=commit), by=ADMIN
        )
        return result

    return run


@pytest.fixture
def registers(everything: Callable[[], Rows]) -> Callable[[], Rows]:
    """Return every row but those that tell what was done."""

    def read() -> Rows:
        told = {"import_run", "audit_entry", "setting"}
        return {table: rows for table, rows in everything().items() if table not in told}

    return read


def hindrances(result: UndoResult) -> list[tuple[str, str, str, str]]:
    return [(row.relation, row.key, row.name, row.reason) for row in result.hindrances]


@pytest.mark.parametrize("command", EVERY_KIND, ids=lambda command: type(command).__name__)
def test_every_row_is_as_it_was_before_the_import(
    command: ImportCommand, take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    before = registers()
    import_id = take_in(command).import_id
    assert import_id is not None
    taken_in = registers()
    assert taken_in != before
    dry = undo(import_id, commit=False)
    assert (dry.hindered, dry.committed, registers()) == (0, False, taken_in)
    done = undo(import_id)
    assert (done.hindered, done.committed) == (0, True)
    assert (done.removed, done.restored, done.brought_back) == (
        dry.removed,
        dry.restored,
        dry.brought_back,
    )
    assert registers() == before
    take_in(command)
    assert {name: len(rows) for name, rows in registers().items()} == {
        name: len(rows) for name, rows in taken_in.items()
    }


def test_imports_that_build_on_each_other_are_undone_in_reverse(
    take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    pictures = [registers()]
    later = ImportStaff(rows=(StaffRow(2, "BJ0002", "陈月", NEW_GRID, "guide"),), commit=True)
    for command in (AREAS, STAFF, later):
        take_in(command)
        pictures.append(registers())
    for import_id in (3, 2, 1):
        assert registers() == pictures[import_id]
        assert undo(import_id).committed
    assert registers() == pictures[0]


def test_a_dry_run_tells_what_would_be_taken_out_and_put_back(take_in: TakeIn, undo: Undo) -> None:
    take_in(STAFF)
    result = undo(1, commit=False)
    assert (result.kind, result.removed, result.restored, result.brought_back) == ("staff", 3, 2, 0)
    assert result.changes.listed == (
        RowChange("changed", None, GRIDDER, "𠮷小网", "phone", "11100000009", "10100000001"),
        RowChange("missing", None, "BJ0002", "陈月"),
        RowChange("changed", None, GRID, "full_time", "valid_to", "2026-09-14", None),
        RowChange("missing", None, OTHER_GRID, "full_time"),
        RowChange("missing", None, NEXT_GRID, "leader"),
    )


def test_undoing_is_put_on_record_and_cannot_be_repeated(
    take_in: TakeIn, undo: Undo, look: Look
) -> None:
    take_in(AREAS)
    undo(1)
    assert look("SELECT kind, undone_by, undone_at IS NULL FROM import_run") == [
        ("areas", ADMIN, False)
    ]
    assert look(
        "SELECT operator, action, subject, detail FROM audit_entry WHERE action = 'undo import'"
    ) == [(ADMIN, "undo import", "areas", "import 1: 2 removed, 1 restored, 0 brought back")]
    assert look("SELECT count(*) FROM import_image") == [(0,)]
    with pytest.raises(Refused, match="undone by admin already; it cannot be undone twice"):
        undo(1)


def test_caches_hear_of_it(district: District, take_in: TakeIn, undo: Undo) -> None:
    take_in(AREAS)
    district.report(area_code=GRID)
    undo_first = undo(1, commit=False)
    assert undo_first.hindered == 1


def test_cases_keep_what_they_point_to(
    district: District, take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    for command in (AREAS, UNITS, ITEMS):
        take_in(command)
    number = district.report(area_code=NEW_GRID, item_code="E0499").number
    district.desk.execute(FileCase(number=number, item_code="E0499"), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code="S009"), by=DISPATCHER)
    before = registers()
    results = [undo(import_id) for import_id in (1, 2, 3)]
    assert [result.committed for result in results] == [False] * 3
    assert hindrances(results[0]) == [
        ("area", NEW_GRID, "第三网格", f"Case {number} happened there.")
    ]
    assert hindrances(results[1]) == [
        ("unit", "S009", "西兴城管办", f"Case {number} refers to it."),
        ("unit", "S009", "西兴城管办", f"Case {number} refers to it."),
    ]
    assert hindrances(results[2]) == [("item", "E0499", "新事项", f"Case {number} refers to it.")]
    assert registers() == before


def test_posts_units_areas_and_operators_keep_the_area_they_stand_in(
    take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    take_in(AREAS)
    take_in(ImportAreas(rows=(AreaRow(2, f"{NEW_GRID}01", "微网格"),), commit=True))
    take_in(ImportStaff(rows=(StaffRow(2, "BJ7", "陈月", NEW_GRID, "guide"),), commit=True))
    unit = UnitRow(2, "G1", "网格站", None, "office", "service", 1, NEW_GRID)
    take_in(ImportUnits(rows=(unit,), commit=True))
    person = OperatorRow(2, "sunli", "孙丽", "viewer", NEW_GRID)
    take_in(ImportOperators(rows=(person,), commit=True))
    before = registers()
    assert [row[3] for row in hindrances(undo(1))] == [
        f"The area {NEW_GRID}01 lies in it.",
        f"Somebody is posted to {NEW_GRID} since.",
        "The unit G1 answers for it.",
        "The operator sunli answers for it.",
    ]
    assert registers() == before


def test_a_later_import_that_changed_a_row_is_named(
    take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    take_in(STAFF)
    moved = StaffRow(2, "BJ0002", "陈月", GRID, "leader")
    take_in(ImportStaff(rows=(moved,), commit=True))
    before = registers()
    result = undo(1)
    # SQLite gives the number of a post that was taken out to the next one.
    assert hindrances(result)[0] == (
        "posting",
        NEXT_GRID,
        "leader",
        "Import 2 has changed it since.",
    )
    assert (result.committed, registers()) == (False, before)


def test_a_row_changed_past_every_import_is_named(
    district: District, take_in: TakeIn, undo: Undo
) -> None:
    take_in(AREAS)
    with district.transactions.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE area SET residents = 7 WHERE code = '{NEW_GRID}'"
        )
    assert hindrances(undo(1)) == [("area", NEW_GRID, "第三网格", "It has been changed since.")]


def test_an_operator_who_has_worked_stays(district: District, take_in: TakeIn, undo: Undo) -> None:
    take_in(OPERATORS)
    district.report(by="sunli")
    assert hindrances(undo(1)) == [("operator", "sunli", "孙丽", "The operator has worked since.")]


def test_a_changed_area_can_be_put_back_though_posts_stand_in_it(
    take_in: TakeIn, undo: Undo, look: Look
) -> None:
    take_in(ImportAreas(rows=(AreaRow(2, GRID, "第一网格", households=420),), commit=True))
    assert undo(1).committed
    assert look(f"SELECT households, valid_to FROM area WHERE code = '{GRID}'") == [(None, None)]


def test_days_later_it_is_undone_all_the_same(
    district: District, take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    before = registers()
    take_in(STAFF)
    district.clock.advance(timedelta(days=9))
    assert undo(1).committed
    assert registers() == before


def test_calendars_and_imports_of_old_stay_and_say_why(
    district: District, take_in: TakeIn, undo: Undo
) -> None:
    day = CalendarDayRow(date(2027, 1, 1), "day_off", "元旦", "New Year")
    take_in(ImportCalendar(rows=(CalendarYearRow(2, 2027, "x", (day,)),), commit=True))
    with pytest.raises(Refused, match="changed the calendar, by which clocks have run"):
        undo(1)
    take_in(AREAS)
    with district.transactions.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM import_image")
    with pytest.raises(Refused, match="before imports could be undone"):
        undo(2)


def test_only_admins_undo_and_only_what_is_of_their_jurisdiction(
    district: District, take_in: TakeIn, undo: Undo, registers: Callable[[], Rows]
) -> None:
    take_in(ImportOperators(rows=(OperatorRow(2, "street", "孙", "admin", STREET),), commit=True))
    take_in(AREAS)
    before = registers()
    with pytest.raises(Forbidden):
        district.desk.execute(UndoImport(import_id=2, commit=True), by=DISPATCHER)
    with pytest.raises(NotFound):
        district.desk.execute(UndoImport(import_id=2, commit=True), by="street")
    with pytest.raises(NotFound):
        undo(99)
    assert registers() == before


def test_no_image_holds_a_password(district: District, take_in: TakeIn, undo: Undo) -> None:
    with district.transactions.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE operator SET password_hash = 'secret' WHERE login = 'viewer'"
        )
    take_in(OPERATORS)
    result = undo(1)
    assert result.committed
    with district.transactions.rehearsing() as session:
        [held] = session.connection().exec_driver_sql(
            "SELECT password_hash FROM operator WHERE login = 'viewer'"
        )
    assert tuple(held) == ("secret",)
