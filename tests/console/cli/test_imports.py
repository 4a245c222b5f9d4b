"""Files as districts have them, taken in from the command line."""

import sqlite3
from pathlib import Path

import pytest

from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.district import ADMIN


def rows_of(db: str, question: str) -> list[tuple[object, ...]]:
    """Ask the database past every reader."""
    connection = sqlite3.connect(db)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def change(sort: str, line: int | None, key: str, name: str, *field: object) -> dict[str, object]:
    """Return a change as JSON has it; ``field`` is its name and both its values."""
    told = dict(zip(("field", "held", "said"), field or ("", None, None), strict=True))
    return {"sort": sort, "line": line, "key": key, "name": name} | told


def breach(rule: str, severity: str, value: int) -> dict[str, object]:
    """Return a broken rule of division in the first grid as JSON has it."""
    where = {"area_code": "330108001001001", "area_name": "第一网格"}
    return where | {"rule": rule, "severity": severity, "value": value}


@pytest.mark.parametrize(
    ("sample", "encoding"),
    (("grids_gb18030.csv", "gb18030"), ("grids_utf8_bom.csv", "utf-8-sig")),
)
def test_a_dirty_file_is_understood(sample: str, encoding: str, desk: Griddesk, db: str) -> None:
    plain = ("import", "grids", str(SAMPLES / sample))
    dry = desk(*plain, "--format", "json", by=ADMIN)
    assert (dry.code, dry.err) == (0, "")
    assert dry.json == {
        "kind": "grids",
        "file": sample,
        "format": "csv",
        "encoding": encoding,
        "sheet": None,
        "columns": [
            {"letter": "A", "header": "网格编码（15位）", "field": "code"},
            {"letter": "B", "header": "网格名称", "field": "name"},
            {"letter": "C", "header": "网格类型", "field": "kind"},
            {"letter": "D", "header": "户 数", "field": "households"},
            {"letter": "E", "header": "常住人口", "field": "residents"},
            {"letter": "F", "header": "所属社区编码", "field": "parent_code"},
        ],
        "columns_recalled": False,
        "new": 3,
        "changed": 2,
        "unchanged": 0,
        "missing": 3,
        "committed": False,
        "import_id": None,
        "unused_columns": ["备注"],
        "left_out": [],
        "changes": [
            change("changed", 5, "330108001001001", "第一网格", "households", None, 1020),
            change("changed", 5, "330108001001001", "第一网格", "residents", None, 2400),
            change("changed", 6, "330108001001002", "第二网格", "households", None, 0),
            change("changed", 6, "330108001001002", "第二网格", "residents", None, 0),
            change("new", 7, "330108001001003", "第三网格"),
            change("new", 8, "330108001002", "水电社区"),
            change("new", 10, "330108001002001", "第一网格"),
            change("missing", None, "330108001001", "西陵社区"),
            change("missing", None, "330108002001", "长河社区"),
            change("missing", None, "330108002001001", "第一网格"),
        ],
        "refused": [],
        "refused_file": None,
        "breaches": [
            breach("residents", "error", 2400),
            breach("households", "warning", 1020),
        ],
    }
    assert rows_of(db, "SELECT COUNT(*) FROM area WHERE code LIKE '330108001002%'") == [(0,)]
    done = desk(*plain, "--commit", by=ADMIN)
    assert done.out == ""
    assert done.err == (
        "Columns that are not used: 备注.\n"
        f"{sample}: 3 new, 2 changed, 0 unchanged\n"
        "Taken in as import 1.\n"
    )
    assert rows_of(
        db,
        "SELECT code, name, kind, households, residents FROM area WHERE valid_to IS NULL AND "
        "valid_from = '2026-09-14' ORDER BY code",
    ) == [
        ("330108001001001", "第一网格", "comprehensive", 1020, 2400),
        ("330108001001002", "第二网格", "dedicated", 0, 0),
        ("330108001001003", "第三网格", "comprehensive", 350, 812),
        ("330108001002", "水电社区", None, None, None),
        ("330108001002001", "第一网格", "comprehensive", 310, 700),
    ]
    again = desk(*plain, "--commit", by=ADMIN)
    assert again.err.endswith("Everything is held already; nothing was changed.\n")


