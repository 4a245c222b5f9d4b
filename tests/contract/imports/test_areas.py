"""Areas are taken in whole or not at all, and a second time changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.imports.changes import NOTHING, Changes, RowChange
from core.imports.commands import AreaRow, ImportAreas, ImportCommand
from core.imports.result import ImportResult
from core.kernel.errors import Forbidden
from core.staff.division import Breach, DivisionRule, Severity
from tests.contract.imports.conftest import Look, Rows
from tests.district import (
    ADMIN,
    COMMUNITY,
    DISPATCHER,
    GRID,
    NEXT_GRID,
    OTHER_GRID,
    District,
)

TakeIn = Callable[[ImportCommand], ImportResult]
NEW_GRID = "330108001001003"

ROWS = (
    AreaRow(2, COMMUNITY, "西陵社区"),
    AreaRow(3, NEW_GRID, "第三网格", kind="dedicated", households=12, residents=30),
    AreaRow(4, GRID, "第一网格", households=420),
)

UNKNOWN = Breach(DivisionRule.RESIDENTS, Severity.ERROR, GRID, "第一网格", None)


def test_a_dry_run_counts_and_changes_nothing(
    take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    result = take_in(ImportAreas(rows=ROWS))
    assert result == ImportResult(
        "areas",
        1,
        1,
        1,
        changes=Changes(
            (
                RowChange("new", 3, NEW_GRID, "第三网格"),
                RowChange("changed", 4, GRID, "第一网格", "households", None, 420),
                RowChange("missing", None, NEXT_GRID, "第二网格"),
                RowChange("missing", None, "330108002001", "长河社区"),
                RowChange("missing", None, OTHER_GRID, "第一网格"),
            ),
            missing=3,
        ),
        breaches=(UNKNOWN,),
    )
    assert everything() == before


def test_the_good_rows_alone_may_be_taken_in(take_in: TakeIn, look: Look) -> None:
    rows = (
        AreaRow(2, "330108001005", "新一社区", kind="dedicated"),
        AreaRow(3, "330108001005001", "第一网格"),
        AreaRow(4, "33010800100500101", "第一微网格"),
        AreaRow(5, NEW_GRID, "第三网格"),
    )
    result = take_in(ImportAreas(rows=rows, commit=True, partial=True))
    assert [(row.line, row.reason) for row in result.refused] == [
        (2, "Only a grid is of a kind."),
        (3, "Its parent 330108001005 is neither held nor in the file."),
        (4, "Its parent 330108001005001 is neither held nor in the file."),
    ]
    assert (result.new, result.committed, result.import_id) == (1, True, 1)
    assert look("SELECT code FROM area WHERE code LIKE '330108001005%'") == []
    assert look(f"SELECT name FROM area WHERE code = '{NEW_GRID}'") == [("第三网格",)]


def test_a_committed_import_leaves_rows_a_record_and_an_audit_entry(
    take_in: TakeIn, look: Look
) -> None:
    result = take_in(ImportAreas(rows=ROWS, commit=True, file_name="grids.csv", sha256="ab12"))
    assert result == ImportResult("areas", 1, 1, 1, committed=True, import_id=1)
    assert look(
        "SELECT code, parent_code, level, name, kind, households, residents, "
        f"CAST(valid_from AS TEXT), valid_to FROM area WHERE code = '{NEW_GRID}'"
    ) == [(NEW_GRID, COMMUNITY, 6, "第三网格", "dedicated", 12, 30, "2026-09-14", None)]
    assert look(
        "SELECT id, operator, kind, file_name, sha256, new_rows, changed_rows, unchanged_rows "
        "FROM import_run"
    ) == [(1, ADMIN, "areas", "grids.csv", "ab12", 1, 1, 1)]
    assert look("SELECT operator, action, subject, outcome, detail FROM audit_entry") == [
        (
            ADMIN,
            "import",
            "areas",
            "done",
            "import 1: 1 new, 1 changed, 1 unchanged; grids.csv ab12",
        )
    ]
    assert look("SELECT value FROM setting WHERE key = 'reference_version'") == [("1",)]


def test_a_second_run_changes_nothing(take_in: TakeIn, everything: Callable[[], Rows]) -> None:
    take_in(ImportAreas(rows=ROWS, commit=True))
    before = everything()
    result = take_in(ImportAreas(rows=ROWS, commit=True))
    assert result == ImportResult("areas", 0, 0, 3, committed=True)
    assert everything() == before


def test_one_bad_row_keeps_all_rows_out(take_in: TakeIn, everything: Callable[[], Rows]) -> None:
    before = everything()
    bad = AreaRow(5, "330108001009001", "第一网格")
    result = take_in(ImportAreas(rows=(*ROWS, bad), commit=True))
    assert [row.line for row in result.refused] == [5]
    assert not result.committed
    assert everything() == before


def test_a_changed_area_is_a_new_row_and_the_old_one_ends(take_in: TakeIn, look: Look) -> None:
    take_in(ImportAreas(rows=ROWS, commit=True))
    assert look(
        "SELECT households, CAST(valid_from AS TEXT), CAST(valid_to AS TEXT) FROM area "
        f"WHERE code = '{GRID}' ORDER BY id"
    ) == [(None, "2024-01-01", "2026-09-14"), (420, "2026-09-14", None)]


def test_a_correction_on_the_same_day_stays_one_row(take_in: TakeIn, look: Look) -> None:
    take_in(ImportAreas(rows=ROWS, commit=True))
    again = take_in(ImportAreas(rows=(AreaRow(2, GRID, "第一网格", households=421),), commit=True))
    assert (again.new, again.changed) == (0, 1)
    assert look(f"SELECT households FROM area WHERE code = '{GRID}' AND valid_to IS NULL") == [
        (421,)
    ]
    assert look(f"SELECT COUNT(*) FROM area WHERE code = '{GRID}'") == [(2,)]


def test_an_old_case_keeps_the_grid_it_happened_in(
    district: District, take_in: TakeIn, look: Look
) -> None:
    district.report()
    before = look("SELECT area_id FROM cases")
    district.clock.advance(timedelta(days=1))
    renamed = AreaRow(2, GRID, "江陵网格")
    take_in(ImportAreas(rows=(renamed,), commit=True, rename=True))
    assert look("SELECT area_id FROM cases") == before
    assert look("SELECT name FROM area JOIN cases ON cases.area_id = area.id") == [("第一网格",)]
    later = district.report()
    assert look(
        "SELECT name FROM area JOIN cases ON cases.area_id = area.id "
        f"WHERE number = '{later.number}'"
    ) == [("江陵网格",)]


def test_a_case_can_be_reported_in_a_grid_as_soon_as_it_is_taken_in(
    district: District, take_in: TakeIn
) -> None:
    district.report()
    take_in(ImportAreas(rows=ROWS, commit=True))
    assert district.report(area_code=NEW_GRID).state == "reported"


def test_nobody_but_an_admin_imports(district: District, everything: Callable[[], Rows]) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        district.desk.execute(ImportAreas(rows=ROWS, commit=True), by=DISPATCHER)
    after = everything()
    assert [entry[5] for entry in after.pop("audit_entry")] == ["refused"]
    assert before.pop("audit_entry") == []
    assert after == before


def test_a_dry_run_on_a_later_day_sees_what_is_held(district: District, take_in: TakeIn) -> None:
    take_in(ImportAreas(rows=ROWS, commit=True))
    district.clock.advance(timedelta(days=400))
    result = take_in(ImportAreas(rows=ROWS))
    plain = replace(result, changes=NOTHING)
    assert plain == ImportResult("areas", 0, 0, 3, breaches=(UNKNOWN,))
    assert {change.sort for change in result.changes.listed} == {"missing"}


def test_a_first_day_in_the_past_is_kept(take_in: TakeIn, look: Look) -> None:
    row = AreaRow(2, NEW_GRID, "第三网格", valid_from=date(2025, 3, 1))
    take_in(ImportAreas(rows=(row,), commit=True))
    assert look(f"SELECT CAST(valid_from AS TEXT) FROM area WHERE code = '{NEW_GRID}'") == [
        ("2025-03-01",)
    ]
