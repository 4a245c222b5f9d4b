"""Workbooks are read whatever made them, and what cannot be read harms nobody."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.imports.workbook_reader import text_of
from core.imports.workbooks import read_workbook
from core.kernel.errors import Invalid
from tests.core.imports.workbooks import (
    Failed,
    Formula,
    ods,
    ods_parts,
    xls,
    xlsx,
    xlsx_parts,
    zipped,
)

ROWS: list[list[Any]] = [
    ["编码", "名称", "户数", "启用日期"],
    [],
    [330108001001001, "第一\n网格", 300, date(2026, 9, 30)],
    [None, "𠮷田", 300.5, datetime.fromisoformat("2026-09-30T14:30")],
]
TEXTS = [
    ["编码", "名称", "户数", "启用日期"],
    [],
    ["330108001001001", "第一\n网格", "300", "2026-09-30"],
    ["", "𠮷田", "300.5", "2026-09-30 14:30:00"],
]
DAMAGED = (
    "a.xlsx cannot be read as a workbook: it is damaged, cut short, or of another kind. Open it, "
    "save it anew as .xlsx or CSV and import that."
)
TOO_LARGE = (
    "a.xlsx asks for more memory or time than an import may take. Copy the table alone into a "
    "new workbook, or save it as CSV, and import that."
)


def opening(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def cells(content: bytes, sheet: int = 0) -> list[Any]:
    _, sheets = read_workbook(opening(content), "a.xlsx", 20)
    found = sheets[sheet : sheet + 1]
    return [row for one in found for part in one.below(0) for row in part.records]


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_workbook(opening(content), "a.xlsx", 20)
    return str(refused.value)


@pytest.mark.parametrize("write", (xlsx, xls, ods))
def test_numbers_days_and_texts_become_what_a_person_sees(
    write: Callable[[dict[str, Any]], bytes],
) -> None:
    assert cells(write({"网格": ROWS})) == TEXTS


def test_sheets_are_told_with_their_first_rows() -> None:
    kind, sheets = read_workbook(
        opening(xlsx({"一": ROWS, "二": [["x"]]}, hidden=["二"])), "a.xlsx", 2
    )
    assert kind == "xlsx"
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("一", False, 4),
        ("二", True, 1),
    ]
    assert list(sheets[0].top()) == [(1, TEXTS[0]), (2, [])]
    assert list(sheets[0].below(3)) == [((4,), (TEXTS[3],))]


@pytest.mark.parametrize("write", (xlsx, xls))
def test_a_cell_merged_with_the_one_above_has_its_text(
    write: Callable[..., bytes],
) -> None:
    rows = [["社区", "网格"], ["西陵", "一"], [None, "二"], [None, "三"], ["合计", None]]
    merged = [((1, 0), (3, 0)), ((4, 0), (4, 1))]
    assert cells(write({"网格": rows}, merged=merged)) == [
        ["社区", "网格"],
        ["西陵", "一"],
        ["西陵", "二"],
        ["西陵", "三"],
        ["合计", ""],
    ]


def test_blank_rows_and_columns_before_the_table_keep_their_place() -> None:
    assert cells(xlsx({"网格": [[], [], [None, None, "编码"]]})) == [[], [], ["", "", "编码"]]


def test_formulas_are_read_by_their_values_and_told_where_they_have_none() -> None:
    row = [Formula("1+1", 2), Formula("A1 & B1"), Failed("#N/A"), "x"]
    assert cells(xlsx({"网格": [row]})) == [["2", "=A1 & B1", "#N/A", "x"]]


@pytest.mark.parametrize(
    ("value", "text"),
    (
        (330108001001001.0, "330108001001001"),
        (999999999999999.0, "999999999999999"),
        (33010800100100101.0, "3.30108001001001E+16"),
        (300.0, "300"),
        (0.1 + 0.2, "0.3"),
        (-5, "-5"),
        (True, "TRUE"),
        (date(2026, 9, 30), "2026-09-30"),
        (datetime.fromisoformat("2026-09-30T00:00"), "2026-09-30"),
        (datetime.fromisoformat("2026-09-30T08:05"), "2026-09-30 08:05:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ),
)
def test_a_value_is_written_as_people_read_it(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_sheet_that_asks_for_terabytes_is_refused() -> None:
    parts = xlsx_parts({"网格": [["编码"]]})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("</sheetData>", far)
    assert refusal(zipped(parts)) == TOO_LARGE


def test_cells_repeated_beyond_measure_are_refused() -> None:
    many = (
        '<table:table-row table:number-rows-repeated="3000"><table:table-cell '
        'table:number-columns-repeated="9000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    parts = ods_parts({"网格": [["编码"]]})
    parts["content.xml"] = parts["content.xml"].replace("</table:table>", many)
    assert refusal(zipped(parts)) == TOO_LARGE


def test_an_archive_that_says_it_unpacks_to_gigabytes_is_not_unpacked() -> None:
    content = xlsx({"网格": ROWS})
    listed = content.rindex(b"PK\x01\x02")
    size = (0x7FFFFFFF).to_bytes(4, "little")
    assert refusal(content[: listed + 24] + size + content[listed + 28 :]) == TOO_LARGE


@pytest.mark.parametrize(
    "content",
    (
        b"PK\x03\x04 and nothing more",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000),
        zipped({"word/document.xml": "<document/>"}),
        xlsx({"网格": ROWS}).replace(b"</sheetData>", b"<sheetData>"),
    ),
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refusal(content) == DAMAGED


@settings(max_examples=15)
@given(st.sampled_from((xlsx, xls, ods)), st.integers(0, 6000), st.binary(min_size=1, max_size=8))
def test_no_damage_is_a_fault(
    write: Callable[[dict[str, Any]], bytes], at: int, noise: bytes
) -> None:
    content = write({"网格": ROWS})
    at %= len(content)
    for damaged in (content[:at], content[:at] + noise + content[at + len(noise) :]):
        with suppress(Invalid):
            assert all(isinstance(cell, str) for row in cells(damaged) for cell in row)
