"""Finding on the screen: the filter drops down what may come next, views are kept, numbers lead."""

import pytest

from console.present.views import View
from console.saved_views import SavedViews
from console.tui.dialogs.ended import EndedDialog
from console.tui.dialogs.jump import JumpDialog
from console.tui.dialogs.story import StoryDialog
from console.tui.dialogs.views import SaveViewDialog, ViewsDialog
from console.tui.widgets.foot import FilterInput
from console.tui.widgets.offers import Offers
from console.tui.widgets.views import Views
from core.cases.commands import RejectCase
from core.cases.rows import CaseFilter
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, STREET_DISPATCHER

pytestmark = pytest.mark.usefixtures("busy_house")


def typed(desk: DeskDriver) -> str:
    return desk.queue.query_one(FilterInput).value


async def start_typing(desk: DeskDriver, text: str) -> None:
    await desk.press("slash")
    await desk.settled()
    await desk.write(text)
    await desk.settled()


async def test_keys_then_values_are_offered_and_tab_takes_them(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await start_typing(desk, "dw")
        await desk.sees(lambda: "unit:" in desk.text_of(Offers), "the key")
        await desk.press("tab")
        assert typed(desk) == "unit:"
        await desk.write("xxzhxzzf")
        await desk.sees(lambda: "西兴综合行政执法队" in desk.text_of(Offers), "the unit")
        await desk.press("tab")
        assert typed(desk) == "unit:西兴综合行政执法队 "
        await desk.press("enter")
        await desk.filtered()
        assert desk.listing.total == 2
        assert desk.text_of(Offers).strip() == ""


async def test_the_arrows_choose_among_the_offers(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await start_typing(desk, "tier:")
        await desk.sees(lambda: "四级" in desk.text_of(Offers), "the tiers")
        await desk.press("down", "down", "up", "down", "tab")
        assert typed(desk) == "tier:3 "
        await desk.press("escape")
        await desk.filtered()
        assert desk.listing.total == 3


async def test_what_is_typed_is_never_held_up_by_offers(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("slash", *"jinggai")
        assert typed(desk) == "jinggai"
        await desk.press("escape")


async def test_a_word_that_is_not_understood_is_underlined_where_it_stands(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        await start_typing(desk, "tier:3 unit:nobody")
        await desk.sees_text("▲ 没有编码、名称或拼音含“nobody”的单位。")
        box = desk.queue.query_one(FilterInput)
        assert "tier:3 unit:nobody"[slice(*box.misread)] == "nobody"
        underlined = [s.text for s in box.render_line(0) if s.style and s.style.underline]
        assert "".join(underlined).strip() == "nobody"
        assert desk.listing.total == 5


async def test_pinyin_finds_a_unit_typed_in_one_go(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("unit:zhxzzf -state:handling")
        assert desk.listing.total == 1
        assert desk.case is not None
        assert desk.case.matter == "商户占用盲道约12米"


async def test_a_number_leads_to_its_case(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        number = busy_house.numbers()[3]
        await desk.filter("tier:1")
        await desk.press("slash", "ctrl+u")
        await desk.write(str(int(number[-6:])))
        await desk.press("enter")
        await desk.sees(lambda: desk.number == number, "the case")
        assert typed(desk) == ""
        assert desk.listing.total == 5


def rejected(house: House) -> str:
    """Turn a report away and return its number."""
    shop = house.shop()
    (first, *_others) = shop.queue.after(CaseFilter(state="reported"), None, 9, shop.clock())
    house.district.desk.execute(RejectCase(number=first.number, reason="off_list"), by=DISPATCHER)
    return first.number


async def test_a_number_leads_to_an_ended_case_too(busy_house: House, sit_down: SitDown) -> None:
    number = rejected(busy_house)
    async with sit_down() as desk:
        await desk.press("J")
        assert isinstance(desk.app.screen, JumpDialog)
        await desk.write(number[7:])
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, StoryDialog), "the story")
        assert number in desk.screen


async def test_a_number_of_nobodys_case_says_so(sit_down: SitDown) -> None:
    async with sit_down(STREET_DISPATCHER) as desk:
        await desk.press("J")
        await desk.write("999")
        await desk.press("enter")
        await desk.sees_text("您的辖区内没有案件 999。")
        await desk.press("escape")
        await desk.filter("999")
        await desk.sees_text("您的辖区内没有案件 999。")
        assert desk.listing.total == 0


async def test_ended_cases_are_listed_where_they_can_be_acted_on(
    busy_house: House, sit_down: SitDown
) -> None:
    number = rejected(busy_house)
    async with sit_down() as desk:
        await desk.press("slash")
        await desk.write("state:rejected")
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, EndedDialog), "the ended cases")
        await desk.sees_text(number)
        assert typed(desk) == ""


async def test_a_filter_is_saved_counted_put_on_and_removed(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("tier:3 unit:zhxzzf")
        await desk.press("W")
        assert isinstance(desk.app.screen, SaveViewDialog)
        await desk.write("西兴三级")
        await desk.press("enter")
        await desk.sees_text("已保存 西兴三级：tier:3 unit:zhxzzf")
        await desk.sees(lambda: "▎西兴三级" in desk.text_of(Views), "the view, on")
        await desk.sees(lambda: desk.text_of(Views).splitlines()[-1].split()[-1] == "2", "count")
        assert SavedViews(DISPATCHER).all() == (View("西兴三级", "tier:3 unit:zhxzzf"),)

        await desk.press("escape")
        await desk.filtered()
        assert desk.listing.total == 5
        await desk.press("w", "8")
        await desk.filtered()
        assert typed(desk) == "tier:3 unit:zhxzzf"
        assert desk.listing.total == 2

        await desk.press("w")
        assert isinstance(desk.app.screen, ViewsDialog)
        await desk.press("x")
        await desk.sees_text("现成的视图不能删除。")
        await desk.press(*["down"] * 9, "x", "escape")
        assert SavedViews(DISPATCHER).all() == ()
        await desk.sees(lambda: "西兴三级" not in desk.text_of(Views), "the view gone")


async def test_a_name_that_will_not_do_keeps_what_was_typed(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("W")
        await desk.sees_text("请先筛选，再起名保存。")
        await desk.filter("late")
        await desk.press("W")
        await desk.write("超时")
        await desk.press("enter")
        await desk.sees_text("“超时”是现成的视图。")
        assert SavedViews(DISPATCHER).all() == ()


async def test_saved_views_are_reached_in_turn(sit_down: SitDown) -> None:
    SavedViews(DISPATCHER).save("井盖", "井盖")
    async with sit_down() as desk:
        await desk.sees(lambda: "井盖" in desk.text_of(Views), "the view")
        await desk.press("left_square_bracket")
        await desk.filtered()
        assert typed(desk) == "井盖"
        assert desk.listing.total == 1


async def test_units_are_picked_by_their_pinyin(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("a")
        await desk.sees_text("西陵社区居委会")
        await desk.write("nobody")
        await desk.sees_text("没有匹配项。")
        await desk.press("ctrl+u")
        await desk.write("xlsq")
        await desk.sees_text("▌ C001  西陵社区居委会")
