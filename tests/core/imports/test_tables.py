"""Spreadsheets saved as text, in the shapes they come in."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.columns import GRID_COLUMNS, STAFF_COLUMNS, folded
from core.imports.result import RefusedRow
from core.imports.tables import Reading, Table, TableRow, narrowed, read_table, tidy
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


def test_footers_and_headers_said_again_are_left_out_and_kept_to_be_told() -> None:
    table = grids(
        "编码,名称,户数\n33,浙江省,1\n编码,名称,户数\n3301,杭州市,2\n合 计：,,3\n总计,2个,3\n"
        "填表人：王芳,,\n填表日期,,2026-09-14\n注：户数为常住\n第1页，共1页\n"
    )
    assert codes_and_names(table) == [(2, "33", "浙江省"), (4, "3301", "杭州市")]
    assert table.left_out == (
        (3, "编码 名称 户数"),
        (5, "合 计： 3"),
        (6, "总计 2个 3"),
        (7, "填表人：王芳"),
        (8, "填表日期 2026-09-14"),
        (9, "注：户数为常住"),
        (10, "第1页，共1页"),
    )


def test_a_plain_header_said_again_is_left_out_among_plain_rows() -> None:
    """Of files that were put together; nothing but its words tells it from a row."""
    table = grids("code,name\n33,Zhejiang\ncode,name\n3301,Hangzhou\n")

    assert codes_and_names(table) == [(2, "33", "Zhejiang"), (4, "3301", "Hangzhou")]
    assert table.left_out == ((3, "code name"),)


@pytest.mark.parametrize("name", ("合计社区", "单位宿舍", "备注路网格", "第三页网格", "Summit"))
def test_a_name_that_sounds_like_a_footer_is_none(name: str) -> None:
    table = grids(f"名称,编码\n{name},33\n")
    assert codes_and_names(table) == [(2, "33", name)]


def test_a_row_that_only_lacks_a_cell_is_no_footer() -> None:
    assert codes_and_names(grids("编码,名称\n33,\n,浙江省\n")) == [(2, "33", ""), (3, "", "浙江省")]


def test_what_was_said_of_a_column_beats_its_name() -> None:
    content = "编码,名称,负责人数,备注\n33,浙江省,7,x\n".encode()
    reading = Reading(said={"负责人数": "residents", "名称": "name", "备注": ""})
    table = read_table(lambda: io.BytesIO(content), "grids.csv", GRID_COLUMNS, reading)
    assert [tuple(found) for found in table.found] == [
        ("A", "编码", "code"),
        ("B", "名称", "name"),
        ("C", "负责人数", "residents"),
    ]


def test_columns_that_sound_alike_are_told_apart_by_their_very_text() -> None:
    content = "编码,名称,人数(男),人数(女)\n33,浙江省,7,8\n".encode()
    reading = Reading(said={"人数(女)": "residents", "人数(男)": ""})
    table = read_table(lambda: io.BytesIO(content), "grids.csv", GRID_COLUMNS, reading)
    assert dict(table.columns)["residents"] == "人数(女)"


@pytest.mark.parametrize(
    ("said", "sentence"),
    (
        (
            {"编码": "codes"},
            (
                "codes is no field of this import; the fields are code, name, name_en, kind, "
                "households, residents, parent_code, valid_from."
            ),
        ),
        ({"代号": "code"}, "grids.csv has no column 代号; its columns are 编码, 名称."),
    ),
)
def test_what_was_said_and_fits_nothing_is_told(said: dict[str, str], sentence: str) -> None:
    content = "编码,名称\n33,浙江省\n".encode()
    with pytest.raises(Invalid) as refusal:
        read_table(lambda: io.BytesIO(content), "grids.csv", GRID_COLUMNS, Reading(said=said))
    assert str(refusal.value) == sentence


def test_lines_of_json_are_rows_and_their_keys_the_header() -> None:
    table = grids(
        '{"code": 330108001001001, "name": "第一网格", "households": 3.0E+2}\n\n'
        '{"name": "第二网格", "code": "330108001001002", "residents": null}\n'
        '{"code": ["x"], "name": "y"}\n[1]\n{"code": 1\n{"code": "1", "name": "\\ud83d"}\n'
    )
    assert table.file.format == "jsonl"
    assert codes_and_names(table) == [
        (1, "330108001001001", "第一网格"),
        (3, "330108001001002", "第二网格"),
    ]
    assert refused(table) == [
        (4, "It is not a single value."),
        (5, "The line is no JSON object."),
        (6, "The line is no JSON object."),
        (7, "The line is no JSON object."),
    ]


def test_a_key_that_comes_late_is_told_rather_than_lost() -> None:
    table = grids('{"code": "33", "name": "x"}\n' * 20 + '{"code": "3", "name": "y", "户数": 5}\n')
    assert refused(table) == [
        (21, "None of the first lines has this key, so it is not looked for.")
    ]


@pytest.mark.parametrize(
    ("cell", "reason"),
    (
        ("=B2*2", "It is a formula; put its value there."),
        ("#N/A", "It is the error of a formula; put a value there."),
        ("长 " * 20_000 + "x", "It is longer than 32767 characters."),
    ),
    ids=("formula", "error", "huge"),
)
def test_a_cell_that_is_no_value_is_refused_where_it_is_read(cell: str, reason: str) -> None:
    table = grids(f"编码,名称,备注\n33,{cell},x\n3301,杭州市,{cell}\n")
    assert [(row.line, row.column, row.reason) for row in table if isinstance(row, RefusedRow)] == [
        (2, "名称", reason)
    ]
    assert codes_and_names(table) == [(3, "3301", "杭州市")]


def test_a_line_without_an_end_is_no_table() -> None:
    with pytest.raises(Invalid, match=r"^Line 1 of grids\.csv is longer than a million characters"):
        grids("编码" * 600_000)


def test_a_quote_before_a_sign_is_what_an_export_puts_there() -> None:
    assert codes_and_names(grids("编码,名称\n'33,'=1+1\n")) == [(2, "33", "=1+1")]
