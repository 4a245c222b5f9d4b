"""A dry run of areas tells which rules of division the file would break; a code ends once."""

from collections.abc import Callable

from core.imports.commands import AreaRow, ImportAreas, ImportCommand
from core.imports.result import ImportResult
from core.kernel.settings import DIVISION, write_setting
from core.registry.commands import RenumberGrid
from core.staff.division import Breach, DivisionRule, Severity
from tests.contract.imports.conftest import Look
from tests.district import ADMIN, COMMUNITY, GRID, District

TakeIn = Callable[[ImportCommand], ImportResult]

NEW_GRID = "330108001001003"
ROWS = (
    AreaRow(2, COMMUNITY, "西陵社区"),
    AreaRow(3, NEW_GRID, "第三网格", households=299, residents=1000),
    AreaRow(4, GRID, "第一网格", households=500, residents=1001),
    AreaRow(5, "330108001002", "新社区"),
)


def test_a_dry_run_tells_what_the_file_would_break(take_in: TakeIn, look: Look) -> None:
    result = take_in(ImportAreas(rows=ROWS))
    assert result.breaches == (
        Breach(DivisionRule.RESIDENTS, Severity.ERROR, GRID, "第一网格", 1001),
        Breach(DivisionRule.HOUSEHOLDS, Severity.WARNING, NEW_GRID, "第三网格", 299),
        Breach(DivisionRule.COVERAGE, Severity.ERROR, "330108001002", "新社区", 0),
    )
    assert look(f"SELECT code FROM area WHERE code = '{NEW_GRID}'") == []


def test_how_grave_it_is_stands_in_the_setting(district: District, take_in: TakeIn) -> None:
    with district.transactions.writing() as session:
        write_setting(session, DIVISION, "residents=warning coverage=off")
    assert [(row.rule, row.severity) for row in take_in(ImportAreas(rows=ROWS)).breaches] == [
        (DivisionRule.RESIDENTS, Severity.WARNING)
    ]


def test_a_code_that_ended_is_not_taken_in_again(
    district: District, take_in: TakeIn, look: Look
) -> None:
    district.desk.execute(RenumberGrid(area_code=GRID), by=ADMIN)
    result = take_in(ImportAreas(rows=(AreaRow(2, GRID, "第一网格"),), commit=True))
    assert [(row.line, row.reason) for row in result.refused] == [
        (2, f"The code {GRID} ended on 2026-09-14; a code is never given twice.")
    ]
    assert look(f"SELECT COUNT(*) FROM area WHERE code = '{GRID}'") == [(1,)]