def test_every_bad_row_is_told_with_line_column_value_and_reason(desk: Griddesk, db: str) -> None:
    before = rows_of(db, "SELECT * FROM area")
    ended = desk("import", "grids", str(SAMPLES / "grids_bad.csv"), "--commit", "--format",
                 "json", by=ADMIN)  # fmt: skip
    assert (ended.code, ended.err) == (4, "")
    assert [
        (row["line"], row["column"], row["value"], row["reason"])
        for row in ended.json["refused"]
    ] == [
        (2, "类型", "商业",
         "It is not one of the known words: 综合/comprehensive, 专属/dedicated."),
        (2, "户数", "三百", "It is no whole number from 0 to 9999999."),
        (2, "人口数", "-1", "It is no whole number from 0 to 9999999."),
        (3, "编码", "3.30108E+14",
         ("A spreadsheet has rounded this number and digits are lost. Format the column as "
          "text and enter it again.")),
        (4, "名称", "", "It is missing."),
        (5, "上级编码", "330108001002", "By its code the area belongs to 330108001001."),
        (6, "编码", "330108001001005", "It stands on line 5 already."),
        (7, "编码", "330108001009001",
         "Its parent 330108001009 is neither held nor in the file."),
        (8, "编码", "330109001001001", "It lies outside your jurisdiction 330108."),
        (9, "名称", "另一网格",
         ("The area 330108001001002 is held as 第二网格. Correct the code or the name, or "
          "allow renaming with --rename.")),
        (10, "类型", "comprehensive", "Only a grid is of a kind."),
        (11, "编码", "33010800100",
         "The area code 33010800100 must be digits only, 2, 4, 6, 9, 12, 15, 17 of them."),
        (12, "", "多出来的", "The row has more cells than the header has columns."),
        (13, "", "", "A quotation mark opened on this line is not closed."),
    ]  # fmt: skip
    assert ended.json["committed"] is False
    assert rows_of(db, "SELECT * FROM area") == before


def test_refused_rows_are_a_table_for_people(desk: Griddesk) -> None:
    ended = desk("import", "grids", str(SAMPLES / "grids_bad.csv"), by=ADMIN)
    assert ended.code == 4
    changes, refused = (part.splitlines() for part in ended.out.split("\n\n"))
    assert changes[0].split() == [
        "Line",
        "Row",
        "Code",
        "Name",
        "Field",
        "Held",
        "In",
        "the",
        "file",
    ]
    assert refused[0].split() == ["Line", "Column", "Value", "Reason"]
    assert len(refused) == 15
    assert ended.err.endswith(
        "12 rows are refused, so nothing was taken in. Correct the file and run it again.\n"
    )


def test_reasons_are_told_in_chinese(desk: Griddesk) -> None:
    ended = desk("import", "grids", str(SAMPLES / "grids_bad.csv"), by=ADMIN, lang="zh")
    assert "不是 0 到 9999999 的整数。" in ended.out
    assert "一行也没有导入" in ended.err


def test_staff_are_taken_in_with_their_posts(desk: Griddesk, db: str) -> None:
    plain = ("import", "staff", str(SAMPLES / "staff_gb18030.csv"), "--commit")
    ended = desk(*plain, "--format", "json", by=ADMIN)
    assert (ended.code, ended.json["new"], ended.json["refused"]) == (0, 4, [])
    assert rows_of(
        db,
        "SELECT number, name, phone, area_code, post FROM staff JOIN posting "
        "ON posting.staff_id = staff.id WHERE posting.valid_to IS NULL ORDER BY posting.id",
    )[1:] == [
        ("BJ0002", "陈月", "13800138002", "330108001001001", "leader"),
        ("BJ0003", "欧阳䶮", "13800138003", "330108001001002", "guide"),
        ("BJ0004", "王 芳", "057188001234", "330108001001002", "part_time"),
        ("BJ0004", "王 芳", "057188001234", "330108001001001", "part_time"),
    ]
    assert desk(*plain, "--format", "json", by=ADMIN).json["import_id"] is None


def test_english_headers_will_do(desk: Griddesk) -> None:
    plain = ("import", "staff", str(SAMPLES / "staff_english.csv"), "--format", "json")
    assert desk(*plain, by=ADMIN).json["new"] == 1


