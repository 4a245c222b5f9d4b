"""Boundaries are taken in whole or not at all, and a second time changes nothing."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from core.imports.boundary_commands import (
    BoundaryRow,
    ExportBoundaries,
    ExportedBoundary,
    ImportBoundaries,
)
from core.imports.boundary_file import read_boundary_file
from core.imports.changes import Changes, RowChange
from core.imports.commands import ImportCommand
from core.imports.result import ImportResult
from core.kernel.errors import Forbidden
from tests.contract.imports.conftest import Look, Rows
from tests.district import (
    ADMIN,
    COMMUNITY,
    DISPATCHER,
    GRID,
    NEXT_GRID,
    OTHER_GRID,
    STREET,
    District,
)
from tests.squares import box, kept, ring

TakeIn = Callable[[ImportCommand], ImportResult]

WEST, EAST = box(0, 0, 2, 4), box(2, 0, 4, 4)
ROWS = (
    BoundaryRow(1, GRID, "", "", WEST),
    BoundaryRow(2, NEXT_GRID, "第二网格", "", EAST),
)
HELD = "SELECT area_code, geometry FROM area_boundary ORDER BY area_code"


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.refused]


def test_a_dry_run_tells_what_would_be_new_and_changes_nothing(
    take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    assert take_in(ImportBoundaries(rows=ROWS)) == ImportResult(
        "boundaries",
        2,
        0,
        0,
        changes=Changes(
            (RowChange("new", 1, GRID, "第一网格"), RowChange("new", 2, NEXT_GRID, "第二网格"))
        ),
    )
    assert everything() == before


def test_a_commit_keeps_the_boundaries_under_one_import_and_in_the_audit_trail(
    take_in: TakeIn, look: Look
) -> None:
    result = take_in(
        ImportBoundaries(rows=ROWS, commit=True, file_name="边界.geojson", sha256="ab")
    )
    assert (result.new, result.committed, result.import_id) == (2, True, 1)
    assert look(HELD) == [(GRID, kept(WEST)), (NEXT_GRID, kept(EAST))]
    assert look("SELECT kind, file_name, sha256, new_rows FROM import_run") == [
        ("boundaries", "边界.geojson", "ab", 2)
    ]
    assert look("SELECT operator, subject, detail FROM audit_entry WHERE action = 'import'") == [
        (
            ADMIN,
            "boundaries",
            "import 1: 2 new, 0 changed, 0 unchanged; 边界.geojson ab",
        )
    ]


def test_a_second_run_changes_nothing(take_in: TakeIn, everything: Callable[[], Rows]) -> None:
    take_in(ImportBoundaries(rows=ROWS, commit=True))
    before = everything()
    result = take_in(ImportBoundaries(rows=ROWS, commit=True))
    assert (result.unchanged, result.committed, result.import_id) == (2, True, None)
    assert everything() == before


def test_a_changed_boundary_is_told_in_figures_and_one_not_named_stays(
    take_in: TakeIn, look: Look
) -> None:
    take_in(ImportBoundaries(rows=ROWS, commit=True))
    wider = (BoundaryRow(1, GRID, "", "", box(0, 0, 2, 8)),)
    result = take_in(ImportBoundaries(rows=wider))
    assert [tuple(change[1:]) for change in result.changes.listed] == [
        (1, GRID, "第一网格", "square_metres", 85395, 170786),
        (1, GRID, "第一网格", "centre", "120.201,30.202", "120.201,30.204"),
        (1, GRID, "第一网格", "digest", "04f9ca3e", "def5a636"),
        (None, NEXT_GRID, "第二网格", "", None, None),
    ]
    assert (result.changed, result.changes.missing) == (1, 1)
    take_in(ImportBoundaries(rows=wider, commit=True))
    assert look(HELD) == [(GRID, kept(box(0, 0, 2, 8))), (NEXT_GRID, kept(EAST))]


@pytest.mark.parametrize(
    ("code", "name", "parent", "found"),
    (
        (GRID, "", "", GRID),
        (GRID, "第一网格", "", GRID),
        ("", "第一网格", COMMUNITY, GRID),
        ("", "第一网格", "长河社区", OTHER_GRID),
        ("", "第二网格", "", NEXT_GRID),
        ("", "西兴街道", "滨江区", STREET),
    ),
)
def test_an_area_is_named_by_code_or_by_name_and_parent(
    take_in: TakeIn, look: Look, code: str, name: str, parent: str, found: str
) -> None:
    take_in(ImportBoundaries(rows=[BoundaryRow(1, code, name, parent, WEST)], commit=True))
    assert look(HELD) == [(found, kept(WEST))]


BAD_ROWS: tuple[tuple[BoundaryRow, tuple[str, str]], ...] = (
    (
        BoundaryRow(3, "330108001001009", "", "", WEST),
        ("code", "There is no area 330108001001009 today; see the list of grids."),
    ),
    (
        BoundaryRow(3, OTHER_GRID, "第九网格", "", WEST),
        (
            "name",
            "The area 330108002001001 is held as 第一网格. Correct the code or the name.",
        ),
    ),
    (
        BoundaryRow(3, "", "", COMMUNITY, WEST),
        ("code", "It names no area, neither by code nor by name."),
    ),
    (
        BoundaryRow(3, "", "第九网格", "", WEST),
        ("name", "There is no such area today; see the list of grids."),
    ),
    (
        BoundaryRow(3, "", "第一网格", "", WEST),
        (
            "name",
            (
                "2 areas have this name: 330108001001001, 330108002001001 … Name the one around "
                "it, or the code."
            ),
        ),
    ),
    (BoundaryRow(3, GRID, "", "", WEST), ("code", "It stands on line 1 already.")),
    (
        BoundaryRow(3, "3301", "", "", WEST),
        ("code", "It lies outside your jurisdiction 330108."),
    ),
    (
        BoundaryRow(
            3,
            OTHER_GRID,
            "",
            "",
            {"type": "Polygon", "coordinates": [ring((0, 0), (2, 2), (2, 0), (0, 2))]},
        ),
        ("geometry", "It crosses itself at 120.201,30.201."),
    ),
)


@pytest.mark.parametrize(("row", "why"), BAD_ROWS)
def test_one_refused_boundary_keeps_all_out(
    take_in: TakeIn, everything: Callable[[], Rows], row: BoundaryRow, why: tuple[str, str]
) -> None:
    before = everything()
    result = take_in(ImportBoundaries(rows=(*ROWS, row), commit=True))
    assert reasons(result) == [(3, *why)]
    assert (result.new, result.committed) == (2, False)
    assert everything() == before


def test_who_keeps_no_registers_may_neither_take_in_nor_take_along(
    district: District, everything: Callable[[], Rows]
) -> None:
    before = everything()
    denied: tuple[Any, ...] = (ImportBoundaries(rows=ROWS, commit=True), ExportBoundaries())
    for command in denied:
        with pytest.raises(Forbidden):
            district.desk.execute(command, by=DISPATCHER)
    after = everything()
    assert [row[2] for row in after.pop("audit_entry")][-2:] == [DISPATCHER, DISPATCHER]
    before.pop("audit_entry")
    assert after == before


def test_what_is_given_out_is_taken_in_again_as_it_was(
    district: District, take_in: TakeIn, look: Look
) -> None:
    take_in(ImportBoundaries(rows=ROWS, commit=True))
    given: tuple[ExportedBoundary, ...] = district.desk.execute(ExportBoundaries(), by=ADMIN)
    assert given == (
        ExportedBoundary(GRID, "第一网格", kept(WEST)),
        ExportedBoundary(NEXT_GRID, "第二网格", kept(EAST)),
    )
    features = ",".join(
        f'{{"type":"Feature","properties":{json.dumps({"code": one.code, "name": one.name})},'
        f'"geometry":{one.geometry}}}'
        for one in given
    )
    content = f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
    read = read_boundary_file(lambda: BytesIO(content), "b")
    assert take_in(ImportBoundaries(rows=read)).unchanged == 2
    assert look("SELECT subject, detail FROM audit_entry WHERE action = 'export'") == [
        ("boundaries", "2 rows")
    ]
