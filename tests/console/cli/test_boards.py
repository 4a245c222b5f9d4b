"""Notice boards are drawn, written, and put on record."""

from pathlib import Path

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, GRID, NEXT_GRID, STREET, STREET_DISPATCHER, VIEWER

OTHER_STREET_GRID = "330108002001001"


def test_a_board_names_people_in_full_and_gives_the_phone_of_the_desk(desk: Griddesk) -> None:
    ended = desk("grid", "board", GRID, lang="zh")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0] == "西陵社区第一网格公示牌"
    assert "所属：西兴街道 西陵社区" in lines
    assert "值班电话：12345" in lines
    assert any(line.startswith("专职") and "𠮷小网  101****0001" in line for line in lines)
    assert sum("空缺" in line for line in lines) == 2
    assert any(line.startswith("    █▀▀▀▀▀█") for line in lines)


def test_phones_are_shown_when_asked_for_by_who_may_see_them(desk: Griddesk) -> None:
    assert "10100000001" in desk("grid", "board", GRID, "--phones").out
    refused = desk("grid", "board", GRID, "--phones", by=VIEWER)
    assert (refused.code, refused.out) == (5, "")
    plain = desk("grid", "board", GRID, by=VIEWER).out
    assert "𠮷*网  101****0001" in plain
    assert "𠮷小网" not in plain


def test_every_board_of_an_area_is_written_and_the_same_bytes_again(
    desk: Griddesk, tmp_path: Path
) -> None:
    command = ("grid", "board", "--area", STREET, "--format", "html", "-o")
    ended = desk(*command, str(tmp_path))
    assert ended.code == 0
    assert ended.err == f"2 notice boards written into {tmp_path}.\n"
    assert sorted(path.name for path in tmp_path.glob("*.html")) == [
        f"{GRID}.html",
        f"{NEXT_GRID}.html",
    ]
    first = (tmp_path / f"{GRID}.html").read_bytes()
    assert desk(*command, str(tmp_path / "all.html")).code == 0
    assert (tmp_path / "all.html").read_text("utf-8").count('<section class="board">') == 2
    assert desk(*command, str(tmp_path)).code == 0
    assert (tmp_path / f"{GRID}.html").read_bytes() == first


def test_a_board_outside_the_jurisdiction_or_nowhere_is_refused(
    desk: Griddesk, tmp_path: Path
) -> None:
    outside = desk("grid", "board", OTHER_STREET_GRID, by=STREET_DISPATCHER)
    assert (outside.code, outside.out) == (4, "")
    assert desk("grid", "board").code == 2
    assert desk("grid", "board", GRID, "--area", STREET).code == 2
    unwritable = desk("grid", "board", GRID, "-o", str(tmp_path / "no" / "board.txt"), by=ADMIN)
    assert (unwritable.code, "cannot be written" in unwritable.err) == (4, True)
