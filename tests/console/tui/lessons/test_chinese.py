"""Lessons 20 to 23: Chinese on a terminal, measured in cells, on the screen and off it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Input
from wcwidth import wcswidth

from console.present.words import CHINESE, ENGLISH, Language
from console.tui.widgets.case_list import CaseList
from core.cases.commands import ReportCase
from core.kernel.text import cut, neutralise, pad, width
from seeds.demo.places import areas
from tests.console.tui.conftest import House, SitDown
from tests.district import DISPATCHER, GRID

RARE: Final = (
    "𠮷䶮家邻里纠纷",
    "你传加",
    "👨\u200d👩\u200d👧 亲子活动占道",
    "e\u0301cole ａｂｃ１２３",
    "🚧道路封闭🚒",
    "ก็กี้",
    "한국 상가 앞",
    "▲◆●○～…—",
)
"""Rare surnames, what lazygit corrupted, joined emoji, marks, full-width, Thai, Korean, signs."""


def reported(house: House, matters: tuple[str, ...] = RARE) -> None:
    """Report these matters at places of the same name."""
    for matter in matters:
        house.district.report(matter=matter, address=matter, item_code=None)


@pytest.mark.parametrize("locale", ("C", "C.UTF-8", "zh_CN.UTF-8", "ja_JP.UTF-8", "POSIX"))
def test_lesson_20_no_locale_breaks_the_layout(locale: str, house: House, tmp_path: Path) -> None:
    """lazygit#1277: the layout broke only because the system spoke Japanese."""
    reported(house)
    listed = subprocess.run(
        (sys.executable, "-m", "console", "case", "list", "--db", house.url, "--as", DISPATCHER),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "HOME": str(tmp_path),
            "LC_ALL": locale,
            "GRIDDESK_LANG": "zh",
        },
        capture_output=True,
        check=True,
    )
    lines = listed.stdout.decode().splitlines()
    assert len(lines) == 1 + len(RARE)
    assert "𠮷䶮家邻里纠纷" in listed.stdout.decode()


async def test_lesson_20_a_character_that_leaves_the_screen_leaves_nothing_behind(
    house: House, sit_down: SitDown
) -> None:
    """lazygit#1383, #2574: halves of characters stayed, and some characters were corrupted."""
    reported(house)
    async with sit_down() as desk:
        await desk.press("end")
        for size in ((97, 30), (61, 20), (120, 40)):
            await desk.resize(*size)
            await desk.settled()
            rows = [row for row in desk.rows if "-26-" in row or "待受理" in row]
            assert {wcswidth(row) for row in rows} == {desk.listing.size.width - 1}
        for text in RARE[:2]:
            assert text in "".join(desk.rows)


@pytest.mark.parametrize(
    ("size", "language"), (((80, 24), ENGLISH), ((97, 30), CHINESE), ((173, 50), CHINESE))
)
async def test_lesson_21_every_line_of_lists_and_dialogs_has_the_width_it_claims(
    size: tuple[int, int], language: Language, house: House, sit_down: SitDown
) -> None:
    """vit#327, visidata#2685: width, cutting and the cursor each had a table of their own."""
    reported(house)
    async with sit_down(size=size, language=language) as desk:
        for key in ("", "n", "plus", "enter"):
            if key:
                await desk.press(key)
                await desk.sees(lambda: desk.app.at_work is None, "the dialog")
                await desk.pilot.pause()
            for y, line in enumerate(desk.app.screen._compositor.render_strips()):  # noqa: SLF001  what is sent
                assert (y, wcswidth(line.text)) == (y, size[0])
            if key:
                await desk.press("escape")
                await desk.sees(lambda: desk.app.at_work, "the list")


@pytest.mark.parametrize("text", RARE)
def test_lesson_21_cutting_and_filling_follow_wcwidth(text: str) -> None:
    """taskwarrior-tui#121: a Chinese task crashed it."""
    clean = neutralise(text)
    for cells in range(width(clean) + 4):
        assert wcswidth(pad(clean, cells)) == cells
        assert wcswidth(cut(clean, cells)) <= cells


def test_lesson_21_every_real_place_is_as_wide_as_wcwidth_says() -> None:
    names = [area.name for area in areas()]
    assert len(names) > 60
    for name in names:
        assert width(name) == wcswidth(name)
        assert wcswidth(pad(name, 14)) == 14


@pytest.mark.usefixtures("busy_house")
async def test_lesson_22_the_terminal_cursor_stands_where_chinese_is_typed(
    sit_down: SitDown,
) -> None:
    """Textual#3404, #1469: the window of the input method opened in a corner."""
    async with sit_down() as desk:
        await desk.press("slash")
        await desk.write("a")
        x, y = desk.app.cursor_position
        for text, cells in (("积水", 4), ("𠮷", 2), ("a", 1)):
            await desk.write(text)
            x += cells
            assert desk.app.cursor_position == (x, y)


@pytest.mark.usefixtures("busy_house")
async def test_lesson_22_a_click_on_either_half_of_a_character_is_on_it(
    sit_down: SitDown,
) -> None:
    """Textual#2968: a click on the right half was on the next character."""
    async with sit_down() as desk:
        await desk.press("slash")
        await desk.write("积水严重")
        field = desk.app.focused
        assert isinstance(field, Input)
        found = []
        for column in range(8):
            await desk.pilot.click(field, offset=(column, 0))
            found.append(field.cursor_position)
        assert found == [0, 0, 1, 1, 2, 2, 3, 3]


async def test_lesson_22_a_click_on_a_row_of_wide_characters_is_on_that_row(
    house: House, sit_down: SitDown
) -> None:
    reported(house)
    async with sit_down() as desk:
        for line in (3, 5, 1):
            for column in (20, 21, 22, 23):
                await desk.pilot.click(CaseList, offset=(column, line))
                assert desk.listing.rank == line


@pytest.mark.parametrize("command", (("case", "list"), ("timers",)))
@pytest.mark.parametrize("language", ("zh", "en"))
def test_lesson_23_tables_of_the_command_line_line_up(
    command: tuple[str, ...],
    language: str,
    house: House,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """jenkins-cli PR 120, cliff#8: tables out of line as soon as there was Chinese in them."""
    from console.entry import run

    reported(house)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    capsys.readouterr()
    run(["--db", house.url, "--as", DISPATCHER, "--lang", language, *command])
    heads, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(RARE)
    # The number is a column of one width; it must begin in the same cell in every row.
    begins = {wcswidth(row[: row.index("330108-26-")]) for row in rows}
    word = {"zh": "编号", "en": "Number"}[language]
    assert begins == {wcswidth(heads[: heads.index(word)])}


def test_lesson_23_a_report_keeps_every_character(house: House) -> None:
    """What was reported is what is stored, whatever is shown of it."""
    for text in RARE:
        number = house.district.desk.execute(
            ReportCase(source="gridder", area_code=GRID, matter=text, source_ref=text),
            by=DISPATCHER,
        ).number
        assert house.shop().cases.row(number).matter == text
