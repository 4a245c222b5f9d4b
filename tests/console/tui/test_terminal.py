"""Any terminal will do: small or without colour, with a mouse, in either language."""

import re
from typing import cast

import pytest
from textual._compositor import CompositorUpdate

from console.present.words import ENGLISH
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.lanes import LaneColumn
from console.tui.widgets.views import Views
from core.kernel.text import width
from tests.console.tui.conftest import House, SitDown
from tests.district import (
    STREET_DISPATCHER,
)


@pytest.mark.parametrize("size", ((80, 24), (100, 30), (120, 40), (200, 50)))
@pytest.mark.usefixtures("busy_house")
async def test_heads_stand_over_their_columns(sit_down: SitDown, size: tuple[int, int]) -> None:
    async with sit_down(size=size) as desk:
        heads = desk.head.splitlines()[-1]
        row = desk.rows[0]
        for head, cell in (("事项", "邻里纠纷"), ("网格", "西"), ("状态", "待派遣")):
            assert width(heads.split(head)[0]) == width(row.split(cell)[0])


@pytest.mark.usefixtures("busy_house")
async def test_the_language_is_switched_under_the_hand(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
        number = desk.number
        await desk.press("L")
        await desk.settled()
        assert "All tiers   5 cases" in desk.head
        assert "Quarrel of neigh…" in desk.rows[0]
        assert "Street" in desk.lanes
        assert "escalate" in desk.keys
        assert "● live" in desk.header
        assert desk.number == number


@pytest.mark.usefixtures("busy_house")
async def test_themes_are_switched_by_a_key(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("D")
        assert desk.app.theme == "griddesk-light"
        await desk.press("D")
        assert desk.app.theme == "griddesk-contrast"
        await desk.press("D")
        assert desk.app.theme == "griddesk-dark"


@pytest.mark.usefixtures("busy_house")
async def test_a_small_terminal_has_lanes_as_tabs_and_the_case_in_two_lines(
    sit_down: SitDown,
) -> None:
    async with sit_down(size=(80, 24), language=ENGLISH) as desk:
        await desk.sees(lambda: "Street" in desk.lanes, "the lanes")
        assert desk.lanes.startswith("▎∑ All tiers 5 ▲1  1 Grid 1  2 Community 1 ▲1")
        await desk.resize(200, 50)
        await desk.resize(40, 12)
        await desk.resize(120, 40)
        await desk.settled()
        assert desk.listing.total == 5


@pytest.mark.usefixtures("busy_house")
async def test_no_colour_is_used_where_none_is_wanted(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit_down() as desk:
        await desk.press("a")
        await desk.sees_text("责任清单")
        compositor = desk.app.screen._compositor  # noqa: SLF001  what is sent is the point
        update = cast(CompositorUpdate, compositor.render_update(full=True))
        drawn = update.render_segments(desk.app.console)
        codes = {
            code for found in re.findall(r"\x1b\[([\d;]*)m", drawn) for code in found.split(";")
        }
        assert codes & {"38", "48", *map(str, (*range(30, 38), *range(40, 48)))} == set()
        assert "7" in codes


@pytest.mark.usefixtures("busy_house")
async def test_the_header_names_the_area_of_the_operator(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        assert desk.header.startswith(" GridDesk 滨江区 330108")
    async with sit_down(STREET_DISPATCHER, size=(200, 50)) as desk:
        assert desk.header.startswith(" GridDesk 西兴街道 330108001")
        assert "李娜 派遣员" in desk.header


@pytest.mark.parametrize(
    ("cells", "names", "role"), ((200, True, True), (120, True, False), (80, False, False))
)
@pytest.mark.usefixtures("busy_house")
async def test_the_names_of_the_screens_come_before_the_role_where_there_is_no_room_for_both(
    sit_down: SitDown, cells: int, *, names: bool, role: bool
) -> None:
    async with sit_down(size=(cells, 40)) as desk:
        screens = ("队列", "时限", "网格", "人员", "单位", "报表", "管理", "上报反馈")
        assert [name in desk.header for name in screens] == [True, *[names] * 7]
        assert ("派遣员" in desk.header) is role
        assert "张敏" in desk.header


@pytest.mark.usefixtures("busy_house")
async def test_the_mouse_chooses_a_lane_a_view_and_a_verb(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
        await desk.pilot.click(LaneColumn, offset=(6, 6))
        await desk.filtered()
        assert "二级 · 社区" in desk.head
        await desk.pilot.click(LaneColumn, offset=(6, 0))
        await desk.pilot.click(Views, offset=(5, 3))
        await desk.filtered()
        assert "state:reported" in desk.foot
        assert desk.listing.total == 2
        x = width(desk.keys.split("f 立案")[0])
        await desk.pilot.click(KeyLine, offset=(x, 0))
        await desk.sees(lambda: desk.in_form, "the dialog")


@pytest.mark.parametrize("size", ((1, 1), (10, 3), (30, 8)))
@pytest.mark.usefixtures("busy_house")
async def test_a_terminal_may_be_of_any_size(sit_down: SitDown, size: tuple[int, int]) -> None:
    async with sit_down() as desk:
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.resize(*size)
        await desk.press("escape", "down", "2")
        await desk.pilot.pause()
        await desk.press("1", "question_mark", "escape")
        await desk.resize(120, 40)
        await desk.settled()
        assert desk.listing.total == 5


async def test_hostile_text_is_shown_as_text_everywhere(house: House, sit_down: SitDown) -> None:
    hostile = "\x1b]0;pwned\x07\x1b[2J\u202e反\u200b向\x9b31m" + "e" + "\u0301" * 40
    house.district.report(matter=hostile, address=hostile, item_code=None, reporter_name=hostile)
    async with sit_down() as desk:
        await desk.sees(lambda: "上报" in desk.story, "the story")
        seen = desk.screen
        await desk.press("enter")
        await desk.sees_text("上报")
        seen += desk.screen
        await desk.press("escape", "t")
        seen += desk.screen
        assert "␛]0;pwned␇␛[2J\\u202e反向\\x9b31m" in seen
        assert not set(seen) & set("\x1b\x07\x9b\u202e\u200b")
