"""A report is picked, not typed: place, item, and what this operator reports most first."""

from typing import Final

import pytest

from console.tui.habits import ITEMS, PLACES, Habits
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, GRID, MANHOLE, NEXT_GRID, OTHER_GRID, QUARREL, STALLS

FEW: Final = 10
"""Fewer keystrokes than this take in a common matter."""


async def begin(desk: DeskDriver) -> None:
    """Open a new report and wait for its lists."""
    await desk.press("plus")
    await desk.sees_text("西兴街道 西陵社区 第一网格")
    await desk.sees_text(STALLS)


async def keyed(desk: DeskDriver, *keys: str) -> int:
    """Press keys in a new report; return how many it took with the one that opened it."""
    await begin(desk)
    await desk.press(*keys)
    await desk.sees(lambda: not desk.in_form, "the end of the dialog")
    await desk.settled()
    return 1 + len(keys)


async def test_a_common_matter_takes_fewer_than_ten_keystrokes_by_initials(
    house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        strokes = await keyed(desk, *"ch", "enter", *"zdjy", "enter")
        assert (strokes, strokes < FEW) == (9, True)
        assert desk.case is not None
        assert (desk.case.area_code, desk.case.item_code) == (OTHER_GRID, STALLS)
        assert (desk.case.matter, desk.case.source) == ("占道经营", "hotline")
        assert len(house.numbers()) == 1


async def test_the_same_again_takes_four(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await keyed(desk, *"ch", "enter", *"zdjy", "enter")
        strokes = await keyed(desk, "enter", "down", "enter")
        assert strokes == 4
        assert desk.listing.total == 2
    async with sit_down() as desk:
        await keyed(desk, "enter", "down", "enter")
        assert ["占道经营" in row for row in desk.rows[:4]] == [True, True, True, False]


async def test_recent_places_and_the_items_of_the_place_stand_first(sit_down: SitDown) -> None:
    Habits(DISPATCHER).note(GRID, QUARREL)
    Habits(DISPATCHER).note(NEXT_GRID, MANHOLE)
    async with sit_down() as desk:
        await begin(desk)
        await desk.sees_text(f"▌ {NEXT_GRID}  西兴街道 西陵社区 第二网格  ◂ 最近")
        await desk.sees_text(f"{MANHOLE}  井盖破损  ◂ 最近")
        assert "邻里纠纷  ◂" not in desk.screen
        await desk.press("down")
        await desk.sees_text(f"{QUARREL}  邻里纠纷  ◂ 最近")
        assert "井盖破损  ◂" not in desk.screen


async def test_a_favourite_of_a_place_stands_before_what_is_recent(sit_down: SitDown) -> None:
    Habits(DISPATCHER).note(GRID, QUARREL)
    async with sit_down() as desk:
        await begin(desk)
        await desk.press("enter")
        await desk.write("占道")
        await desk.sees_text(f"▌ {STALLS}  占道经营")
        await desk.press("ctrl+t")
        await desk.sees_text("占道经营  ◂ ★ 常用")
        await desk.press("ctrl+u")
        await desk.sees(lambda: "邻里纠纷" in desk.screen, "the whole list")
        listed = [line for line in desk.screen.splitlines() if "  ◂ " in line]
        assert ["★ 常用" in line for line in listed] == [False, True, False]
        assert [STALLS in line for line in listed] == [False, True, False]
        assert QUARREL in listed[2]
    assert Habits(DISPATCHER).favourites(GRID) == [STALLS]


async def test_the_unit_that_would_handle_it_is_suggested(house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await begin(desk)
        await desk.write("西陵 第一")
        await desk.press("enter")
        await desk.write("jgps")
        await desk.sees_text("建议单位   西兴应急安监站 · 责任清单：P01")
        assert house.numbers() == []


async def test_without_an_item_a_text_is_asked_for(house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await begin(desk)
        await desk.press("enter", "enter")
        await desk.write("说不清的一件事")
        assert house.numbers() == []
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        await desk.settled()
        assert desk.case is not None
        assert (desk.case.item_code, desk.case.matter) == (None, "说不清的一件事")


async def test_a_picked_item_is_a_draft_too(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await begin(desk)
        await desk.press("enter")
        await desk.write("占道")
        await desk.sees_text("待受理 · 三级")
        await desk.press("escape")
    async with sit_down() as desk:
        await begin(desk)
        await desk.sees_text("接着上次未完成的登记。")
        await desk.sees_text(f"▌ {STALLS}  占道经营")


# What is remembered.


@pytest.mark.usefixtures("nothing_left_behind")
def test_habits_are_kept_newest_first_and_no_more_than_can_be_seen() -> None:
    habits = Habits("zhangmin")
    for n in range(PLACES + 2):
        habits.note(f"G{n}", "E01")
    for n in range(ITEMS + 2):
        habits.note("G0", f"E{n}")
    kept = Habits("zhangmin")
    assert kept.areas[:2] == ["G0", f"G{PLACES + 1}"]
    assert len(kept.areas) == PLACES
    assert kept.recent("G0") == [f"E{n}" for n in reversed(range(2, ITEMS + 2))]
    assert Habits("lina").areas == []


def test_a_favourite_is_turned_off_again() -> None:
    habits = Habits("zhangmin")
    habits.turn_favourite("G0", "E01")
    habits.turn_favourite("G0", "E02")
    habits.turn_favourite("G0", "E01")
    assert Habits("zhangmin").favourites("G0") == ["E02"]
