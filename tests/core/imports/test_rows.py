"""Rows made many at once are the rows made one by one."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.cells import AS_IT_STANDS
from core.imports.commands import StaffRow
from core.imports.result import RefusedRow
from core.imports.rows import Columns, Reader, row_parts
from core.imports.staff import read_staff_file, staff_rows
from core.imports.tables import Table
from core.kernel.errors import FieldFault

HEADER = ("工号", "姓名", "手机", "网格编码", "岗位", "入职日期")
CLEAN = ("N0001", "王一", "13800000001", "330108001001001", "专职", "2026-03-02")
ODD = (
    "", " ", "0", "12", "N 1", "Ｎ１", "3.30108E+11", "'0571", "1-2", "合计", "工号", "没有的词",
    "１３８０００００００１", "0571-8770 1234", "王\n一", "9王", "2026年3月2日", "2026-02-30",
    '="N7"', "#REF!", "审核人：王五", "N" * 300, "28800000001",
)  # fmt: skip

Cells = tuple[str, ...]


def _cells() -> st.SearchStrategy[Cells]:
    cells = [st.one_of(st.just(clean), st.just(clean), st.sampled_from(ODD)) for clean in CLEAN]
    return st.tuples(*cells)


def _table(rows: Sequence[Cells]) -> Table:
    text = io.StringIO()
    csv.writer(text).writerows((HEADER, *rows))
    return read_staff_file(lambda: io.BytesIO(text.getvalue().encode()), "staff.csv")


def _read(table: Table) -> tuple[list[StaffRow | RefusedRow], tuple[tuple[int, str], ...]]:
    return list(staff_rows(table)), table.left_out


@given(st.lists(st.one_of(st.just(CLEAN), _cells()), min_size=1, max_size=12))
def test_many_rows_at_once_are_the_rows_one_by_one(rows: list[Cells]) -> None:
    table = _table((CLEAN, *rows))
    together = _read(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "_block", lambda _table, _part: None)
        assert _read(table) == together


def test_a_wrong_cell_costs_its_own_row_and_none_beside_it() -> None:
    bad = ("N0002", "王二", "138", *CLEAN[3:])
    found, _ = _read(_table((CLEAN, bad, ("N0003", *CLEAN[1:]))))
    assert [(type(row), row.line) for row in found] == [
        (StaffRow, 2),
        (RefusedRow, 3),
        (StaffRow, 4),
    ]


@given(st.data())
def test_a_column_that_stands_is_what_each_of_its_cells_is_read_as(data: st.DataObject) -> None:
    for (read, stands), clean in zip(AS_IT_STANDS.items(), CLEAN[:3], strict=True):
        texts = [clean, data.draw(st.text(max_size=12)), clean]
        assert not stands(texts) or [_value(read, text) for text in texts] == texts


@pytest.mark.parametrize("text", (*CLEAN, *ODD, "3E11", "9王", "28800000001", "1380000000１"))
def test_one_cell_that_must_be_read_makes_the_column_be_read(text: str) -> None:
    for (read, stands), clean in zip(AS_IT_STANDS.items(), CLEAN[:3], strict=True):
        assert stands((clean, clean))
        assert not stands((clean, text)) or _value(read, text) == text


def _value(read: Reader, text: str) -> object:
    try:
        return read("field", text)
    except FieldFault:
        return None


def test_rows_come_in_parts_as_they_come_one_by_one() -> None:
    bad = ("N0002", "王二", "138", *CLEAN[3:])
    parts = list(row_parts(staff_rows(_table([CLEAN] * 600 + [bad]))))
    assert [(type(part), len(part)) for part in parts] == [(Columns, 500), (list, 101)]
    assert [row for part in parts for row in part] == list(
        staff_rows(_table([CLEAN] * 600 + [bad]))
    )


def test_rows_that_are_no_file_come_in_parts_too() -> None:
    rows = [StaffRow(line, "N1", "王一", "330108", "full_time") for line in range(1500)]
    assert [list(part) for part in row_parts(rows)] == [rows[:1000], rows[1000:]]
