"""One table in every form in which offices send it, and forms that cannot be taken."""

import io
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from console.present.changes import changed_values
from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.console.cli.samples.make import samples
from tests.console.cli.test_imports import rows_of
from tests.district import ADMIN

TAKEN_IN = (
    "SELECT code, name, kind, households, residents FROM area WHERE valid_to IS NULL AND "
    "valid_from = '2026-09-14' ORDER BY code"
)
THE_TABLE = [
    ("330108001001001", "第一网格", "comprehensive", 1020, 2400),
    ("330108001001003", "第三网格", "comprehensive", 350, 812),
    ("330108001002", "水电社区", None, None, None),
    ("330108001002001", "第一网格", "comprehensive", 310, 700),
]
EVERYTHING = "SELECT * FROM area"
FOOTERS = [
    {"line": 10, "text": "合计 1680 3912"},
    {"line": 11, "text": "制表人：陈月 填表日期：2026年9月14日"},
]


def test_the_samples_are_what_their_script_makes() -> None:
    assert {name: (SAMPLES / name).read_bytes() for name in samples()} == samples()


@pytest.mark.parametrize(
    ("sample", "form", "encoding", "sheet"),
    (
        ("grids_office.xlsx", "xlsx", None, "网格"),
        ("grids_office.xls", "xls", None, "网格"),
        ("grids_office.ods", "ods", None, "网格"),
        ("grids_hidden_sheet.xlsx", "xlsx", None, "网格"),
        ("grids.tsv", "csv", "utf-16", None),
        ("grids_semicolon.csv", "csv", "gb18030", None),
        ("grids.jsonl", "jsonl", "utf-8", None),
    ),
)
def test_the_same_table_in_another_form_is_the_same_table(
    sample: str, form: str, encoding: str | None, sheet: str | None, desk: Griddesk, db: str
) -> None:
    ended = desk("import", "grids", str(SAMPLES / sample), "--commit", "--format", "json", by=ADMIN)
    assert (ended.code, ended.err, ended.json["refused"]) == (0, "", [])
    told = [ended.json[key] for key in ("format", "encoding", "sheet", "new", "changed")]
    assert told == [form, encoding, sheet, 3, 1]
    assert rows_of(db, TAKEN_IN) == THE_TABLE


@pytest.mark.parametrize("form", ("xlsx", "xls", "ods"))
def test_footers_are_left_out_and_told(form: str, desk: Griddesk) -> None:
    plain = ("import", "grids", str(SAMPLES / f"grids_office.{form}"))
    assert desk(*plain, "--format", "json", by=ADMIN).json["left_out"] == FOOTERS
    assert desk(*plain, by=ADMIN).err == (
        "Column C 编码 → code\n"
        "Column D 名称 → name\n"
        "Column E 类型 → kind\n"
        "Column F 户数 → households\n"
        "Column G 人口数 → residents\n"
        "Columns that are not used: 序号.\n"
        "Line 10 is no row and was left out: 合计 1680 3912\n"
        "Line 11 is no row and was left out: 制表人：陈月 填表日期：2026年9月14日\n"
        f"grids_office.{form}: 3 new, 1 changed, 0 unchanged\n"
        "4 rows that are held are not in the file; they stay.\n"
        "error · 330108001001001 第一网格: at most 1,000 residents (has 2,400)\n"
        "warning · 330108001001001 第一网格: 300 to 500 households (has 1,020)\n"
        "This was a dry run: nothing was changed. Add --commit to take the rows in.\n"
    )


