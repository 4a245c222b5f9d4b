"""Spreadsheets saved as text, in the shapes they come in."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.columns import GRID_COLUMNS, STAFF_COLUMNS, folded
from core.imports.result import RefusedRow
from core.imports.tables import Table, TableRow, narrowed, read_table, tidy
from core.kernel.errors import Invalid

PLACE = {column.field: place for place, column in enumerate(GRID_COLUMNS)}


def grids(text: str) -> Table:
    content = text.encode()
    return read_table(lambda: io.BytesIO(content), "grids.csv", GRID_COLUMNS)


def codes_and_names(table: Table) -> list[tuple[int, str, str]]:
    return [
        (row.line, row.cells[PLACE["code"]], row.cells[PLACE["name"]])
        for row in table
        if isinstance(row, TableRow)
    ]


def refused(table: Table) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in table if isinstance(row, RefusedRow)]


@pytest.mark.parametrize("delimiter", (",", "\t", ";"))
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = grids(f"编码{delimiter}名称\n33{delimiter}浙江省\n")
    assert codes_and_names(table) == [(2, "33", "浙江省")]


@pytest.mark.parametrize(
    "header",
    ("网格编码,网格名称", "code,name", "Grid Code,NAME", "*编码（必填）,　名称 ", "編碼,名稱"),
)
def test_headers_are_known_in_chinese_and_english(header: str) -> None:
    assert codes_and_names(grids(f"{header}\n33,浙江省\n")) == [(2, "33", "浙江省")]


def test_titles_and_blank_lines_above_the_header_are_passed_over() -> None:
    table = grids("滨江区网格一览表,,\n\n制表：综治办,,\n编码,名称,户数\n33,浙江省,1\n")
    assert codes_and_names(table) == [(5, "33", "浙江省")]


def test_headings_merged_over_two_lines_are_joined() -> None:
    table = grids("编码,名称,规模,\n,,户数,人数\n33,浙江省,1,2\n")
    assert dict(table.columns) == {
        "code": "编码",
        "name": "名称",
        "households": "户数",
        "residents": "人数",
    }
    assert codes_and_names(table) == [(3, "33", "浙江省")]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert codes_and_names(grids("\ufeff编码,名称\n33,浙江省\n")) == [(2, "33", "浙江省")]


def test_blank_lines_and_lines_of_separators_are_no_rows() -> None:
    table = grids("编码,名称\n\n33,浙江省\n,\n  ,　\n3301,杭州市\n")
    assert codes_and_names(table) == [(3, "33", "浙江省"), (6, "3301", "杭州市")]


def test_a_cell_with_line_breaks_does_not_shift_the_lines_below() -> None:
    table = grids('编码,名称\n33,"浙\n江\n省"\n3301,杭州市\n')
    assert codes_and_names(table) == [(2, "33", "浙\n江\n省"), (5, "3301", "杭州市")]


def test_windows_line_ends_count_once() -> None:
    table = grids("编码,名称\r\n33,浙江省\r\n3301,杭州市\r\n")
    assert codes_and_names(table) == [(2, "33", "浙江省"), (3, "3301", "杭州市")]


def test_columns_that_are_not_read_are_named() -> None:
    assert grids("编码,备注,名称,\n33,x,浙江省,\n").unused == ("备注",)


def test_a_short_row_lacks_its_last_cells() -> None:
    assert codes_and_names(grids("编码,户数,名称\n33\n")) == [(2, "33", "")]


def test_a_row_with_more_cells_than_the_header_is_refused() -> None:
    table = grids("编码,名称\n33,浙江省,又一个\n3301,杭州市,,\n")
    assert refused(table) == [(2, "The row has more cells than the header has columns.")]
    assert codes_and_names(table) == [(3, "3301", "杭州市")]


def test_an_unclosed_quotation_mark_is_refused_where_it_opens() -> None:
    table = grids('编码,名称\n33,浙江省\n3301,"杭州市\n330108,滨江区\n')
    assert codes_and_names(table) == [(2, "33", "浙江省")]
    assert refused(table) == [(3, "A quotation mark opened on this line is not closed.")]


def test_a_quotation_mark_inside_a_cell_refuses_its_row_only() -> None:
    table = grids('编码,名称\n33,"浙江"省\n3301,杭州市\n')
    assert refused(table) == [(2, "A quotation mark stands in the middle of a cell.")]
    assert codes_and_names(table) == [(3, "3301", "杭州市")]


def test_a_table_can_be_gone_through_again() -> None:
    table = grids("编码,名称\n33,浙江省\n")
    assert list(table) == list(table)


def test_the_header_of_ambiguous_names_gives_each_column_its_own() -> None:
    content = "工号,姓名,网格编号,类型\n".encode()
    table = read_table(lambda: io.BytesIO(content), "staff.csv", STAFF_COLUMNS)
    assert dict(table.columns) == {
        "number": "工号",
        "name": "姓名",
        "area_code": "网格编号",
        "post": "类型",
    }


def test_a_community_code_beside_a_grid_code_is_the_parent() -> None:
    table = grids("社区编码,网格编码,网格名称\n1,2,x\n")
    assert dict(table.columns) == {
        "code": "网格编码",
        "name": "网格名称",
        "parent_code": "社区编码",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    (
        (
            "序号,地址\n1,2\n",
            "No header was found in grids.csv: it needs the columns 网格编码, 网格名称.",
        ),
        ("\n编码,户数\n", "The header on line 2 of grids.csv has no column 网格名称."),
        ("编码,名称,名称\n", "The header on line 1 of grids.csv has the column 名称 twice."),
    ),
)
def test_a_header_that_will_not_do_is_named(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        grids(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("cell", "tidied"),
    (
        ("  x　", "x"),
        ('="330108001001001"', "330108001001001"),
        ("'330108", "330108"),
        ("'名", "'名"),
        ("\ufeff\u200bx\u00a0", "x"),
    ),
)
def test_what_spreadsheets_put_around_a_value_is_taken_off(cell: str, tidied: str) -> None:
    assert tidy(cell) == tidied


def test_full_width_forms_are_made_plain() -> None:
    assert narrowed("３３０１０８－ＡＢ") == "330108-AB"
    assert folded(" *Area Code（区域编码）") == "areacode"


@given(st.text(max_size=300))
def test_no_text_is_a_fault(text: str) -> None:
    content = ("编码,名称\n" + text).encode("utf-8", "surrogatepass")
    try:
        table = read_table(lambda: io.BytesIO(content), "any", GRID_COLUMNS)
    except Invalid:
        return
    assert all(row.line > 0 for row in table)
