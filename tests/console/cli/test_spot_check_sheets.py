"""Sheets of spot checks from the command line: written, filled in by others, taken in."""

import csv
from datetime import date
from pathlib import Path

import pytest

from console.reporting.sample_sheet import HEADERS, workbook_of_sample
from tests.console.cli.conftest import Ended, Griddesk
from tests.console.cli.test_looking import FIRST, closed
from tests.district import ADMIN, DISPATCHER, SUPERVISOR

DRAW = ("spot-check", "draw", "--since", "2026-09-14", "--until", "2026-09-14", "--size", "5",
        "--seed", "九月")  # fmt: skip


@pytest.fixture
def sheet(desk: Griddesk, tmp_path: Path) -> Path:
    """The sheet of a sample with one case, as CSV with Chinese headers."""
    closed(desk)
    path = tmp_path / "sheet.csv"
    ended = desk(*DRAW, "-o", str(path), by=SUPERVISOR, lang="zh")
    assert (ended.code, ended.out) == (0, ""), ended.err
    return path


def filled(sheet: Path, *cells: str) -> None:
    title, header, row = csv.reader(sheet.read_text("utf-8-sig").splitlines())
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([title, header, [*row[:-4], *cells]])


def take_in(desk: Griddesk, path: Path, *options: str, by: str = SUPERVISOR) -> Ended:
    return desk("spot-check", "import", str(path), *options, "--format", "json", by=by)


def test_a_sheet_names_its_sample_and_leaves_room_for_what_is_found(sheet: Path) -> None:
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    title, header, row = csv.reader(sheet.read_text("utf-8-sig").splitlines())
    sample = row[0]
    assert title == [
        f"抽查：样本 {sample}，种子 九月，结案 2026-09-14 … 2026-09-14，共 1 件中的 1 件"
    ]
    assert header == [
        "抽样号", "编号", "街道", "社区", "网格", "地址", "准入事项", "事项", "处置情况",
        "结案时间", "抽查结果", "抽查意见", "抽查人", "抽查日期",
    ]  # fmt: skip
    assert sheet.stat().st_mode & 0o777 == 0o600
    # A letter leads: a spreadsheet would round sixteen digits.
    assert (len(sample), sample[0]) == (16, "S")
    assert row[1:] == [
        FIRST, "西兴街道", "西陵社区", "第一网格", "江陵路100号", "E0401 占道经营", "商户占用盲道",
        "已整改", "2026-09-14 10:00", "", "", "", "",
    ]  # fmt: skip


def test_a_sheet_that_nobody_has_filled_in_records_nothing(desk: Griddesk, sheet: Path) -> None:
    told = take_in(desk, sheet, "--commit")
    assert (told.code, told.json["new"], told.json["unchanged"]) == (0, 0, 0)
    assert told.err == "1 row is not filled in yet and is left out.\n"


def test_a_filled_in_sheet_is_recorded_once_it_is_committed(desk: Griddesk, sheet: Path) -> None:
    filled(sheet, "不通过", "仍占道", "第三方甲", "2026-09-14")
    dry = take_in(desk, sheet)
    assert (dry.code, dry.json["new"], dry.json["committed"]) == (0, 1, False)
    assert "抽查" not in desk("case", "show", FIRST, lang="zh").out
    table = desk("spot-check", "import", str(sheet), by=SUPERVISOR, lang="zh").out
    assert table.splitlines()[1].split() == ["3", "新增", FIRST, "仍占道", "抽查结果", "不合格"]

    done = take_in(desk, sheet, "--commit")
    assert (done.code, done.json["new"], done.json["committed"]) == (0, 1, True)
    shown = desk("case", "show", FIRST, lang="zh").out
    assert "抽查      不合格\n" in shown
    assert "王强 抽查 第三方甲 · 仍占道 · 不合格" in shown
    again = take_in(desk, sheet, "--commit")
    assert (again.code, again.json["new"], again.json["unchanged"]) == (0, 0, 1)
    assert desk("case", "show", FIRST, lang="zh").out == shown
    [run] = desk("import", "list", "--format", "json", by=ADMIN).json
    assert (run["kind"], run["new"], run["operator"]) == ("spot_checks", 1, SUPERVISOR)


