"""Writes the samples that are not plain text, and those in encodings an editor spoils.

``python -m tests.console.cli.samples.make`` writes them all anew, byte for byte the same.
"""

import json
from pathlib import Path
from typing import Any, Final

from tests.core.imports.workbooks import Failed, Formula, ods, xls, xlsx, xlsx_parts, zipped

HERE: Final = Path(__file__).parent

HEADER: Final = ("", "序号", "编码", "名称", "类型", "户数", "人口数")
AREAS: Final[tuple[tuple[Any, ...], ...]] = (
    (None, 1, 330108001001001, "第一网格", "综合", 1020, 2400),
    (None, 2, "330108001001003", "第三网格", "综合网格", 350, "８１２"),
    (None, 3, 330108001002, "水电社区", None, None, None),
    (None, None, None, None, None, None, None),
    (None, 4, "330108001002001", "第一网格", "综合", 310.0, 700),
)
OFFICE: Final[tuple[tuple[Any, ...], ...]] = (
    (None, "滨江区网格一览表"),
    (),
    (None, "序号", "编码", "名称", "类型", "规模", None),
    (None, None, None, None, None, "户数", "人口数"),
    *AREAS,
    (None, "合计", None, None, None, Formula("SUM(F5:F9)", 1680), 3912),
    (None, "制表人：陈月", None, None, None, "填表日期：2026年9月14日"),
)
"""As offices make them: title, headings merged over two lines, blank column, footers."""

MERGED: Final = (
    ((0, 1), (0, 6)), ((2, 1), (3, 1)), ((2, 2), (3, 2)), ((2, 3), (3, 3)), ((2, 4), (3, 4)),
    ((2, 5), (2, 6)), ((9, 1), (9, 4)),
)  # fmt: skip


ITEMS: Final[tuple[tuple[Any, ...], ...]] = (
    ("滨江区网格事件准入清单（2026版）",),
    ("事项编码", "事项名称", "大类", "小类", "默认级别", "立案条件", "处置时限", "备注"),
    ("E0401", "占道经营", "事件", "街面秩序", 3, "情形一：主干道", "2小时", None),
    (None, None, None, None, None, "情形二：其他道路", "１个工作日", None),
    ("E0455", "乱堆物料", "事件", "街面秩序", "二级", None, "三个工作日", "新增"),
    ("E0456", "无照游商", "事件", "街面秩序", "3级", None, None, None),
    ("注：时限自派遣时起算", None, None, None, None, None, None, None),
)
ITEMS_MERGED: Final = (((0, 0), (0, 7)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 4), (3, 4)))
"""The second condition of an item stands under merged cells."""

CASES: Final = (
    "滨江区历史案件导出\r\n"
    "案卷编号,事件来源,网格编码,事件描述,发生地点,事项编码,责任单位编码,案件状态,上报时间,派遣时间,"
    "结案时间,处理结果,上报人,联系电话\r\n"
    "OLD-1,12345热线,330108001001001,占道经营影响通行,江陵路1号,E0401,S001,已结案,"
    "2024年3月4日 9时05分,2024-03-04 10:00,2024/3/6 16:30:00,已清理,李大明,13800138000\r\n"
    "OLD-2,网格员上报,330108001001002,楼道堆物,江陵路2号,S0101,,已结案,2025-12-31 23:50,,"
    "2025-12-31 23:55,当场清理,,\r\n"
    "OLD-3,网格员,330108001001001,井盖松动,江陵路3号,P0101,S001,处置中,２０２６-09-14 08:30,"
    "2026-09-14 09:00,,,,\r\n"
    "OLD-4,其他,330108002001001,路灯不亮,,,,,2026-09-14 09:30,,,,,\r\n"
    "合计,4,,,,,,,,,,,,\r\n"
)
"""What another system wrote: two cases of the past, one in hand, one just reported."""


def samples() -> dict[str, bytes]:
    """Return the content of each sample by its name."""
    plain = [HEADER, *AREAS]
    notes = [["填表说明"], ["一、编码为十五位"]]
    office = xlsx({"说明": notes, "网格": OFFICE, "旧表": plain}, hidden=["旧表"])
    return {
        "grids_office.xlsx": xlsx({"网格": OFFICE, "说明": notes}, merged=MERGED),
        "grids_office.xls": xls({"网格": _without_formulas(OFFICE), "说明": notes}, merged=MERGED),
        "grids_office.ods": ods({"网格": _without_formulas(OFFICE), "说明": notes}),
        "grids_hidden_sheet.xlsx": office,
        "grids_two_sheets.xlsx": xlsx({"一季度": plain, "二季度": plain[:3]}),
        "grids_formulas.xlsx": xlsx({"网格": _formulas()}),
        "grids_one_far_cell.xlsx": _one_far_cell(),
        "grids_cut.xlsx": office[: len(office) // 2],
        "grids.jsonl": _json_lines().encode(),
        "grids.tsv": _delimited("\t").encode("utf-16"),
        "grids_semicolon.csv": _delimited(";").encode("gb18030"),
        "items_office.xlsx": xlsx({"准入清单": ITEMS}, merged=ITEMS_MERGED),
        "cases_gb18030.csv": CASES.encode("gb18030"),
        "staff_shift_jis.csv": "番号,氏名,区域\n1,田中さくら,エリア\n".encode("shift_jis"),
    }


def _without_formulas(rows: Any) -> list[list[Any]]:
    return [[c.value if isinstance(c, Formula) else c for c in row] for row in rows]


def _formulas() -> list[list[Any]]:
    return [
        ["编码", "名称", "户数", "序号"],
        [330108001001003, "第三网格", Formula("A1*2"), Formula("ROW()-1")],
        [330108001001004, Failed("#REF!"), 300, 2],
        [33010800100100512, "第五网格", Formula("150*2", 300), 3],
    ]


def _one_far_cell() -> bytes:
    """Return a few bytes that ask for 16,384 columns of 1,048,576 rows."""
    parts = xlsx_parts({"网格": [["编码", "名称"]]})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    return zipped(parts | {sheet: parts[sheet].replace("</sheetData>", far)})


def _json_lines() -> str:
    keys = HEADER[2:]
    rows = [row[2:] for row in AREAS if any(row)]
    return "".join(
        json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
    )


def _delimited(sign: str) -> str:
    rows = [HEADER, *AREAS]
    return "".join(sign.join("" if c is None else str(c) for c in row) + "\r\n" for row in rows)


if __name__ == "__main__":
    for name, content in samples().items():
        (HERE / name).write_bytes(content)