def test_a_file_in_big5_is_refused_by_name(desk: Griddesk) -> None:
    ended = desk("import", "staff", str(SAMPLES / "staff_big5.csv"), "--format", "json", by=ADMIN)
    assert (ended.code, ended.out) == (4, "")
    assert ended.error == {
        "code": "invalid",
        "message": (
            "staff_big5.csv is not a text file in UTF-8 or GB18030 but Big5. Save it as CSV in "
            "UTF-8 and import that."
        ),
        "fields": {
            "file": (
                "staff_big5.csv is not a text file in UTF-8 or GB18030 but Big5. Save it as "
                "CSV in UTF-8 and import that."
            )
        },
    }


def test_a_file_that_is_not_there_is_refused(desk: Griddesk) -> None:
    ended = desk("import", "grids", "nowhere.csv", by=ADMIN)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err == (
        "Error: The file nowhere.csv cannot be opened: No such file or directory.\n"
    )


def test_what_the_system_says_of_a_file_is_said_in_the_language(desk: Griddesk) -> None:
    ended = desk("import", "grids", "nowhere.csv", by=ADMIN, lang="zh")
    assert ended.err == "错误：文件 nowhere.csv 打不开：没有这个文件或文件夹。\n"


@pytest.mark.parametrize(
    ("line", "said"),
    (
        (("import", "show", "abc"), "错误：ID: abc 不是整数。"),
        (("upstream", "receipts", "x.csv", "--of", "x", "--run", "abc"),
         "错误：--run: abc 不是整数。"),
        (("upstream", "receipts", "x.csv", "--of", "x", "--run", "0"),
         "错误：--run: 0 不是从 1 起的整数。"),
    ),
)  # fmt: skip
def test_what_is_no_number_is_told_in_the_language(
    desk: Griddesk, line: tuple[str, ...], said: str
) -> None:
    ended = desk(*line, by=ADMIN, lang="zh")
    assert (ended.code, ended.err.startswith(said)) == (2, True)


def test_nobody_but_an_admin_imports(desk: Griddesk) -> None:
    ended = desk("import", "staff", str(SAMPLES / "staff_english.csv"), "--format", "json")
    assert (ended.code, ended.error["code"]) == (5, "forbidden")