def test_a_wrong_cell_is_told_by_line_and_header(desk: Griddesk, sheet: Path) -> None:
    filled(sheet, "差不多", "仍占道", "", "2026-09-15")
    told = take_in(desk, sheet, "--commit")
    assert told.code == 4
    [wrong] = told.json["refused"]
    assert (wrong["line"], wrong["column"], wrong["value"]) == (3, "抽查结果", "差不多")
    filled(sheet, "通过", "属实", "", "2026-09-15")
    told = take_in(desk, sheet, "--commit")
    assert [(row["column"], row["reason"]) for row in told.json["refused"]] == [
        ("抽查人", "It is missing."),
        ("抽查日期", "This day is yet to come."),
    ]
    assert "抽查" not in desk("case", "show", FIRST, lang="zh").out


def test_a_workbook_is_written_and_taken_in_as_well(
    desk: Griddesk, sheet: Path, tmp_path: Path
) -> None:
    book = tmp_path / "sheet.xlsx"
    ended = desk(*DRAW, "-o", str(book), by=SUPERVISOR)
    assert (ended.code, ended.out) == (0, "")
    empty = take_in(desk, book)
    assert (empty.code, empty.json["format"], empty.json["new"]) == (0, "xlsx", 0)
    assert [column["header"] for column in empty.json["columns"]] == [
        "Sample", "Number", "Spot-check result", "Spot-check finding", "Checker", "Spot-check date",
    ]  # fmt: skip

    _, _, row = csv.reader(sheet.read_text("utf-8-sig").splitlines())
    cells = [*row[:-4], "通过", "=已清", "第三方乙", "2026-09-14"]
    assert len(cells) == len(HEADERS)
    book.write_bytes(workbook_of_sample("抽查", [cells], date(2026, 9, 14)))
    done = take_in(desk, book, "--commit")
    assert [one["reason"] for one in done.json["refused"]] == [
        "It is a formula; put its value there."
    ]
    cells[-3] = "已清"
    book.write_bytes(workbook_of_sample("抽查", [cells], date(2026, 9, 14)))
    done = take_in(desk, book, "--commit")
    assert (done.code, done.json["new"], done.json["committed"]) == (0, 1, True)
    assert "抽查      合格\n" in desk("case", "show", FIRST, lang="zh").out


def test_the_same_draw_is_the_same_file_byte_for_byte(
    desk: Griddesk, sheet: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    desk(*DRAW, "-o", str(other), by=SUPERVISOR, lang="zh")
    assert other.read_bytes() == sheet.read_bytes()
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        assert desk(*DRAW, "-o", str(path), by=SUPERVISOR).code == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_sheet_that_is_there_is_not_written_over(desk: Griddesk, sheet: Path) -> None:
    filled(sheet, "通过", "属实", "第三方甲", "2026-09-14")
    before = sheet.read_bytes()
    ended = desk(*DRAW, "-o", str(sheet), by=SUPERVISOR)
    assert (ended.code, ended.out) == (4, "")
    assert "is there already and may be filled in" in ended.err
    assert sheet.read_bytes() == before


def test_who_may_not_spot_check_writes_no_sheet(desk: Griddesk, tmp_path: Path) -> None:
    closed(desk)
    path = tmp_path / "sheet.csv"
    assert desk(*DRAW, "-o", str(path), by=DISPATCHER).code == 5
    assert not path.exists()
    odd = desk(*DRAW, "-o", str(tmp_path / "sheet.pdf"), by=SUPERVISOR)
    assert (odd.code, odd.out) == (4, "")
    assert odd.err.endswith("sheet.pdf end in .xlsx or .csv.\n")
