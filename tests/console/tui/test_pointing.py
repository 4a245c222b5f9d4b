"""Getting to a row without counting: letters on the rows, and the mouse."""

from datetime import timedelta
from inspect import getmembers, isfunction, signature

import pytest

from console.tui.dialogs.story import StoryDialog
from console.tui.screens.admin import AdminScreen
from console.tui.screens.calendar import CalendarScreen
from console.tui.screens.grids import GridsScreen
from console.tui.screens.inbox import InboxScreen
from console.tui.screens.queue import QueueScreen
from console.tui.screens.reports import ReportsScreen
from console.tui.screens.staff import StaffScreen
from console.tui.screens.timers import TimersScreen
from console.tui.screens.units import UnitsScreen
from console.tui.widgets.case_list import CaseList
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.lanes import LaneTabs
from core.kernel.text import width
from tests.console.tui.conftest import House, SitDown


@pytest.fixture
def numbers(house: House) -> list[str]:
    """The numbers of sixty reports in the order of the queue."""
    made = []
    for n in range(60):
        made.append(house.district.report(matter=f"第{n:02}处").number)
        house.district.clock.advance(timedelta(seconds=30))
    return made


async def test_a_letter_on_every_row_in_sight_leads_there(
    numbers: list[str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.press("semicolon")
        assert [row[:3] for row in desk.rows[:3]] == [" a ", " s ", " d "]
        await desk.press("d")
        assert (desk.number, desk.listing.rank) == (numbers[2], 2)
        assert desk.rows[2].startswith("▌")
        assert desk.app.screen is desk.queue


async def test_letters_follow_what_is_in_sight(numbers: list[str], sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await desk.press("end")
        await desk.sees(lambda: desk.number == numbers[-1], "the last case")
        top = desk.listing.scroll_offset.y
        await desk.press("semicolon", "a")
        assert desk.number == numbers[top]


@pytest.mark.usefixtures("numbers")
async def test_any_other_key_takes_the_letters_off_and_does_nothing(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        before = desk.number
        await desk.press("semicolon", "escape")
        assert desk.rows[1].startswith(" ")
        await desk.press("semicolon", "ctrl+f")
        assert (desk.number, desk.in_form) == (before, False)


async def test_the_mouse_chooses_a_row_opens_it_and_scrolls(
    numbers: list[str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.pilot.click(CaseList, offset=(20, 4))
        assert desk.number == numbers[4]
        await desk.pilot.click(CaseList, offset=(20, 6), times=2)
        await desk.sees(lambda: isinstance(desk.app.screen, StoryDialog), "the story")
        assert numbers[6] in desk.screen
        await desk.press("escape")
        await desk.sees(lambda: isinstance(desk.app.screen, QueueScreen), "the queue")
        desk.listing.scroll_down(animate=False)
        await desk.sees(lambda: desk.listing.scroll_offset.y > 0, "the next rows")
        assert desk.number == numbers[6]


@pytest.mark.usefixtures("numbers")
async def test_the_mouse_presses_tabs_screens_and_keys(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
        await desk.pilot.click(LaneTabs, offset=(width(desk.lanes.split("街道")[0]), 0))
        await desk.filtered()
        assert "三级 · 街道" in desk.head
        await desk.pilot.click(KeyLine, offset=(width(desk.keys.split("g 更多")[0]), 0))
        await desk.sees_text("更多操作")
        await desk.press("escape")
        await desk.pilot.click(Header, offset=(width(desk.header.split(" 2 ")[0]) + 1, 0))
        await desk.sees(lambda: desk.timers.is_mounted, "the timers")


def test_what_a_click_asks_a_screen_for_means_the_same_on_every_screen() -> None:
    """A key may change the screen before a click on the last one is heard: fuzz found that."""
    asked: dict[str, set[tuple[str, ...]]] = {}
    for screen in (
        QueueScreen,
        TimersScreen,
        GridsScreen,
        StaffScreen,
        UnitsScreen,
        ReportsScreen,
        CalendarScreen,
        AdminScreen,
        InboxScreen,
    ):
        for name, action in getmembers(screen, isfunction):
            if name.startswith("action_"):
                asked.setdefault(name, set()).add(tuple(signature(action).parameters))
    assert {name: ways for name, ways in asked.items() if len(ways) > 1} == {}
    assert asked["action_choose_clock"] == {("self", "stage", "when")}
