"""Whether grids and staff keep the rules, asked from a script."""

from pathlib import Path

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, STREET_DISPATCHER

GRIDS = "330108001001001,第一网格,综合,{},900\n330108002001001,第一网格,综合,400,900\n"
HEADER = "编码,名称,类型,户数,人口数\n"


def take_in(desk: Griddesk, path: Path, kind: str, text: str) -> None:
    path.write_text(text, "utf-8")
    assert desk("import", kind, str(path), "--commit", by=ADMIN).code == 0


def test_grids_that_break_a_rule_are_told_and_grave_ones_end_as_refused(
    desk: Griddesk, tmp_path: Path
) -> None:
    ended = desk("check", "grids", "--format", "jsonl")
    assert ended.code == 4
    assert [(row["area_code"], row["rule"], row["value"]) for row in ended.lines] == [
        ("330108001001001", "residents", None),
        ("330108001001001", "households", None),
        ("330108002001001", "residents", None),
        ("330108002001001", "households", None),
    ]
    assert ended.err == "2 errors, 2 warnings.\n"
    take_in(desk, tmp_path / "grids.csv", "grids", HEADER + GRIDS.format(299))
    ended = desk("check", "grids")
    assert (ended.code, ended.err) == (0, "0 errors, 1 warnings.\n")
    assert [line.split() for line in ended.out.splitlines()[1:]] == [
        ["330108001001001", "第一网格", "300", "to", "500", "households", "299", "warning"]
    ]
    take_in(desk, tmp_path / "grids.csv", "grids", HEADER + GRIDS.format(300))
    ended = desk("check", "grids")
    assert (ended.code, ended.out, ended.err) == (
        0,
        "",
        "The division into grids keeps the rules.\n",
    )


def test_vacant_posts_are_told_until_they_are_filled(desk: Griddesk, tmp_path: Path) -> None:
    ended = desk("check", "staff", "--format", "jsonl", by=STREET_DISPATCHER)
    assert ended.code == 4
    assert [tuple(row.values()) for row in ended.lines] == [
        ("330108001001001", "第一网格", "leader", 0, "error"),
        ("330108001001001", "第一网格", "guide", 0, "warning"),
    ]
    take_in(
        desk,
        tmp_path / "staff.csv",
        "staff",
        "工号,姓名,网格编码,岗位\nL1,陈月,330108001001001,网格长\nG1,王芳,330108001001001,指导员\n",
    )
    ended = desk("check", "staff", by=STREET_DISPATCHER)
    assert (ended.code, ended.err) == (0, "Every grid is staffed by the rules.\n")