def test_renaming_must_be_allowed(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text("code,name\n330108001001001,江陵网格\n", "utf-8")
    assert desk("import", "grids", str(path), by=ADMIN).code == 4
    assert desk("import", "grids", str(path), "--rename", "--commit", by=ADMIN).code == 0


def test_hostile_values_are_told_harmlessly(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31mred.csv"
    path.write_text("code,name,\x1b]0;title\x07\n=1+1,\x1b[2J\n", "utf-8")
    endings = [
        desk("import", "grids", str(path), "--format", form, by=ADMIN)
        for form in ("table", "json", "csv")
    ]
    for ended in endings:
        assert ended.code == 4
        assert "\x1b" not in ended.out + ended.err
        assert "\x07" not in ended.out + ended.err
    assert "'=1+1" in endings[-1].out


def test_units_and_what_they_answer_for_are_taken_in(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        "单位编码,单位名称,单位类型,平台,级别,区域编码,负责事项\n"
        "S009,西兴城管办,office,综合执法,三级,330108001,E04、E05 E0601\n"
        "D001,区综合行政执法局,bureau,Enforcement,4,330108,\n",
        "utf-8",
    )
    plain = ("import", "units", str(path), "--commit", "--format", "json")
    ended = desk(*plain, by=ADMIN)
    assert (ended.code, ended.json["new"], ended.json["unchanged"]) == (0, 1, 1)
    assert rows_of(
        db,
        "SELECT platform, tier, item_pattern FROM unit JOIN duty ON duty.unit_id = unit.id "
        "WHERE code = 'S009' ORDER BY item_pattern",
    ) == [("enforcement", 3, "E04"), ("enforcement", 3, "E05"), ("enforcement", 3, "E0601")]
    assert rows_of(
        db, "SELECT COUNT(*) FROM duty JOIN unit ON duty.unit_id = unit.id WHERE code = 'D001'"
    ) == [(4,)]
    assert desk(*plain, by=ADMIN).json["import_id"] is None
    told = desk("case", "dispatch", "3", "--unit", "S009", "--format", "json")
    assert (told.code, told.json["unit"]) == (0, "西兴城管办")


def test_operators_are_taken_in_and_may_work_at_once(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "operators.csv"
    path.write_text(
        "登录名,姓名,角色,区域编码,启用\nsunli,孙丽,派遣员,330108001,是\nviewer,赵看,查看员,330108,否\n",
        "utf-8",
    )
    plain = ("import", "operators", str(path), "--commit", "--format", "json")
    ended = desk(*plain, by=ADMIN)
    assert (ended.code, ended.json["new"], ended.json["changed"]) == (0, 1, 1)
    assert desk("case", "note", "1", "--text", "x", by="sunli").code == 0
    assert desk("case", "list", by="viewer").code == 5


def test_an_operator_file_that_will_not_do_is_refused(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "operators.csv"
    path.write_text("login,name,role,area\nadmin,周岚,viewer,330108\nx,y,king,330108\n", "utf-8")
    ended = desk("import", "operators", str(path), "--commit", "--format", "json", by=ADMIN)
    assert ended.code == 4
    assert [(row["line"], row["column"]) for row in ended.json["refused"]] == [
        (2, "role"),
        (3, "role"),
    ]


def test_an_admission_list_as_offices_have_it_is_taken_in(desk: Griddesk, db: str) -> None:
    plain = ("import", "items", str(SAMPLES / "items_office.xlsx"), "--format", "json")
    dry = desk(*plain, by=ADMIN)
    assert (dry.code, dry.json["refused"], dry.json["missing"]) == (0, [], 3)
    assert dry.json["left_out"] == [{"line": 7, "text": "注：时限自派遣时起算"}]
    assert dry.json["changes"][:5] == [
        change("changed", 3, "E0401", "占道经营", "class_name", "event", "事件"),
        change("changed", 3, "E0401", "占道经营", "subclass", "", "街面秩序"),
        change("changed", 3, "E0401", "占道经营", "conditions", "",
               "情形一：主干道 2 hour; 情形二：其他道路 1 working_day"),
        change("new", 5, "E0455", "乱堆物料"),
        change("new", 6, "E0456", "无照游商"),
    ]  # fmt: skip
    assert desk(*plain, "--commit", by=ADMIN).json["import_id"] == 1
    assert rows_of(
        db,
        "SELECT code, default_tier, item.valid_from, c.ordinal, c.name, limit_amount, limit_unit "
        "FROM item LEFT JOIN filing_condition c ON c.item_id = item.id "
        "WHERE code LIKE 'E04%' ORDER BY code, ordinal",
    ) == [
        ("E0401", 3, "2024-01-01", 1, "情形一：主干道", 2, "hour"),
        ("E0401", 3, "2024-01-01", 2, "情形二：其他道路", 1, "working_day"),
        ("E0455", 2, "2026-09-14", 1, "一般情形", 3, "working_day"),
        ("E0456", 3, "2026-09-14", None, None, None, None),
    ]
    assert desk(*plain, "--commit", by=ADMIN).json["import_id"] is None


def test_items_that_will_not_do_are_told_cell_by_cell(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "items.csv"
    path.write_text(
        "事项编码,事项名称,级别,立案条件,处置时限\n"
        "E0501,一,3,甲,三五天\nE0502,二,,,\nE0503,三,3,乙,\nE0504,四,3,,1天\nE0504,五,3,,2天\n"
        "E0505,六,3,,\nE0505,六,3,,\n",
        "utf-8",
    )
    before = rows_of(db, "SELECT * FROM item")
    ended = desk("import", "items", str(path), "--commit", "--format", "json", by=ADMIN)
    assert ended.code == 4
    assert [(r["line"], r["column"], r["reason"]) for r in ended.json["refused"]] == [
        (2, "处置时限",
         ("“三五天” is no limit; write a number and a unit, such as 3 working_day. The units are "
          "minute, hour, working_hour, working_day, day.")),
        (3, "级别", "It is missing."),
        (4, "处置时限", "It is missing."),
        (6, "事项名称", "On line 5 the same item has 四."),
        (8, "事项编码", "It stands on line 7 already."),
    ]  # fmt: skip
    assert rows_of(db, "SELECT * FROM item") == before


def test_limits_are_taken_in_as_people_write_them(desk: Griddesk, db: str, tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text(
        "类型,对象,名称,英文名称,时限,提醒时限\n级别,三级,街道,Street,6个工作日,四工作日\n"
        "环节,受理,,,20分钟,\n办公时间,2026年12月1日,,,09:00-12:00 13:30-17:30,\n",
        "utf-8",
    )
    ended = desk("import", "limits", str(path), "--format", "json", by=ADMIN)
    assert (ended.code, ended.json["new"], ended.json["changed"]) == (0, 2, 1)
    assert desk("import", "limits", str(path), "--commit", by=ADMIN).code == 0
    assert rows_of(db, "SELECT due_limit, target_limit FROM tier_limit WHERE tier = 3") == [
        ("6 working_day", "4 working_day")
    ]
    assert rows_of(db, "SELECT * FROM stage_limit") == [("accept", "20 minute")]
    path.write_text(
        "类型,对象,时限\n级别,甲,6天\n环节,午休,20分钟\n办公时间,2026-12-01,上午\n月,3,1天\n"
        "环节,受理,1小时\n环节,accept,2小时\n",
        "utf-8",
    )
    before = rows_of(db, "SELECT * FROM stage_limit")
    ended = desk("import", "limits", str(path), "--commit", "--format", "json", by=ADMIN)
    assert [(r["line"], r["column"]) for r in ended.json["refused"]] == [
        (2, "对象"), (3, "对象"), (4, "时限"), (5, "类型"), (7, "对象"),
    ]  # fmt: skip
    assert (ended.code, rows_of(db, "SELECT * FROM stage_limit")) == (4, before)


def test_limits_of_a_file_without_names_keep_the_names_that_are_held(
    desk: Griddesk, db: str, tmp_path: Path
) -> None:
    path = tmp_path / "limits.csv"
    before = rows_of(db, "SELECT name, name_en FROM tier_limit WHERE tier = 3")
    path.write_text("类型,对象,时限\n级别,3,6个工作日\n级别,9,1天\n", "utf-8")
    ended = desk("import", "limits", str(path), "--commit", "--format", "json", by=ADMIN)
    assert (ended.code, ended.json["new"], ended.json["changed"]) == (0, 1, 1)
    assert rows_of(db, "SELECT name, name_en FROM tier_limit WHERE tier = 3") == before
    assert rows_of(db, "SELECT name, due_limit FROM tier_limit WHERE tier = 9") == [("", "1 day")]


def test_cases_of_another_system_are_taken_over(desk: Griddesk, db: str) -> None:
    plain = ("import", "cases", str(SAMPLES / "cases_gb18030.csv"))
    dry = desk(*plain, "--format", "json", by=ADMIN)
    assert (dry.code, dry.json["encoding"], dry.json["new"]) == (0, "gb18030", 4)
    assert dry.json["left_out"] == [{"line": 7, "text": "合计 4"}]
    assert desk(*plain, "--commit", "--format", "json", by=ADMIN).json["import_id"] == 1
    assert rows_of(
        db,
        "SELECT source_ref, number, source, state, tier, reported_at, ended_at, due_stage "
        "FROM cases WHERE source_ref LIKE 'OLD-%' ORDER BY source_ref",
    ) == [
        ("OLD-1", "330108-24-000001", "hotline", "closed", 3,
         "2024-03-04 01:05:00.000000", "2024-03-06 08:30:00.000000", None),
        ("OLD-2", "330108-25-000001", "gridder", "closed", 1,
         "2025-12-31 15:50:00.000000", "2025-12-31 15:55:00.000000", None),
        ("OLD-3", "330108-26-000005", "gridder", "handling", 3,
         "2026-09-14 00:30:00.000000", None, "handle"),
        ("OLD-4", "330108-26-000006", "other", "reported", 1,
         "2026-09-14 01:30:00.000000", None, "accept"),
    ]  # fmt: skip
    again = desk(*plain, "--commit", by=ADMIN)
    assert again.err.endswith("Everything is held already; nothing was changed.\n")
    assert "take over" in desk("case", "show", "330108-24-000001").out
    assert desk("history", "verify", by=ADMIN).code == 0
    assert desk("import", "undo", "1", by=ADMIN).err == (
        "Error: Import 1 took in cases, and the history of a case is never erased. Cancel those "
        "that should not be here.\n"
    )