def test_standard_input_may_be_a_workbook(desk: Griddesk, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (SAMPLES / "grids_office.xls").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    ended = desk("import", "grids", "-", "--format", "json", by=ADMIN)
    told = [ended.json[key] for key in ("file", "format", "sheet", "new", "changed")]
    assert told == ["(input)", "xls", "网格", 3, 1]


def test_the_name_of_a_file_says_nothing_of_its_form(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "grids.csv"
    path.write_bytes((SAMPLES / "grids_office.xlsx").read_bytes())
    ended = desk("import", "grids", str(path), "--format", "json", by=ADMIN)
    assert (ended.json["format"], ended.json["new"]) == ("xlsx", 3)


def test_several_sheets_with_the_columns_are_named_and_one_may_be_chosen(desk: Griddesk) -> None:
    plain = ("import", "grids", str(SAMPLES / "grids_two_sheets.xlsx"), "--format", "json")
    ended = desk(*plain, by=ADMIN)
    assert (ended.code, ended.out) == (4, "")
    assert ended.error["message"] == (
        "Several sheets of grids_two_sheets.xlsx have the columns: 一季度, 二季度. Say which one "
        "with --sheet."
    )
    assert desk(*plain, "--sheet", "一季度", by=ADMIN).json["new"] == 3
    assert desk(*plain, "--sheet", "二季度", by=ADMIN).json["new"] == 1
    assert desk(*plain, "--sheet", "三季度", by=ADMIN).error["message"] == (
        "grids_two_sheets.xlsx has no sheet 三季度; its sheets are 一季度, 二季度."
    )


def test_a_hidden_sheet_is_read_only_when_it_is_named(desk: Griddesk) -> None:
    plain = ("import", "grids", str(SAMPLES / "grids_hidden_sheet.xlsx"), "--format", "json")
    assert desk(*plain, by=ADMIN).json["sheet"] == "网格"
    assert desk(*plain, "--sheet", "旧表", by=ADMIN).json["sheet"] == "旧表"


def test_formulas_without_a_value_are_refused_cell_by_cell(desk: Griddesk, db: str) -> None:
    before = rows_of(db, EVERYTHING)
    sample = str(SAMPLES / "grids_formulas.xlsx")
    ended = desk("import", "grids", sample, "--commit", "--format", "json", by=ADMIN)
    assert ended.code == 4
    assert [tuple(row.values()) for row in ended.json["refused"]] == [
        (2, "户数", "=A1*2", "It is a formula; put its value there."),
        (3, "名称", "#REF!", "It is the error of a formula; put a value there."),
        (
            4,
            "编码",
            "3.30108001001005E+16",
            (
                "A spreadsheet has rounded this number and digits are lost. Format the column "
                "as text and enter it again."
            ),
        ),
    ]
    assert rows_of(db, EVERYTHING) == before


@pytest.mark.parametrize(
    ("sample", "sentence"),
    (
        (
            "grids_cut.xlsx",
            (
                "grids_cut.xlsx cannot be read as a workbook: it is damaged, cut short, or of "
                "another kind. Open it, save it anew as .xlsx or CSV and import that."
            ),
        ),
        (
            "grids_one_far_cell.xlsx",
            (
                "grids_one_far_cell.xlsx asks for more memory or time than an import may take. "
                "Copy the table alone into a new workbook, or save it as CSV, and import that."
            ),
        ),
        (
            "staff_shift_jis.csv",
            (
                "staff_shift_jis.csv is not a text file in UTF-8 or GB18030 but Shift-JIS. Save "
                "it as CSV in UTF-8 and import that."
            ),
        ),
    ),
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    sample: str, sentence: str, desk: Griddesk, db: str
) -> None:
    before = rows_of(db, EVERYTHING)
    plain = ("import", "grids", str(SAMPLES / sample), "--commit", "--format", "json")
    ended = desk(*plain, by=ADMIN)
    assert (ended.code, ended.out, ended.error["message"]) == (4, "", sentence)
    assert rows_of(db, EVERYTHING) == before


def test_help_loads_no_reader_of_workbooks() -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "console", "import", "grids", "--help"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert loaded & {"python_calamine", "charset_normalizer", "zipfile", "core.imports"} == set()


def test_columns_said_once_are_known_the_next_time(desk: Griddesk, tmp_path: Path) -> None:
    path, later = tmp_path / "grids.csv", tmp_path / "later.csv"
    path.write_text("代号,叫法,规模\n330108001001003,第三网格,350\n", "utf-8")
    later.write_text("规模,代号,叫法\n360,330108001001004,第四网格\n", "utf-8")
    said = ("--map", "代号=code", "--map", "叫法=name", "--map", "规模=households")
    plain = ("import", "grids", str(later))
    assert desk(*plain, by=ADMIN).code == 4
    assert desk("import", "grids", str(path), *said, by=ADMIN).code == 0
    ended = desk(*plain, by=ADMIN)
    assert (ended.code, ended.err.splitlines()[:4]) == (
        0,
        [
            "The columns are read as was said with --map of a file with these headers.",
            "Column A 规模 → households",
            "Column B 代号 → code",
            "Column C 叫法 → name",
        ],
    )
    assert desk(*plain, "--format", "json", by=ADMIN).json["columns_recalled"] is True


def test_columns_said_of_a_file_are_known_of_its_refused_rows(
    desk: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "grids.csv"
    path.write_text("代号,叫法,规模\n330108001001003,第三网格,三百\n", "utf-8")
    said = ("--map", "代号=code", "--map", "叫法=name", "--map", "规模=households")
    ended = desk("import", "grids", str(path), *said, "--partial", "--commit", by=ADMIN)
    aside = tmp_path / "grids.refused.csv"
    again = desk("import", "grids", str(aside), "--partial", "--commit", by=ADMIN)
    twice = tmp_path / "grids.refused.refused.csv"
    assert (ended.code, again.code) == (4, 4)
    assert twice.read_text("utf-8-sig") == aside.read_text("utf-8-sig")
    twice.write_text(twice.read_text("utf-8-sig").replace("三百", "300"), "utf-8")
    corrected = desk("import", "grids", str(twice), "--commit", "--format", "json", by=ADMIN)
    assert (corrected.code, corrected.json["new"]) == (0, 1)


@pytest.mark.parametrize("lang", ("en", "zh"))
def test_the_reasons_of_refused_findings_are_not_taken_for_theirs(
    desk: Griddesk, tmp_path: Path, lang: str
) -> None:
    path = tmp_path / "findings.csv"
    header = "编号,检查日期,检查方,对象类型,对象编码,分值,理由"
    path.write_text(f"{header}\nF1,2026-13-01,第三方,街道,330108001,-1,占道\n", "utf-8")
    plain = ("--commit", "--lang", lang)
    assert desk("import", "findings", str(path), "--partial", *plain, by=ADMIN).code == 4
    aside = tmp_path / "findings.refused.csv"
    aside.write_text(aside.read_text("utf-8-sig").replace("13-01", "09-01"), "utf-8")
    assert desk("import", "findings", str(aside), *plain, by=ADMIN).code == 0


def test_what_does_not_say_a_column_is_refused(desk: Griddesk) -> None:
    sample = str(SAMPLES / "grids_utf8_bom.csv")
    ended = desk("import", "grids", sample, "--map", "code", by=ADMIN)
    assert (ended.code, ended.err) == (
        4,
        "Error: “code” does not say which column is which field; write 网格编码=code.\n",
    )


def test_identity_numbers_are_judged_and_not_kept(desk: Griddesk, db: str, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    header = "工号,姓名,网格编码,岗位,身份证号\n"
    row = "BJ0009,陈月,330108001001001,网格长,{}\n"
    path.write_text(header + row.format("110105194912310021"), "utf-8")
    plain = ("import", "staff", str(path), "--commit", "--format", "json")
    assert [(row["column"], row["reason"]) for row in desk(*plain, by=ADMIN).json["refused"]] == [
        ("身份证号", "Its last sign does not agree with the others: it is mistyped.")
    ]
    path.write_text(header + row.format("11010519491231002X"), "utf-8")
    assert desk(*plain, by=ADMIN).json["new"] == 1
    assert b"11010519491231002X" not in Path(db).read_bytes()


def test_a_dry_run_tells_what_is_new_what_changes_and_what_is_missing(desk: Griddesk) -> None:
    ended = desk("import", "grids", str(SAMPLES / "grids_semicolon.csv"), by=ADMIN)
    assert [line.split() for line in ended.out.splitlines()] == [
        ["Line", "Row", "Code", "Name", "Field", "Held", "In", "the", "file"],
        ["2", "changes", "330108001001001", "第一网格", "户数", "1020"],
        ["2", "changes", "330108001001001", "第一网格", "人口数", "2400"],
        ["3", "new", "330108001001003", "第三网格"],
        ["4", "new", "330108001002", "水电社区"],
        ["6", "new", "330108001002001", "第一网格"],
        ["not", "in", "the", "file", "330108001001", "西陵社区"],
        ["not", "in", "the", "file", "330108001001002", "第二网格"],
        ["not", "in", "the", "file", "330108002001", "长河社区"],
        ["not", "in", "the", "file", "330108002001001", "第一网格"],
    ]
    assert "4 rows that are held are not in the file; they stay.\n" in ended.err


def test_the_bad_rows_go_to_a_file_that_can_be_corrected_and_taken_in(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "grids.csv"
    path.write_text(
        "滨江区网格\n编码,名称,户数,备注\n330108001001003,第三网格,350,=1+1\n"
        "330108001001004,第四网格,三百,x\n330108001001005,,360,y\n合计,,710,\n",
        "utf-8",
    )
    plain = ("import", "grids", str(path), "--partial", "--format", "json")
    assert desk(*plain, by=ADMIN).json["refused_file"] is None
    ended = desk(*plain, "--commit", by=ADMIN)
    aside = tmp_path / "grids.refused.csv"
    assert (ended.code, ended.json["new"], ended.json["committed"]) == (4, 1, True)
    assert ended.json["refused_file"] == str(aside)
    assert aside.read_text("utf-8-sig").splitlines() == [
        "编码,名称,户数,备注,Why refused",
        "330108001001004,第四网格,三百,x,户数: It is no whole number from 0 to 9999999.",
        "330108001001005,,360,y,名称: It is missing.",
    ]
    text = aside.read_text("utf-8-sig").replace("三百", "300").replace("005,,", "005,第五网格,")
    aside.write_text(text, "utf-8")
    again = desk("import", "grids", str(aside), "--commit", "--format", "json", by=ADMIN)
    assert (again.code, again.json["new"], again.json["unused_columns"]) == (
        0,
        2,
        ["备注", "Why refused"],
    )
    assert rows_of(
        db, "SELECT code, households FROM area WHERE valid_from = '2026-09-14' ORDER BY code"
    ) == [("330108001001003", 350), ("330108001001004", 300), ("330108001001005", 360)]


def test_refused_rows_never_overwrite_a_file(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "grids.csv"
    path.write_text("code,name\n330108001001003,\n", "utf-8")
    for expected in ("grids.refused.csv", "grids.refused-2.csv"):
        ended = desk("import", "grids", str(path), "--partial", "--commit", by=ADMIN)
        assert ended.err.endswith(
            "There was nothing to take in; nothing was changed.\n"
            f"The refused rows are in {tmp_path / expected}.\n"
        )
        assert "'" not in (tmp_path / expected).read_text("utf-8-sig")


def test_imports_are_listed_with_their_files_and_counts(desk: Griddesk) -> None:
    for sample in ("grids_semicolon.csv", "grids_office.xlsx"):
        assert desk("import", "grids", str(SAMPLES / sample), "--commit", by=ADMIN).code == 0
    ended = desk("import", "list", "--format", "jsonl")
    digest = sha256((SAMPLES / "grids_semicolon.csv").read_bytes()).hexdigest()
    assert ended.lines == [
        {
            "id": 1,
            "at": "2026-09-14T10:00:00+08:00",
            "operator": "admin",
            "kind": "areas",
            "file": "grids_semicolon.csv",
            "new": 3,
            "changed": 1,
            "unchanged": 0,
            "refused": 0,
            "sha256": digest,
            "undone_at": None,
            "undone_by": None,
        }
    ]
    assert desk("import", "list", by="lina").out == ""


def test_of_what_a_file_does_not_name_people_are_shown_the_first_and_told_so(
    desk: Griddesk, tmp_path: Path
) -> None:
    many, one = tmp_path / "many.csv", tmp_path / "one.csv"
    rows = "".join(f"330108001001{n},第{n}网格\n" for n in range(100, 130))
    many.write_text("编码,名称\n" + rows, "utf-8")
    assert desk("import", "grids", str(many), "--commit", by=ADMIN).code == 0
    one.write_text("编码,名称\n330108001001100,第100网格\n", "utf-8")
    ended = desk("import", "grids", str(one), by=ADMIN)
    assert len(ended.out.splitlines()) == 1 + 20
    assert (
        "32 rows that are held are not in the file; they stay.\n"
        "Only the first 20 of them are shown; --format json lists more.\n"
    ) in ended.err


def test_an_import_is_shown_and_undone(desk: Griddesk, db: str) -> None:
    before = rows_of(db, EVERYTHING)
    sample = str(SAMPLES / "grids_semicolon.csv")
    assert desk("import", "grids", sample, "--commit", by=ADMIN).code == 0
    taken_in = rows_of(db, EVERYTHING)
    dry = desk("import", "undo", "1", by=ADMIN)
    assert dry.code == 0
    assert [line.split() for line in dry.out.splitlines()] == [
        ["Row", "Code", "Name", "Field", "Held", "Before", "the", "import"],
        ["put", "back", "330108001001001", "第一网格", "valid", "until", "2026-09-14"],
        ["taken", "out", "330108001001003", "第三网格"],
        ["taken", "out", "330108001002", "水电社区"],
        ["taken", "out", "330108001002001", "第一网格"],
        ["taken", "out", "330108001001001", "第一网格"],
    ]
    assert dry.err == (
        "Import 1 (grids): 4 rows taken out, 1 put back, 0 brought back\n"
        "This was a dry run: nothing was changed. Add --commit to undo the import.\n"
    )
    assert rows_of(db, EVERYTHING) == taken_in
    done = desk("import", "undo", "1", "--commit", by=ADMIN)
    assert (done.code, done.err.splitlines()[-1]) == (0, "Import 1 is undone.")
    assert rows_of(db, EVERYTHING) == before
    shown = desk("import", "show", "1", "--format", "json")
    assert shown.json["undone_at"] == "2026-09-14T10:00:00+08:00"
    assert shown.json["undone_by"] == "admin"
    lines = desk("import", "show", "1").out.splitlines()
    assert lines[-2:] == ["Undone: 2026-09-14 10:00", "By: admin"]
    again = desk("import", "undo", "1", "--commit", by=ADMIN)
    assert (again.code, again.err) == (
        4,
        "Error: Import 1 was undone by admin already; it cannot be undone twice.\n",
    )


def test_what_changes_is_told_in_words(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "grids.csv"
    path.write_text("编码,名称,类型\n330108001001001,第一网格,专属\n", "utf-8")
    told = desk("import", "grids", str(path), by=ADMIN, lang="zh").out.splitlines()[1].split()
    assert told[2:] == ["330108001001001", "第一网格", "类型", "综合网格", "专属网格"]
    items = ("import", "items", str(SAMPLES / "items_office.xlsx"))
    assert desk(*items, "--commit", by=ADMIN).code == 0
    path.write_text("事项编码,事项名称,默认级别,处置时限\nE0401,占道经营,1,3小时\n", "utf-8")
    changed = desk("import", "items", str(path), by=ADMIN, lang="zh").out
    assert ("立案条件" in changed, "conditions" in changed) == (True, False)


ITEM_HEADER = "事项编码,事项名称,大类编码,大类,默认级别,网格员可见,立案条件,处置时限\n"
CLASSED_ITEMS = (
    "E0401,占道经营,event,事件,1,是,主干道,2小时\n,,,,,,其他道路,3个工作日\n"
    "P0101,井盖,part,部件,1,是,,\n"
)


def cells(table: str) -> list[list[str]]:
    """Return the cells of each line of a table, without its header."""
    return [re.split(r" {2,}", line.strip()) for line in table.splitlines()[1:]]


def test_values_of_items_are_told_in_the_same_words_on_both_sides(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "items.csv"
    path.write_text(ITEM_HEADER + CLASSED_ITEMS, "utf-8")
    assert desk("import", "items", str(path), "--commit", by=ADMIN).code == 0
    said = CLASSED_ITEMS.replace("event,事件,1,是", "部件,部件,1,否").replace("3个工作日", "1小时")
    path.write_text(ITEM_HEADER + said, "utf-8")
    dry = ("import", "items", str(path))
    in_chinese = cells(desk(*dry, by=ADMIN, lang="zh").out)
    assert [row[-3:] for row in in_chinese if row[1] == "变更"] == [
        ["大类编码", "事件", "部件"],
        ["大类", "事件", "部件"],
        ["网格员可见", "是", "否"],
        ["立案条件", "其他道路 3 个工作日; …", "其他道路 1 小时; …"],
    ]
    in_english = cells(desk(*dry, by=ADMIN).out)
    assert [row[-2:] for row in in_english if row[1] == "changes"] == [
        ["event", "public facility"],
        ["事件", "部件"],
        ["yes", "no"],
        ["其他道路 3 working days; …", "其他道路 1 hour; …"],
    ]
    listed = desk(*dry, "--format", "json", by=ADMIN).json["changes"]
    assert [(c["field"], c["held"], c["said"]) for c in listed if c["sort"] == "changed"] == [
        ("class_", "event", "part"),
        ("class_name", "事件", "部件"),
        ("gridder_sees", True, False),
        ("conditions", "主干道 2 hour; 其他道路 3 working_day", "主干道 2 hour; 其他道路 1 hour"),
    ]
    path.write_text(ITEM_HEADER + CLASSED_ITEMS.replace("event", "事件"), "utf-8")
    assert desk(*dry, "--commit", "--format", "json", by=ADMIN).json["unchanged"] == 2
    assert rows_of(db, "SELECT DISTINCT class FROM item WHERE code = 'E0401'") == [("event",)]


def test_a_class_that_is_held_under_its_word_stays_what_it_is(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "items.csv"
    rows = "E0401,占道经营,事件,事件,1,是,,\nP0101,井盖,event,事件,1,是,,\n"
    path.write_text(ITEM_HEADER + rows, "utf-8")
    take = ("import", "items", str(path), "--commit", "--format", "json")
    assert desk(*take, by=ADMIN).code == 0
    assert desk(*take, by=ADMIN).json["unchanged"] == 2
    held = "SELECT code, class FROM item WHERE class_name = '事件' ORDER BY code"
    assert rows_of(db, held) == [("E0401", "事件"), ("P0101", "event")]


def test_values_that_no_word_tells_apart_are_told_as_they_stand() -> None:
    assert changed_values("platform", "governance", "market") == (
        "governance",
        "market supervision",
    )
    assert changed_values("class", "part", "public facility") == ("part", "public facility")


def test_of_many_parts_those_are_told_that_differ() -> None:
    assert changed_values("conditions", "a 1 hour; b 2 hour", "a 1 hour") == ("b 2 hours; …", "…")
    assert changed_values("conditions", "a 1 hour; b 2 hour", "b 2 hour; a 1 hour") == (
        "a 1 hour; b 2 hours",
        "b 2 hours; a 1 hour",
    )
    assert changed_values("conditions", "", "a 1 hour; b 2 hour") == ("", "a 1 hour; b 2 hours")
    weights = "valid 30 (0% → 90%, ≥ 1)", "valid 40 (0% → 90%, ≥ 1)"
    assert changed_values("indicators", f"{weights[0]}; miss 70", f"{weights[1]}; miss 60") == (
        "valid rate 30 (0% → 90%, ≥ 1); miss rate 70",
        "valid rate 40 (0% → 90%, ≥ 1); miss rate 60",
    )


def test_limits_are_told_in_words(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text("类型,对象,名称,时限,提醒时限\n级别,三级,街道,6个工作日,90分钟\n", "utf-8")
    assert desk("import", "limits", str(path), "--commit", by=ADMIN).code == 0
    path.write_text("类型,对象,名称,时限,提醒时限\n级别,三级,街道,1天,2工作小时\n", "utf-8")
    told = cells(desk("import", "limits", str(path), by=ADMIN, lang="zh").out)
    assert [row[-3:] for row in told] == [
        ["时限", "6 个工作日", "1 天"],
        ["提醒时限", "90 分钟", "2 个工作小时"],
    ]
    undone = cells(desk("import", "undo", "1", by=ADMIN, lang="zh").out)
    assert [row[3:] for row in undone] == [
        ["时限", "6 个工作日", "7 个工作日"],
        ["目标时限", "90 分钟", "5 个工作日"],
    ]


def test_what_stands_in_the_way_of_undoing_is_named(desk: Griddesk, db: str) -> None:
    sample = str(SAMPLES / "grids_semicolon.csv")
    assert desk("import", "grids", sample, "--commit", by=ADMIN).code == 0
    reported = desk("case", "report", "--source", "gridder", "--area", "330108001001003",
                    "--matter", "路灯不亮", "--format", "json")  # fmt: skip
    before = rows_of(db, EVERYTHING)
    ended = desk("import", "undo", "1", "--commit", "--format", "json", by=ADMIN)
    assert (ended.code, ended.json["committed"], ended.json["hindered"]) == (4, False, 1)
    assert ended.json["hindrances"] == [
        {
            "relation": "area",
            "key": "330108001001003",
            "name": "第三网格",
            "reason": f"Case {reported.json['number']} happened there.",
        }
    ]
    assert rows_of(db, EVERYTHING) == before
    told = desk("import", "undo", "1", "--commit", by=ADMIN).err
    assert told.endswith("1 row stands in the way, so nothing was undone.\n")
    assert desk("import", "undo", "1", "--commit").code == 5
    assert desk("import", "show", "7").code == 4
