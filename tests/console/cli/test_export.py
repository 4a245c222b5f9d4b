"""What is exported is taken in again as the same, here and in an empty district."""

import csv
from pathlib import Path

import pytest

from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.console.cli.test_imports import rows_of
from tests.district import ADMIN

REGISTERS = ("grids", "units", "staff", "operators", "cases")
"""In the order in which they build on each other; a new district has none of them yet."""
STANDARD = ("items", "limits")
"""What a new district has already."""


@pytest.fixture
def full(desk: Griddesk, tmp_path: Path) -> Griddesk:
    """A district with names that spreadsheets would run, and numbers they would round."""
    for kind, sample in (("grids", "grids_utf8_bom.csv"), ("staff", "staff_gb18030.csv")):
        assert desk("import", kind, str(SAMPLES / sample), "--commit", by=ADMIN).code == 0
    hostile = tmp_path / "hostile.csv"
    hostile.write_text(
        "code,name,households\n330108001001004,'=cmd|' /C calc'!A0,0\n330108001001005,-12,5\n"
        '330108001001006,"Grid, ""six""",\n',
        "utf-8",
    )
    assert desk("import", "grids", str(hostile), "--commit", by=ADMIN).code == 0
    return desk


def exported(desk: Griddesk, register: str) -> str:
    ended = desk("export", register, by=ADMIN)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_an_export_has_the_headers_that_imports_know(desk: Griddesk) -> None:
    assert exported(desk, "staff") == (
        "工号,姓名,手机,网格编码,岗位,入职日期,任职日期\n"
        "BJ0001,𠮷小网,10100000001,330108001001001,full_time,2024-01-01,2024-01-01\n"
    )


@pytest.mark.parametrize("register", (*REGISTERS, *STANDARD))
def test_taking_an_export_in_again_changes_nothing(
    register: str, full: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    text = exported(full, register)
    path.write_text(text, "utf-8")
    ended = full("import", register, str(path), "--format", "json", by=ADMIN)
    told = [ended.json[key] for key in ("new", "changed", "missing", "refused")]
    assert (ended.code, told) == (0, [0, 0, 0, []])
    rows = list(csv.reader(text.splitlines()))[1:]
    if register == "items":
        rows = list({(row[0], row[-2]): row for row in rows}.values())  # one for each condition
    assert ended.json["unchanged"] == len(rows)


def test_an_empty_district_that_takes_exports_in_exports_the_same_bytes(
    full: Griddesk, griddesk: Griddesk, tmp_path: Path
) -> None:
    db = str(tmp_path / "other.db")
    made = griddesk("init", "--db", db, "--district", "330108", "--name", "滨江区")
    assert made.code == 0, made.err
    plain = ("--db", db, "--as", "admin", "import")
    items = tmp_path / "items.csv"
    items.write_text(exported(full, "items"), "utf-8")
    assert griddesk(*plain, "items", str(items), "--commit").code == 0
    for register in REGISTERS:
        path = tmp_path / f"{register}.csv"
        # The district itself was founded with the other database, on that day.
        text = exported(full, register).replace("区,,,,,2024-01-01", "区,,,,,2026-09-14")
        path.write_text(text, "utf-8")
        taken = griddesk(*plain, register, str(path), "--commit")
        assert taken.code == 0, taken.out + taken.err
        again = griddesk("--db", db, "--as", "admin", "export", register)
        assert again.out == text


def test_no_cell_of_an_export_is_a_formula(full: Griddesk) -> None:
    cells = [cell for row in csv.reader(exported(full, "grids").splitlines()) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert "'-12" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_an_export_is_written_into_a_file_and_put_on_record(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    ended = desk("export", "units", "-o", str(path), "--bom", by=ADMIN)
    rows = path.read_text("utf-8-sig").splitlines()
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"{len(rows) - 1} rows are written into {path}.\n"
    assert rows[0] == "单位编码,单位名称,英文名称,单位类型,平台,级别,区域编码,负责事项,启用日期"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    last = "SELECT action, subject, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
    assert rows_of(db, last) == [("export", "units", "done")]


def test_nobody_but_an_admin_exports(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    ended = desk("export", "staff", "-o", str(path), "--format", "json")
    assert (ended.code, ended.error["code"], path.exists()) == (5, "forbidden", False)


def test_the_calendar_is_written_as_it_is_taken_in(desk: Griddesk) -> None:
    first, *days = exported(desk, "calendar").splitlines()
    assert first == "日期,类型,名称,英文名称"
    assert days[0].startswith("2026-09-20,make_up_day,")


def test_the_admission_list_and_limits_come_back_byte_for_byte(
    full: Griddesk, tmp_path: Path
) -> None:
    """What a district has changed is taken back by the export that was made before."""
    for register, change in (
        ("items", "code,name,tier,limit\nE0401,占道,2,9小时\n"),
        ("limits", "类型,对象,名称,时限\n级别,3,街,9工作日\n环节,受理,,9分钟\n"),
    ):
        path, other = tmp_path / f"{register}.csv", tmp_path / f"{register}-2.csv"
        if register == "limits":
            settled = tmp_path / "settled.csv"
            settled.write_text("类型,对象,时限\n环节,受理,15分钟\n", "utf-8")
            assert full("import", register, str(settled), "--commit", by=ADMIN).code == 0
        text = exported(full, register)
        path.write_text(text, "utf-8")
        other.write_text(change, "utf-8")
        assert full("import", register, str(other), "--commit", by=ADMIN).code == 0
        assert exported(full, register) != text
        assert full("import", register, str(path), "--commit", by=ADMIN).code == 0
        assert exported(full, register) == text


def test_policies_come_back_byte_for_byte(griddesk: Griddesk, tmp_path: Path) -> None:
    db, path = str(tmp_path / "other.db"), tmp_path / "policies.csv"
    made = griddesk("init", "--db", db, "--district", "330108", "--name", "滨江区")
    assert made.code == 0, made.err
    plain = ("--db", db, "--as", "admin")
    text = griddesk(*plain, "export", "policies").out
    assert len(text.splitlines()) == 9
    path.write_text(text.replace("urge,1", "urge,2").replace(",是", ",否"), "utf-8")
    assert griddesk(*plain, "policies", "import", str(path), "--commit").code == 0
    assert griddesk(*plain, "export", "policies").out == path.read_text("utf-8")
    path.write_text(text, "utf-8")
    assert griddesk(*plain, "policies", "import", str(path), "--commit").code == 0
    assert griddesk(*plain, "export", "policies").out == text
