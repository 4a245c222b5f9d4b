"""Grids and staff are changed from the command line, previewed first."""

from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, COMMUNITY, GRID, GRIDDER, NEXT_GRID, SUPERVISOR

THIRD = "330108001001003"
HEADER = "编码,名称,类型,户数,人口数\n"


@pytest.fixture
def sized(desk: Griddesk, tmp_path: Path) -> Griddesk:
    """A desk whose first grid is of a known size."""
    file = tmp_path / "grids.csv"
    file.write_text(f"{HEADER}{GRID},第一网格,综合,480,990\n", "utf-8")
    assert desk("import", "grids", str(file), "--commit", by=ADMIN).code == 0

    def command(*arguments: str, by: str = ADMIN, lang: str = "en") -> object:
        return desk(*arguments, by=by, lang=lang)

    return command  # type: ignore[return-value]


SPLIT = ("grid", "split", GRID, "--part", "第三网格=180/400", "--case", "3=第三网格")


def test_a_split_is_previewed_done_and_told_in_the_story_of_the_case(sized: Griddesk) -> None:
    foreseen = sized(*SPLIT, "--dry-run", "--format", "json").json
    assert [grid["code"] for grid in foreseen["grids"]] == [GRID, THIRD]
    assert foreseen["followed"] == [
        {
            "kind": "case",
            "key": "330108-26-000003",
            "name": "",
            "from_code": GRID,
            "to_code": THIRD,
        }
    ]
    assert (foreseen["version"], foreseen["dry_run"], foreseen["repeated"]) == (1, True, False)
    headers = sized(*SPLIT, "--dry-run", lang="zh").out.splitlines()[3].split()
    assert headers == ["内容", "编号", "名称", "原在", "现归"]
    done = sized(*SPLIT, "--seen-version", "1")
    assert done.code == 0
    assert done.out.splitlines()[1].split() == [GRID, "第一网格", "300", "590", GRID]
    assert "split of the grid, 1 thing follows." in done.err
    assert f"warning · {THIRD} 第三网格: 300 to 500 households (has 180)" in done.err
    assert "nothing was changed" in sized(*SPLIT).err
    story = sized("case", "show", "3").out
    assert f"split of the grid · into {THIRD} · from {GRID}" in story
    assert "网格拆分" in sized("case", "show", "3", lang="zh").out


def test_a_stale_preview_is_a_conflict(sized: Griddesk) -> None:
    assert sized(*SPLIT, "--seen-version", "0").code == 6


def test_a_grid_is_shown_with_its_lineage_when_it_has_ended(sized: Griddesk) -> None:
    assert sized("grid", "renumber", GRID).code == 0
    shown = sized("grid", "show", GRID, "--format", "json").json
    assert (shown["in_force"], shown["open_cases"]) == (False, 0)
    assert [(step["change"], step["to_code"]) for step in shown["lineage"]] == [("renumber", THIRD)]
    lines = sized("grid", "show", GRID, by=SUPERVISOR).out.splitlines()
    assert lines[-1].endswith(f"grid renumbered  {GRID} → {THIRD}  {ADMIN}")
    assert sized("grid", "show", "330108001001999").code == 4


def test_a_grid_with_open_cases_is_not_simply_retired(sized: Griddesk) -> None:
    assert sized("grid", "retire", GRID).code == 4
    ended = sized("grid", "retire", GRID, "--into", NEXT_GRID)
    assert (ended.code, "8 things follow" in ended.err) == (0, False)
    assert "5 things follow" in ended.err


def test_a_merge_and_a_move_of_what_does_not_fit_are_refused(sized: Griddesk) -> None:
    assert sized("grid", "merge", GRID, NEXT_GRID).code == 4
    assert sized("grid", "move", GRID, "--to", COMMUNITY).code == 4
    assert sized("grid", "split", GRID, "--part", "三").code == 2
    assert sized("grid", "split", GRID, "--part", "三=1/1", "--case", "3").code == 2
    assert sized("grid", "renumber", GRID, by=SUPERVISOR).code == 5


def test_people_join_move_stand_in_and_leave(sized: Griddesk) -> None:
    joined = sized(
        "staff", "join", "N9", "--name", "陈月", "--area", NEXT_GRID, "--post", "full-time"
    )
    assert joined.out == f"N9 陈*: full-time in {NEXT_GRID} from 2026-09-14 on\n"
    days = ("--first", "2026-09-14", "--last", "2026-09-18")
    cover = ("staff", "cover", "N9", "--area", GRID, "--post", "full-time", *days)
    assert sized(*cover).out == "N9 陈* stands in from 2026-09-14 to 2026-09-18\n"
    board = sized("grid", "board", GRID).out
    assert "陈月 (stands in until 09-18)" in board
    moved = sized("staff", "move", "N9", "--to", COMMUNITY, "--format", "json").json
    assert [post["ended"] for post in moved["posts"]] == [True, False]
    foreseen = sized("staff", "leave", GRIDDER, "--dry-run").out
    assert foreseen.startswith(f"Would be: {GRIDDER} 𠮷*网: full-time in {GRID} ends")
    assert sized("staff", "leave", GRIDDER).code == 0
    assert sized("staff", "leave", GRIDDER).out.endswith("nothing was changed.\n")
    assert sized("check", "staff", by=SUPERVISOR).code == 4


def test_a_dry_import_tells_which_rules_the_file_would_break(
    desk: Griddesk, tmp_path: Path
) -> None:
    file = tmp_path / "grids.csv"
    file.write_text(f"{HEADER}{GRID},第一网格,综合,299,1001\n", "utf-8")
    ended = desk("import", "grids", str(file), by=ADMIN)
    assert f"error · {GRID} 第一网格: at most 1,000 residents (has 1,001)" in ended.err
    assert f"warning · {GRID} 第一网格: 300 to 500 households (has 299)" in ended.err
    told = desk("import", "grids", str(file), "--format", "json", by=ADMIN).json["breaches"]
    assert [(row["rule"], row["severity"]) for row in told] == [
        ("residents", "error"),
        ("households", "warning"),
    ]
